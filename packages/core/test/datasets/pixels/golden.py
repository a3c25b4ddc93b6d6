"""The golden values of resize.test.ts and resize-mask.test.ts: NumPy 2.4.6, PyTorch 2.13.0, Pillow 13.0.0."""
import numpy as np
import torch
from PIL import Image

# Exact halves go up, also where their sum is off by the error of float64.
HALF = 0.5 + 1e-9


def image(height, width, channels):
    i = np.arange(height * width * channels)
    return ((i * i * 31 + i * 97 + (i // 5) * 53) % 256).astype(np.uint8).reshape(height, width, channels)


def bilinear(a, height, width):
    t = torch.from_numpy(a.astype(np.float64)).permute(2, 0, 1)[None]
    t = torch.nn.functional.interpolate(t, size=(height, width), mode='bilinear', align_corners=False)
    return torch.floor(t + HALF)[0].permute(1, 2, 0).numpy().astype(int)


def pillow(a, height, width, resample):
    return np.asarray(Image.fromarray(a.squeeze()).resize((width, height), resample)).astype(int)


def nearest(a, height, width):
    t = torch.from_numpy(a.astype(np.float64))[None, None, :, :, 0]
    return torch.nn.functional.interpolate(t, size=(height, width), mode='nearest-exact')[0, 0].numpy().astype(int)


def span(a, height, width):
    """Exact mean over each output's span: every input repeated as often as there are outputs, then means of equal groups."""
    def one(x, n):
        return np.repeat(x, n, 0).reshape(n, x.shape[0], *x.shape[1:]).mean(1)
    x = one(a.astype(np.float64), height)
    return np.floor(one(x.transpose(1, 0, 2), width).transpose(1, 0, 2) + HALF).astype(int)


def grey(a):
    return np.asarray(Image.fromarray(a).convert('L')).astype(int)


def show(name, values):
    print(name, values.ravel().tolist())


show('torch, 7x7x1 to 8x8', bilinear(image(7, 7, 1), 8, 8))
show('torch, 7x5x3 to 3x4', bilinear(image(7, 5, 3), 3, 4))
show('torch, 9x2x1 to 4x5', bilinear(image(9, 2, 1), 4, 5))
show('torch, 1x4x1 to 3x2', bilinear(image(1, 4, 1), 3, 2))
show('Pillow BILINEAR, 5x4x3 to 7x9', pillow(image(5, 4, 3), 7, 9, Image.BILINEAR))
show('Pillow BOX, 6x8x3 to 3x2', pillow(image(6, 8, 3), 3, 2, Image.BOX))
show('NumPy, 8x5x1 to 3x2', span(image(8, 5, 1), 3, 2))
show('Pillow L, 4x4x3', grey(image(4, 4, 3)))
show('Pillow L then torch, 7x5x3 to 3x4', bilinear(grey(image(7, 5, 3))[..., None], 3, 4))

for height, width in [(3, 4), (11, 13), (7, 2), (1, 1)]:
    show(f'torch nearest-exact, 7x5 to {height}x{width}', nearest(image(7, 5, 1), height, width))

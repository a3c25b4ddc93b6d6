"""Place features and place maps in PyTorch, for places.test.ts: 3x3 means with counted zeros, means or bilinear interpolation
to the grid, maps enlarged and smoothed.
Run: python places.py > places.json (PyTorch 2.13.0, NumPy 2.4.6, CPU)."""
import json

import numpy as np
import torch
import torch.nn.functional as F

N, GRID, IMAGE, SIGMA = 2, (4, 6), (32, 48), 2.5
MAPS = [(8, 12, 3), (4, 6, 2), (2, 3, 4), (3, 5, 2)]  # height, width, channels: finer, as fine, coarser, of no whole ratio


def pattern(size, salt):
    """Of scripts/golden/pattern.ts: uniform-looking, in [-0.5, 0.5)."""
    i = np.arange(1, size + 1, dtype=np.uint64)
    h = (i * 2654435761 + salt * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return torch.tensor((h.astype(np.float64) / 2**32 - 0.5).astype(np.float32))


def to_grid(x):
    x = F.avg_pool2d(x, 3, 1, 1, count_include_pad=True)
    if x.shape[2] > GRID[0]:
        return F.avg_pool2d(x, (x.shape[2] // GRID[0], x.shape[3] // GRID[1]))
    return F.interpolate(x, GRID, mode="bilinear", align_corners=False)


maps = [pattern(N * h * w * c, 300 + salt).reshape(N, h, w, c).permute(0, 3, 1, 2) for salt, (h, w, c) in enumerate(MAPS)]
features = torch.cat([to_grid(x) for x in maps], 1).permute(0, 2, 3, 1)

scores = pattern(N * GRID[0] * GRID[1], 400).reshape(N, 1, *GRID) + 1
large = F.interpolate(scores, IMAGE, mode="bilinear", align_corners=False)
radius = int(4 * SIGMA + 0.5)
kernel = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / SIGMA) ** 2)
kernel = kernel / kernel.sum()
padded = F.pad(large, (radius,) * 4, mode="reflect")
smooth = F.conv2d(F.conv2d(padded, kernel.reshape(1, 1, -1, 1)), kernel.reshape(1, 1, 1, -1))

flat = scores.reshape(N, -1)
rounded = lambda x: [float(f"{v:.8g}") for v in x.reshape(-1).tolist()]
print(json.dumps({
    "features": rounded(features),
    "enlarged": rounded(large[:, :, ::5, ::7]),
    "smoothed": rounded(smooth[:, :, ::5, ::7]),
    "scores": {"max": rounded(flat.amax(1)), "mean": rounded(flat.mean(1)), "top-k": rounded(flat.topk(4, 1).values.mean(1))},
}))

"""DFR on patterned feature maps in PyTorch, for golden.test.ts: regional features, scale, latent size, training steps and score maps.
Run: python dfr.py > dfr.json (PyTorch 2.13.0, NumPy 2.4.6, CPU)."""
import json

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)
N, HEIGHT, WIDTH = 3, 24, 40
MAPS = [(24, 40, 5), (12, 20, 7), (7, 9, 4)]  # height, width, channels: the last is of no whole stride


def pattern(size, salt):
    """Of packages/nn/test/golden/pattern.ts: uniform-looking, in [-0.5, 0.5)."""
    i = np.arange(1, size + 1, dtype=np.uint64)
    h = (i * 2654435761 + salt * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return torch.tensor((h.astype(np.float64) / 2**32 - 0.5).astype(np.float32))


def maps():
    """At the scale of Caffe's VGG; channel k of each map is k + 1 times as large."""
    for salt, (h, w, c) in enumerate(MAPS):
        x = pattern(N * h * w * c, 200 + salt).reshape(N, h, w, c) * torch.arange(1, c + 1) * 100
        yield torch.relu(x + 40).permute(0, 3, 1, 2)


regional = torch.cat([F.avg_pool2d(F.interpolate(x, (HEIGHT, WIDTH), mode="bilinear", align_corners=True), 4, 4) for x in maps()], 1)
channels = regional.shape[1]
rows = regional.permute(0, 2, 3, 1).reshape(-1, channels).double()
scale = rows.std(unbiased=False)
values = torch.linalg.eigvalsh(torch.cov(rows.T, correction=0)).flip(0)
correlations = torch.linalg.eigvalsh(torch.corrcoef(rows.T)).flip(0)
variances = rows.var(0, correction=0)
shrunk = (0.99 * variances + 0.01 * variances.mean()).sqrt()
shares = {str(share): [int((v.cumsum(0) / v.sum() < share).sum()) + 1 for v in (values, correlations)] for share in (0.5, 0.9, 0.99)}

d = 3
half = (channels + 2 * d) // 2
widths = [channels, half, 2 * d, d, 2 * d, half, channels]
layers = []
for i, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
    linear = i in (2, 5)
    # A bias of the code is taken away again by the next batch norm.
    layers += [nn.Conv2d(inputs, outputs, 1, bias=i == 5)] + ([] if linear else [nn.BatchNorm2d(outputs), nn.ReLU()])
net = nn.Sequential(*layers)

named = []  # (our name, parameter, our axes as an order of PyTorch's)
number = 0
for layer in net:
    if isinstance(layer, nn.Conv2d):
        number += 1
        named.append((f"layer{number}.convolution.filter", layer.weight, (2, 3, 1, 0)))
        if layer.bias is not None:
            named.append((f"layer{number}.convolution.bias", layer.bias, (0,)))
    if isinstance(layer, nn.BatchNorm2d):
        named += [(f"layer{number}.norm.gamma", layer.weight, (0,)), (f"layer{number}.norm.beta", layer.bias, (0,))]
for salt, (name, parameter, axes) in enumerate(named):
    shape = [parameter.shape[a] for a in axes]
    value = pattern(parameter.numel(), salt).reshape(shape)
    value = value + 1 if name.endswith("gamma") else value * 0.5 if value.dim() == 1 else value * (3 / (parameter.numel() / max(shape)) ** 0.5)
    with torch.no_grad():
        parameter.copy_(value.permute([axes.index(a) for a in range(len(axes))]))

features = (rows / scale).float().reshape(N, HEIGHT // 4, WIDTH // 4, channels).permute(0, 3, 1, 2)
optimizer = torch.optim.Adam(net.parameters(), 1e-3)
losses, gradients = [], {}
for step in range(3):
    optimizer.zero_grad()
    loss = F.mse_loss(net(features), features)
    loss.backward()
    if step == 0:
        for name, parameter, axes in named:
            gradient = parameter.grad.permute(axes).reshape(-1)
            gradients[name] = {"norm": gradient.norm().item(), "first": gradient[:5].tolist()}
    optimizer.step()
    losses.append(loss.item())
net.eval()
with torch.no_grad():
    errors = ((net(features) - features) ** 2).mean(1, keepdim=True)
    score_maps = F.interpolate(errors, (HEIGHT, WIDTH), mode="bilinear", align_corners=True)[:, 0].reshape(N, -1)
top = score_maps.sort(1, descending=True).values
flat = regional.permute(0, 2, 3, 1).reshape(-1)
print(
    json.dumps(
        {
            "regional": {"shape": list(regional.permute(0, 2, 3, 1).shape), "values": flat[::37].tolist()},
            "scale": scale.item(),
            "shrunk": shrunk.tolist(),
            "latentSizes": shares,
            "losses": losses,
            "gradients": gradients,
            "maps": score_maps.reshape(-1)[::71].tolist(),
            "scores": {"max": score_maps.max(1).values.tolist(), "mean": score_maps.mean(1).tolist(), "top-k": top[:, : int(0.05 * top.shape[1])].mean(1).tolist()},
        }
    )
)

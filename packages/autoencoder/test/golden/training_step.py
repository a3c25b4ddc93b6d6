"""Writes training_step.json: three steps of the convolutional autoencoder in PyTorch, from weights and images that both sides
compute by the same integer formula. Run: python training_step.py (PyTorch 2.13, CPU)."""
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


def pattern(size, salt):
    """Uniform-looking float32 in [-0.5, 0.5): a multiplicative hash of the index."""
    i = torch.arange(size, dtype=torch.int64)
    h = ((i + 1) * 2654435761 + salt * 40503) % 2**32
    h = ((h ^ (h >> 15)) * 2246822519) % 2**32
    return ((h.double() / 2**32) - 0.5).float()


enc, dec, ci = [], [], 1
for v in (16, 32, 64, 128):
    enc.append(nn.Sequential(nn.Conv2d(ci, v, 3, padding=1, bias=False), nn.BatchNorm2d(v), nn.ReLU(), nn.MaxPool2d(2)))
    ci = v
for v in (128, 64, 32, 16):
    dec.append(nn.Sequential(nn.ConvTranspose2d(ci, v, 2, stride=2, bias=False), nn.BatchNorm2d(v), nn.ReLU()))
    ci = v
out = nn.ConvTranspose2d(ci, 1, 2, stride=2)
net = nn.Sequential(*enc, nn.AdaptiveAvgPool2d(1), *dec, out)

named = []  # (our name, parameter, our axes as an order of PyTorch's)
for i, b in enumerate(enc):
    named += [(f"encoder.block{i + 1}.conv.filter", b[0].weight, (2, 3, 1, 0)), (f"encoder.block{i + 1}.norm.gamma", b[1].weight, (0,)), (f"encoder.block{i + 1}.norm.beta", b[1].bias, (0,))]
for i, b in enumerate(dec):
    named += [(f"decoder.block{i + 1}.conv.filter", b[0].weight, (2, 3, 1, 0)), (f"decoder.block{i + 1}.norm.gamma", b[1].weight, (0,)), (f"decoder.block{i + 1}.norm.beta", b[1].bias, (0,))]
named += [("decoder.output.filter", out.weight, (2, 3, 1, 0)), ("decoder.output.bias", out.bias, (0,))]

for salt, (name, p, axes) in enumerate(named):
    shape = [p.shape[a] for a in axes]
    values = pattern(p.numel(), salt).reshape(shape)
    fan = p.numel() / max(p.shape)
    values = values + 1 if name.endswith("gamma") else values * 0.5 if p.dim() == 1 else values * (3.0 / fan**0.5)
    with torch.no_grad():
        p.copy_(values.permute([axes.index(d) for d in range(p.dim())]))

x = (pattern(8 * 32 * 32, 1000) + 0.5).reshape(8, 1, 32, 32)
optimizer = torch.optim.Adam(net.parameters(), 1e-3, weight_decay=5e-4)
losses, gradients = [], {}
for step in range(3):
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), x)
    loss.backward()
    losses.append(loss.item())
    if step == 0:
        for name, p, axes in named:
            g = p.grad.permute(axes).reshape(-1)
            gradients[name] = {"norm": g.norm().item(), "first": g[:4].tolist()}
    optimizer.step()
    if step == 0:
        updated = {name: p.detach().permute(axes).reshape(-1)[:4].tolist() for name, p, axes in named}
        running = {f"encoder.block{i + 1}": {"mean": b[1].running_mean[:4].tolist(), "variance": b[1].running_var[:4].tolist()} for i, b in enumerate(enc)}
net.eval()
with torch.no_grad():
    scores = ((net(x) - x) ** 2).flatten(1).mean(1).tolist()
pathlib.Path(__file__).with_suffix(".json").write_text(
    json.dumps({"torch": torch.__version__, "losses": losses, "gradients": gradients, "updated": updated, "running": running, "scoresAfterThreeSteps": scores}, indent=1) + "\n"
)
print(losses, scores[:3])

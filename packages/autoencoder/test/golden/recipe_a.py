"""Writes recipe_a.json: the MLP and the small convolutional autoencoder in PyTorch, from weights and images that both sides compute by the
same integer formula: loss and gradients of the first step, parameters after three steps of Adam, scores, codes.
Run: python recipe_a.py (PyTorch 2.13, CPU)."""
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
N, SIDE = 6, 12


def pattern(size, salt):
    """Uniform-looking float32 in [-0.5, 0.5): a multiplicative hash of the index."""
    i = torch.arange(size, dtype=torch.int64)
    h = ((i + 1) * 2654435761 + salt * 40503) % 2**32
    h = ((h ^ (h >> 15)) * 2246822519) % 2**32
    return ((h.double() / 2**32) - 0.5).float()


def chain(layers):
    return nn.Sequential(*[m for layer in layers for m in (layer, nn.ReLU())])


pixels = SIDE * SIDE
x = (pattern(N * pixels, 1000) + 0.5).reshape(N, 1, SIDE, SIDE)
forms = {
    "mlp": ([nn.Linear(pixels, 16), nn.Linear(16, 8)], [nn.Linear(8, 16), nn.Linear(16, pixels)], x.flatten(1)),
    "smallConv": ([nn.Conv2d(1, 3, 5), nn.Conv2d(3, 5, 5)], [nn.ConvTranspose2d(5, 3, 5), nn.ConvTranspose2d(3, 1, 5)], x),
}
golden = {"torch": torch.__version__}
for form, (encoder, decoder, images) in forms.items():
    kind, weight, axes = ("dense", "weight", (1, 0)) if form == "mlp" else ("conv", "filter", (2, 3, 1, 0))
    named = []  # (our name, parameter, our axes as an order of PyTorch's)
    for part, layers in (("encoder", encoder), ("decoder", decoder)):
        for i, layer in enumerate(layers):
            named += [(f"{part}.block{i + 1}.{kind}.{weight}", layer.weight, axes), (f"{part}.block{i + 1}.{kind}.bias", layer.bias, (0,))]
    for salt, (name, p, order) in enumerate(named):
        shape = [p.shape[a] for a in order]
        values = pattern(p.numel(), salt).reshape(shape)
        fan = p.numel() / p.shape[0] if p.dim() > 1 else 1
        values = values + 0.3 if p.dim() == 1 else values * (3.0 / fan**0.5)
        with torch.no_grad():
            p.copy_(values.permute([order.index(d) for d in range(p.dim())]))
    first, second = chain(encoder), chain(decoder)
    optimizer = torch.optim.Adam([p for _, p, _ in named], 0.01)
    losses = []
    for step in range(3):
        optimizer.zero_grad()
        loss = F.mse_loss(second(first(images)), images)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            gradients = {name: {"norm": p.grad.norm().item(), "first": p.grad.permute(order).reshape(-1)[:4].tolist()} for name, p, order in named}
            with torch.no_grad():
                scores = ((second(first(images)) - images) ** 2).flatten(1).mean(1).tolist()
                code = first(images)
                code = (code.permute(0, 2, 3, 1) if code.dim() == 4 else code).flatten(1)
        optimizer.step()
    updated = {name: p.detach().permute(order).reshape(-1)[:4].tolist() for name, p, order in named}
    golden[form] = {"losses": losses, "gradients": gradients, "updated": updated, "scores": scores, "code": code[1].tolist()}
    print(form, losses, scores[:3])
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")

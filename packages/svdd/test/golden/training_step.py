"""Writes training_step.json: both networks of Deep SVDD in PyTorch, from weights and images that both sides compute by the same integer
formula: losses and gradients of the autoencoder and of both objectives, three steps of Adam, and both trainings over five epochs of one batch.
Run: python training_step.py (PyTorch 2.13, NumPy, CPU)."""
import json
import pathlib

import numpy as np
import torch

from networks import cifar10, code_from_ours, contrast, mnist, named

torch.set_num_threads(1)
NU = 0.1
RADIUS = 0.7
RATE, DECAY = 1e-3, 10.0


def pattern(size, salt):
    """Uniform-looking float32 in [-0.5, 0.5): a multiplicative hash of the index."""
    i = torch.arange(size, dtype=torch.int64)
    h = ((i + 1) * 2654435761 + salt * 40503) % 2**32
    h = ((h ^ (h >> 15)) * 2246822519) % 2**32
    return ((h.double() / 2**32) - 0.5).float()


def golden(build, side, channels):
    encoder, decoder = build()
    entries = named(encoder, decoder)

    def reset():
        for salt, (_, p, ours, theirs) in enumerate(entries):
            shape = ours(p.detach()).shape
            with torch.no_grad():
                p.copy_(theirs((pattern(p.numel(), salt) * (3.0 / (p.numel() / max(shape)) ** 0.5)).reshape(shape)))
        for module in [*encoder.modules(), *decoder.modules()]:
            if hasattr(module, "reset_running_stats"):
                module.reset_running_stats()

    def gradients(loss, only=""):
        for _, p, _, _ in entries:
            p.grad = None
        loss.backward()
        flat = {name: ours(p.grad).reshape(-1) for name, p, ours, _ in entries if name.startswith(only)}
        return {"loss": loss.item(), "gradients": {name: {"norm": g.norm().item(), "first": g[:4].tolist()} for name, g in flat.items()}}

    images = (pattern(6 * side * side * channels, 1000) + 0.5).reshape(6, side, side, channels).permute(0, 3, 1, 2)
    normal = contrast(images)
    low, high = normal.min().item(), normal.max().item()
    x = (normal - low) / (high - low)
    c = code_from_ours(pattern(encoder.fc.out_features, 2000) * 2, decoder)
    distances = lambda: ((encoder(x) - c) ** 2).sum(1)

    reset()
    autoencoder = gradients(((decoder(encoder(x)) - x) ** 2).flatten(1).sum(1).mean())
    reset()
    one_class = gradients(distances().mean(), "encoder")
    reset()
    d = distances()
    soft = gradients(RADIUS**2 + torch.clamp(d - RADIUS**2, min=0).mean() / NU, "encoder")
    radius = float(np.quantile(np.sqrt(d.detach().numpy()), 1 - NU))

    reset()
    optimizer = torch.optim.Adam(encoder.parameters(), 1e-3, weight_decay=5e-7)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = distances().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    encoder.eval()
    with torch.no_grad():
        scores = distances().tolist()
    def train(parameters, loss_of, after=lambda epoch: None):
        optimizer = torch.optim.Adam(parameters, RATE, weight_decay=DECAY)
        schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [3], 0.1)
        found = []
        for epoch in range(5):
            optimizer.zero_grad()
            loss = loss_of()
            loss.backward()
            optimizer.step()
            schedule.step()
            after(epoch)
            found.append(loss.item())
        return found

    encoder.train(), decoder.train(), reset()
    trained_autoencoder = train([*encoder.parameters(), *decoder.parameters()], lambda: ((decoder(encoder(x)) - x) ** 2).flatten(1).sum(1).mean())

    reset()
    state = {"radius": 0.0}

    def soft_loss():
        state["distances"] = distances()
        return state["radius"] ** 2 + torch.clamp(state["distances"] - state["radius"] ** 2, min=0).mean() / NU

    quantile = lambda d: float(np.quantile(np.sqrt(d.detach().numpy()), 1 - NU))

    def enclose(epoch):
        if epoch >= 1:  # one epoch of warm-up
            state["radius"] = quantile(state["distances"])

    trained_soft = train(encoder.parameters(), soft_loss, enclose)
    encoder.eval()
    with torch.no_grad():
        d = distances()
    soft_training = {"losses": trained_soft, "radius": quantile(d), "scores": (d - quantile(d) ** 2).tolist()}

    return {"autoencoderLosses": trained_autoencoder, "softBoundaryTraining": soft_training, "range": [low, high], "inputs": x.permute(0, 2, 3, 1).reshape(-1)[:8].tolist(), "autoencoder": autoencoder, "oneClass": one_class, "softBoundary": soft,
            "radius": radius, "losses": losses, "scores": scores}


result = {"torch": torch.__version__, "nu": NU, "radius": RADIUS, "learningRate": RATE, "weightDecay": DECAY, "mnist": golden(mnist, 28, 1), "cifar10": golden(cifar10, 32, 3)}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
print(result["mnist"]["losses"], result["cifar10"]["losses"])

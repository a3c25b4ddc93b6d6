"""Writes steps.json: AnoGAN's networks in PyTorch, from weights, images and codes that both sides compute by the same integer formula: losses and gradients
of both networks and of the encoder, steps of training, and searches. Run: python steps.py (PyTorch 2.13, CPU)."""
import json
import pathlib

import torch
import torch.nn.functional as F

from networks import AnoGan

torch.set_num_threads(1)
WIDTH, LATENT, N = 4, 6, 5
RATE, BETA1, KAPPA = 1e-3, 0.5, 0.7
SEARCH_RATE, LAMBDA, STEPS = 0.05, 0.1, 7
bce = F.binary_cross_entropy_with_logits


def pattern(size, salt):
    """Uniform-looking float32 in [-0.5, 0.5): a multiplicative hash of the index."""
    i = torch.arange(size, dtype=torch.int64)
    h = ((i + 1) * 2654435761 + salt * 40503) % 2**32
    h = ((h ^ (h >> 15)) * 2246822519) % 2**32
    return ((h.double() / 2**32) - 0.5).float()


def brightness(n):
    return ((torch.arange(n) + 1) / n).reshape(n, 1, 1, 1)


def scaled(values, name, shape):
    if name.endswith("gamma"):
        return 1 + 0.2 * values
    if name.endswith("logit.bias"):
        return 0.2 * values - 0.5  # judgements of either kind
    if name.endswith(("beta", "bias")):
        return 0.2 * values
    return values * (3.0 / (values.numel() / max(shape)) ** 0.5)


def golden(side, channels):
    gan = AnoGan(side, channels, WIDTH, LATENT)
    entries = gan.named()

    def reset():
        for salt, (name, p, ours, theirs) in enumerate(entries):
            shape = ours(p.detach()).shape
            with torch.no_grad():
                p.copy_(theirs(scaled(pattern(p.numel(), salt), name, shape).reshape(shape)))
            p.grad = None
        for i, (_, norm) in enumerate(gan.norms()):
            norm.running_mean.copy_(0.5 * pattern(norm.num_features, 500 + 2 * i))
            norm.running_var.copy_(1 + pattern(norm.num_features, 501 + 2 * i))
        for module in gan.modules():
            module.train()

    def gradients(loss, only):
        for _, p, _, _ in entries:
            p.grad = None
        loss.backward()
        flat = {name: ours(p.grad).reshape(-1) for name, p, ours, _ in entries if name.startswith(only)}
        return {"loss": loss.item(), "gradients": {name: {"norm": g.norm().item(), "first": g[:4].tolist()} for name, g in flat.items()}}

    # From dark to bright, so that the discriminator judges them differently.
    x = 2 * brightness(N) * (pattern(N * side * side * channels, 1000) + 0.5).reshape(N, side, side, channels).permute(0, 3, 1, 2) - 1
    z = 4 * pattern(N * LATENT, 2000).reshape(N, LATENT)
    ones, zeros = torch.ones(N, 1), torch.zeros(N, 1)
    nhwc = lambda v: v.permute(0, 2, 3, 1).reshape(-1)

    reset()
    discriminator = gradients(bce(gan.D(x), ones) + bce(gan.D(gan.generate(z).detach()), zeros), "discriminator")
    reset()
    generator = gradients(bce(gan.D(gan.generate(z)), ones), "generator")
    reset()
    encode = lambda: gan.generate(gan.E(x))

    def encoder_loss():
        g = encode()
        return F.mse_loss(g, x) + KAPPA * F.mse_loss(gan.features(g), gan.features(x))

    def frozen():
        for network in (gan.G, gan.features, gan.logit):
            network.eval()

    frozen()
    encoder = gradients(encoder_loss(), "encoder")

    # Two steps of both networks, each of the same generated images, and what they make of codes and images then.
    reset()
    of_g = torch.optim.Adam(gan.G.parameters(), RATE, (BETA1, 0.999))
    of_d = torch.optim.Adam([*gan.features.parameters(), *gan.logit.parameters()], RATE, (BETA1, 0.999))
    steps = []
    for _ in range(2):
        fake = gan.generate(z)
        of_d.zero_grad()
        real_logits, fake_logits = gan.D(x), gan.D(fake.detach())
        d_loss = bce(real_logits, ones) + bce(fake_logits, zeros)
        d_loss.backward()
        of_d.step()
        of_g.zero_grad()
        g_loss = bce(gan.D(fake), ones)
        g_loss.backward()
        of_g.step()
        steps.append({"generatorLoss": g_loss.item(), "discriminatorLoss": d_loss.item(), "realRate": (real_logits > 0).float().mean().item(), "fakeRate": (fake_logits < 0).float().mean().item()})
    with torch.no_grad():
        weights = {name: {"norm": ours(p).norm().item(), "first": ours(p).reshape(-1)[:4].tolist()} for name, p, ours, _ in entries if not name.startswith("encoder")}
        for module in gan.modules():
            module.eval()
        after = {"generated": nhwc(gan.generate(z))[:8].tolist(), "features": gan.features(x).reshape(-1).tolist(), "logits": gan.D(x).reshape(-1).tolist()}

    def search(kind):
        reset()
        for module in gan.modules():
            module.eval()
        error = (lambda a, b: (a - b) ** 2) if kind == "squared" else (lambda a, b: (a - b).abs())
        code = (4 * pattern(N * LATENT, 3000)).reshape(N, LATENT).requires_grad_(True)
        optimizer = torch.optim.Adam([code], SEARCH_RATE)
        real = gan.features(x).detach()
        parts = lambda: (lambda g: (error(x, g).flatten(1).mean(1), error(real, gan.features(g)).mean(1)))(gan.generate(code))
        found = []
        for step in range(STEPS + 1):
            residual, discrimination = parts()
            if step in (0, STEPS):
                found.append({"residual": residual.tolist(), "discrimination": discrimination.tolist(), "codes": code.detach().reshape(-1).tolist()})
            loss = (1 - LAMBDA) * residual + LAMBDA * discrimination
            optimizer.zero_grad()
            loss.sum().backward()
            optimizer.step()
        return found

    reset()
    frozen()
    optimizer = torch.optim.Adam(gan.E.parameters(), RATE)
    encoder_losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = encoder_loss()
        loss.backward()
        optimizer.step()
        encoder_losses.append(loss.item())

    return {"discriminator": discriminator, "generator": generator, "encoder": encoder, "steps": steps, "weights": weights, "after": after,
            "search": {kind: search(kind) for kind in ("squared", "absolute")}, "encoderLosses": encoder_losses}


result = {"torch": torch.__version__, "width": WIDTH, "latentSize": LATENT, "learningRate": RATE, "beta1": BETA1, "kappa": KAPPA,
          "score": {"learningRate": SEARCH_RATE, "lambda": LAMBDA, "steps": STEPS}, "grey28": golden(28, 1), "colour32": golden(32, 3)}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")
print(result["grey28"]["steps"], result["grey28"]["search"]["squared"][1]["residual"])

"""The networks of AnoGAN in PyTorch, with weights in our layout. Used by the script beside it."""
import math

import torch
import torch.nn as nn


def generator(side, channels, width, latent):
    """block0 is [project, norm]; the last block has no norm."""
    growth = int(math.log2(side // 7)) + 1 if side == 28 else int(math.log2(side // 4))
    maps = [math.ceil(8 * width / 2**i) for i in range(growth)] + [channels]
    layers = [nn.ConvTranspose2d(latent, maps[0], 4, 1, 0, bias=False), nn.BatchNorm2d(maps[0]), nn.ReLU()]
    for i in range(growth):
        kernel = 3 if side == 28 and i == 0 else 4
        layers.append(nn.ConvTranspose2d(maps[i], maps[i + 1], kernel, 2, 1, bias=False))
        layers += [nn.BatchNorm2d(maps[i + 1]), nn.ReLU()] if i < growth - 1 else [nn.Tanh()]
    return nn.Sequential(*layers)


def blocks(side, channels, width):
    last = 7 if side == 28 else 8
    maps = [channels] + [width * 2**i for i in range(int(math.log2(side // last)))]
    layers = []
    for i in range(len(maps) - 1):
        layers.append(nn.Conv2d(maps[i], maps[i + 1], 4, 2, 1, bias=False))
        layers += ([nn.BatchNorm2d(maps[i + 1])] if i > 0 else []) + [nn.LeakyReLU(0.2)]
    return layers, maps[-1], last


class AnoGan:
    def __init__(self, side, channels, width, latent):
        self.G = generator(side, channels, width, latent)
        trunk, maps, last = blocks(side, channels, width)
        self.features = nn.Sequential(*trunk, nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.logit = nn.Linear(maps, 1)
        trunk, maps, last = blocks(side, channels, width)
        self.E = nn.Sequential(*trunk, nn.Flatten(), nn.Linear(maps * last * last, latent))
        self.grid = (maps, last, last)
        self.latent = latent

    def D(self, x):
        return self.logit(self.features(x))

    def modules(self):
        return [self.G, self.features, self.logit, self.E]

    def generate(self, z):
        return self.G(z[:, :, None, None])

    def named(self):
        """(our name, parameter, PyTorch's values as ours, ours as PyTorch's), in our order"""
        hwio = lambda v: v.permute(2, 3, 1, 0).contiguous()
        oihw = lambda v: v.permute(3, 2, 0, 1).contiguous()
        same = lambda v: v
        entries = []

        def walk(prefix, network, first, project=False):
            block = first - 1
            for layer in network:
                if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
                    block += 1
                    if project and block == 0:
                        d, c = layer.weight.shape[:2]
                        # A matrix product onto 4×4 places, by row, column, channel.
                        entries.append((f"{prefix}.block0.project.weight", layer.weight, lambda v: v.permute(0, 2, 3, 1).reshape(d, -1).contiguous(),
                                        lambda v: v.reshape(d, 4, 4, c).permute(0, 3, 1, 2).contiguous()))
                    else:
                        # A transposed convolution's filter is [in, out, height, width] there, [height, width, out, in] here.
                        entries.append((f"{prefix}.block{block}.conv.filter", layer.weight, hwio, oihw))
                elif isinstance(layer, nn.BatchNorm2d):
                    entries.append((f"{prefix}.block{block}.norm.gamma", layer.weight, same, same))
                    entries.append((f"{prefix}.block{block}.norm.beta", layer.bias, same, same))

        walk("generator", self.G, 0, project=True)
        walk("discriminator.features", self.features, 1)
        transposed = lambda v: v.t().contiguous()
        entries += [("discriminator.logit.weight", self.logit.weight, transposed, transposed), ("discriminator.logit.bias", self.logit.bias, same, same)]
        walk("encoder", self.E, 1)
        c, h, w = self.grid
        entries.append(("encoder.code.weight", self.E[-1].weight, lambda v: v.reshape(-1, c, h, w).permute(2, 3, 1, 0).reshape(h * w * c, -1).contiguous(),
                        lambda v: v.reshape(h, w, c, -1).permute(3, 2, 0, 1).reshape(-1, c * h * w).contiguous()))
        entries.append(("encoder.code.bias", self.E[-1].bias, same, same))
        return entries

    def norms(self):
        """(our name, batch norm)"""
        names = [name[: -len(".gamma")] for name, *_ in self.named() if name.endswith(".gamma")]
        layers = [layer for network in (self.G, self.features, self.E) for layer in network if isinstance(layer, nn.BatchNorm2d)]
        return list(zip(names, layers))

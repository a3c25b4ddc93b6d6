"""The two networks of Deep SVDD and their autoencoders in PyTorch, after the authors' port, with weights in our layout. Used by the
scripts beside it."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, channels, maps, side, code):
        super().__init__()
        sizes = [channels, *maps]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 5, bias=False, padding=2) for a, b in zip(sizes, maps))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b, eps=1e-4, affine=False) for b in maps)
        self.grid = (maps[-1], side // 2 ** len(maps), side // 2 ** len(maps))
        self.fc = nn.Linear(self.grid[0] * self.grid[1] * self.grid[2], code, bias=False)

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = F.max_pool2d(F.leaky_relu(norm(conv(x))), 2)
        return self.fc(x.flatten(1))


class Decoder(nn.Module):
    """blocks: (maps, up-sampled first, padding)"""

    def __init__(self, grid, blocks, code_norm):
        super().__init__()
        self.grid, self.blocks = grid, blocks  # grid as PyTorch has it: channels, height, width
        self.code_norm = nn.BatchNorm1d(grid[0] * grid[1] * grid[2], eps=1e-4, affine=False) if code_norm else nn.Identity()
        sizes = [grid[0], *[b[0] for b in blocks]]
        self.convs = nn.ModuleList(nn.ConvTranspose2d(a, b, 5, bias=False, padding=p) for a, (b, _, p) in zip(sizes, blocks))
        self.norms = nn.ModuleList(nn.BatchNorm2d(b, eps=1e-4, affine=False) for b, _, _ in blocks[:-1])

    def forward(self, z):
        x = self.code_norm(z).view(-1, *self.grid)
        for i, (conv, (_, up, _)) in enumerate(zip(self.convs, self.blocks)):
            x = F.leaky_relu(x)
            x = conv(F.interpolate(x, scale_factor=2) if up else x)
            x = self.norms[i](x) if i < len(self.norms) else torch.sigmoid(x)
        return x


def mnist():
    return Encoder(1, (8, 4), 28, 32), Decoder((2, 4, 4), ((4, True, 2), (8, True, 3), (1, True, 2)), False)


def cifar10():
    return Encoder(3, (32, 64, 128), 32, 128), Decoder((8, 4, 4), ((128, False, 2), (64, True, 2), (32, True, 2), (3, True, 2)), True)


def named(encoder, decoder):
    """(our name, parameter, PyTorch's values as ours, ours as PyTorch's)"""
    hwio = lambda v: v.permute(2, 3, 1, 0).contiguous()
    oihw = lambda v: v.permute(3, 2, 0, 1).contiguous()
    entries = [(f"encoder.block{i + 1}.conv.filter", conv.weight, hwio, oihw) for i, conv in enumerate(encoder.convs)]
    C, H, W = encoder.grid
    c, h, w = decoder.grid
    # The code, and the grid before it, are flattened by row, column, channel here and by channel, row, column there.
    ours = lambda v: v.reshape(c, h, w, C, H, W).permute(4, 5, 3, 1, 2, 0).reshape(C * H * W, c * h * w).contiguous()
    theirs = lambda v: v.reshape(H, W, C, h, w, c).permute(5, 3, 4, 2, 0, 1).reshape(c * h * w, C * H * W).contiguous()
    entries.append(("encoder.code.weight", encoder.fc.weight, ours, theirs))
    # A transposed convolution's filter is [in, out, height, width] there, [height, width, out, in] here.
    entries += [(f"decoder.block{i + 1}.conv.filter", conv.weight, hwio, oihw) for i, conv in enumerate(decoder.convs)]
    return entries


def contrast(x):
    """L1 global contrast normalisation of [n, c, h, w], as the authors' port has it."""
    x = x - x.mean(dim=(1, 2, 3), keepdim=True)
    return x / x.abs().mean(dim=(1, 2, 3), keepdim=True)


def code_from_ours(values, decoder):
    """A vector in the space of codes."""
    c, h, w = decoder.grid
    return values.reshape(h, w, c).permute(2, 0, 1).reshape(-1)

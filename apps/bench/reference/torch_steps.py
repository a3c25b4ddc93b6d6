"""The rows of `oneclass-bench perf` in PyTorch, as the other side of `--torch`.

Says what it is in a line of JSON, then waits for names of rows, a line each, and answers each with the time of one round,
{"row": …, "ms": …}, as src/perf/measure.ts takes it: one untimed run if they are short, then runs for half a second, and of these the median.
By hand:  echo svdd-step-200 | python torch_steps.py [cpu|cuda]
"""
import json
import os
import platform
import statistics
import sys
import time

try:
    import torch
except ImportError as error:
    sys.exit(f'{error}.')
from torch import nn

SHORT, ROUND = 0.25, 0.5
torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count())
torch.manual_seed(0)
# Computed in float32 on both sides.
torch.backends.cudnn.allow_tf32 = False
torch.set_default_device(sys.argv[1] if len(sys.argv) > 1 else 'cpu')


def training(network, images, loss, **adam):
    optimizer = torch.optim.Adam(network.parameters(), **adam)

    def step(batch=images):
        optimizer.zero_grad()
        value = loss(network(batch), batch)
        value.backward()
        optimizer.step()
        return value.item()

    return step


def forward(network, images):
    def run():
        with torch.no_grad():
            return network(images).cpu().numpy()

    return run


def epoch(step, images, batch):
    def run():
        for positions in torch.randperm(len(images)).split(batch):
            step(images[positions])

    return run


def svdd():
    def block(inputs, outputs):
        convolution = nn.Conv2d(inputs, outputs, 5, padding=2, bias=False)
        return [convolution, nn.BatchNorm2d(outputs, eps=1e-4, affine=False), nn.LeakyReLU(0.01), nn.MaxPool2d(2)]

    return nn.Sequential(*block(1, 8), *block(8, 4), nn.Flatten(), nn.Linear(196, 32, bias=False))


def svdd_step(batch):
    return training(svdd(), torch.randn(batch, 1, 28, 28), lambda z, _: ((z - 0.1) ** 2).sum(1).mean(), lr=1e-3, weight_decay=5e-7)


def vgg19():
    layers, inputs = [], 3
    for maps, count in ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)):
        layers += [nn.MaxPool2d(2)] if layers else []
        for _ in range(count):
            layers += [nn.Conv2d(inputs, maps, 3, padding=1), nn.ReLU()]
            inputs = maps
    return nn.Sequential(*layers)


def conv_autoencoder():
    layers, inputs = [], 1
    for maps in (16, 32, 64, 128):
        layers += [nn.Conv2d(inputs, maps, 3, padding=1), nn.BatchNorm2d(maps), nn.ReLU(), nn.MaxPool2d(2)]
        inputs = maps
    layers += [nn.AdaptiveAvgPool2d(1)]
    for maps in (128, 64, 32, 16):
        layers += [nn.ConvTranspose2d(inputs, maps, 2, stride=2), nn.BatchNorm2d(maps), nn.ReLU()]
        inputs = maps
    return nn.Sequential(*layers, nn.ConvTranspose2d(inputs, 1, 2, stride=2))


def conv_autoencoder_step(images):
    return training(conv_autoencoder(), images, nn.functional.mse_loss, lr=1e-3, weight_decay=5e-4)


def mlp_autoencoder_step(images):
    sizes = (784, 64, 32, 64, 784)
    layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
    network = nn.Sequential(nn.Flatten(), *layers, nn.Unflatten(1, (1, 28, 28)))
    return training(network, images, nn.functional.mse_loss, lr=1e-2)


def small_conv_autoencoder_step(images):
    network = nn.Sequential(
        nn.Conv2d(1, 3, 5), nn.ReLU(), nn.Conv2d(3, 5, 5), nn.ReLU(),
        nn.ConvTranspose2d(5, 3, 5), nn.ReLU(), nn.ConvTranspose2d(3, 1, 5), nn.ReLU(),
    )
    return training(network, images, nn.functional.mse_loss, lr=1e-2)


def dcgan():
    layers, maps = [nn.ConvTranspose2d(64, 512, 4, bias=False)], (512, 256, 128, 1)
    for inputs, outputs, kernel in zip(maps, maps[1:], (3, 4, 4)):
        layers += [nn.BatchNorm2d(inputs), nn.ReLU(), nn.ConvTranspose2d(inputs, outputs, kernel, 2, 1, bias=False)]
    features = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1, bias=False), nn.LeakyReLU(0.2), nn.Conv2d(64, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )
    return nn.Sequential(*layers, nn.Tanh()), features, nn.Linear(128, 1)


def anogan_step(batch):
    generator, features, logit = dcgan()
    images, ones, zeros = torch.rand(batch, 1, 28, 28) * 2 - 1, torch.ones(batch, 1), torch.zeros(batch, 1)
    judge, bce = nn.Sequential(features, logit), nn.functional.binary_cross_entropy_with_logits
    of_generator, of_judge = (torch.optim.Adam(network.parameters(), 2e-4, (0.5, 0.999)) for network in (generator, judge))

    def step():
        fake = generator(torch.randn(batch, 64, 1, 1))
        of_judge.zero_grad()
        (bce(judge(images), ones) + bce(judge(fake.detach()), zeros)).backward()
        of_judge.step()
        of_generator.zero_grad()
        loss = bce(judge(fake), ones)
        loss.backward()
        of_generator.step()
        return loss.item()

    return step


def anogan_search(count, steps):
    generator, features, _ = (network.eval().requires_grad_(False) for network in dcgan())
    images = torch.rand(count, 1, 28, 28) * 2 - 1

    def run():
        codes, real = torch.randn(count, 64, 1, 1, requires_grad=True), features(images)
        optimizer = torch.optim.Adam([codes], 0.05)
        for _ in range(steps):
            generated = generator(codes)
            loss = 0.9 * ((images - generated) ** 2).flatten(1).mean(1) + 0.1 * ((real - features(generated)) ** 2).mean(1)
            optimizer.zero_grad()
            loss.sum().backward()
            optimizer.step()
        return loss.detach().cpu().numpy()

    return run


def scoring(count):
    network, images = conv_autoencoder().eval(), torch.rand(count, 1, 32, 32)

    def run():
        with torch.no_grad():
            return torch.cat([((network(x) - x) ** 2).mean((1, 2, 3)) for x in images.split(256)]).cpu().numpy()

    return run


def epochs(make_step, count, batch, side):
    images = torch.rand(count, 1, side, side)
    return epoch(make_step(images[:batch]), images, batch)


ROWS = {
    'svdd-step-200': lambda: svdd_step(200),
    'svdd-step-1024': lambda: svdd_step(1024),
    'svdd-forward-1024': lambda: forward(svdd(), torch.randn(1024, 1, 28, 28)),
    'vgg19-1': lambda: forward(vgg19(), torch.randn(1, 3, 224, 224)),
    'vgg19-4': lambda: forward(vgg19(), torch.randn(4, 3, 224, 224)),
    'conv-autoencoder-step': lambda: conv_autoencoder_step(torch.rand(256, 1, 32, 32)),
    'mlp-autoencoder-step': lambda: mlp_autoencoder_step(torch.rand(512, 1, 28, 28)),
    'anogan-step': lambda: anogan_step(512),
    'anogan-search': lambda: anogan_search(256, 30),
    'mnist-kmnist-epoch': lambda: epochs(conv_autoencoder_step, 20_000, 256, 32),
    'mnist-autoencoder-mlp-epoch': lambda: epochs(mlp_autoencoder_step, 4950, 512, 28),
    'mnist-autoencoder-conv-epoch': lambda: epochs(small_conv_autoencoder_step, 4950, 512, 28),
    'digits-epoch': lambda: epochs(conv_autoencoder_step, 1000, 32, 32),
    'score-conv-autoencoder': lambda: scoring(10_000),
}


def timed(run):
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def warmed_up(run):
    times = [timed(run)]
    while sum(times) < ROUND:
        times.append(timed(run))
    return times[-1]


def one_round(run, last):
    if last < SHORT:
        timed(run)
    times = []
    while sum(times) < ROUND:
        times.append(timed(run))
    return times


def main():
    print(json.dumps({'torch': torch.__version__, 'python': platform.python_version(), 'device': torch.get_default_device().type, 'threads': torch.get_num_threads(), 'rows': list(ROWS)}), flush=True)
    name, run, last = None, None, 0
    for line in sys.stdin:
        if line.strip() != name:
            name = line.strip()
            run = ROWS[name]()
            last = warmed_up(run)
        times = one_round(run, last)
        last = times[-1]
        print(json.dumps({'row': name, 'ms': 1000 * statistics.median(times)}), flush=True)


main()

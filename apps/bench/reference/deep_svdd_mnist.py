"""Two columns of the table deep-svdd-mnist in PyTorch: the deep convolutional autoencoder and one-class Deep SVDD, with the settings of the authors' port.

usage: deep_svdd_mnist.py DATA_DIR [--digits=0,1,…] [--seeds=0,1,…] [--threads=1] [--device=cpu] >> deep_svdd_mnist.jsonl      (pip install torch scikit-learn)
MNIST's four IDX files are in DATA_DIR/mnist, gzip-compressed or not.
"""
import json
import pathlib
import sys
import time

import torch
import torch.nn.functional as F
from sklearn.metrics import roc_auc_score
from torch import nn

from baselines import contrast, mnist

EPOCHS, BATCH, RATE, MILESTONE = 150, 200, 1e-4, 50
WEIGHT_DECAY = {'autoencoder': 5e-4, 'encoder': 5e-7}


def norm(maps):
    return nn.BatchNorm2d(maps, eps=1e-4, affine=False)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(1, 8, 5, padding=2, bias=False), norm(8)
        self.conv2, self.norm2 = nn.Conv2d(8, 4, 5, padding=2, bias=False), norm(4)
        self.code = nn.Linear(196, 32, bias=False)

    def forward(self, x):
        x = F.max_pool2d(F.leaky_relu(self.norm1(self.conv1(x))), 2)
        x = F.max_pool2d(F.leaky_relu(self.norm2(self.conv2(x))), 2)
        return self.code(x.flatten(1))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.ConvTranspose2d(2, 4, 5, padding=2, bias=False), norm(4)
        self.conv2, self.norm2 = nn.ConvTranspose2d(4, 8, 5, padding=3, bias=False), norm(8)
        self.conv3 = nn.ConvTranspose2d(8, 1, 5, padding=2, bias=False)

    def forward(self, z):
        def up(x):
            return F.interpolate(F.leaky_relu(x), scale_factor=2)

        x = self.norm1(self.conv1(up(z.view(-1, 2, 4, 4))))
        return torch.sigmoid(self.conv3(up(self.norm2(self.conv2(up(x))))))


def train(network, loss_of, images, weight_decay):
    optimizer = torch.optim.Adam(network.parameters(), RATE, weight_decay=weight_decay)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [MILESTONE], 0.1)
    losses = []
    network.train()
    for _ in range(EPOCHS):
        total = 0.0
        for batch in torch.randperm(len(images), device='cpu').split(BATCH):
            optimizer.zero_grad()
            loss = loss_of(images[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        schedule.step()
        losses.append(total / len(images))
    network.eval()
    return [losses[0], losses[-1]]


@torch.no_grad()
def in_batches(function, images):
    return torch.cat([function(batch) for batch in images.split(1000)]).cpu()


def run(digit, seed, train_set, test_set):
    torch.manual_seed(seed)
    started = time.time()
    normal = contrast(train_set[0][train_set[1] == digit])
    low, high = normal.min(), normal.max()
    images, test = (torch.tensor((x - low) / (high - low)).view(-1, 1, 28, 28) for x in (normal, contrast(test_set[0])))
    encoder = Encoder()
    autoencoder = nn.Sequential(encoder, Decoder())

    def error(x):
        return ((autoencoder(x) - x) ** 2).flatten(1).sum(1)

    pretraining = train(autoencoder, lambda x: error(x).mean(), images, WEIGHT_DECAY['autoencoder'])
    errors = in_batches(error, test)
    center = in_batches(encoder, images).mean(0).to(images.device)
    near_zero = center.abs() < 0.1
    center[near_zero] = 0.1 * center[near_zero].sign()

    def distance(x):
        return ((encoder(x) - center) ** 2).sum(1)

    training = train(encoder, lambda x: distance(x).mean(), images, WEIGHT_DECAY['encoder'])
    anomalous = test_set[1] != digit
    auroc = {name: roc_auc_score(anomalous, scores) for name, scores in (('deep-conv-autoencoder', errors), ('deep-svdd', in_batches(distance, test)))}
    return {'digit': digit, 'seed': seed, 'auroc': auroc, 'losses': {'pretraining': pretraining, 'training': training}, 'seconds': round(time.time() - started, 1), 'torch': torch.__version__, 'device': images.device.type}


def main():
    options = dict(argument[2:].split('=') for argument in sys.argv[2:])
    torch.set_num_threads(int(options.get('threads', '1')))
    torch.backends.cudnn.allow_tf32 = False
    torch.set_default_device(options.get('device', 'cpu'))
    train_set, test_set = mnist(pathlib.Path(sys.argv[1]))
    for seed in map(int, options.get('seeds', '0').split(',')):
        for digit in map(int, options.get('digits', '0,1,2,3,4,5,6,7,8,9').split(',')):
            print(json.dumps(run(digit, seed, train_set, test_set)), flush=True)


if __name__ == '__main__':
    main()

"""The table `mnist-autoencoder` in PyTorch: the same data, networks, training and early stopping, written independently.

usage: mnist_autoencoder.py DATA_DIR [--seeds=0,1,2] > reference.json      (pip install torch scikit-learn)
DATA_DIR/mnist holds MNIST's four IDX files, gzip-compressed or not.
"""
import copy
import json
import os
import pathlib
import sys
import time

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score
from torch import nn

from baselines import mnist

EPOCHS, BATCH, RATE = 100, 512, 0.01
HELD_OUT, EVERY, PATIENCE = 0.1, 10, 3
THRESHOLD = {'mlp': 0.02, 'conv': 0.002}
torch.set_num_threads(os.cpu_count())


def pooled(folder):
    """Both splits together, as the tutorial has them."""
    images, labels = (np.concatenate(parts) for parts in zip(*mnist(folder)))
    return images.reshape(-1, 28, 28), labels


def split(images, labels, digit, seed):
    random = np.random.RandomState(seed)
    normal, others = images[labels == digit], images[labels != digit]
    normal, others = normal[random.permutation(len(normal))], others[random.permutation(len(others))]

    def unit(pixels):
        return torch.tensor(pixels.copy()).float().div(255)[:, None]

    train = torch.cat([unit(normal[:5000]), unit(others[:500])])
    return train[torch.randperm(len(train))], unit(normal[5000:6000]), unit(others[500:1500])


def network(form):
    if form == 'mlp':
        sizes = [784, 64, 32, 64, 784]
        layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
        return nn.Sequential(nn.Flatten(), *layers, nn.Unflatten(1, (1, 28, 28)))
    return nn.Sequential(
        nn.Conv2d(1, 3, 5), nn.ReLU(), nn.Conv2d(3, 5, 5), nn.ReLU(),
        nn.ConvTranspose2d(5, 3, 5), nn.ReLU(), nn.ConvTranspose2d(3, 1, 5), nn.ReLU(),
    )


def fit(net, train):
    held = round(len(train) * HELD_OUT)
    held, rest = train[:held], train[held:]
    optimizer = torch.optim.Adam(net.parameters(), RATE)
    best, kept, waited = np.inf, None, 0
    for epoch in range(1, EPOCHS + 1):
        for i in torch.randperm(len(rest)).split(BATCH):
            optimizer.zero_grad()
            nn.functional.mse_loss(net(rest[i]), rest[i]).backward()
            optimizer.step()
        if epoch % EVERY:
            continue
        with torch.no_grad():
            loss = nn.functional.mse_loss(net(held), held).item()
        if loss < best:
            best, kept, waited = loss, copy.deepcopy(net.state_dict()), 0
        else:
            waited += 1
            if waited == PATIENCE:
                break
    net.load_state_dict(kept)
    return {'epochs': epoch, 'heldOutLoss': best}


def main():
    folder = pathlib.Path(sys.argv[1])
    seeds = next((a[8:] for a in sys.argv if a.startswith('--seeds=')), '0,1,2')
    images, labels = pooled(folder)
    for digit in (5, 1):
        for form in ('mlp', 'conv'):
            for seed in map(int, seeds.split(',')):
                torch.manual_seed(seed)
                train, normal, anomalous = split(images, labels, digit, seed)
                net, started = network(form), time.time()
                run = fit(net, train)
                seconds = time.time() - started
                with torch.no_grad():
                    scores = np.concatenate([((net(x) - x) ** 2).flatten(1).mean(1).numpy() for x in (normal, anomalous)])
                truth = np.repeat([0, 1], 1000)
                called = scores > THRESHOLD[form]
                print(json.dumps({
                    'digit': digit, 'form': form, 'seed': seed,
                    'auroc': roc_auc_score(truth, scores),
                    'f1NormalPositive': f1_score(truth, called, pos_label=0),
                    'f1AnomalousPositive': f1_score(truth, called, pos_label=1, zero_division=0),
                    'normalMean': float(scores[:1000].mean()), 'anomalousMean': float(scores[1000:].mean()),
                    **run, 'seconds': round(seconds, 1), 'torch': torch.__version__,
                }), flush=True)


main()

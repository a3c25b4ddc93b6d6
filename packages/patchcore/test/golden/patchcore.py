"""PatchCore's parts on patterned features in NumPy and scikit-learn, for golden.test.ts: standardised channels, the order of the
greedy k-centre coreset, distances to the nearest patch of it.
Run: python patchcore.py > patchcore.json (NumPy 2.4.6, scikit-learn 1.9.1)."""
import json

import numpy as np
from sklearn.neighbors import NearestNeighbors

PATCHES, NEW, CHANNELS, BANK, START, SHRINKAGE = 200, 40, 6, 30, 17, 0.01


def pattern(size, salt):
    """Of scripts/golden/pattern.ts: uniform-looking, in [-0.5, 0.5)."""
    i = np.arange(1, size + 1, dtype=np.uint64)
    h = (i * 2654435761 + salt * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return (h.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def features(patches, salt):
    """Channel k is k + 1 times as large, and has its mean at 10; the last one is almost constant."""
    x = pattern(patches * CHANNELS, salt).reshape(patches, CHANNELS) * np.arange(1, CHANNELS + 1, dtype=np.float32)
    x[:, -1] *= np.float32(2**-10)
    return (x + np.float32(10)).astype(np.float64)


x = features(PATCHES, 600)
variance = x.var(0)
deviation = np.sqrt((1 - SHRINKAGE) * variance + SHRINKAGE * variance.mean())
rows, new = (x - x.mean(0)) / deviation, (features(NEW, 601) - x.mean(0)) / deviation
order, nearest = [START], ((rows - rows[START]) ** 2).sum(1)
while len(order) < BANK:
    order.append(int(nearest.argmax()))
    nearest = np.minimum(nearest, ((rows - rows[order[-1]]) ** 2).sum(1))
distances, _ = NearestNeighbors(n_neighbors=1).fit(rows[order]).kneighbors(new)
print(json.dumps({"mean": x.mean(0).tolist(), "deviation": deviation.tolist(), "order": order, "distances": distances[:, 0].tolist()}))

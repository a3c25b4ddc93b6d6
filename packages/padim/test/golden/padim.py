"""PaDiM on patterned features in NumPy, for golden.test.ts: distances of new images from the distributions of each place.
Run: python padim.py > padim.json (NumPy 2.4.6)."""
import json

import numpy as np

IMAGES, NEW, PLACES, CHANNELS = 12, 3, 6, 5
REGULARIZATION, PRIOR = 0.01, 1


def pattern(size, salt):
    """Of scripts/golden/pattern.ts: uniform-looking, in [-0.5, 0.5)."""
    i = np.arange(1, size + 1, dtype=np.uint64)
    h = (i * 2654435761 + salt * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return (h.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def features(images, salt):
    """Channel k is k + 1 times as large, and has its mean at 100."""
    x = pattern(images * PLACES * CHANNELS, salt).reshape(images, PLACES, CHANNELS)
    return x * np.arange(1, CHANNELS + 1, dtype=np.float32) + np.float32(100)


new = features(NEW, 501).astype(np.float64)
distances, factors = {}, {}
for count in (IMAGES, 2, 1):
    x = features(IMAGES, 500).astype(np.float64)[:count]
    mean = x.mean(0)
    if count > 1:
        own = np.stack([np.cov(x[:, p].T) for p in range(PLACES)])
        pooled = own.mean(0)
    else:
        own, pooled = np.zeros((PLACES, CHANNELS, CHANNELS)), np.cov(mean.T)
    covariance = ((count - 1) * own + PRIOR * pooled) / (count - 1 + PRIOR) + REGULARIZATION * pooled.trace() / CHANNELS * np.eye(CHANNELS)
    d = new - mean
    distances[count] = np.sqrt(np.einsum("npi,pij,npj->np", d, np.linalg.inv(covariance), d)).ravel().tolist()
    factors[count] = np.linalg.inv(np.linalg.cholesky(covariance[0]))[np.tril_indices(CHANNELS)].tolist()
print(json.dumps({"distances": distances, "factors": factors}))

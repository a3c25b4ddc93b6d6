"""Writes golden.json beside it: NumPy's quantiles of held-out scores, and the best F1 on a grid by scikit-learn.

    python golden.py        # made with scikit-learn 1.9.1 and NumPy 2.4.6
"""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

rng = np.random.default_rng(1)
scores = rng.gamma(3.0, size=240).astype(np.float32)
tied = np.round(scores[:50], 0)
quantiles = [
    {'scores': held_out.tolist(), 'falsePositiveRate': rate, 'value': float(np.quantile(held_out, 1 - rate, method='inverted_cdf'))}
    for held_out in (scores[:1], scores[:7], scores[:60], scores, tied)
    for rate in (0.0, 0.01, 0.05, 0.125, 0.5, 0.75)
]

labels = np.r_[np.zeros(60, int), np.ones(40, int)]
validation = np.r_[rng.normal(0.012, 0.004, 60), rng.normal(0.024, 0.008, 40)].astype(np.float32).astype(np.float64)
start, stop, step = 0.006, 0.028, 0.0005
values = [start + i * step for i in range(45)]
f1 = [f1_score(labels, validation > value) for value in values]
grid = {
    'labels': labels.tolist(),
    'scores': validation.tolist(),
    'from': start,
    'to': stop,
    'step': step,
    'value': values[int(np.argmax(f1))],
    'f1': max(f1),
}

Path(__file__).with_name('golden.json').write_text(json.dumps({'quantiles': quantiles, 'grid': grid}) + '\n')

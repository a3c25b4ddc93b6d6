"""Writes golden.json beside it: NumPy's quantiles, order statistics, means and deviations of held-out scores, and the best F1
on a grid and the greatest Youden index by scikit-learn.

    python golden.py        # made with scikit-learn 1.9.1 and NumPy 2.4.6
"""

import json
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score, roc_curve


def conformal(held_out, rate):
    """The ceil((n + 1)(1 - rate))-th smallest, in exact fractions; None where there is none."""
    position = ceil((len(held_out) + 1) * (1 - Fraction(str(rate))))
    return float(np.sort(held_out)[position - 1]) if 1 <= position <= len(held_out) and rate > 0 else None


def youden(labels, scores):
    fpr, tpr, thresholds = roc_curve(labels, scores, drop_intermediate=False)
    # scikit-learn calls scores of at least the threshold anomalous; of equal ones argmax takes the highest.
    best = int(np.argmax(np.round(tpr - fpr, 12)))
    called = (scores >= thresholds[best]).astype(int)
    return {'labels': labels.tolist(), 'scores': scores.tolist(), 'index': float(tpr[best] - fpr[best]), 'called': called.tolist()}


rng = np.random.default_rng(1)
scores = rng.gamma(3.0, size=240).astype(np.float32)
tied = np.round(scores[:50], 0)
quantiles = [
    {
        'scores': held_out.tolist(),
        'falsePositiveRate': rate,
        'value': float(np.quantile(held_out, 1 - rate, method='inverted_cdf')),
        'conformal': conformal(held_out, rate),
    }
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

k_sigma = [
    {'scores': held_out.tolist(), 'k': k, 'value': float(held_out.astype(np.float64).mean() + k * held_out.astype(np.float64).std(ddof=1))}
    for held_out in (scores[:2], scores[:60], tied)
    for k in (0, 1.5, 3)
]

few = validation.astype(np.float32)
youdens = [youden(labels, few), youden(labels, np.round(few, 2)), youden(labels[50:75], few[50:75]), youden(1 - labels, -few)]

result = {'quantiles': quantiles, 'grid': grid, 'kSigma': k_sigma, 'youden': youdens}
Path(__file__).with_name('golden.json').write_text(json.dumps(result) + '\n')

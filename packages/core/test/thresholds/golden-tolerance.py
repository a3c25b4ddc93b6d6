"""Writes golden-tolerance.json beside it: which order statistic keeps a rate with a confidence, and how many scores that
takes at least, by SciPy's binomial distribution; and p-values counted by NumPy.

    python golden-tolerance.py        # made with SciPy 1.17.1 and NumPy 2.4.6
"""

import json
from pathlib import Path

import numpy as np
from scipy.stats import binom

SETTINGS = [(0.05, 0.95), (0.1, 0.95), (0.01, 0.95), (0.05, 0.9), (0.2, 0.99), (0.001, 0.5), (0.5, 0.75)]


def fewest(rate, confidence):
    n = 1
    while binom.cdf(0, n, rate) > 1 - confidence:
        n += 1
    return n


def most_above(n, rate, confidence):
    """How many of n scores may lie above the threshold; -1 where not even none."""
    fitting = np.nonzero(binom.cdf(np.arange(n), n, rate) <= 1 - confidence)[0]
    return int(fitting[-1]) if len(fitting) else -1


limits = [
    {
        'falsePositiveRate': rate,
        'confidence': confidence,
        'fewest': fewest(rate, confidence),
        'above': [
            {'count': n, 'above': most_above(n, rate, confidence)}
            for n in sorted({*range(1, 12), fewest(rate, confidence), fewest(rate, confidence) + 1, 93, 100, 500, 1000, 20_000, 1_000_000})
        ],
    }
    for rate, confidence in SETTINGS
]

rng = np.random.default_rng(3)
p_values = []
for held_out in (rng.gamma(3.0, size=7), np.round(rng.gamma(3.0, size=60), 0), rng.gamma(3.0, size=1000)):
    held_out = held_out.astype(np.float32)
    scores = np.r_[held_out[:5], rng.gamma(3.0, size=10), -1, 100].astype(np.float32)
    p_values.append({
        'heldOut': held_out.tolist(),
        'scores': scores.tolist(),
        'p': [(1 + int((held_out >= score).sum())) / (len(held_out) + 1) for score in scores],
    })

Path(__file__).with_name('golden-tolerance.json').write_text(json.dumps({'limits': limits, 'pValues': p_values}) + '\n')

"""Writes golden.json beside it: metrics as scikit-learn and NumPy give them, on small made-up labels and scores.

    python golden.py        # made with scikit-learn 1.9.1 and NumPy 2.4.6

Scores are float32 values written in full, except in the case 'float64'.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics import (accuracy_score, average_precision_score, confusion_matrix, f1_score, precision_recall_curve,
                             roc_auc_score, roc_curve)

rng = np.random.default_rng(0)


def gaussians(normal, anomalous, shift):
    labels = np.r_[np.zeros(normal, int), np.ones(anomalous, int)]
    scores = rng.normal(size=normal + anomalous) + shift * labels
    order = rng.permutation(len(labels))
    return labels[order], scores[order].astype(np.float32)


def tied(labels, scores, decimals):
    return labels, np.round(scores, decimals).astype(np.float32)


CASES = {
    'overlapping': gaussians(120, 80, 1.0),
    'ties': tied(*gaussians(90, 60, 0.8), 0),
    'few anomalies': gaussians(300, 3, 1.5),
    'few normals': tied(*gaussians(4, 150, 0.5), 1),
    'worse than chance': gaussians(40, 40, -1.0),
    'separated': gaussians(20, 20, 100.0),
    'constant': (np.array([0, 1, 0, 1, 1]), np.full(5, 0.25, np.float32)),
    'two images': (np.array([0, 1]), np.array([0.5, 1.5], np.float32)),
    'two images, reversed': (np.array([1, 0]), np.array([0.5, 1.5], np.float32)),
    'signed zeros': (np.array([0, 1, 0, 1]), np.array([0.0, -0.0, -1.0, 1.0], np.float32)),
    # Distinct in float64, equal in float32.
    'float64': (np.array([0, 1, 1, 0, 1, 0]), 1 + np.array([1, 2, 5, 3, 4, 0]) * 2.0**-40),
}


def golden(labels, scores):
    fpr, tpr, _ = roc_curve(labels, scores)
    full_fpr, full_tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(labels, scores)
    with np.errstate(invalid='ignore'):
        f1 = np.nan_to_num(2 * precision * recall / (precision + recall))
    threshold = float(np.quantile(scores, 0.7))
    called = (scores > threshold).astype(int)
    tn, fp, fn, tp = confusion_matrix(labels, called, labels=[0, 1]).ravel()
    wide = scores.astype(np.float64)
    counts, edges = np.histogram(wide, bins=7)
    return {
        'labels': labels.tolist(),
        'scores': scores.tolist(),
        'auroc': roc_auc_score(labels, scores),
        'averagePrecision': average_precision_score(labels, scores),
        'bestF1': f1.max(),
        'roc': {'falsePositiveRate': fpr.tolist(), 'truePositiveRate': tpr.tolist()},
        'fullRoc': {'falsePositiveRate': full_fpr.tolist(), 'truePositiveRate': full_tpr.tolist()},
        'threshold': threshold,
        'confusion': {'truePositive': int(tp), 'falsePositive': int(fp), 'trueNegative': int(tn), 'falseNegative': int(fn)},
        'f1': f1_score(labels, called, zero_division=0),
        'accuracy': accuracy_score(labels, called),
        'statistics': {
            'count': len(wide),
            'mean': wide.mean(),
            'standardDeviation': wide.std(ddof=1),
            'minimum': wide.min(),
            'maximum': wide.max(),
        },
        'histogram': {'edges': edges.tolist(), 'counts': counts.tolist()},
    }


result = {name: golden(labels, scores) for name, (labels, scores) in CASES.items()}
Path(__file__).with_name('golden.json').write_text(json.dumps(result) + '\n')

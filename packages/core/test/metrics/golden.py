"""Writes golden.json and pixel-golden.json beside it: metrics as scikit-learn, NumPy and SciPy give them, on small made-up
labels and scores, and on small score maps with masks.

    python golden.py        # made with scikit-learn 1.9.1, NumPy 2.4.6 and SciPy 1.17.1

Scores are float32 values written in full, except in the case 'float64'.
"""

import json
from pathlib import Path

import numpy as np
from scipy import ndimage
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


def best_f1(labels, scores):
    precision, recall, _ = precision_recall_curve(labels, scores)
    with np.errstate(invalid='ignore'):
        return np.nan_to_num(2 * precision * recall / (precision + recall)).max()


def pr_points(labels, scores, **options):
    precision, recall, _ = precision_recall_curve(labels, scores, **options)
    return {'precision': precision.tolist(), 'recall': recall.tolist()}


def golden(labels, scores):
    fpr, tpr, _ = roc_curve(labels, scores)
    full_fpr, full_tpr, _ = roc_curve(labels, scores, drop_intermediate=False)
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
        'bestF1': best_f1(labels, scores),
        # Called normal is a score of at most the threshold: negated, at least.
        'bestF1OfNormal': best_f1(1 - labels, -scores),
        'pr': pr_points(labels, scores, drop_intermediate=True),
        'fullPr': pr_points(labels, scores),
        'roc': {'falsePositiveRate': fpr.tolist(), 'truePositiveRate': tpr.tolist()},
        'fullRoc': {'falsePositiveRate': full_fpr.tolist(), 'truePositiveRate': full_tpr.tolist()},
        'threshold': threshold,
        'confusion': {'truePositive': int(tp), 'falsePositive': int(fp), 'trueNegative': int(tn), 'falseNegative': int(fn)},
        'f1': f1_score(labels, called, zero_division=0),
        'f1OfNormal': f1_score(labels, called, pos_label=0, zero_division=0),
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


def blobs(shape, threshold, smooth):
    return (ndimage.gaussian_filter(rng.normal(size=shape), smooth) > threshold).astype(int)


def score_map(mask, shift, decimals):
    """Smoothed, so that whole regions stand out; rounded, so that ties are common."""
    noise = ndimage.gaussian_filter(rng.normal(size=mask.shape) + shift * mask, 0.7)
    return np.round(noise, decimals).astype(np.float32)


def aupro(maps, masks, limit):
    """From the definition: the mean overlap of the 8-connected regions and the false positive rate at every threshold."""
    regions = []
    for scores, mask in zip(maps, masks):
        labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
        regions += [scores[labels == i + 1] for i in range(count)]
    good = np.concatenate([scores[mask == 0] for scores, mask in zip(maps, masks)])
    thresholds = np.unique(np.concatenate([scores.ravel() for scores in maps]))[::-1]
    rate = np.r_[0.0, [(good >= t).mean() for t in thresholds]]
    overlap = np.r_[0.0, [np.mean([(region >= t).mean() for region in regions]) for t in thresholds]]
    # Where several steps have the same rate, the curve rises straight up: the last of them is where it goes on.
    last = np.searchsorted(rate, limit, side='right') - 1
    if rate[last] < limit:
        share = (limit - rate[last]) / (rate[last + 1] - rate[last])
        end = overlap[last] + share * (overlap[last + 1] - overlap[last])
        rate, overlap = np.r_[rate[:last + 1], limit], np.r_[overlap[:last + 1], end]
    else:
        rate, overlap = rate[:last + 1], overlap[:last + 1]
    return float(np.trapezoid(overlap, rate) / limit), len(regions)


def pixel_golden(shapes, shift, decimals, limit=0.3):
    masks = [blobs(shape, 0.25, 1.0) for shape in shapes] + [np.zeros(shapes[0], int)]
    maps = [score_map(mask, shift, decimals) for mask in masks]
    labels = np.concatenate([mask.ravel() for mask in masks])
    scores = np.concatenate([scores.ravel() for scores in maps])
    area, regions = aupro(maps, masks, limit)
    return {
        'images': [
            # As few digits as give the same float32.
            {'height': mask.shape[0], 'width': mask.shape[1], 'scores': [float(str(v)) for v in m.ravel()], 'mask': mask.ravel().tolist()}
            for m, mask in zip(maps, masks)
        ],
        'limit': limit,
        'pixelAuroc': roc_auc_score(labels, scores),
        'pixelAveragePrecision': average_precision_score(labels, scores),
        'pixelBestF1': best_f1(labels, scores),
        'aupro': area,
        'counts': {'images': len(maps), 'normal': int((labels == 0).sum()), 'anomalous': int(labels.sum()), 'regions': regions},
    }


result = {name: golden(labels, scores) for name, (labels, scores) in CASES.items()}
Path(__file__).with_name('golden.json').write_text(json.dumps(result) + '\n')

PIXEL_CASES = {
    'images of one size': pixel_golden([(16, 16), (16, 16)], 1.5, 6),
    'images of several sizes': pixel_golden([(12, 9), (5, 21), (16, 16)], 1.5, 6),
    'ties': pixel_golden([(16, 16), (10, 12)], 1.5, 0),
    'worse than chance': pixel_golden([(12, 12)], -1.0, 1),
    'separated': pixel_golden([(12, 12)], 100.0, 2),
    'a low limit': pixel_golden([(16, 16), (16, 16)], 2.0, 1, limit=0.05),
    'no limit': pixel_golden([(16, 16)], 1.0, 1, limit=1.0),
}
Path(__file__).with_name('pixel-golden.json').write_text(json.dumps(PIXEL_CASES) + '\n')

"""Makes pixel-golden-large.json: metrics of sixteen million pixels as scikit-learn, NumPy and SciPy give them. The pixels are
made by the same formula as in pixels.full.test.ts. Run in this folder: python golden-large.py > pixel-golden-large.json

Made with scikit-learn 1.9.1, NumPy 2.4.6 and SciPy 1.17.1."""
import json

import numpy as np
from scipy import ndimage
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

SIDE, IMAGES, LIMIT = 1000, 16, 0.3


def hashed(i):
    value = ((i + 1) * 2654435761) & 0xFFFFFFFF
    return ((value ^ (value >> 15)) * 2246822519) & 0xFFFFFFFF


y, x = np.divmod(np.arange(SIDE * SIDE, dtype=np.int64), SIDE)
discs = ((x % 200) - 100) ** 2 + ((y % 200) - 100) ** 2 < (4 + 6 * (x // 200)) ** 2
maps, masks, regions = [], [], []
for image in range(IMAGES):
    mask = discs if image % 2 == 1 else np.zeros_like(discs)
    noise = hashed(image * SIDE * SIDE + np.arange(SIDE * SIDE, dtype=np.int64)) >> 8
    scores = ((noise + mask * 2**22) / 2**24).astype(np.float32)
    labels, count = ndimage.label(mask.reshape(SIDE, SIDE), structure=np.ones((3, 3)))
    for region in range(1, count + 1):
        regions.append(np.sort(scores[labels.ravel() == region]))
    maps.append(scores)
    masks.append(mask)
scores, truth = np.concatenate(maps), np.concatenate(masks)


def aupro():
    """Every score is a threshold; where several have one rate, the curve rises straight up."""
    good = np.sort(scores[~truth])
    thresholds = np.unique(scores)[::-1]
    rate = 1 - np.searchsorted(good, thresholds) / good.size
    overlap = sum(1 - np.searchsorted(region, thresholds) / region.size for region in regions) / len(regions)
    rate, overlap = np.r_[0.0, rate], np.r_[0.0, overlap]
    last = np.searchsorted(rate, LIMIT, side='right') - 1
    end = overlap[last] + (LIMIT - rate[last]) / (rate[last + 1] - rate[last]) * (overlap[last + 1] - overlap[last])
    return np.trapezoid(np.r_[overlap[:last + 1], end], np.r_[rate[:last + 1], LIMIT]) / LIMIT


precision, recall, _ = precision_recall_curve(truth, scores)
print(json.dumps({
    'pixelAuroc': roc_auc_score(truth, scores),
    'pixelAveragePrecision': average_precision_score(truth, scores),
    'pixelBestF1': (2 * precision * recall / np.maximum(precision + recall, 1e-300)).max(),
    'aupro': aupro(),
    'counts': {'images': IMAGES, 'normal': int((~truth).sum()), 'anomalous': int(truth.sum()), 'regions': len(regions)},
}, indent=1))

"""Makes golden-maps.json: small score maps, and SciPy 1.17.1's linear interpolation of them at half-pixel centres with NumPy
2.4.6, rounded to float32. Run in this folder: python golden-maps.py > golden-maps.json"""
import json

import numpy as np
from scipy import ndimage

rng = np.random.default_rng(0)


def resized(scores, height, width):
    def centres(outputs, inputs):
        return (np.arange(outputs) + 0.5) * inputs / outputs - 0.5

    at = np.meshgrid(centres(height, scores.shape[0]), centres(width, scores.shape[1]), indexing='ij')
    return ndimage.map_coordinates(scores.astype(np.float64), at, order=1, mode='nearest').astype(np.float32)


def numbers(values):
    return [float(str(v)) for v in values.ravel()]


goldens = []
for (height, width), sizes in {
    (4, 5): [(9, 11), (8, 10), (4, 20), (17, 5), (3, 7), (2, 2), (1, 1)],
    (1, 3): [(4, 7)],
    (3, 1): [(7, 2)],
    (1, 1): [(3, 4)],
}.items():
    scores = (100 * rng.lognormal(size=(height, width)) - 50).astype(np.float32)
    for size in sizes:
        goldens.append({'from': [height, width], 'to': size, 'scores': numbers(scores), 'resized': numbers(resized(scores, *size))})
print('[\n' + ',\n'.join(json.dumps(golden) for golden in goldens) + '\n]')

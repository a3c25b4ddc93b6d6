"""Writes contrast.json: L1 global contrast normalisation in NumPy, as the Deep SVDD authors' port computes it.
Run: python contrast.py (NumPy)."""
import json
import pathlib

import numpy as np

images = ((np.arange(2 * 3 * 2 * 3) * 37 % 101) / 100).astype(np.float32).reshape(2, 3, 2, 3)
x = images.astype(np.float64)
x = x - x.mean(axis=(1, 2, 3), keepdims=True)
x = x / np.abs(x).mean(axis=(1, 2, 3), keepdims=True)
low, high = x.min(), x.max()
result = {
    "numpy": np.__version__,
    "images": images.reshape(-1).round(2).tolist(),
    "normalized": x.reshape(-1).tolist(),
    "range": [low, high],
    "scaled": ((x - low) / (high - low)).reshape(-1).tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result) + "\n")

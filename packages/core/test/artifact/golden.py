"""Writes the two .safetensors files beside it with Python's safetensors package.

    python golden.py        # made with safetensors 0.8.0 and NumPy 2.4.6
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

here = Path(__file__).parent

float32 = {
    'encoder/kernel': np.arange(6, dtype=np.float32).reshape(2, 3) / 3,
    'centre': np.array([-1.5, 0, np.inf], np.float32),
    'radius': np.array(0.25, np.float32),
    'empty': np.zeros((0, 4), np.float32),
    'größe': np.array([[1]], np.float32),
}
save_file(float32, here / 'float32.safetensors', metadata={'oneclass': '{"format": 1, "note": "\u2028 ü \\" \\\\"}'})
save_file({'weights': np.ones(2, np.float16), 'bias': np.ones(2, np.float32)}, here / 'float16.safetensors')

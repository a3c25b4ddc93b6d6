"""Prints principal-plane.json: random codes, and their first two principal components by scikit-learn, signs fixed as ours.

    python principal_plane.py > principal-plane.json        # made with scikit-learn 1.9.1 and NumPy 2.4.6
"""

import json

import numpy as np
from sklearn.decomposition import PCA

rng = np.random.default_rng(0)
codes = (rng.normal(size=(40, 6)) @ rng.normal(size=(6, 6)) + 3).astype(np.float32)
pca = PCA(2, svd_solver="full").fit(codes.astype(float))
signs = [np.sign(axis[np.argmax(np.abs(axis))]) for axis in pca.components_]
other = rng.normal(size=6).astype(np.float32)
print(json.dumps({
    "codes": codes.tolist(),
    "shares": pca.explained_variance_ratio_.tolist(),
    "places": (pca.transform(codes.astype(float)) * signs).tolist(),
    "other": other.tolist(),
    "otherPlace": (pca.transform(other[None].astype(float)) * signs)[0].tolist(),
}))

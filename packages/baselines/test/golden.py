"""Writes golden.json beside it: features, scores and trees as scikit-learn gives them, on small made-up images.

    python golden.py        # made with scikit-learn 1.9.1 and NumPy 2.4.6

'many' has more images than an image has pixels, 'few' fewer and in colour. Pixels are multiples of 1/256, exact in float32.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neighbors import KernelDensity
from sklearn.svm import OneClassSVM

rng = np.random.default_rng(0)


def draw(count, height, width, channels, noise):
    """Waves of random phase with some noise."""
    row, column, channel = np.indices((height, width, channels))
    phase, strength = rng.uniform(0, 3, (2, count, 1, 1, 1))
    images = 0.4 + 0.08 * strength * np.sin(0.9 * row + 0.5 * column + channel + phase) + noise * rng.normal(size=(count, height, width, channels))
    return np.round(np.clip(images, 0, 1) * 256) / 256


def contrast(images):
    x = images.reshape(len(images), -1)
    x = x - x.mean(1, keepdims=True)
    return x / np.abs(x).mean(1, keepdims=True)


def principal(train, test, share):
    model = PCA(share, svd_solver='full').fit(train)
    codes = model.transform(test)
    return {
        'share': share, 'components': int(model.n_components_), 'codes': codes.tolist(),
        'errors': ((model.inverse_transform(codes) - test) ** 2).mean(1).tolist(),
    }


def svm(train, test, nu, gamma):
    model = OneClassSVM(nu=nu, gamma=gamma).fit(train)
    return {'nu': nu, 'gamma': gamma, 'gammaUsed': float(model._gamma), 'vectors': len(model.support_), 'scores': (-model.decision_function(test)).tolist()}


# One leaf: of several, scikit-learn 1.9.1 gives far-off images densities that are wrong in the first digits.
LEAF = 1000


def kde(train, test, bandwidths):
    """The choice does not hang on how the rows are shuffled into folds."""
    chosen = {
        GridSearchCV(KernelDensity(leaf_size=LEAF), {'bandwidth': bandwidths}, cv=KFold(5, shuffle=True, random_state=seed)).fit(train).best_params_['bandwidth']
        for seed in range(20)
    }
    assert len(chosen) == 1, chosen
    bandwidth = chosen.pop()
    density = KernelDensity(bandwidth=bandwidth, leaf_size=LEAF).fit(train).score_samples(test)
    return {'bandwidths': bandwidths, 'bandwidth': bandwidth, 'dimensions': train.shape[1], 'logDensities': density.tolist()}


def tree(fitted):
    t, depth = fitted.tree_, {0: 0}
    for node in range(t.node_count):
        if t.children_left[node] >= 0:
            assert t.children_left[node] == node + 1
            depth[node + 1] = depth[t.children_right[node]] = depth[node] + 1
    return {
        'features': np.where(t.children_left >= 0, t.feature, -1).tolist(), 'thresholds': t.threshold.tolist(), 'rights': t.children_right.tolist(),
        'samples': t.n_node_samples.tolist(), 'depths': [depth[node] for node in range(t.node_count)],
    }


def forest(train, test):
    small = IsolationForest(n_estimators=3, max_samples=16, random_state=0).fit(train)
    several = [-IsolationForest(n_estimators=100, max_samples=32, random_state=seed).fit(train).score_samples(test) for seed in range(40)]
    return {
        'subsample': 16, 'trees': [tree(estimator) for estimator in small.estimators_], 'scores': (-small.score_samples(test)).tolist(),
        'of40': {'subsample': 32, 'mean': np.mean(several, 0).tolist(), 'deviation': np.std(several, 0).tolist()},
    }


def case(shape, count):
    images = draw(count, *shape, 0.03)
    others = np.concatenate([draw(4, *shape, 0.03), draw(4, *shape, 0.15)])
    plain, plain_test = images.reshape(count, -1), others.reshape(len(others), -1)
    train, test = contrast(images), contrast(others)
    low, high = train.min(), train.max()
    train, test = (train - low) / (high - low), (test - low) / (high - low)
    model = PCA(0.9, svd_solver='full').fit(train)
    features, test_features = model.transform(train), model.transform(test)
    return {
        'shape': shape, 'images': (images * 256).astype(int).flatten().tolist(), 'others': (others * 256).astype(int).flatten().tolist(),
        'range': [low, high], 'normalized': test.tolist(),
        'principal': {'pixels': [principal(plain, plain_test, share) for share in (0.5, 0.95)], 'contrast': principal(train, test, 0.9)},
        'oneClassSvm': {'pixels': [svm(plain, plain_test, 0.1, 'scale'), svm(plain, plain_test, 0.5, 0.5)], 'components': svm(features, test_features, 0.1, 'scale')},
        'kde': {'pixels': kde(plain, plain_test, [0.003, 0.03, 0.3, 3.0]), 'components': kde(features, test_features, [0.002, 0.04, 0.8])},
        'isolationForest': forest(plain.astype(np.float32), plain_test.astype(np.float32)),
    }


golden = {'sklearn': sklearn.__version__, 'numpy': np.__version__, 'cases': {'many': case((5, 6, 1), 90), 'few': case((4, 5, 3), 40)}}
Path(__file__).with_name('golden.json').write_text(json.dumps(golden) + '\n')

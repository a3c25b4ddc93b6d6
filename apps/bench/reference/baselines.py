"""The columns one-class SVM, KDE, isolation forest and PCA of Deep SVDD's table in scikit-learn, with the settings of @oneclass/baselines.

usage: baselines.py DATA_DIR SET [--classes=0,1,…] [--methods=one-class-svm,…] [--seeds=0,1,…] >> baselines.jsonl      (pip install scikit-learn)
SET is mnist, whose four IDX files are in DATA_DIR/mnist, gzip-compressed or not, or cifar10, of DATA_DIR/cifar-10-batches-bin.
"""
import gzip
import json
import pathlib
import struct
import sys
import time

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neighbors import KernelDensity
from sklearn.svm import OneClassSVM

SHARE, NU = 0.95, 0.1
BANDWIDTHS = np.logspace(0.5, 5, num=10, base=2)


def idx(path):
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if path.suffix == '.gz' else raw
    shape = struct.unpack('>' + 'I' * raw[3], raw[4 : 4 + 4 * raw[3]])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


def mnist(folder):
    def find(name):
        return idx(next(path for path in sorted((folder / 'mnist').iterdir()) if path.name.startswith(name)))

    return [(find(f'{split}-images').reshape(-1, 784), find(f'{split}-labels')) for split in ('train', 't10k')]


def cifar10(folder):
    def read(*names):
        rows = np.concatenate([np.fromfile(folder / 'cifar-10-batches-bin' / name, np.uint8).reshape(-1, 3073) for name in names])
        return rows[:, 1:], rows[:, 0]

    return [read(*(f'data_batch_{i}.bin' for i in range(1, 6))), read('test_batch.bin')]


def contrast(pixels):
    """Global contrast normalisation in L1, one scale for all channels."""
    x = pixels.astype(np.float32) / np.float32(255)
    x = x - x.mean(1, keepdims=True)
    deviation = np.abs(x).mean(1, keepdims=True)
    return np.divide(x, deviation, out=np.zeros_like(x), where=deviation > 1e-6)


def one_class_svm(train, test, seed):
    model = OneClassSVM(kernel='rbf', gamma='scale', nu=NU, cache_size=1000).fit(train)
    return -model.decision_function(test), {'gamma': model._gamma, 'supportVectors': len(model.support_)}


def kde(train, test, seed):
    folds = KFold(5, shuffle=True, random_state=seed)
    # One leaf: trees only slow a search down in hundreds of dimensions.
    search = GridSearchCV(KernelDensity(leaf_size=len(train)), {'bandwidth': BANDWIDTHS}, cv=folds).fit(train)
    return -search.best_estimator_.score_samples(test), {'bandwidth': search.best_params_['bandwidth']}


def isolation_forest(train, test, seed):
    model = IsolationForest(n_estimators=100, max_samples=256, random_state=seed).fit(train)
    return -model.score_samples(test), {}


def pca_error(train, test, components):
    return ((components.inverse_transform(components.transform(test)) - test) ** 2).mean(1)


def main():
    folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
    options = dict(argument[2:].split('=') for argument in sys.argv[3:])
    classes = options.get('classes', '0,1,2,3,4,5,6,7,8,9')
    methods = options.get('methods', 'one-class-svm,kde,isolation-forest,pca').split(',')
    seeds = [int(seed) for seed in options.get('seeds', '0,1,2,3,4').split(',')]
    (images, labels), (test_images, test_labels) = {'mnist': mnist, 'cifar10': cifar10}[name](folder)
    normalized = contrast(test_images)
    for c in map(int, classes.split(',')):
        truth = (test_labels != c).astype(int)
        train = contrast(images[labels == c])
        least, greatest = train.min(), train.max()
        train, test = ((x - least) / (greatest - least) for x in (train, normalized))
        plain, plain_test = images[labels == c].astype(np.float32) / 255, test_images.astype(np.float32) / 255
        # In float64: float32 has no digits left for the smallest variances that count, and takes 231 components where 229 are right.
        principal = PCA(SHARE, svd_solver='covariance_eigh').fit(train.astype(np.float64))
        features, test_features = principal.transform(train), principal.transform(test)

        def record(method, seed, scores, more, started):
            print(json.dumps({
                'set': name, 'class': c, 'method': method, 'seed': seed, 'auroc': roc_auc_score(truth, scores), **more,
                'seconds': round(time.time() - started, 1), 'sklearn': sklearn.__version__,
            }), flush=True)

        for method, fit in (('one-class-svm', one_class_svm), ('kde', kde)):
            if method in methods:
                started = time.time()
                scores, more = fit(features, test_features, 0)
                record(method, None if method == 'one-class-svm' else 0, scores, {'components': int(principal.n_components_), **more}, started)
        for seed in seeds if 'isolation-forest' in methods else []:
            for kind, x, y in (('components', features, test_features), ('contrast', train, test)):
                started = time.time()
                scores, more = isolation_forest(x, y, seed)
                record('isolation-forest', seed, scores, {'features': kind, **more}, started)
        if 'pca' in methods:
            for kind, x, y in (('pixels', plain, plain_test), ('contrast', train, test)):
                started = time.time()
                components = PCA(SHARE, svd_solver='covariance_eigh').fit(x.astype(np.float64))
                record('pca', None, pca_error(x, y, components), {'features': kind, 'components': int(components.n_components_)}, started)


if __name__ == '__main__':
    main()

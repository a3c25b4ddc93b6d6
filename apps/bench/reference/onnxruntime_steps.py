"""Rows of `oneclass-bench perf` in onnxruntime, as the other side of `--onnxruntime`; takes its turns as torch_steps.py does.
EfficientNet-Lite0 to the end of stage 5, on random weights, batch norm folded: times do not depend on the weights' values.
PaDiM (100 channels) and PatchCore (3,000 of 30,000 patches) in NumPy on its stages 3 and 5; a fit reads 300 files.
By hand:  echo efficientnet-1 | python onnxruntime_steps.py
"""
import json
import os
import platform
import statistics
import sys
import tempfile
import time

try:
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    from PIL import Image
except ImportError as error:
    sys.exit(f'{error}.')

SHORT, ROUND = 0.25, 0.5
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()
# expansion, kernel, stride, output channels, blocks
STAGES = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3)]


def efficientnet(stages=('s5',)):
    draw = np.random.default_rng(0)
    nodes, constants = [], [numpy_helper.from_array(np.float32(value), name) for name, value in (('zero', 0), ('six', 6))]

    def conv(x, inputs, outputs, kernel=1, stride=1, depthwise=False, activated=True):
        name = f'conv{len(nodes)}'
        shape = (outputs, 1 if depthwise else inputs, kernel, kernel)
        weight = draw.normal(size=shape) * np.sqrt((2 if activated else 1) / np.prod(shape[1:]))
        constants.append(numpy_helper.from_array(weight.astype(np.float32), f'{name}.w'))
        constants.append(numpy_helper.from_array(np.zeros(outputs, np.float32), f'{name}.b'))
        nodes.append(helper.make_node('Conv', [x, f'{name}.w', f'{name}.b'], [name], kernel_shape=[kernel] * 2, strides=[stride] * 2, group=outputs if depthwise else 1, auto_pad='SAME_UPPER'))
        if activated:
            nodes.append(helper.make_node('Clip', [name, 'zero', 'six'], [f'{name}.a']))
        return f'{name}.a' if activated else name

    x, inputs, ends = conv('x', 3, 32, 3, 2), 32, {}
    for number, (expansion, kernel, stride, outputs, repeats) in enumerate(STAGES, 1):
        for i in range(repeats):
            before, inner = x, inputs * expansion
            x = conv(x, inputs, inner) if expansion > 1 else x
            x = conv(x, inner, inner, kernel, stride if i == 0 else 1, depthwise=True)
            x = conv(x, inner, outputs, activated=False)
            if i > 0:
                nodes.append(helper.make_node('Add', [x, before], [f'{x}.sum']))
                x = f'{x}.sum'
            inputs = outputs
        ends[f's{number}'] = x
    graph = helper.make_graph(nodes, 'efficientnet', [helper.make_tensor_value_info('x', TensorProto.FLOAT, ['n', 3, 'h', 'w'])], [helper.make_tensor_value_info(ends[stage], TensorProto.FLOAT, None) for stage in stages], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)])
    model.ir_version = 9
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider'])


def forward(count):
    session = efficientnet()
    images = np.random.default_rng(1).random((count, 3, 224, 224), np.float32)
    return lambda: session.run(None, {'x': images})


SIDE, PLACES, CHANNELS = 224, 28, 100
SAMPLE, BANK = 30_000, 3000


def bilinear(outputs, inputs):  # [outputs, inputs]: half-pixel centres
    at = (np.arange(outputs) + 0.5) * inputs / outputs - 0.5
    low, rows, weights = np.floor(at).astype(int), np.arange(outputs), np.zeros((outputs, inputs), np.float32)
    for neighbour, share in ((low, 1 - at + low), (low + 1, at - low)):
        np.add.at(weights, (rows, np.clip(neighbour, 0, inputs - 1)), share)
    return weights


def map_rows(deviation=4.0):  # enlarges the rows of a map of places, then smooths them; mirrored at the ends
    reach = int(4 * deviation)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    smoothed = np.zeros((SIDE, SIDE), np.float32)
    for row in range(SIDE):
        for offset, weight in zip(range(-reach, reach + 1), kernel / kernel.sum()):
            at = abs(row + offset)
            smoothed[row, at if at < SIDE else 2 * SIDE - 2 - at] += weight
    return smoothed @ bilinear(SIDE, PLACES)


class Places:
    """Features of each place: 3×3 means of the maps, the coarser one enlarged."""

    def __init__(self):
        self.session, self.enlarged, self.rows = efficientnet(('s3', 's5')), bilinear(PLACES, PLACES // 2), map_rows()

    def features(self, pixels):  # [places, channels]
        fine, coarse = (means(maps[0]) for maps in self.session.run(None, {'x': pixels}))
        coarse = np.einsum('ih,chw,jw->cij', self.enlarged, coarse, self.enlarged, optimize=True)
        return np.concatenate([fine, coarse]).reshape(-1, PLACES * PLACES).T

    def outputs(self, distances):  # an image's score and map
        return np.sort(distances)[-(len(distances) // 100):].mean(), self.rows @ distances.reshape(PLACES, PLACES) @ self.rows.T


def means(maps):
    padded, (_, height, width) = np.pad(maps, ((0, 0), (1, 1), (1, 1))), maps.shape
    return sum(padded[:, i:i + height, j:j + width] for i in range(3) for j in range(3)) / 9


def padim(features):  # [images, places, channels]
    chosen = np.random.default_rng(0).permutation(features.shape[2])[:CHANNELS]
    features = features[:, :, chosen]
    mean, inverse = features.mean(0), np.empty((features.shape[1], CHANNELS, CHANNELS), np.float32)
    for place in range(features.shape[1]):
        deviation = features[:, place] - mean[place]
        covariance = (deviation.T @ deviation / (len(features) - 1)).astype(np.float64)
        inverse[place] = np.linalg.inv(covariance + 0.01 * np.trace(covariance) / CHANNELS * np.eye(CHANNELS))

    def distances(patches):
        deviation = patches[:, chosen] - mean
        return np.sqrt(np.maximum(np.einsum('pi,pij,pj->p', deviation, inverse, deviation, optimize=True), 0))

    return distances


def patchcore(features):
    patches = features.reshape(-1, features.shape[2])
    scale = patches.std(0) + 1e-6
    sample = patches[np.random.default_rng(0).permutation(len(patches))[:SAMPLE]] / scale
    squares, nearest, chosen = (sample * sample).sum(1), np.full(len(sample), np.inf, np.float32), [0]
    while len(chosen) < BANK:
        nearest = np.minimum(nearest, squares + squares[chosen[-1]] - 2 * (sample @ sample[chosen[-1]]))
        chosen.append(int(nearest.argmax()))
    bank, of_bank = sample[chosen], squares[chosen]

    def distances(patches):
        patches = patches / scale
        return np.sqrt(np.maximum(((patches * patches).sum(1)[:, None] + of_bank - 2 * patches @ bank.T).min(1), 0))

    return distances


def drawn_files(count, folder):
    draw = np.random.default_rng(0)
    for i in range(count):
        Image.fromarray(draw.integers(0, 256, (32, 32, 3), np.uint8)).resize((300, 300), Image.BICUBIC).save(f'{folder}/{i}.jpg')
    return [f'{folder}/{i}.jpg' for i in range(count)]


def pixels_of(file):
    image = Image.open(file).convert('RGB').resize((SIDE, SIDE), Image.BILINEAR)
    return ((np.asarray(image, np.float32) - 127) / 128).transpose(2, 0, 1)[None]


def fit(method):
    folder, places = tempfile.TemporaryDirectory(), Places()
    files = drawn_files(300, folder.name)
    return lambda: (method(np.stack([places.features(pixels_of(file)) for file in files])), folder)


def score(method):
    places, draw = Places(), np.random.default_rng(1)
    image = draw.random((1, 3, SIDE, SIDE), np.float32)
    distances = method(np.stack([places.features(draw.random((1, 3, SIDE, SIDE), np.float32)) for _ in range(40)]))
    return lambda: places.outputs(distances(places.features(image)))


ROWS = {
    'efficientnet-1': lambda: forward(1),
    'efficientnet-8': lambda: forward(8),
    'padim-fit': lambda: fit(padim),
    'padim-score': lambda: score(padim),
    'patchcore-fit': lambda: fit(patchcore),
    'patchcore-score': lambda: score(patchcore),
}


def timed(run):
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def one_round(run, last):
    if last < SHORT:
        timed(run)
    times = []
    while sum(times) < ROUND:
        times.append(timed(run))
    return times


def main():
    print(json.dumps({'onnxruntime': onnxruntime.__version__, 'python': platform.python_version(), 'device': 'cpu', 'threads': THREADS, 'rows': list(ROWS)}), flush=True)
    name, run, last = None, None, 0
    for line in sys.stdin:
        if line.strip() != name:
            name = line.strip()
            run = ROWS[name]()
            last = one_round(run, 0)[-1]
        times = one_round(run, last)
        last = times[-1]
        print(json.dumps({'row': name, 'ms': 1000 * statistics.median(times)}), flush=True)


main()

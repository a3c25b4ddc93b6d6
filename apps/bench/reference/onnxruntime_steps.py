"""Rows of `oneclass-bench perf` in onnxruntime, as the other side of `--onnxruntime`; takes its turns as torch_steps.py does.
EfficientNet-Lite0 to the end of stage 5, on random weights, batch norm folded: times do not depend on the weights' values.
By hand:  echo efficientnet-1 | python onnxruntime_steps.py
"""
import json
import os
import platform
import statistics
import sys
import time

try:
    import numpy as np
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper
except ImportError as error:
    sys.exit(f'{error}.')

SHORT, ROUND = 0.25, 0.5
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()
# expansion, kernel, stride, output channels, blocks
STAGES = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3)]


def efficientnet():
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

    x, inputs = conv('x', 3, 32, 3, 2), 32
    for expansion, kernel, stride, outputs, repeats in STAGES:
        for i in range(repeats):
            before, inner = x, inputs * expansion
            x = conv(x, inputs, inner) if expansion > 1 else x
            x = conv(x, inner, inner, kernel, stride if i == 0 else 1, depthwise=True)
            x = conv(x, inner, outputs, activated=False)
            if i > 0:
                nodes.append(helper.make_node('Add', [x, before], [f'{x}.sum']))
                x = f'{x}.sum'
            inputs = outputs
    graph = helper.make_graph(nodes, 'efficientnet', [helper.make_tensor_value_info('x', TensorProto.FLOAT, ['n', 3, 'h', 'w'])], [helper.make_tensor_value_info(x, TensorProto.FLOAT, None)], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)])
    model.ir_version = 9
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider'])


def forward(count):
    session = efficientnet()
    images = np.random.default_rng(1).random((count, 3, 224, 224), np.float32)
    return lambda: session.run(None, {'x': images})


ROWS = {'efficientnet-1': lambda: forward(1), 'efficientnet-8': lambda: forward(8)}


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

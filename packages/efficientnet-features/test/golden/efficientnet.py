"""Values of EfficientNet-Lite0's stages in onnxruntime, for golden.test.ts. onnxruntime 1.32.0, onnx 1.23.2, NumPy 2.4.6.
usage: efficientnet.py WEIGHTS.safetensors > efficientnet.json
Of patterned weights (which the test makes by the same formula), and of trained ones: WEIGHTS has timm's names."""
import json
import struct
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

# expansion, kernel, stride, output channels, blocks
STAGES = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4)]
SIZES = [(224, 224), (96, 160), (225, 131), (37, 50)]
OUTPUTS = ["s2", "s3", "s4", "s5", "s6"]


def convolutions():
    """(name, norm, inputs, outputs, kernel, stride, depthwise, activated) of each stage's blocks, timm's names."""
    inputs, stages = 32, []
    for stage, (expansion, kernel, stride, outputs, repeats) in enumerate(STAGES):
        blocks = [[("conv_stem", "bn1", 3, 32, 3, 2, False, True)]] if stage == 0 else []
        for i in range(repeats):
            b, inner = f"blocks.{stage}.{i}", inputs * expansion
            expand = [] if expansion == 1 else [(f"{b}.conv_pw", f"{b}.bn1", inputs, inner, 1, 1, False, True)]
            depthwise, project = (("bn1", "bn2"), "conv_pw") if expansion == 1 else (("bn2", "bn3"), "conv_pwl")
            blocks.append(expand + [
                (f"{b}.conv_dw", f"{b}.{depthwise[0]}", inner, inner, kernel, stride if i == 0 else 1, True, True),
                (f"{b}.{project}", f"{b}.{depthwise[1]}", inner, outputs, 1, 1, False, False)])
            inputs = outputs
        stages.append(blocks)
    return stages


def pattern(size, salt):
    """Of scripts/golden/pattern.ts: uniform-looking, in [-0.5, 0.5)."""
    i = np.arange(1, size + 1, dtype=np.uint64)
    h = (i * 2654435761 + salt * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return (h.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def patterned():
    """Salts in the order of the tensors. Wide enough before ReLU6 that many values are clipped."""
    tensors, salt = {}, 0
    f = np.float32
    for name, norm, inputs, outputs, kernel, _, depthwise, activated in (c for s in convolutions() for b in s for c in b):
        fan_in = (1 if depthwise else inputs) * kernel * kernel
        shape = (outputs, 1 if depthwise else inputs, kernel, kernel)
        of = {
            f"{name}.weight": (shape, lambda p: p * f(np.sqrt(12.0 / fan_in))),
            f"{norm}.weight": ((outputs,), lambda p: p + f(2 if activated else 1)),
            f"{norm}.bias": ((outputs,), lambda p: p),
            f"{norm}.running_mean": ((outputs,), lambda p: p * f(0.5)),
            f"{norm}.running_var": ((outputs,), lambda p: p + f(1)),
        }
        for tensor, (shape, scaled) in of.items():
            tensors[tensor] = scaled(pattern(int(np.prod(shape)), salt)).reshape(shape)
            salt += 1
    return tensors


def load(path):
    data = open(path, "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(data[begin:end], np.float32).reshape(entry["shape"])
    return tensors


def session(tensors):
    """Batch norm as an operator of its own: folding is what is tested."""
    nodes, constants = [], [numpy_helper.from_array(np.float32(0), "zero"), numpy_helper.from_array(np.float32(6), "six")]
    x = "x"
    for stage, blocks in enumerate(convolutions()):
        for number, block in enumerate(blocks):
            before = x
            for name, norm, _, outputs, kernel, stride, depthwise, activated in block:
                for tensor in [f"{name}.weight", *(f"{norm}.{part}" for part in ("weight", "bias", "running_mean", "running_var"))]:
                    constants.append(numpy_helper.from_array(np.ascontiguousarray(tensors[tensor]), tensor))
                nodes.append(helper.make_node("Conv", [x, f"{name}.weight"], [f"{name}.y"], kernel_shape=[kernel] * 2, strides=[stride] * 2, group=outputs if depthwise else 1, auto_pad="SAME_UPPER"))
                nodes.append(helper.make_node("BatchNormalization", [f"{name}.y", *(f"{norm}.{part}" for part in ("weight", "bias", "running_mean", "running_var"))], [f"{name}.n"], epsilon=1e-3))
                x = f"{name}.n"
                if activated:
                    nodes.append(helper.make_node("Clip", [x, "zero", "six"], [f"{name}.a"]))
                    x = f"{name}.a"
            if stage > 0 and number > 0:
                nodes.append(helper.make_node("Add", [x, before], [f"{x}.sum"]))
                x = f"{x}.sum"
        nodes.append(helper.make_node("Identity", [x], [f"s{stage + 1}"]))
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in OUTPUTS]
    graph = helper.make_graph(nodes, "lite0", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, "h", "w"])], outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def summary(x):
    """NHWC: shape, norm, largest magnitude, and 32 values spread over all places and channels."""
    nhwc = x.transpose(0, 2, 3, 1)
    flat = nhwc.reshape(-1)
    step = max(1, flat.size // 32 - 1) | 1
    return {"shape": list(nhwc.shape), "norm": float(np.linalg.norm(flat.astype(np.float64))), "largest": float(np.abs(flat).max()), "step": step, "values": [float(v) for v in flat[::step][:32]]}


def outputs(model, height, width):
    images = (pattern(height * width * 3, 100) + np.float32(0.5)).reshape(1, height, width, 3)
    x = ((np.float32(255) * images - np.float32(127)) / np.float32(128)).transpose(0, 3, 1, 2)
    return dict(zip(OUTPUTS, map(summary, model.run(OUTPUTS, {"x": np.ascontiguousarray(x)}))))


models = {"patterned": session(patterned()), "trained": session(load(sys.argv[1]))}
print(json.dumps({kind: {f"{h}x{w}": outputs(model, h, w) for h, w in SIZES} for kind, model in models.items()}))

"""Values of VGG-19's ReLU outputs in PyTorch, for extractor.test.ts. PyTorch 2.13.0, NumPy 2.
usage: vgg.py WEIGHTS.safetensors > vgg.json
Of patterned weights (which the test makes by the same formula), and of real ones: WEIGHTS has torchvision's names, up to relu3_4 at least."""
import json
import struct
import sys
from collections import OrderedDict

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
BLOCKS = [2, 2, 4, 4, 4]
CHANNELS = [64, 128, 256, 512, 512]
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def pattern(size, salt):
    """Of packages/nn/test/golden/pattern.ts: uniform-looking, in [-0.5, 0.5)."""
    i = np.arange(1, size + 1, dtype=np.uint64)
    h = (i * 2654435761 + salt * 40503) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    return (h.astype(np.float64) / 2**32 - 0.5).astype(np.float32)


def vgg19(last, padding_mode):
    """torchvision's `features` up to the ReLU `last`; and where each named ReLU is."""
    layers, places, inputs = [], {}, 3
    for block, (count, outputs) in enumerate(zip(BLOCKS, CHANNELS), 1):
        for number in range(1, count + 1):
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode=padding_mode), nn.ReLU()]
            places[f"relu{block}_{number}"] = len(layers) - 1
            inputs = outputs
            if f"relu{block}_{number}" == last:
                return nn.Sequential(*layers), places
        layers.append(nn.MaxPool2d(2))
    raise ValueError(last)


def load(path):
    data = open(path, "rb").read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[name] = torch.frombuffer(bytearray(data[8 + length + begin : 8 + length + end]), dtype=torch.float32).reshape(entry["shape"])
    return tensors


def patterned(net):
    """He's standard deviation, biases of 0.1 at most; salts in the order of the tensors."""
    tensors = OrderedDict()
    for salt, (name, tensor) in enumerate(net.state_dict().items()):
        scale = np.float32(0.2) if tensor.dim() == 1 else np.float32(np.sqrt(24.0 / (9 * tensor.shape[1])))
        tensors[name] = torch.tensor(pattern(tensor.numel(), salt) * scale).reshape(tensor.shape)
    return tensors


def summary(x):
    """NHWC: shape, norm, and 24 values spread over all places and channels: the step is odd."""
    flat = x.permute(0, 2, 3, 1).reshape(-1)
    step = flat.numel() // 24 - 1
    return {"shape": list(x.permute(0, 2, 3, 1).shape), "norm": flat.double().norm().item(), "step": step, "values": flat[::step][:24].tolist()}


def outputs(last, layers, mode, tensors, images):
    net, places = vgg19(last, mode)
    net.load_state_dict({name.removeprefix("features."): value for name, value in (tensors or patterned(net)).items() if int(name.removeprefix("features.").split(".")[0]) < len(net)})
    x, found = (images - MEAN) / STD, {}
    with torch.no_grad():
        for place, layer in enumerate(net):
            x = layer(x)
            found.update({name: summary(x) for name in layers if places[name] == place})
    return found


images = torch.tensor(pattern(2 * 20 * 24 * 3, 100) + np.float32(0.5)).reshape(2, 20, 24, 3).permute(0, 3, 1, 2)
real = load(sys.argv[1])
result = {
    mode: {
        "patterned": outputs("relu2_1", ["relu1_2", "relu2_1"], torch_mode, None, images),
        "real": outputs("relu3_4", ["relu1_1", "relu2_1", "relu3_1", "relu3_4"], torch_mode, real, images),
    }
    for mode, torch_mode in (("reflection", "reflect"), ("zeros", "zeros"))
}
print(json.dumps(result))

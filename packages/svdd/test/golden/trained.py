"""Adds to trained.json the scores that PyTorch gives its images with the weights of trained.oneclass, which train.ts wrote.
Run: python trained.py (PyTorch 2.13, NumPy, CPU)."""
import base64
import json
import pathlib
import struct

import numpy as np
import torch

from networks import code_from_ours, contrast, mnist, named

here = pathlib.Path(__file__).parent
raw = (here / "trained.oneclass").read_bytes()
(length,) = struct.unpack("<Q", raw[:8])
header = json.loads(raw[8 : 8 + length])
tensors = {}
for name, entry in header.items():
    if name != "__metadata__":
        start, end = entry["data_offsets"]
        tensors[name] = torch.from_numpy(np.frombuffer(raw[8 + length + start : 8 + length + end], np.float32).copy()).reshape(entry["shape"])

encoder, decoder = mnist()
with torch.no_grad():
    for name, p, _, theirs in named(encoder, decoder):
        if name.startswith("encoder"):
            p.copy_(theirs(tensors[name]))
    for i, norm in enumerate(encoder.norms):
        norm.running_mean.copy_(tensors[f"encoder.block{i + 1}.norm.runningMean"])
        norm.running_var.copy_(tensors[f"encoder.block{i + 1}.norm.runningVariance"])
encoder.eval()

golden = json.loads((here / "trained.json").read_text())
images = np.frombuffer(base64.b64decode(golden["images"]), np.uint8).reshape(-1, 1, 28, 28)
x = contrast(torch.from_numpy(images.copy()).float() / 255)
low, high = tensors["contrast.minimum"], tensors["contrast.maximum"]
with torch.no_grad():
    z = encoder((x - low) / (high - low))
    scores = ((z - code_from_ours(tensors["sphere.center"], decoder)) ** 2).sum(1) - tensors["sphere.radius"] ** 2
(here / "trained.json").write_text(json.dumps({"torch": torch.__version__, "scores": scores.tolist(), "images": golden["images"]}) + "\n")
print(scores.tolist())

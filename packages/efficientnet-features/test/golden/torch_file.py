"""Writes the files that torch-file.test.ts reads, beside this script. PyTorch 2.13, Python's pickle.
tensors.pth: a state dict in PyTorch's format before 1.6, with a tensor that lies transposed in its storage, two in one storage,
and a counter. code.pth: the same format, but its pickle calls a function."""
import io
import os
import pickle
from collections import OrderedDict
from pathlib import Path

import torch

HERE = Path(__file__).parent
values = torch.arange(24, dtype=torch.float32) / 8
state = OrderedDict(
    {
        "plain": values[:6].reshape(2, 3).clone(),
        "transposed": values.reshape(2, 3, 4).clone().permute(2, 0, 1),
        "first": (both := values.clone())[:4],
        "second": both[4:9],
        "norm.num_batches_tracked": torch.tensor(7),
    }
)
torch.save(state, HERE / "tensors.pth", _use_new_zipfile_serialization=False)


class Call:
    def __reduce__(self):
        return (os.getenv, ("HOME",))


whole = (HERE / "tensors.pth").read_bytes()
stream = io.BytesIO(whole)
for _ in range(3):
    pickle.load(stream)
(HERE / "code.pth").write_bytes(whole[: stream.tell()] + pickle.dumps({"weight": Call()}, 2) + pickle.dumps([], 2))

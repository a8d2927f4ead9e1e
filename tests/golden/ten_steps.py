# SPDX-License-Identifier: MIT
"""Trains the golden network with PyTorch and writes what tests/training/trainer.cpp compares with.

    print_network > network.json        (tests/golden/print_network.cpp)
    python3 tests/golden/ten_steps.py network.json > tests/golden/ten_steps.txt
"""
import json
import math
import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "../../benchmarks/peers"))

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from plans import Network  # noqa: E402

net = json.load(open(sys.argv[1]))
torch.set_num_threads(1)
images = torch.tensor(net["pixels"], dtype=torch.float32)
images = (images.reshape(len(net["labels"]), *net["input"]) / 255 - 0.5) / 0.5
labels = torch.tensor(net["labels"])
ROLES = {"conv": ["weights", "bias"], "linear": ["weights", "bias"],
         "batch_norm": ["gamma", "beta", "mean", "variance"]}
NAMES = {"weights": "weight", "bias": "bias", "gamma": "weight", "beta": "bias",
         "mean": "running_mean", "variance": "running_var"}


def arrays(model):
    """Name -> tensor of the model, in the order of the weights file, filled with the waves of
    ten_steps.hpp."""
    layers = ((str(i), layer[0]) for i, layer in enumerate(model.layers))
    plans = [("stem", model.stem), *layers, ("head", model.head)]
    out = {}
    for where, plan in plans:
        for i, (op, _, _, part, *_) in enumerate(plan.steps):
            for role in ROLES.get(op, []):
                tensor = getattr(part, NAMES[role])
                if tensor is None:
                    continue
                n, k = tensor.numel(), len(out)
                value = {
                    "weights": lambda w: w * math.sqrt(3 / (n / tensor.shape[0])),
                    "gamma": lambda w: 1 + 0.2 * w,
                    "variance": lambda w: 1.0,
                    "mean": lambda w: 0.0,
                }.get(role, lambda w: 0.1 * w)
                values = [value(math.sin(1.3 * j + 0.7 * k)) for j in range(n)]
                tensor.data = torch.tensor(values, dtype=torch.float32).reshape(tensor.shape)
                out[f"{where}/0/{i}/{role}"] = tensor
    return out


def run(name, make, clip=0.0):
    model = Network(net).train()
    w = arrays(model)
    decayed = [t for k, t in w.items() if k.endswith("weights")]
    others = [t for k, t in w.items() if k.endswith(("bias", "gamma", "beta"))]
    optimizer = make([{"params": decayed}, {"params": others, "weight_decay": 0.0}])
    print("case", name)
    for _ in range(net["steps"]):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images, [0] * len(net["layers"])), labels, label_smoothing=0.1)
        loss.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        print("loss", f"{loss.item():.9g}")
    for k, t in w.items():
        flat = t.detach().flatten().tolist()
        if name != "sgd":  # of the others a few
            flat = flat[:2]
        print("array", k, len(flat), *(f"{x:.7g}" for x in flat))


run("sgd", lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9, weight_decay=4e-5))
run("nesterov clipped", clip=0.5,
    make=lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9, weight_decay=1e-3, nesterov=True))
# With a large eps: some gradients are 0 but for rounding, which Adam would blow up.
run("adam", lambda g: torch.optim.Adam(g, lr=0.002, eps=1e-4, weight_decay=1e-3))
run("adamw", lambda g: torch.optim.AdamW(g, lr=0.002, eps=1e-4, weight_decay=0.1))

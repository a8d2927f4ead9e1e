# SPDX-License-Identifier: MIT
"""Trains the golden network with PyTorch and writes what tests/nn/golden.cpp compares with.

    print_network > network.json        (tests/golden/print_network.cpp)
    python3 tests/golden/ten_steps.py network.json > tests/golden/ten_steps.txt
"""
import json
import math
import sys

import torch
import torch.nn.functional as F

net = json.load(open(sys.argv[1]))
torch.set_num_threads(1)
images = (torch.tensor(net["pixels"], dtype=torch.float32).reshape(len(net["labels"]), 3, 8, 8) / 255 - 0.5) / 0.5
labels = torch.tensor(net["labels"])
ROLES = {"conv": ["weights", "bias"], "linear": ["weights", "bias"], "batch_norm": ["gamma", "beta", "mean", "variance"]}


def layer_of(p):
    return "stem/0" if p == 0 else "head/0" if p == len(net["plans"]) - 1 else f"{p - 1}/0"


def arrays():
    """Name -> tensor, in the order of the weights file; the same waves as ten_steps.hpp."""
    out, k = {}, 0
    for p, plan in enumerate(net["plans"]):
        for i, s in enumerate(plan):
            for role in ROLES.get(s["op"], []):
                if role == "bias" and not s["bias"]:
                    continue
                shape = [s["out"]]
                if role == "weights":
                    inputs = s["in"] // s["groups"]
                    shape = [s["out"], inputs] + ([] if s["op"] == "linear" else [s["kernel"], s["kernel"]])
                n = math.prod(shape)
                value = {
                    "weights": lambda w: w * math.sqrt(3 / (n / s["out"])),
                    "gamma": lambda w: 1 + 0.2 * w,
                    "variance": lambda w: 1.0,
                    "mean": lambda w: 0.0,
                }.get(role, lambda w: 0.1 * w)
                values = [value(math.sin(1.3 * j + 0.7 * k)) for j in range(n)]
                out[f"{layer_of(p)}/{i}/{role}"] = torch.tensor(values, dtype=torch.float32).reshape(shape)
                k += 1
    return out


def forward(w, x):
    for p, plan in enumerate(net["plans"]):
        v = [x]
        for i, s in enumerate(plan):
            a, b, op, at = v[s["src"]], v[s["src2"]], s["op"], f"{layer_of(p)}/{i}/"
            if op == "conv":
                y = F.conv2d(a, w[at + "weights"], w.get(at + "bias"), s["stride"], s["kernel"] // 2, groups=s["groups"])
            elif op == "linear":
                y = F.linear(a.flatten(1), w[at + "weights"], w.get(at + "bias"))[:, :, None, None]
            elif op == "batch_norm":
                y = F.batch_norm(a, w[at + "mean"], w[at + "variance"], w[at + "gamma"], w[at + "beta"], True, 0.1, s["number"])
            elif op == "channel_shuffle":
                y = a.unflatten(1, (s["groups"], -1)).transpose(1, 2).flatten(1, 2)
            else:
                y = {
                    "relu": lambda: F.relu(a),
                    "relu6": lambda: F.relu6(a),
                    "swish": lambda: F.silu(a),
                    "hard_swish": lambda: F.hardswish(a),
                    "sigmoid": lambda: torch.sigmoid(a),
                    "hard_sigmoid": lambda: F.hardsigmoid(a),
                    "slice": lambda: a[:, s["offset"] : s["offset"] + s["out"]],
                    "concat": lambda: torch.cat([a, b], 1),
                    "global_pool": lambda: a.mean((2, 3), keepdim=True),
                    "scale": lambda: a * b,
                    "add": lambda: a + b,
                }[op]()
            v.append(y)
        x = v[-1]
    return x.flatten(1)


def run(name, make, clip=0.0):
    w = arrays()
    trained = {k: t.requires_grad_() for k, t in w.items() if not k.endswith(("mean", "variance"))}
    decayed = [t for k, t in trained.items() if k.endswith("weights")]
    others = [t for k, t in trained.items() if not k.endswith("weights")]
    optimizer = make([{"params": decayed}, {"params": others, "weight_decay": 0.0}])
    print("case", name)
    for _ in range(net["steps"]):
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(w, images), labels, label_smoothing=0.1)
        loss.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(list(trained.values()), clip)
        optimizer.step()
        print("loss", f"{loss.item():.9g}")
    for k, t in w.items():
        flat = t.detach().flatten().tolist()
        if name != "sgd":  # of the others a few
            flat = flat[:2]
        print("array", k, len(flat), *(f"{x:.7g}" for x in flat))


run("sgd", lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9, weight_decay=4e-5))
run("nesterov clipped", lambda g: torch.optim.SGD(g, lr=0.05, momentum=0.9, weight_decay=1e-3, nesterov=True), clip=0.5)
# With a large eps: some gradients are 0 but for rounding, which Adam would blow up.
run("adam", lambda g: torch.optim.Adam(g, lr=0.002, eps=1e-4, weight_decay=1e-3))
run("adamw", lambda g: torch.optim.AdamW(g, lr=0.002, eps=1e-4, weight_decay=0.1))

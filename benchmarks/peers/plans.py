# SPDX-License-Identifier: MIT
"""Runs the plans that print_network writes, in PyTorch."""
import torch
import torch.nn as nn
import torch.nn.functional as F

ACTIVATIONS = {
    "relu": F.relu,
    "relu6": F.relu6,
    "swish": F.silu,
    "hard_swish": F.hardswish,
    "sigmoid": torch.sigmoid,
    "hard_sigmoid": F.hardsigmoid,
}


class Plan(nn.Module):
    """One plan: a straight line of steps over numbered values."""

    def __init__(self, steps):
        super().__init__()
        self.steps = []
        self.parts = nn.ModuleList()
        for s in steps:
            part = None
            if s["op"] == "conv":
                part = nn.Conv2d(s["in"][0], s["out"][0], s["kernel"], s["stride"],
                                 s["kernel"] // 2, groups=s["groups"], bias=s["bias"])
            elif s["op"] == "linear":
                part = nn.Linear(s["in"][0], s["out"][0], bias=s["bias"])
            elif s["op"] == "batch_norm":
                part = nn.BatchNorm2d(s["in"][0], eps=s["number"])
            elif s["op"] == "max_pool":
                part = nn.MaxPool2d(s["kernel"], s["stride"], s["kernel"] // 2)
            elif s["op"] == "dropout":
                part = nn.Dropout(s["number"])
            if part is not None:
                self.parts.append(part)
            self.steps.append(
                (s["op"], s["src"], s["src2"], part, s["groups"], s["offset"], s["out"][0]))

    def forward(self, x):
        v = [x]
        for op, src, src2, part, groups, offset, out in self.steps:
            a = v[src]
            if op == "linear":
                y = part(a.flatten(1)).view(a.shape[0], out, 1, 1)
            elif part is not None:
                y = part(a)
            elif op in ACTIVATIONS:
                y = ACTIVATIONS[op](a)
            elif op == "add":
                y = a + v[src2]
            elif op == "scale":
                y = a * v[src2]
            elif op == "concat":
                y = torch.cat((a, v[src2]), 1)
            elif op == "slice":
                y = a[:, offset : offset + out]
            elif op == "global_pool":
                y = F.adaptive_avg_pool2d(a, 1)
            elif op == "channel_shuffle":
                n, c, h, w = a.shape
                if a.is_contiguous(memory_format=torch.channels_last):  # stays so
                    rows = a.permute(0, 2, 3, 1).reshape(n, h, w, groups, c // groups)
                    y = rows.transpose(3, 4).reshape(n, h, w, c).permute(0, 3, 1, 2)
                else:
                    y = a.reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w)
            else:
                raise ValueError(op)
            v.append(y)
        return v[-1]


class Network(nn.Module):
    """Stem, layers of one or more choices, head."""

    def __init__(self, net):
        super().__init__()
        self.stem, self.head = Plan(net["stem"]), Plan(net["head"])
        self.layers = nn.ModuleList(
            nn.ModuleList(Plan(c) for c in layer) for layer in net["layers"])

    def forward(self, x, path):
        x = self.stem(x)
        for layer, choice in zip(self.layers, path):
            x = layer[choice](x)
        return self.head(x).flatten(1)

# SPDX-License-Identifier: MIT
"""ONNX Runtime or PyTorch on a published network: one line of JSON.

    print_network mobilenet_v2 > mobilenet_v2.json
    python3 benchmarks/peers/infer.py mobilenet_v2.json --runtime onnxruntime --threads 1 --batch 1
"""
import argparse
import json
import math
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import numpy as np  # noqa: E402
from options import number_from  # noqa: E402

cli = argparse.ArgumentParser(description=__doc__,
                              formatter_class=argparse.RawDescriptionHelpFormatter)
cli.add_argument("network")
cli.add_argument("--runtime", choices=["onnxruntime", "torch"], default="onnxruntime")
cli.add_argument("--threads", type=number_from(1, 256), default=1)
cli.add_argument("--batch", type=number_from(1, 1_000_000), default=1)
cli.add_argument("--seconds", type=number_from(0.01, 1e4, float), default=2)
o = cli.parse_args()
net = json.load(open(o.network))
images = np.random.default_rng(1).random((o.batch, *net["input"]), dtype=np.float32)


def onnx_model():
    """The steps as ONNX nodes, with random weights and norms that the runtime folds itself."""
    from onnx import TensorProto, helper, numpy_helper

    draw = np.random.default_rng(2)
    nodes, weights = [], []

    def constant(value):
        name = f"w{len(weights)}"
        weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(kind, inputs, **attributes):
        out = f"v{len(nodes)}"
        nodes.append(helper.make_node(kind, inputs, [out], **attributes))
        return out

    x = "images"
    for plan in [net["stem"], *(layer[0] for layer in net["layers"]), net["head"]]:
        v = [x]
        for s in plan:
            a, b, op, c = v[s["src"]], v[s["src2"]], s["op"], s["out"][0]
            one = lambda: np.ones(c, np.float32)  # noqa: E731
            if op == "conv":
                shape = (c, s["in"][0] // s["groups"], s["kernel"], s["kernel"])
                w = draw.normal(0, math.sqrt(2 / math.prod(shape[1:])), shape).astype(np.float32)
                inputs = [a, constant(w)] + ([constant(one())] if s["bias"] else [])
                y = node("Conv", inputs, kernel_shape=shape[2:], strides=[s["stride"]] * 2,
                         pads=[s["kernel"] // 2] * 4, group=s["groups"])
            elif op == "linear":
                w = draw.normal(0, math.sqrt(1 / s["in"][0]), (c, s["in"][0])).astype(np.float32)
                inputs = [node("Flatten", [a]), constant(w)]
                y = node("Gemm", inputs + ([constant(one())] if s["bias"] else []), transB=1)
                y = node("Reshape", [y, constant(np.array([0, c, 1, 1], np.int64))])
            elif op == "batch_norm":
                y = node("BatchNormalization", [a] + [constant(one()) for _ in range(4)],
                         epsilon=s["number"])
            elif op == "channel_shuffle":
                g, (_, h, w) = s["groups"], s["in"]
                y = node("Reshape", [a, constant(np.array([0, g, c // g, h, w], np.int64))])
                y = node("Transpose", [y], perm=[0, 2, 1, 3, 4])
                y = node("Reshape", [y, constant(np.array([0, c, h, w], np.int64))])
            elif op == "slice":
                ends = [np.array([n], np.int64) for n in (s["offset"], s["offset"] + c, 1)]
                y = node("Slice", [a, *map(constant, ends)])
            elif op == "relu6":
                y = node("Clip", [a, constant(np.float32(0)), constant(np.float32(6))])
            elif op == "swish":
                y = node("Mul", [a, node("Sigmoid", [a])])
            elif op == "max_pool":
                y = node("MaxPool", [a], kernel_shape=[s["kernel"]] * 2,
                         strides=[s["stride"]] * 2, pads=[s["kernel"] // 2] * 4)
            elif op == "dropout":
                y = a
            else:
                kind, inputs, attributes = {
                    "relu": ("Relu", [a], {}),
                    "hard_swish": ("HardSwish", [a], {}),
                    "sigmoid": ("Sigmoid", [a], {}),
                    "hard_sigmoid": ("HardSigmoid", [a], {"alpha": 1 / 6}),
                    "concat": ("Concat", [a, b], {"axis": 1}),
                    "global_pool": ("GlobalAveragePool", [a], {}),
                    "scale": ("Mul", [a, b], {}),
                    "add": ("Add", [a, b], {}),
                }[op]
                y = node(kind, inputs, **attributes)
            v.append(y)
        x = v[-1]
    put = helper.make_tensor_value_info
    inputs = [put("images", TensorProto.FLOAT, [o.batch, *net["input"]])]
    graph = helper.make_graph(nodes, "net", inputs, [put(x, TensorProto.FLOAT, None)], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 8
    return model.SerializeToString()


if o.runtime == "onnxruntime":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = o.threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_model(), options,
                                           providers=["CPUExecutionProvider"])
    run = lambda: session.run(None, {"images": images})  # noqa: E731
    peer = "onnxruntime " + onnxruntime.__version__
else:
    import torch
    from plans import Network

    torch.set_num_threads(o.threads)
    model = Network(net).eval().to(memory_format=torch.channels_last)
    x = torch.from_numpy(images).to(memory_format=torch.channels_last)
    path = [0] * len(net["layers"])

    def run():
        with torch.no_grad():
            return model(x, path)

    peer = "torch " + torch.__version__

for _ in range(5):
    run()
times, end = [], time.perf_counter() + o.seconds
while time.perf_counter() < end or len(times) < 10:
    start = time.perf_counter()
    run()
    times.append(1e3 * (time.perf_counter() - start))
print(json.dumps({
    "model": os.path.basename(o.network).removesuffix(".json"), "peer": peer,
    "threads": o.threads, "batch": o.batch, "ms": statistics.median(times), "best": min(times),
    "images_per_s": 1e3 * o.batch / statistics.median(times),
}))

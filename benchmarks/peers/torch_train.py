# SPDX-License-Identifier: MIT
"""PyTorch on a workload of train_bench: one line of JSON.

    print_network spos-32 > spos-32.json
    python3 benchmarks/peers/torch_train.py spos-32.json --threads 2 --steps 10
"""
import argparse
import json
import os
import random
import resource
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import torch  # noqa: E402
from options import number_from  # noqa: E402
from plans import Network  # noqa: E402

cli = argparse.ArgumentParser(description=__doc__,
                              formatter_class=argparse.RawDescriptionHelpFormatter)
cli.add_argument("network")
cli.add_argument("--threads", type=number_from(1, 256), default=2)
cli.add_argument("--batch", type=number_from(0, 1_000_000), default=0)
cli.add_argument("--steps", type=number_from(1, 1_000_000), default=10)
cli.add_argument("--layout", choices=["default", "channels_last"], default="channels_last")
cli.add_argument("--compile", action="store_true", help="torch.compile")
o = cli.parse_args()

net = json.load(open(o.network))
torch.set_num_threads(o.threads)
torch.manual_seed(1)
batch = o.batch or net["batch"]
model = Network(net).train()
images = torch.randn(batch, *net["input"])
if o.layout == "channels_last":
    model = model.to(memory_format=torch.channels_last)
    images = images.to(memory_format=torch.channels_last)
labels = torch.arange(batch) % net["classes"]
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=4e-5)
criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
run = torch.compile(model) if o.compile else model
paths = random.Random(1)

times = []
for step in range(o.steps + 3):
    path = [paths.randrange(len(layer)) for layer in net["layers"]]
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(run(images, path), labels)
    loss.backward()
    optimizer.step()
    times.append(time.perf_counter() - start)
times = times[3:]
print(json.dumps({
    "workload": os.path.basename(o.network).removesuffix(".json"),
    "peer": "torch " + torch.__version__, "mode": "compile" if o.compile else "eager",
    "layout": o.layout, "threads": o.threads, "batch": batch, "norm": "batch",
    "images_per_s": batch / statistics.median(times), "best": batch / min(times),
    "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))

# SPDX-License-Identifier: MIT
"""Runs Hurricane and its peers in turn and prints medians and ratios.

    # training, Debian's PyTorch; another PyTorch, eager and compiled; inference
    python3 benchmarks/peers/compare.py
    python3 benchmarks/peers/compare.py --python ~/venv/bin/python --compile
    python3 benchmarks/peers/compare.py --infer mobilenet_v2 --python ~/venv/bin/python

Every round runs each side once, in turn, so that other load on the machine meets all of them.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

from options import number_from

here = os.path.dirname(os.path.abspath(__file__))
WORKLOADS = ["mbv2-32", "spos-32", "mbv2-224", "spos-224", "pool-fashion"]

cli = argparse.ArgumentParser(description=__doc__,
                              formatter_class=argparse.RawDescriptionHelpFormatter)
cli.add_argument("--workloads", nargs="+", default=WORKLOADS, choices=WORKLOADS)
cli.add_argument("--infer", nargs="+", metavar="MODEL",
                 help="compare inference of these networks instead")
cli.add_argument("--python", default="python3",
                 help="an interpreter with torch, for --infer with onnxruntime and onnx")
cli.add_argument("--build", default=os.path.join(here, "../../build/release/benchmarks"))
cli.add_argument("--rounds", type=number_from(1, 1000), default=5)
cli.add_argument("--steps", type=number_from(1, 1_000_000), default=7)
cli.add_argument("--threads", type=number_from(0, 256), default=0,
                 help="default: 2 for training, 1 for inference")
cli.add_argument("--batch", type=number_from(1, 1_000_000), default=1, help="of inference")
cli.add_argument("--compile", action="store_true", help="also torch.compile")
cli.add_argument("--layouts", nargs="+", default=["default", "channels_last"],
                 choices=["default", "channels_last"])
o = cli.parse_args()
if o.rounds < 1 or o.steps < 1 or o.threads < 0 or o.batch < 1:
    cli.error("rounds, steps, threads and batch must be positive")
for program in ("train_bench", "infer_bench", "print_network"):
    if not os.path.exists(os.path.join(o.build, program)):
        cli.error(f"no {program} in {o.build}; build the benchmarks (tests/run.sh) or give their "
                  "folder with --build")
threads = o.threads or (1 if o.infer else 2)


def fail(sentence):
    print("\r" + " " * 70 + "\rcompare.py: " + sentence, file=sys.stderr)
    sys.exit(2)


def run(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as problem:
        fail(f"{command[0]} does not run ({problem.strerror}); give an interpreter with --python")
    if done.returncode:
        said = done.stderr.strip().splitlines()
        hint = ""
        if said and "No module named" in said[-1]:
            hint = ("; give an interpreter that has it with --python (python3-torch is Debian's; "
                    "onnxruntime and onnx are on PyPI)")
        program = os.path.basename(command[1] if command[0] == o.python else command[0])
        fail((said[-1] if said else "it failed") + f" ({program}){hint}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def plans(folder, name):
    done = subprocess.run([os.path.join(o.build, "print_network"), name], capture_output=True,
                          text=True)
    if done.returncode:
        fail(f"no network '{name}'; infer_bench --help lists them")
    path = os.path.join(folder, name + ".json")
    with open(path, "w") as out:
        out.write(done.stdout)
    return path


def rounds(sides):
    """Name -> all results; the sides take turns."""
    results = {name: [] for name in sides}
    for i in range(o.rounds):
        for name, command in sides.items():
            results[name].append(run(command))
            print(f"  round {i + 1} of {o.rounds}: {name}", end="\r", file=sys.stderr)
    print(" " * 70, end="\r", file=sys.stderr)
    return results


def rate(results):
    return statistics.median(r["images_per_s"] for r in results)


def training(folder):
    ratios = {}
    for w in o.workloads:
        net = plans(folder, w)
        common = ["--threads", str(threads), "--steps", str(o.steps)]
        bench = [os.path.join(o.build, "train_bench"), w, *common, "--no-bounds"]
        torch = [o.python, os.path.join(here, "torch_train.py"), net, *common]
        sides = {"hurricane, norm of the batch": bench + ["--norm", "batch"],
                 "hurricane, norm of shards": bench + ["--norm", "shard"]}
        for layout in o.layouts:
            sides["torch " + layout] = torch + ["--layout", layout]
            if o.compile:
                sides["torch " + layout + ", compiled"] = torch + ["--layout", layout, "--compile"]
        results = rounds(sides)
        ours = rate(results["hurricane, norm of the batch"])
        peer = results[next(reversed(sides))][0]["peer"]
        print(f"{w} ({peer}, {threads} threads, medians of {o.rounds} rounds)")
        for name, all_of in results.items():
            memory = statistics.median(r["peak_rss_mb"] for r in all_of)
            line = f"  {name:34} {rate(all_of):9.1f} images/s {memory:7.0f} MB"
            if name.startswith("torch"):
                shards = rate(results["hurricane, norm of shards"])
                line += (f"   ours x{ours / rate(all_of):.2f}, "
                         f"norm of shards x{shards / rate(all_of):.2f}")
                ratios.setdefault(name, []).append(ours / rate(all_of))
            print(line, flush=True)
        best = max(rate(r) for name, r in results.items() if name.startswith("torch"))
        ratios.setdefault("the better of its modes", []).append(ours / best)
    for name, all_of in ratios.items():
        mean = math.exp(sum(map(math.log, all_of)) / len(all_of))
        print(f"geometric mean over {len(all_of)} workloads, norm of the batch, against {name}: "
              f"x{mean:.2f}, least x{min(all_of):.2f}")


def inference(folder):
    for m in o.infer:
        net = plans(folder, m)
        common = ["--threads", str(threads), "--batch", str(o.batch)]
        peer = [o.python, os.path.join(here, "infer.py"), net, *common, "--runtime"]
        sides = {"hurricane": [os.path.join(o.build, "infer_bench"), m, *common],
                 "onnxruntime": peer + ["onnxruntime"], "torch": peer + ["torch"]}
        results = rounds(sides)
        ours = statistics.median(r["ms"] for r in results["hurricane"])
        print(f"{m} (batch {o.batch}, {threads} threads, medians of {o.rounds} rounds)")
        for name, all_of in results.items():
            ms = statistics.median(r["ms"] for r in all_of)
            ratio = "" if name == "hurricane" else f"   ours x{ms / ours:.2f}"
            print(f"  {all_of[0].get('peer', name):34} {ms:8.3f} ms" + ratio, flush=True)


with tempfile.TemporaryDirectory() as folder:
    inference(folder) if o.infer else training(folder)

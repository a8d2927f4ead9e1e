# SPDX-License-Identifier: MIT
"""Times this kit with ONNX Runtime (one thread) and fills rows.csv: python measure_kit.py [seconds for each model]"""
import csv, datetime, json, os, platform, statistics, sys, time
import numpy as np
import onnxruntime as ort

here, seconds = os.path.dirname(os.path.abspath(__file__)), float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1

def latency_ms(model):
    session = ort.InferenceSession(os.path.join(here, model), options, providers=["CPUExecutionProvider"])
    x = {"input": np.random.default_rng(0).random(session.get_inputs()[0].shape, np.float32)}
    times, start = [], time.perf_counter()
    while len(times) < 10 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        session.run(None, x)
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times[len(times) // 5:])  # the first runs warm up

lines = open(os.path.join(here, "rows.csv")).read().splitlines()
head, rows = [l for l in lines if l.startswith("#")], list(csv.reader(l for l in lines if not l.startswith("#")))
networks, call = json.load(open(os.path.join(here, "kit.json")))["networks"], latency_ms("empty.onnx")
for i, row in enumerate(rows[1:]):
    t = latency_ms(f"rows/{i}.onnx")
    row[9] = max(t - call, 0.02 * t)  # a network is called once
    print(f"\r{i + 1} of {len(rows) - 1} rows", end="", file=sys.stderr)
# crowding * rows + step_ms * steps + network_ms, none below 0, by least squares of relative errors.
measured = np.array([latency_ms(n["model"]) for n in networks])
a = np.array([[sum(rows[1 + r][9] for r in n["rows"]), n["steps"], 1] for n in networks]) / measured[:, None]
scale, x = np.linalg.norm(a, axis=0), np.zeros(3)
for _ in range(20000):
    for k in range(3):
        x[k] = max(0, x[k] + (a[:, k] / scale[k]) @ (1 - (a / scale) @ x))
beyond = x / scale if x[0] > 0 else np.array([np.mean(1 / a[:, 0]), 0, 0])
known = ("# device", "# engine", "# date", "# crowding", "# step_ms", "# network_ms")
head = [l for l in head if not l.startswith(known)] + [
    f"# device {platform.processor() or platform.machine()}", f"# engine ONNX Runtime {ort.__version__}",
    f"# date {datetime.date.today()}"] + [f"{k} {v!r}" for k, v in zip(known[3:], map(float, beyond))]
with open(os.path.join(here, "rows.csv.part"), "w") as out:
    out.write("\n".join(head) + "\n")
    csv.writer(out, lineterminator="\n").writerows(rows)
os.replace(os.path.join(here, "rows.csv.part"), os.path.join(here, "rows.csv"))
off = np.abs(a @ beyond - 1)
print(f"\nfilled rows.csv; a call takes {1e3 * call:.1f} us; the {len(networks)} networks are fitted to {100 * np.mean(off):.1f} % on average, {100 * np.max(off):.1f} % at most")

# SPDX-License-Identifier: MIT
"""Times this kit with ONNX Runtime (one thread) and fills rows.csv:
python measure_kit.py [seconds for each model]"""
import datetime, math, os, platform, statistics, sys, tempfile, time
import numpy as np
import onnxruntime as ort

def refuse(sentence):
    print(f"measure_kit.py: {sentence}", file=sys.stderr)
    sys.exit(2)

here = os.path.dirname(os.path.abspath(__file__))
if len(sys.argv) > 2:
    refuse(f"one number of seconds is taken, not {len(sys.argv) - 1} arguments")
try:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
except ValueError:
    seconds = math.nan
if not 0 < seconds <= 3600:
    refuse(f"'{sys.argv[1]}' is not a number of seconds up to 3600")
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1

def latency_ms(model):
    session = ort.InferenceSession(os.path.join(here, model), options,
                                   providers=["CPUExecutionProvider"])
    x = {"input": np.random.default_rng(0).random(session.get_inputs()[0].shape, np.float32)}
    times, start = [], time.perf_counter()
    while len(times) < 10 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        session.run(None, x)
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times[len(times) // 5:])  # the first runs warm up

file, call, rows, done = os.path.join(here, "rows.csv"), latency_ms("empty.onnx"), [], 0
head = [f"# device {platform.processor() or platform.machine()}",
        f"# engine ONNX Runtime {ort.__version__}", f"# date {datetime.date.today()}"]
for line in open(file).read().splitlines():
    if line.startswith("# network "):  # model, steps, rows; its time comes behind them
        head.append(" ".join(line.split()[:5]) + f" {latency_ms(line.split()[2])}")
    elif line.startswith("#"):
        head += [] if line.startswith(("# device", "# engine", "# date")) else [line]
    else:  # a row: a network pays once what a call takes
        untimed = line.startswith("op,") or line.endswith(",unsupported")
        t = 0 if untimed else latency_ms(f"rows/{len(rows) - 1}.onnx")
        rows.append(line if t == 0 else line[:line.rindex(",") + 1] + str(max(t - call, 0.02 * t)))
    print(f"\r{len(rows)} rows", end="", file=sys.stderr)
part, name = tempfile.mkstemp(dir=here, prefix=".hurricane-", suffix=".part")
os.fchmod(part, os.stat(file).st_mode & 0o7777)
with os.fdopen(part, "w") as out:
    out.write("\n".join(head + rows) + "\n")
os.replace(name, file)
print(f"\nfilled rows.csv; a call takes {1e3 * call:.1f} us")

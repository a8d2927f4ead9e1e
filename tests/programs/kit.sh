#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tests export/kit.hpp.
# The round trip of a measuring kit: written, timed with ONNX Runtime as another device, read back,
# and a searcher compiled for that device.
set -uo pipefail
kit=$1 export_kit=$2 target_from_csv=$3 cxx=$4 source=$5 objects=${6//;/ }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
"$kit" "$work/kit" > "$work/log" || fail "the kit"
rows=$(ls "$work/kit/rows" | wc -l)
test "$(grep -c ',f32,$' "$work/kit/rows.csv")" -eq "$rows" || fail "not every row has a model"
test "$(ls "$work/kit/networks" | wc -l)" -eq 12 || fail "twelve networks"
refuses "networks/0.onnx has not been timed" "$target_from_csv" --csv "$work/kit/rows.csv" \
  --name kit::device --out "$work/device.hpp"
refuses "the folder holds a kit" "$kit" "$work/kit"
refuses "--space" "$export_kit" --space mine "$work/none"
"$export_kit" --space fashion "$work/fashion" > "$work/log" || fail "the kit of fashion"
test "$(ls "$work/fashion/rows" | wc -l)" -eq 194 || fail "a model for each of 194 rows"
"$export_kit" --space fashion --without "mb<6,7>_se" --without "mb<6,5>_se" "$work/less" \
  > "$work/log" || fail "a kit without operators"
refused=$(grep -c ',unsupported$' "$work/less/rows.csv")
test "$refused" -gt 0 && test "$(ls "$work/less/rows" | wc -l)" -eq $((194 - refused)) ||
  fail "a model for each row but $refused"
awk '/^# network/ { networks = networks "-" $5 "-" }
  /^"/ { if (/,unsupported$/ && index(networks, "-" row "-")) exit 1; row++ }
  BEGIN { row = 0 }' "$work/less/rows.csv" || fail "a network has a row that is left out"
refuses "no operator is named 'mb<9,9>'" "$export_kit" --space fashion --without "mb<9,9>" \
  "$work/none"
"$export_kit" --help | grep -q "measure_kit.py" || fail "--help"
python="$source/build/python/bin/python"
if ! "$python" -c "import onnx, onnxruntime" 2> /dev/null; then
  echo "ONNX Runtime is not installed here"
  exit $((failures > 0 ? 1 : 77))
fi
# Each model is the operator of its row, and each network consists of the rows that its line names.
cat > "$work/check_models.py" << 'EOF'
import csv, sys
import onnx
lines = open(f"{sys.argv[1]}/rows.csv").read().splitlines()
rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
graph = lambda file: onnx.load(f"{sys.argv[1]}/{file}").graph
dims = lambda value: [d.dim_value for d in value.type.tensor_type.shape.dim]
def layer(g, name):
    own = lambda s: s[len(name):] if s.startswith(name + "/") else "from outside"
    return ([(n.op_type, own(n.name), [own(i) for i in n.input],
              [a.SerializeToString() for a in n.attribute])
             for n in g.node if n.name.startswith(name + "/")],
            [(own(t.name), list(t.dims)) for t in g.initializer if t.name.startswith(name + "/")])
for i, row in enumerate(rows):
    if row["latency_ms"] == "unsupported":
        continue
    g = graph(f"rows/{i}.onnx")
    c, h, w, out, stride = (int(row[k]) for k in ("in_c", "in_h", "in_w", "out_c", "stride"))
    assert g.name == row["op"], f"rows/{i}.onnx is {g.name}, the row {row['op']}"
    assert dims(g.input[0]) == [1, c, h, w], (
        f"rows/{i}.onnx takes {dims(g.input[0])}, the row {c} x {h} x {w}")
    head = row["op"].startswith("head")
    wanted = [1, out] if head else [1, out, -(-h // stride), -(-w // stride)]
    assert dims(g.output[0]) == wanted, f"rows/{i}.onnx gives {dims(g.output[0])}, the row {wanted}"
for line in (line.split() for line in lines if line.startswith("# network ")):
    g, named = graph(line[2]), line[4].split("-")
    layers = ["stem", *(str(k) for k in range(len(named) - 2)), "head"]
    assert {n.name.split("/")[0] for n in g.node} == {*layers, "output"}, (
        f"{line[2]} has other layers than its line")
    for name, row in zip(layers, named):
        assert layer(g, name) == layer(graph(f"rows/{row}.onnx"), "operator"), (
            f"{line[2]}: layer {name} is not row {row}")
EOF
for folder in kit less; do
  "$python" "$work/check_models.py" "$work/$folder" || fail "$folder: models and rows.csv"
done
"$python" "$work/kit/measure_kit.py" 0.02 > "$work/said" 2> /dev/null || fail "measure_kit.py"
cat "$work/said"
grep -q "^# engine ONNX Runtime" "$work/kit/rows.csv" || fail "the engine is told"
grep -cE ',f32,[0-9.e-]+$' "$work/kit/rows.csv" | grep -qx "$rows" || fail "every row has a time"
"$target_from_csv" --csv "$work/kit/rows.csv" --name kit::device --out "$work/device.hpp" \
  > "$work/fit" || fail "the target"
cat "$work/fit"
grep -q "overheads fitted on 12 whole networks" "$work/fit" || fail "the networks are used"
grep -q "met to" "$work/fit" || fail "how well the networks are met"
"$target_from_csv" --csv "$work/kit/rows.csv" --name kit::device --out "$work/again.hpp" > /dev/null
cmp -s "$work/device.hpp" "$work/again.hpp" || fail "the same rows gave another target"
# Of times that follow the model, whatever the machine is doing: the overheads that they were made
# with.
"$kit" "$work/model" > "$work/log" || fail "the kit again"
python3 - "$work/model/rows.csv" << 'PY'
import sys
lines, times, filled = open(sys.argv[1]).read().splitlines(), [], []
for line in lines:
    if line.startswith('"'):
        times.append(0.01 * (len(times) % 7 + 1))
        line += str(times[-1])
    filled.append(line)
for i, line in enumerate(filled):
    if line.startswith("# network "):
        _, _, model, steps, rows = line.split()
        of_rows = sum(times[int(k)] for k in rows.split("-"))
        filled[i] += f" {1.3 * of_rows + 0.002 * int(steps) + 0.05:.17g}"
open(sys.argv[1], "w").write("\n".join(filled) + "\n")
PY
"$target_from_csv" --csv "$work/model/rows.csv" --name kit::model --out "$work/model.hpp" \
  > "$work/fit" || fail "the modelled target"
grep -q "met to 0.0 % on average, 0.0 % at most" "$work/fit" ||
  fail "times that follow the model are not met"
grep -o "{.cache_factor = .*}" "$work/model.hpp" | tr -d '{}' | python3 -c '
import re, sys
got = dict((k, float(v)) for k, v in re.findall(r"\.(\w+) = ([0-9.e-]+)", sys.stdin.read()))
wanted = {"cache_factor": 1.3, "step_ms": 0.002, "network_ms": 0.05}
assert got.keys() == wanted.keys(), got
assert all(abs(got[k] / wanted[k] - 1) < 1e-3 for k in wanted), got' ||
  fail "the overheads are not those of the times"
cat > "$work/main.cpp" <<CPP
#include <hurricane/cost/price.hpp>
#include <hurricane/space/view.hpp>
#include "space.hpp"
#include "device.hpp"
#include "searcher/searcher.hpp"
int main(int argc, char** argv) {
    return hurricane::app::searcher(argc, argv, hurricane::view<tests::space>(),
                                    hurricane::price<tests::space, kit::device>(),
                                    {"tests::space", "#include \"space.hpp\"\n"});
}
CPP
"$cxx" -std=c++20 -O1 -I"$source/include" -I"$source/examples/programs" -I"$source/tests/programs" \
  -I"$work" "$work/main.cpp" $objects -ldnnl -fopenmp -lz -ljpeg -lpng -lonnx_proto -lprotobuf \
  -o "$work/searcher" || fail "a searcher for the device"
"$work/searcher" --out "$work/out" --images 2000 --validation 200 --epochs 0.1 \
  --stage-epochs 0.1 0.1 --by-hand "sep<3>" --population 6 --generations 2 \
  > "$work/log" || fail "the search"
grep -q "for 'kit::device'" "$work/log" || fail "another target"
"$python" - "$work/out" << 'EOF' || fail "network.onnx is not timed"
import json, statistics, sys, time
import numpy as np
import onnxruntime as ort
options = ort.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = ort.InferenceSession(f"{sys.argv[1]}/network.onnx", options,
                               providers=["CPUExecutionProvider"])
x = {"input": np.random.default_rng(0).random([1] + session.get_inputs()[0].shape[1:], np.float32)}
def once():
    begin = time.perf_counter()
    session.run(None, x)
    return 1e3 * (time.perf_counter() - begin)
measured = statistics.median(statistics.median([once() for _ in range(200)][40:]) for _ in range(5))
result = json.load(open(f"{sys.argv[1]}/result.json"))
predicted = result["networks"][result["delivered"]]["predicted_latency_ms"]
print(f"network.onnx: {measured:.4f} ms, predicted {predicted:.4f} ms")
assert measured > 0 and predicted > 0
EOF
echo "$rows rows, $failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a search leaves goes into a program of its own, which is as right as the searcher said;
# damaged weights are refused.
set -uo pipefail
searcher=$1 cxx=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
data=/usr/share/datasets/fashion-mnist
"$searcher" --out "$work/results" --images 2000 --validation 200 --epochs 1 --by-hand "sep<3>" \
  --population 6 --generations 2 --rounds 1 --seed 4 > "$work/log" || fail "the search"
grep -q "include.*search/" "$work/results/network.hpp" &&
  fail "network.hpp includes a search header"
"$cxx" -std=c++20 -O1 -I"$source/include" -I"$work/results" -I"$source/tests/programs" \
  "$source/examples/08_deploy.cpp" -ldnnl -fopenmp -lz -o "$work/deploy" || fail "08_deploy.cpp"
OMP_NUM_THREADS=1 "$work/deploy" "$work/results/network.weights" $data/t10k-images-idx3-ubyte.gz \
  $data/t10k-labels-idx1-ubyte.gz > "$work/said" || fail "deploy"
right=$(sed 's/ of .*//' "$work/said")
said=$(python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
print(r["networks"][r["delivered"]]["test_top1"])' "$work/results/result.json")
awk -v right="$right" -v said="$said" \
  'BEGIN { d = right - 10000 * said; exit !(d > -4 && d < 4 && right > 3000) }' ||
  fail "$right images right, $said by the searcher"
"$cxx" -std=c++20 -O1 -I"$source/include" -I"$work/results" -I"$source/tests/programs" \
  "$source/tests/programs/deployed.cpp" -ldnnl -fopenmp -lz -o "$work/deployed" ||
  fail "deployed.cpp"
OMP_NUM_THREADS=1 "$work/deployed" "$work/results/network.weights" \
  $data/t10k-images-idx3-ubyte.gz $data/t10k-labels-idx1-ubyte.gz \
  "$(tail -1 "$work/results/genotype.txt")" "$work/computed" ||
  fail "the type computes something else than the genotype"
test -s "$work/results/network.onnx" || fail "no network.onnx"
python="$source/build/python/bin/python"
if "$python" -c "import numpy, onnxruntime" 2> /dev/null; then
  "$python" - "$work/results/network.onnx" "$work/computed" << 'EOF' ||
import sys
import numpy as np
import onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
images, wanted = (np.fromfile(f"{sys.argv[2]}.{part}", np.float32).reshape(500, -1)
                  for part in ("in", "out"))
got = session.run(None, {"input": images.reshape([500] + session.get_inputs()[0].shape[1:])})[0]
assert got.shape == wanted.shape, f"{got.shape} for {wanted.shape}"
off = np.abs(got - wanted).max() / np.abs(wanted).max()
print(f"network.onnx in ONNX Runtime: {off:.2g} of the largest output off")
assert off < 1e-4
assert wanted.std(0).min() > 0.01, "a logit is the same for all images"
EOF
    fail "network.onnx computes something else"
else
  echo "ONNX Runtime is not installed here: network.onnx is not computed"
fi
head -c 2000 "$work/results/network.weights" > "$work/cut"
refuses "damaged or cut short" "$work/deploy" "$work/cut" $data/t10k-images-idx3-ubyte.gz \
  $data/t10k-labels-idx1-ubyte.gz
"$searcher" --out "$work/other" --images 2000 --validation 200 --epochs 0.1 --by-hand "sep<3>" \
  --population 6 --generations 2 --rounds 1 --seed 5 > "$work/log"
cmp -s "$work/results/network.hpp" "$work/other/network.hpp" ||
  refuses "another space or network" "$work/deploy" "$work/other/network.weights" \
    $data/t10k-images-idx3-ubyte.gz $data/t10k-labels-idx1-ubyte.gz
cat "$work/said"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Same seed, same target: byte-identical result.json, whatever the number of threads; another seed:
# another one.
set -euo pipefail
searcher=$1
data=/usr/share/datasets/fashion-mnist
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() {  # folder seed threads
  "$searcher" --seed 9 --out "$work/$1" --seed "$2" --threads "$3" --data "$data" --images 1280 \
    --validation 100 --epochs 1 --stage-epochs 1 1 \
    --population 6 --generations 2 --by-hand "sep<3>" --rounds 1 > "$work/$1.log" 2> "$work/$1.err"
}
run a 1 2
run b 1 1
mkdir "$work/d"; echo mine > "$work/d/notes.txt"; run d 1 3; grep -qx mine "$work/d/notes.txt"
cmp "$work/a/result.json" "$work/d/result.json"
run c 2 2
cmp "$work/a/result.json" "$work/b/result.json"
cmp "$work/a/network.weights" "$work/b/network.weights"
cmp "$work/a/network.hpp" "$work/b/network.hpp"
differ() { echo "FAILED: $1"; exit 1; }
if cmp -s "$work/a/result.json" "$work/c/result.json"; then
  differ "another seed gave the same result"
fi
for f in result.json timing.json genotype.txt network.hpp network.weights log.txt; do
  test -s "$work/a/$f"
done
test ! -s "$work/a.err"  # no progress bar where the output is no terminal
grep -q '"measured_latency_ms"' "$work/a/timing.json"
if grep -qE 'measured|seconds|"date' "$work/a/result.json"; then
  differ "result.json holds times"
fi
grep -q '^found ' "$work/a.log"
echo "same result"

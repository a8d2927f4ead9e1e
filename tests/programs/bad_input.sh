#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every mistake: exit code 2, one sentence on stderr that says what is wrong, nothing half-written.
set -uo pipefail
searcher=$1 profiler=$2 convert=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
out=(--out "$work/out")
refuses "dataset-fashion-mnist" "$searcher" "${out[@]}" --data "$work/none"
refuses "--unknown" "$searcher" "${out[@]}" --unknown
refuses "--seed" "$searcher" "${out[@]}" --seed x
refuses "--epochs" "$searcher" "${out[@]}" --epochs -1
for number in nan inf -inf 1e999 0x2 "" " 2" 2x 1,5; do
  refuses "--epochs" "$searcher" "${out[@]}" --epochs "$number"
  refuses "see --help" "$searcher" "${out[@]}" --stage-epochs 1 "$number"
  refuses "--learning-rate" "$searcher" "${out[@]}" --learning-rate "$number"
done
for number in nan 1.5 1e-400 99999999999999999999 0x10 -1 ""; do
  refuses "--images" "$searcher" "${out[@]}" --images "$number"
  refuses "--threads" "$searcher" "${out[@]}" --threads "$number"
  refuses "--seed" "$searcher" "${out[@]}" --seed "$number"
  refuses "--samples" "$profiler" --out "$work/rows.csv" --samples "$number"
done
refuses "is not a limit" "$searcher" "${out[@]}" --limit latency_ms=nan
refuses "not expected: 3" "$searcher" "${out[@]}" --stage-epochs 1 2 3
refuses "two values where there is one stage" "$searcher" "${out[@]}" --one-stage --stage-epochs 1 2
refuses "not expected: 3" "$searcher" "${out[@]}" --epochs 2 3
refuses "the smallest reachable is 0.0" "$searcher" "${out[@]}" --limit latency_ms=0.01
refuses "is not a limit" "$searcher" "${out[@]}" --limit latency_ms
refuses "is not a limit" "$searcher" "${out[@]}" --limit latency_ms=3ms
refuses "no cost named 'power'" "$searcher" "${out[@]}" --limit power=3
refuses "no network has latency_ms@hexagon685 <= 0.001" "$searcher" "${out[@]}" \
  --limit latency_ms=1 --limit latency_ms@hexagon685=0.001
refuses "energy_mj@hexagon685" "$searcher" "${out[@]}" --limit energy=3
refuses "no operator 'conv'" "$searcher" "${out[@]}" --by-hand conv
refuses "--choose" "$searcher" "${out[@]}" --choose -1
refuses "--choose-epochs" "$searcher" "${out[@]}" --choose-epochs 0
refuses "networks are to be chosen among where the search scores 2 at most" "$searcher" \
  "${out[@]}" --choose 3 --population 1 --generations 1
refuses "multiple" "$searcher" "${out[@]}" --images 2000 --batch 20
refuses "too few" "$searcher" "${out[@]}" --images 100
refuses "within all limits together" "$searcher" "${out[@]}" --limit latency_ms=0.089 \
  --limit params=6300
test -e "$work/out" && echo "FAILED: a refused run left a folder" && failures=$((failures + 1))
refuses "it is a folder" "$profiler" --out "$work"
refuses "unknown option --unknown" "$(dirname "$0")/../../examples/quickstart.sh" --unknown 3
refuses "needs a value" "$(dirname "$0")/../../examples/quickstart.sh" --seed
refuses "is not a whole number" "$(dirname "$0")/../../examples/quickstart.sh" --seeds 0
refuses "give --seed or --seeds" "$(dirname "$0")/../../examples/quickstart.sh" --seeds 2 --seed 1
: > "$work/file"
refuses "cannot write to the result folder" "$(dirname "$0")/../../examples/quickstart.sh" \
  --out "$work/file/below"
refuses "cannot create the folder" "$searcher" --out "$work/file/below"
mkdir "$work/data"
for f in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
  zcat "/usr/share/datasets/fashion-mnist/$f-ubyte.gz" | head -c 100000 > "$work/data/$f-ubyte"
done
refuses "ends too early" "$searcher" --out "$work/out3" --data "$work/data"
printf 'not an IDX file at all' > "$work/data/train-images-idx3-ubyte"
refuses "not an IDX file" "$searcher" --out "$work/out4" --data "$work/data"
test -e "$work/out4/result.json" && echo "FAILED: a failed run left a result" &&
  failures=$((failures + 1))
refuses "cannot write" "$profiler" --out "$work/none/rows.csv"
refuses "--samples" "$profiler" --out "$work/rows.csv" --samples 0
refuses "--csv" "$convert"
refuses "cannot read" "$convert" --csv "$work/none" --name a::b --out "$work/t.hpp"
refuses "--out would overwrite the rows" "$convert" --csv "$(dirname "$0")/rows.csv" --name a::b \
  --out "$(dirname "$0")/rows.csv"
mkfifo "$work/pipe"
refuses "it is not a file" "$convert" --csv "$(dirname "$0")/rows.csv" --name a::b \
  --out "$work/pipe"
printf 'op,in_c\nx,1\n' > "$work/rows.csv"
refuses "no column 'in_h'" "$convert" --csv "$work/rows.csv" --name a::b --out "$work/t.hpp"
test -e "$work/t.hpp" && echo "FAILED: half a header was left" && failures=$((failures + 1))
for program in "$searcher" "$profiler" "$convert"; do
  "$program" --help > "$work/help" 2>&1 && grep -q "Example" "$work/help" ||
    { echo "FAILED: $program --help"; failures=$((failures + 1)); }
done
echo "$failures failures"
exit $((failures > 0))

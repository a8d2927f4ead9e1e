#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A search that is killed at its n-th change of a file, for every n, and resumed ends in the bytes
# of one that never was; a finished result that was there before is in former/ then, whole. No clock
# decides when. Arguments: the searcher, the library that kills, and which points: "small", "aside"
# (the result of another run is there), "large".
set -uo pipefail
searcher=$1 library=$2 which=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
python3 - "$work/data" << 'PY' || fail "the images"
import os, random, struct, sys
random.seed(1)
os.makedirs(sys.argv[1])
for part, n in ("train", 1100), ("t10k", 60):
    labels = [i % 10 for i in range(n)]
    pixel = lambda i, k: 220 if k // 78 == labels[i] else random.randrange(60)
    with open(f"{sys.argv[1]}/{part}-images-idx3-ubyte", "wb") as f:
        f.write(struct.pack(">IIII", 0x803, n, 28, 28))
        for i in range(n): f.write(bytes(pixel(i, k) for k in range(784)))
    with open(f"{sys.argv[1]}/{part}-labels-idx1-ubyte", "wb") as f:
        f.write(struct.pack(">II", 0x801, n) + bytes(labels))
PY
run=("$searcher" --data "$work/data" --validation 60 --epochs 1 --stage-epochs 1 1 --population 3
  --generations 1 --rounds 1 --choose 2 --by-hand "sep<3>" --alone 2 --alone-epochs 0.1)
[ "$which" = large ] &&
  run+=(--epochs 2 --stage-epochs 2 2 --population 6 --generations 4 --by-hand "mb<3,5>")
"${run[@]}" --seed 5 --out "$work/whole" > "$work/log" || fail "the run that is not killed"
"${run[@]}" --seed 6 --out "$work/former" > "$work/log" || fail "the run before it"
cmp -s "$work/whole/result.json" "$work/former/result.json" &&
  fail "another seed gave the same result"
same() {  # FOLDER WANTED WHEN
  local f
  for f in result.json network.weights network.onnx network.hpp genotype.txt; do
    cmp -s "$2/$f" "$1/$f" || fail "$f differs $3"
  done
  for f in timing.json report.html log.txt; do test -s "$1/$f" || fail "no $f $3"; done
  test -e "$1/checkpoint" && fail "a finished run keeps its checkpoint $3"
  return 0
}
prepare() {
  rm -rf "$work/out"
  [ "$which" = aside ] && cp -r "$work/former" "$work/out"
}
prepare
KILL_POINTS="$work/points" LD_PRELOAD="$library" "${run[@]}" --seed 5 --out "$work/out" \
  > "$work/log" || fail "the run that is counted"
same "$work/out" "$work/whole" "uncut"
points=$(cat "$work/points")
covered=0
for ((n = 1; n <= points; ++n)); do
  prepare
  # Of kills bash tells.
  { KILL_AT=$n LD_PRELOAD="$library" "${run[@]}" --seed 5 --out "$work/out" > "$work/log" 2>&1; } \
    2> /dev/null
  code=$?
  [ $code -eq 137 ] && covered=$((covered + 1)) || fail "point $n: not killed but ended with $code"
  if ! "${run[@]}" --seed 5 --out "$work/out" --resume > "$work/log" 2>&1; then
    # Killed before anything was put aside: the former result is there still, and said to be another
    # run's.
    [ "$which" = aside ] && grep -q "is of another run: seed is 5 now and was 6" "$work/log" &&
      same "$work/out" "$work/former" "at point $n" &&
      "${run[@]}" --seed 5 --out "$work/out" > "$work/log" 2>&1 ||
      { fail "point $n: the run that goes on"; cat "$work/log"; }
  fi
  same "$work/out" "$work/whole" "after point $n"
  ls -A "$work/out" | grep -q '^\.hurricane-' && fail "half a file is left after point $n"
  [ "$which" = aside ] && same "$work/out/former" "$work/former" "in former/ after point $n"
  "${run[@]}" --seed 5 --out "$work/out" --resume > "$work/log" 2>&1 &&
    grep -q "this run is finished" "$work/log" || fail "point $n: nothing is left to resume"
done
[ "$points" -ge 40 ] || fail "only $points points"
echo "$covered of $points points covered ($which), $failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A run that is interrupted goes on to the bytes of one that was not; checkpoints of other runs and
# damaged ones are refused, and stay; a finished result outlives the runs behind it. (kill_points.sh
# kills a run wherever it can be killed.)
set -uo pipefail
searcher=$1 library=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
options=(--seed 5 --images 1600 --validation 200 --epochs 2 --stage-epochs 2 2 --population 6
  --generations 3 --by-hand "sep<3>" --augment standard --rounds 1)
"$searcher" "${options[@]}" --out "$work/whole" > "$work/log" ||
  fail "the run that is not interrupted"
same() {
  for f in result.json network.weights network.onnx network.hpp genotype.txt; do
    cmp -s "$work/whole/$f" "$1/$f" || fail "$f differs after $2"
  done
  test -e "$1/checkpoint" && fail "a finished run keeps its checkpoint"
}
out="$work/finished"
cp -r "$work/whole" "$out"
"$searcher" "${options[@]}" --out "$out" --resume | grep -q "this run is finished" ||
  fail "nothing to resume"
# A run of before the options of its last trainings is one with what they were.
cp -r "$work/whole" "$work/before"
python3 - "$work/before/manifest.json" << 'EOF' || fail "a manifest of before"
import json, sys
manifest = json.load(open(sys.argv[1]))
for key in ("alone_rate", "weight_decay", "label_smoothing", "ema", "teacher", "soft_share"):
    del manifest[key]
json.dump(manifest, open(sys.argv[1], "w"))
EOF
"$searcher" "${options[@]}" --out "$work/before" --resume | grep -q "this run is finished" ||
  fail "a run of before is another one"
refuses "weight_decay is 0.001 now and was 4e-05" "$searcher" "${options[@]}" \
  --out "$work/before" --resume --weight-decay 0.001
refuses "what is kept there is of another run: seed is 6 now and was 5" "$searcher" \
  "${options[@]}" --out "$out" --resume --seed 6
cp -r "$out" "$work/kept"
refuses "training images (300 are for validation) are too few" "$searcher" --out "$work/kept" \
  --images 1500 --validation 300 --batch 1280
same "$work/kept" "a refused run"
"$searcher" "${options[@]}" --out "$work/kept" --seed 6 > "$work/log" ||
  fail "another run in the same folder"
grep -q "is in .*/former" "$work/log" || fail "where the former result is"
same "$work/kept/former" "another run in the same folder"
# A finished result outlives a run that ends before its first checkpoint, and one that is killed
# while it is put aside.
cp -r "$work/whole" "$work/outlived"
refuses "cannot write" bash -c 'trap "" XFSZ; ulimit -f 8; exec "$@"' - "$searcher" \
  "${options[@]}" --out "$work/outlived" --seed 6
test -e "$work/outlived/result.json" && fail "a run that failed has a result"
"$searcher" "${options[@]}" --out "$work/outlived" --seed 6 > "$work/log" ||
  fail "again after a run that failed"
same "$work/outlived/former" "a run that failed"
cmp -s "$work/kept/result.json" "$work/whole/result.json" &&
  fail "another seed gave the same result"

out="$work/interrupted"
KILL_AT=30 KILL_SIGNAL=2 LD_PRELOAD="$library" "$searcher" "${options[@]}" --out "$out" \
  > "$work/log" 2> "$work/stderr"
test $? -eq 130 || fail "an interrupted run exits with 130"
test -s "$out/checkpoint" || fail "an interrupted run leaves no checkpoint"
grep -q "stopped on request" "$work/stderr" || fail "an interrupt is told"
refuses "what is kept there is of another run: seed is 6 now and was 5" "$searcher" \
  "${options[@]}" --out "$out" --resume --seed 6
refuses "what is kept there is of another run: choose is 3 now and was 4" "$searcher" \
  "${options[@]}" --out "$out" --resume --choose 3
refuses "an unfinished search is kept there" "$searcher" "${options[@]}" --out "$out"
test -s "$out/checkpoint" || fail "a run without --resume removed the checkpoint"
cp -r "$out" "$work/damaged"
head -c 1000 "$out/checkpoint" > "$work/damaged/checkpoint"
refuses "the file is damaged or cut short" "$searcher" "${options[@]}" --out "$work/damaged" \
  --resume
test "$(wc -c < "$work/damaged/checkpoint")" -eq 1000 || fail "a refused checkpoint was touched"
# Of another version or space, with a checksum that fits.
patched() {
  cp "$out/checkpoint" "$work/damaged/checkpoint"
  python3 - "$work/damaged/checkpoint" "$1" "$2" <<'EOF'
import sys
name, at, add = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
b = bytearray(open(name, "rb").read()[:-8])
b[at] = (b[at] + add) % 256
x = 0xcbf29ce484222325
for c in b + b"\0":
    x = (x ^ c) * 0x100000001b3 % 2**64
open(name, "wb").write(b + x.to_bytes(8, "little"))
EOF
}
patched 22 1
refuses "is newer than" "$searcher" "${options[@]}" --out "$work/damaged" --resume
patched 22 -2  # the version before is read
refuses "is older than" "$searcher" "${options[@]}" --out "$work/damaged" --resume
patched 26 1
refuses "written for another space" "$searcher" "${options[@]}" --out "$work/damaged" --resume
# The version before knew stages, not phases: it is read, whatever it was in the middle of. What it
# did not count is not known, else the result is the same.
former_read=0
for kill_at in 10 18 30 38; do
  former="$work/former_version_$kill_at"
  KILL_AT=$kill_at KILL_SIGNAL=2 LD_PRELOAD="$library" "$searcher" "${options[@]}" \
    --out "$former" > "$work/log" 2>&1
  [ -s "$former/checkpoint" ] || continue
  python3 "$(dirname "$0")/former_files.py" checkpoint "$former/checkpoint" ||
    { fail "a checkpoint of the version before, at $kill_at"; continue; }
  "$searcher" "${options[@]}" --out "$former" --resume > "$work/log" 2>&1 ||
    { fail "a checkpoint of the version before is not read, at $kill_at"; cat "$work/log"; }
  grep -q "resumed from the checkpoint" "$work/log" || fail "the version before started anew"
  python3 - "$former" "$work/whole" << 'EOF' || fail "another result from the version before"
import json, sys
mine, whole = (json.load(open(folder + "/result.json")) for folder in sys.argv[1:])
for one in mine, whole:
    assert one.pop("effort")
assert mine == whole
EOF
  cmp "$former/network.weights" "$work/whole/network.weights" || fail "other weights, at $kill_at"
  former_read=$((former_read + 1))
done
[ "$former_read" -gt 1 ] || fail "no checkpoint of the version before was made"
# A disk that is full: files of 8 KiB at most.
cp -r "$out" "$work/full"
refuses "cannot write" bash -c 'trap "" XFSZ; ulimit -f 8; exec "$@"' - "$searcher" \
  "${options[@]}" --out "$work/full" --resume
cmp -s "$out/checkpoint" "$work/full/checkpoint" ||
  fail "a save that failed harmed the former checkpoint"
"$searcher" "${options[@]}" --out "$out" --resume --threads 1 > "$work/log" ||
  fail "resumed with another number of threads"
grep -q "resumed from the checkpoint" "$work/log" || fail "an interrupted run started anew"
same "$out" "an interrupt"
# Steps of several paths, interrupted in the middle of the supernet's training.
guided=("${options[@]}" --sampling sandwich --choose 0)
"$searcher" "${guided[@]}" --out "$work/sandwich" > "$work/log" || fail "steps of several paths"
KILL_AT=20 KILL_SIGNAL=2 LD_PRELOAD="$library" "$searcher" "${guided[@]}" \
  --out "$work/half_sandwich" > "$work/log" 2>&1
"$searcher" "${guided[@]}" --out "$work/half_sandwich" --resume > "$work/log" ||
  fail "steps of several paths, resumed"
grep -q "resumed from the checkpoint" "$work/log" || fail "steps of several paths started anew"
cmp -s "$work/sandwich/result.json" "$work/half_sandwich/result.json" ||
  fail "another result after an interrupt of steps of several paths"
cmp -s "$work/sandwich/result.json" "$work/whole/result.json" && fail "the sandwich changes nothing"
# Interrupted in the choice, again and again: each time in an epoch of another network.
out="$work/choosing"
inside=0
for ((n = 0; n < 99; ++n)); do
  KILL_AT=12 KILL_SIGNAL=2 LD_PRELOAD="$library" "$searcher" "${options[@]}" --out "$out" \
    --resume > "$work/log" 2> "$work/stderr"
  [ $? -eq 130 ] || fail "interrupt $n does not end the run"
  grep -q "^chosen" "$work/log" && break
  grep -q "^choice among" "$work/log" && inside=$((inside + 1))
done
"$searcher" "${options[@]}" --out "$out" --resume > "$work/log" || fail "resumed behind the choice"
[ $inside -ge 2 ] || fail "the choice was interrupted $inside times only"
same "$out" "$inside interrupts of the choice"
echo "$failures failures"
exit $((failures > 0))

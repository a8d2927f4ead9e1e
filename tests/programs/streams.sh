#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Signals are heeded also while a pipe is read, and a second one ends at once; output that did not
# arrive is no success; where there is no memory there is a sentence.
set -uo pipefail
library=$1 searcher=$2 fit=$3 table=$4 convert=$5 report=$6 validate=$7
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/refuses.sh"
mkfifo "$work/pipe"
heeds() {  # SIGNAL COMMAND...: stopped while it reads the pipe, which is opened and never filled
  local signal=$1 child
  shift
  "$@" > "$work/stdout" 2> "$work/stderr" &
  child=$!
  exec 3> "$work/pipe"  # waits for the reader
  kill -"$signal" $child
  wait $child
  [ $? -eq 130 ] && grep -q "stopped on request" "$work/stderr" ||
    { fail "SIG$signal: $*"; cat "$work/stderr"; }
  exec 3>&-
}
for signal in INT TERM; do
  heeds $signal "$fit" --csv "$work/pipe" --arch arch --latency ms --train 12
  heeds $signal "$table" --csv "$work/pipe" --arch arch --score ms
  heeds $signal "$convert" --csv "$work/pipe" --name a::b --out "$work/t.hpp"
  heeds $signal "$validate" --space fashion --networks 2 --rows "$work/pipe" \
    --out "$work/validation"
done
mkdir "$work/idx" "$work/cifar"
for name in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
  ln -s "$work/pipe" "$work/idx/$name-ubyte"
done
heeds TERM "$searcher" --data "$work/idx" --out "$work/out"
for k in 1 2 3 4 5; do ln -s "$work/pipe" "$work/cifar/data_batch_$k.bin"; done
ln -s "$work/pipe" "$work/cifar/test_batch.bin"
heeds TERM "$searcher" --data "$work/cifar" --out "$work/out"
python3 "$here/small_pictures.py" "$work/pictures" 130 4 || fail "the pictures"
run=("$searcher" --data "$work/pictures" --validation 200 --epochs 0.1 --stage-epochs 0.1
  --one-stage --population 3 --generations 1 --rounds 1 --by-hand "sep<3>")

"${run[@]}" --out "$work/results" > "$work/log" || fail "a search"
mv "$work/results/timing.json" "$work/timing.json"
ln -s "$work/pipe" "$work/results/timing.json"
heeds INT "$report" "$work/results"

# Deaf somewhere, whatever it is: the second signal ends.
KILL_AT=12 KILL_SIGNAL=0 KILL_POINTS="$work/hangs" LD_PRELOAD="$library" "${run[@]}" \
  --out "$work/deaf" > "$work/log" 2>&1 &
child=$!
until [ -e "$work/hangs" ] || ! kill -0 $child 2> /dev/null; do sleep 0.05; done
kill -INT $child
kill -TERM $child
{ wait $child; } 2> /dev/null
[ $? -gt 128 ] || fail "two signals did not end a program that hangs"

lost="standard output cannot be written"
printf 'arch,ms\n' > "$work/nets.csv"
for a in 0 1 2 3; do
  for b in 0 1 2 3; do echo "$a-$b,$((a + 2 * b + 1))" >> "$work/nets.csv"; done
done
lose() {  # COMMAND...: what it prints does not arrive
  local code
  "$@" 2> "$work/stderr" >&-
  code=$?
  [ $code -eq 2 ] && grep -q "$lost" "$work/stderr" ||
    { fail "no stdout (exit $code): $*"; cat "$work/stderr"; }
  "$@" 2> "$work/stderr" > /dev/full
  code=$?
  [ $code -eq 2 ] && grep -q "$lost" "$work/stderr" ||
    { fail "a full stdout (exit $code): $*"; cat "$work/stderr"; }
}
lose "$fit" --csv "$work/nets.csv" --arch arch --latency ms --train 12 --json "$work/fit.json"
python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$work/fit.json" ||
  fail "what was meant for people is in a file"
lose "$table" --csv "$work/nets.csv" --arch arch --score ms
for program in "$fit" "$table" "$convert" "$searcher" "$report" "$validate"; do
  lose "$program" --help
done
lose "${run[@]}" --out "$work/unheard"
test -s "$work/unheard/result.json" || fail "a search whose output is lost keeps its result"

# Memory: from what no search can do with to what is enough.
sentences=0 results=0
for ((kib = 80000; kib < 560000; kib += 24000)); do
  rm -rf "$work/out"
  (ulimit -v $kib; "${run[@]}" --out "$work/out" > "$work/stdout" 2> "$work/stderr") 2> /dev/null
  code=$?
  if [ $code -eq 0 ]; then
    results=$((results + 1))
  elif [ $code -eq 2 ] && [ "$(wc -l < "$work/stderr")" -eq 1 ] &&
    grep -qE "out of memory|not enough memory|refuses to start thread" "$work/stderr"; then
    sentences=$((sentences + 1))
  else
    fail "$kib KiB: exit $code, neither a result nor a sentence"
    cat "$work/stderr"
  fi
done
[ $results -gt 0 ] && [ $sentences -gt 0 ] ||
  fail "$results results and $sentences sentences: these sizes are not about the limit"
echo "$failures failures; $sentences of $((sentences + results)) sizes of memory are too small"
exit $((failures > 0))

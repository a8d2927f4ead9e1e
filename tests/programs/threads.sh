#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tests base/thread.hpp.
# No program hangs or aborts where the system gives it no more threads, whichever thread that is:
# one sentence, exit 2. Arguments: the library whose n-th thread fails, then the programs.
set -uo pipefail
library=$1 searcher=$2 profiler=$3 fit=$4 table=$5 convert=$6
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/refuses.sh"
every_thread() {  # NAME COMMAND...
  local name=$1 threads n
  shift
  rm -rf "$work/out"
  THREADS="$work/threads" LD_PRELOAD="$library" "$@" > "$work/log" 2>&1 ||
    { fail "$name with all its threads"; cat "$work/log"; return; }
  threads=$(cat "$work/threads")
  for ((n = 1; n <= threads; ++n)); do
    rm -rf "$work/out"
    refuses "the system refuses to start thread" timeout -s KILL 300 env FAIL_AT=$n \
      LD_PRELOAD="$library" "$@"
  done
  echo "$name: $threads threads"
  [ "$threads" -ge 1 ] || fail "$name starts no thread"
}
python3 "$here/small_pictures.py" "$work/pictures" 130 4 || fail "the pictures"
# At most these threads at once: of the signals, of the pool, of the loaders, of what decodes
# pictures.
search=("$searcher" --data "$work/pictures" --validation 200 --batch 32 --epochs 0.1
  --stage-epochs 0.1 --population 3 --generations 1 --rounds 1 --by-hand "sep<3>"
  --threads 3 --out "$work/out" --one-stage)
every_thread "a search" "${search[@]}"
every_thread "a search that streams" "${search[@]}" --augment imagenet
every_thread "the profiler" "$profiler" --samples 3 --rounds 1 --networks 1 --accept-noise \
  --out "$work/rows.csv"
printf 'arch,ms\n' > "$work/nets.csv"
for a in 0 1 2 3; do
  for b in 0 1 2 3; do echo "$a-$b,$((a + 2 * b + 1))" >> "$work/nets.csv"; done
done
every_thread "fit_latency" "$fit" --csv "$work/nets.csv" --arch arch --latency ms --train 12
every_thread "search_table" "$table" --csv "$work/nets.csv" --arch arch --score ms
every_thread "target_from_csv" "$convert" --csv "$here/rows.csv" --name a::b --out "$work/t.hpp"
echo "$failures failures"
exit $((failures > 0))

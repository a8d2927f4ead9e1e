#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fit_latency as a user runs it: figures of a good and of a hopeless table, 5,000 rows x 22 positions, mistakes.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
awk 'BEGIN { srand(7); print "arch,ms,noise"; for (i = 0; i < 5000; ++i) { a = ""; t = 5;
  for (p = 0; p < 22; ++p) { c = int(rand() * 9); a = a (p ? "-" : "") c; t += c * (p % 5 + 1) * 0.1 }
  print a "," t * (1 + 0.03 * (rand() + rand() + rand() - 1.5) * 2) "," rand() + 0.1 } print a ","; print a ",-1,1" }' \
  | sed '5002s/$/,1/' > "$work/nets.csv"
"$program" --csv "$work/nets.csv" --arch arch --latency ms --train 4000 --seed 3 --json "$work/good.json" > "$work/good" || fail "a good table"
for key in r2 mape spearman kendall within5 within10 model train test dropped constant; do
  grep -q "\"$key\"" "$work/good.json" || fail "no key $key"
done
grep -q '"dropped": 2' "$work/good.json" || fail "two rows have no latency"
grep -q '"test": 1000' "$work/good.json" || fail "a thousand rows test"
grep -q poor "$work/good" && fail "a good fit was called poor"
"$program" --csv "$work/nets.csv" --arch arch --latency ms --train 4000 --seed 3 --json "$work/again.json" > /dev/null
cmp -s "$work/good.json" "$work/again.json" || fail "the same seed gave other figures"
"$program" --csv "$work/nets.csv" --arch arch --latency noise --train 4000 | grep -q "The fit is poor" || fail "noise was not called poor"
usual=(--arch arch --latency ms --train 100)
refuses "--csv" "$program" "${usual[@]}"
refuses "cannot read" "$program" --csv "$work/none" "${usual[@]}"
refuses "no column 'arch'" "$program" --csv <(printf 'a,ms\n1,2\n') "${usual[@]}"
refuses "leave some for the test" "$program" --csv "$work/nets.csv" --arch arch --latency ms --train 5000
refuses "--train" "$program" --csv "$work/nets.csv" --arch arch --latency ms --train 2
refuses "--seed" "$program" --csv "$work/nets.csv" "${usual[@]}" --seed -1
refuses "less than 2^64" "$program" --csv "$work/nets.csv" "${usual[@]}" --seed 99999999999999999999
refuses "it is a folder" "$program" --csv "$work" "${usual[@]}"
mkfifo "$work/pipe"
refuses "it is not a file" "$program" --csv "$work/nets.csv" "${usual[@]}" --json "$work/pipe"
printf 'arch,ms\n01,1\n01,fast\n' > "$work/bad.csv"
refuses "bad.csv:3, column ms" "$program" --csv "$work/bad.csv" "${usual[@]}"
: > "$work/empty.csv"
refuses "the file is empty" "$program" --csv "$work/empty.csv" "${usual[@]}"
{ printf 'arch,ms\n'; head -c 1100000 /dev/zero | tr '\0' 7; } > "$work/long.csv"
refuses "longer than 1 MiB" "$program" --csv "$work/long.csv" "${usual[@]}"
printf 'arch,ms\n0\xff,1\n' > "$work/latin.csv"
refuses "not UTF-8" "$program" --csv "$work/latin.csv" "${usual[@]}"
refuses "cannot write" "$program" --csv "$work/nets.csv" "${usual[@]}" --json "$work/none/fit.json"
"$program" --help | grep -q "Examples" || fail "--help"
cat "$work/good"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# validate_target as a user runs it: measured once, predicted again from the rows it left, mistakes
# in rows.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
usual=(--space fashion --networks 6 --rounds 1 --accept-noise --out "$work/out")
"$program" "${usual[@]}" > "$work/log" || fail "a measurement"
grep -q "fashion: 194 rows measured" "$work/log" || fail "the rows are counted"
for line in "within 10 %" "Spearman" "constant"; do
  grep -q "$line" "$work/log" || fail "no line $line"
done
test "$(wc -l < "$work/out/fashion_scatter.csv")" -eq 7 || fail "six networks and a head line"
rows=$work/rows.csv
mv "$work/out/fashion_rows.csv" "$rows"
"$program" "${usual[@]}" --rows "$rows" | grep -q "rows read" || fail "rows of a file"
test -e "$work/out/fashion_rows.csv" && fail "rows that were read are not written again"
sed 's/sep<3>/sep<4>/' "$rows" > "$work/unknown.csv"
refuses "unknown.csv:" "$program" "${usual[@]}" --rows "$work/unknown.csv"
sed 's/^# fingerprint .*/# fingerprint 00000000000000ab/' "$rows" > "$work/other.csv"
refuses "measured for another space" "$program" "${usual[@]}" --rows "$work/other.csv"
refuses "the operator of the row sep<4> at" "$program" "${usual[@]}" --rows "$work/unknown.csv"
grep -v 'mb<6,7>' "$rows" > "$work/missing.csv"
refuses "no row for mb<6,7> at" "$program" "${usual[@]}" --rows "$work/missing.csv"
sed 's/latency_ms,/latency_us,/' "$rows" > "$work/unit.csv"
refuses "not in milliseconds" "$program" "${usual[@]}" --rows "$work/unit.csv"
grep 'stem:' "$rows" | sed 's/f32,[0-9.e-]*,/f32,17,/' | cat "$rows" - > "$work/twice.csv"
refuses "another latency of the row at" "$program" "${usual[@]}" --rows "$work/twice.csv"
head -c 3000 /dev/zero > "$work/zero.csv"
refuses "not UTF-8" "$program" "${usual[@]}" --rows "$work/zero.csv"
refuses "a row CSV is of one space" "$program" --rows "$rows" --out "$work/out"
refuses "--space" "$program" --space none --out "$work/out"
refuses "cannot create the folder" "$program" --space fashion --out "$rows/below"
"$program" --help | grep -q "Examples" || fail "--help"
echo "$failures failures"
exit $((failures > 0))

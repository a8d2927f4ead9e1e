#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproduce_claims at its smallest: every claim has its row, finished runs are kept and skipped, other settings are refused.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
small=(--images 2000 --validation 300 --epochs 0.3 --retrain 0.1 --tau 3 --generations 1 --population 6 --accept-noise --out "$work/out")
"$program" "${small[@]}" > "$work/log" || fail "a run"
for line in "69.6 % of the training" "50 % of the training" "four choices" "MobileNetV2-like" "ShuffleNetV2-like" "| hexagon685 |" "| stage 2 |" \
  "not shown: one seed"; do
  grep -qF "$line" "$work/out/claims.md" || fail "no line with $line"
done
test "$(wc -l < "$work/out/claims.csv")" -eq 6 || fail "five claims and a head line"
grep -q '"kendall"' "$work/out/runs/two-stage-seed0.json" || fail "the ranking is kept"
cp "$work/out/claims.json" "$work/first.json"
"$program" "${small[@]}" > "$work/log" || fail "the second run"
grep -q -- "^-- " "$work/log" && fail "a finished run was repeated"
cmp -s "$work/first.json" "$work/out/claims.json" || fail "kept runs gave another report"
"$program" "${small[@]}" --seeds 2 > "$work/log" || fail "a further seed"
grep -q "+-" "$work/out/claims.md" || fail "two seeds have an interval"
small[5]=0.4
refuses "made with other settings" "$program" "${small[@]}"
# The width that seems nearest to the limit has no network within it: the next one is taken.
limit=$(sed -n 's/^limit: \([0-9.e-]*\) ms of.*/\1/p' "$work/log")
mkdir "$work/wide"
cp "$work/out/rows.csv" "$work/wide"
sed -E "s/(\"four choices 300 %\": ).*,/\1$limit,/" "$work/out/contenders.json" > "$work/wide/contenders.json"
small[5]=0.3 small[9]=0 small[16]="$work/wide"
"$program" "${small[@]}" > "$work/log" || fail "a width without a network within the limit"
test -e "$work/wide/rows of four choices 300 %.csv" || fail "the widest was not looked at"
grep -q "the human-designed space: four choices [12]" "$work/log" || fail "the widest was kept"
small[16]="$work/out" small[9]=3
echo 0 > "$work/out/data"
small[5]=0.3
refuses "runs on other data" "$program" "${small[@]}"
refuses "--set" "$program" --set mnist
refuses "the data set is missing" "$program" --data "$work" --out "$work/none"
"$program" --help | grep -q Examples || fail "--help"
echo "$failures failures"
exit $((failures > 0))

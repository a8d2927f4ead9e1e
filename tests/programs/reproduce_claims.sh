#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproduce_claims at its smallest: every claim has its row, finished runs are kept and skipped,
# other settings are refused.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
small=(--images 2000 --validation 300 --epochs 0.3 --retrain 0.1 --tau 3 --generations 1
  --population 6 --accept-noise --out "$work/out" --tau-epochs 0.1)
"$program" "${small[@]}" > "$work/log" || fail "a run"
for line in "69.6 % of the training" "50 % of the training" "four choices" "MobileNetV2-like" \
  "ShuffleNetV2-like" "| hexagon685 |" "| stage 2 |" \
  "(one seed: of its test images)" "(one seed)"; do
  grep -qF "$line" "$work/out/claims.md" || fail "no line with $line"
done
test "$(wc -l < "$work/out/claims.csv")" -eq 6 || fail "five claims and a head line"
test "$(wc -l < "$work/out/runs.csv")" -eq 10 || fail "nine runs and a head line"
test "$(wc -l < "$work/out/tau.csv")" -eq 10 ||
  fail "three supernets of three networks and a head line"
# Two stages are given 69.6 % and 50 % of one stage's processor seconds, as a training step of each
# was weighed: seven of the twelve layers are later ones. What they then took, two seconds of a busy
# machine, is only printed.
python3 - "$work/out" <<'EOF' || fail "the share of the training"
import json, sys
step = json.load(open(sys.argv[1] + "/steps.json"))
for claim, wanted in zip(json.load(open(sys.argv[1] + "/claims.json"))["claims"], (0.696, 0.5)):
    two, one = claim["runs"][0]["supernet_epochs"], claim["others"][0]["supernet_epochs"]
    given = two * (7 * step["stage 1"] + 5 * step["stage 2"]) / (one * 12 * step["one stage"])
    took = claim["supernet_share"][0]
    print(f"two stages were given x{given:.4f} and took x{took:.2f} of one stage's training")
    assert abs(given - wanted) < 1e-9, given
    assert claim["supernet_share"][0] > 0, claim["supernet_share"]
EOF
test -s "$work/out/runs/tau of stage 2-seed0, 0.1 epochs alone.json" || fail "the ranking is kept"
cp "$work/out/claims.json" "$work/first.json"
"$program" "${small[@]}" > "$work/log" || fail "the second run"
grep -q -- "^-- " "$work/log" && fail "a finished run was repeated"
cmp -s "$work/first.json" "$work/out/claims.json" || fail "kept runs gave another report"
# Final networks trained for longer: nothing is searched again.
small[7]=0.2
"$program" "${small[@]}" > "$work/log" || fail "longer training"
grep -- "^-- " "$work/log" | grep -v -- "-seed0, 0.2 epochs alone$" &&
  fail "longer training repeats more than final networks"
grep -q -- "^-- tau" "$work/log" && fail "longer training of final networks trains those of tau"
grep -q -- "^-- two-stage-seed0, 0.2 epochs alone" "$work/log" ||
  fail "longer training trains nothing"
small[7]=0.1 small[18]=0.2
"$program" "${small[@]}" > "$work/log" || fail "longer training for tau"
test "$(grep -c -- "^-- tau of .*-seed0, 0.2 epochs alone$" "$work/log")" -eq 3 ||
  fail "three rankings are made anew"
test "$(grep -c -- "^-- " "$work/log")" -eq 3 || fail "nothing else is"
small[18]=0.1
"$program" "${small[@]}" --tau-again > "$work/log" || fail "networks of tau trained again"
test "$(grep -c -- "^-- tau of .*-seed0, 0.1 epochs alone again$" "$work/log")" -eq 3 ||
  fail "three rankings are trained again"
grep -q "alone against alone from other weights" "$work/out/claims.md" ||
  fail "what two rankings have in common"
sed -i 's/-/+/' "$work/out/runs/two-stage-seed0, 0.1 epochs alone.json"
refuses "this file was changed since the program left it there" "$program" "${small[@]}"
# A manifest of an earlier version lists no files: their names are trusted.
old() {
  python3 -c 'import json, sys
m = json.load(open(sys.argv[1]))
del m["files"]
json.dump(m, open(sys.argv[2], "w"), indent=2)' "$@"
}
old "$work/out/manifest.json" "$work/out/manifest.json"
refuses "these are accuracies of other networks" "$program" "${small[@]}"
rm "$work/out/runs/two-stage-seed0, 0.1 epochs alone.json"
"$program" "${small[@]}" --seeds 2 > "$work/log" || fail "a further seed"
grep -q "+-" "$work/out/claims.md" || fail "two seeds have an interval"
small[5]=0.4
refuses "is of another run: epochs is 0.4 now and was 0.3" "$program" "${small[@]}"
# The width that seems nearest to the limit has no network within it: the next one is taken.
limit=$(sed -n 's/^limit: \([0-9.e-]*\) ms of.*/\1/p' "$work/log")
mkdir "$work/wide"
cp "$work/out/rows.csv" "$work/wide"
sed -E "s/(\"four choices 300 %\": ).*,/\1$limit,/" "$work/out/contenders.json" \
  > "$work/wide/contenders.json"
old "$work/out/manifest.json" "$work/wide/manifest.json"
sed -i 's/"tau": 3/"tau": 0/' "$work/wide/manifest.json"
small[5]=0.3 small[9]=0 small[16]="$work/wide"
"$program" "${small[@]}" > "$work/log" || fail "a width without a network within the limit"
test -e "$work/wide/rows of four choices 300 %.csv" || fail "the widest was not looked at"
grep -q "the human-designed space: four choices [12]" "$work/log" || fail "the widest was kept"
small[16]="$work/out" small[9]=3
# Runs of the space that was searched before depth.
cp "$work/out/manifest.json" "$work/manifest.json"
small[5]=0.3
sed -i 's/"space": .*/"space": "pool32",/' "$work/out/manifest.json"
refuses 'is of another run: space is "pool32 with depth" now and was "pool32"' \
  "$program" "${small[@]}"
sed -i '/"space":/d' "$work/out/manifest.json"
refuses 'space is "pool32 with depth" now and was not there' "$program" "${small[@]}"
cp "$work/manifest.json" "$work/out/manifest.json"
sed -i 's/"data": .*/"data": "0",/' "$work/out/manifest.json"
small[5]=0.3
refuses "is of another run: data is" "$program" "${small[@]}"
refuses "leave more than half for training" "$program" --images 2000 --validation 1500 \
  --out "$work/none"
refuses "--set" "$program" --set mnist
refuses "the data set is missing" "$program" --data "$work" --out "$work/none"
"$program" --help | grep -q Examples || fail "--help"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproduce_claims on a truth: what is planted is found and tested as it should be, the files agree
# with each other, mistakes.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
python3 "$(dirname "$0")/planted_truth.py" "$work" || fail "the truth"
run=("$program" --truth "$work/truth.csv" --one-operator "$work/hand.csv"
  --scores "$work/scores.csv" --column score --accept-noise)
"${run[@]}" --out "$work/out" > "$work/said" 2>&1 || { fail "a run"; cat "$work/said"; }
grep -q "have scores of 4 supernets; .* are made by hand" "$work/said" || fail "what it judges"
grep -q "note: of 4 seeds little can be shown" "$work/said" || fail "few seeds"
python3 - "$work" << 'EOF' || fail "claims.json"
import csv, json, math, statistics, sys
folder = sys.argv[1]
out = json.load(open(folder + "/out/claims.json"))
said = open(folder + "/out/claims.txt").read()
assert out["seeds"] == 4 and out["trainings"] == 3
counting = [l["limit"] for l in out["limits"] if l["counts"]]
assert all(l["counts"] == (l["headroom"] >= 0.3) for l in out["limits"])
assert len(counting) >= 4, out["limits"]
claims = {c["claim"]: c for c in out["claims"]}
assert len(claims) == 7
for name, claim in claims.items():
    if "within its limit" not in name:
        assert [l["limit"] for l in claim["limits"]] == counting, name
    assert {l["limit"] for l in claim["limits"]} <= set(counting), name
    p = sorted(l["p"] for l in claim["limits"] if l["n"] > 1)
    corrected = sorted(l["p_holm"] for l in claim["limits"] if l["n"] > 1)
    least = 0
    for k, (one, held) in enumerate(zip(p, corrected)):
        least = max(least, min(1, one * (len(p) - k)))
        assert math.isclose(least, held, abs_tol=1e-12), (name, p, corrected)
    for l in claim["limits"]:
        assert l["n"] == len(l["of_seeds"])
        assert math.isclose(l["points"], sum(l["of_seeds"]) / max(1, l["n"]), abs_tol=1e-9)
    for sign, key in ((1, "above"), (-1, "below")):
        assert claim[key] == sum(l["p_holm"] < 0.05 and sign * l["points"] > 0
                                 for l in claim["limits"])
    assert f"{name}: above 0 at {claim['above']}, below at {claim['below']}" in said
# Where all seeds come to one network, its interval is that of the trainings that judge.
rows = list(csv.DictReader(open(folder + "/truth.csv")))
judges = statistics.mean(
    statistics.variance(float(r[f"acc{k}"]) for k in (1, 2, 3)) / 2 for r in rows)
agreed = [l for l in claims["found minus the best made by hand"]["limits"]
          if len(set(l["of_seeds"])) == 1 and l["points"] != 0]
assert agreed
for l in agreed:
    assert math.isclose(l["half_interval"], 1.959964 * math.sqrt(2 * judges), rel_tol=1e-4), l
# What was planted: mixed operators are better than one, and the scores say so.
planted = claims["found minus the best made by hand"]
assert planted["above"] >= len(counting) / 2 and planted["below"] == 0, planted
assert all(l["points"] > 0 for l in claims["found minus the best of 5 at random"]["limits"])
EOF
before=$(cat "$work/out/claims.json")
"${run[@]}" --out "$work/out" > "$work/again" 2>&1 || fail "the same again"
[ "$before" = "$(cat "$work/out/claims.json")" ] || fail "other claims from the same rows"
! grep -q "profiled" "$work/again" || fail "the rows were measured again"

# Less than three accuracies are said, and judged by.
cut -d, -f1,2,3,5 "$work/truth.csv" > "$work/two.csv"
"${run[@]}" --truth "$work/two.csv" --out "$work/two" > "$work/said" 2>&1 || fail "two accuracies"
grep -q "the second alone judges" "$work/said" || fail "two accuracies are not said"
cut -d, -f1,5 "$work/truth.csv" > "$work/one.csv"
"${run[@]}" --truth "$work/one.csv" --out "$work/one" > "$work/said" 2>&1 || fail "one accuracy"
grep -q "one and the same number chooses and judges" "$work/said" || fail "one is not said"

refuses "give --one-operator, and --scores or --training-cut" "$program" --truth "$work/truth.csv" \
  --out "$work/none"
sed '2s/,[^,]*/,10/' "$work/hand.csv" > "$work/other_hand.csv"
refuses "has other accuracies in the truth" "${run[@]}" --one-operator "$work/other_hand.csv" \
  --out "$work/none"
refuses "no column 'other'" "${run[@]}" --column other --out "$work/none"
refuses "limit macs" "${run[@]}" --limit params=1e6 --out "$work/limits"
refuses "--one-operator requires --truth" "$program" --one-operator "$work/hand.csv" \
  --out "$work/none"
sed 's/^2/0/' "$work/scores.csv" | grep -E "^(arch|0)" > "$work/strangers.csv"
refuses "no network of the truth has a score" "${run[@]}" --scores "$work/strangers.csv" \
  --out "$work/none"
mkdir "$work/foreign"
echo mine > "$work/foreign/claims.json"
refuses "claims.json" "${run[@]}" --out "$work/foreign"
[ "$(cat "$work/foreign/claims.json")" = mine ] || fail "a user's file is lost"
echo "$failures failures"
exit $((failures > 0))

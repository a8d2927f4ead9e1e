#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproduce_claims --training-cut: every search is kept and made once, regrets are those of the
# truth, mistakes.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
python3 "$(dirname "$0")/planted_truth.py" "$work" 3000 || fail "the truth"
python3 "$(dirname "$0")/small_pictures.py" "$work/pictures" 20 1 || fail "pictures"
run=("$program" --truth "$work/truth.csv" --one-operator "$work/hand.csv"
  --training-cut "$work/pictures" --validation 100 --epochs 1 --evaluations 60
  --limit macs=70e6 --limit macs=90e6 --limit macs=1e6)
"${run[@]}" --seeds 2 --out "$work/out" > "$work/said" 2>&1 || { fail "a run"; cat "$work/said"; }
[ "$(ls "$work/out/runs" | wc -l)" -eq 12 ] || fail "a file for each search"
grep -q "note: macs <= 1e+06 is left out" "$work/said" || fail "a limit that nothing meets"
for row in "one stage, 35 %" "two stages, 70 % minus one stage, 100 %" "2 seeds of 6 searches"; do
  grep -qF -- "$row" "$work/said" || fail "no $row"
done
python3 - "$work" << 'EOF' || fail "cut.json"
import csv, glob, json, math, sys
folder = sys.argv[1]
out = json.load(open(folder + "/out/cut.json"))
key = lambda arch: arch.replace("-", "")
truth = {key(r["arch"]): r for r in csv.DictReader(open(folder + "/truth.csv"))}
runs = [json.load(open(f)) for f in glob.glob(folder + "/out/runs/*.json")]
shares = {a["arm"]: a["training_processor_seconds"] for a in out["arms"]}
assert shares["one stage, 100 %"] > shares["one stage, 35 %"] > 0, shares
judged = lambda arch: (float(truth[key(arch)]["acc2"]) + float(truth[key(arch)]["acc3"])) / 2
best = {}
for arm in out["arms"]:
    assert len(arm["limits"]) == len(out["limits"]) == 2
    for at, limit in enumerate(arm["limits"]):
        of_seeds = limit["of_seeds"]
        for run in runs:
            if run["arm"] != arm["arm"]:
                continue
            regret = of_seeds[run["seed"]]
            top = regret + judged(run["networks"][at])
            assert math.isclose(best.setdefault(limit["limit"], top), top, abs_tol=1e-9)
        assert math.isclose(limit["regret"], sum(of_seeds) / len(of_seeds), abs_tol=1e-9)
assert len(out["claims"]) == 7 and out["verdict"] in open(folder + "/out/cut.txt").read()
EOF
cp "$work/out/cut.json" "$work/before.json"
rm "$work/out/runs/two stages, 70 %, seed 1.json"
"${run[@]}" --seeds 2 --out "$work/out" > "$work/said" 2>&1 || fail "the same again"
[ "$(grep -c "^seed " "$work/said")" -eq 1 ] || fail "what was kept is made again"
python3 - "$work" << 'EOF' || fail "another result the second time"
import json, sys
before, after = (json.load(open(sys.argv[1] + f)) for f in ("/before.json", "/out/cut.json"))
for out in before, after:
    for arm in out["arms"]:
        del arm["training_processor_seconds"]
assert before == after
EOF
refuses "give --one-operator, and --scores or --training-cut" "$program" \
  --truth "$work/truth.csv" --out "$work/none"
refuses "--scores" "${run[@]}" --scores "$work/scores.csv" --out "$work/none"
refuses "--share" "${run[@]}" --share 0.5 --out "$work/none"
refuses "supernets are cut under macs" "${run[@]}" --limit params=1e6 --out "$work/none"
refuses "no limit leaves 0.3 points" "$program" --truth "$work/truth.csv" \
  --one-operator "$work/hand.csv" --training-cut "$work/pictures" --limit macs=1e6 \
  --out "$work/none"
refuses "epochs is 2.0 now and was 1.0" "${run[@]}" --epochs 2 --out "$work/out"
awk -F, -v OFS=, 'NR == 5 { $2 += 0.01; $5 += 0.01 / 3 } 1' "$work/truth.csv" > "$work/other.csv"
refuses "another run: truth is" "${run[@]}" --truth "$work/other.csv" --out "$work/out"
refuses "leave half for training" "${run[@]}" --validation 150 --out "$work/none"
echo "not json" > "$work/out/runs/two stages, 70 %, seed 1.json"
refuses "changed since" "${run[@]}" --out "$work/out"
refuses "leave it out" "$program" --truth "$work/truth.csv" --one-operator "$work/hand.csv" \
  --scores "$work/scores.csv" --seeds 2 --out "$work/none"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A ranker as a user runs it: figures from a table of known accuracies, the same again without
# training, mistakes.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
python3 "$(dirname "$0")/small_pictures.py" "$work/pictures" 40 2
# All 3^4 networks; choice 0 of positions 1 and 2 does nothing there, so that its order does not
# matter.
cat > "$work/truth.py" << 'EOF'
import itertools
print("arch,mean_acc,acc1,acc2")
for g in itertools.product(range(3), repeat=4):
    middle = [c for c in g[1:3] if c]
    score = 50 + 3 * g[0] + 2 * sum(middle) + len(middle) + g[3] + 0.01 * (middle == [1, 2])
    print("".join(map(str, g)), score, score + 0.01 * g[0], score - 0.01 * g[0], sep=",")
EOF
python3 "$work/truth.py" > "$work/truth.csv"
run() {
  "$program" --truth "$work/truth.csv" --data "$work/pictures" --out "$work/out" --epochs 1 \
    --batch 16 --validation 60 --scoring-images 60 --calibration 32 --networks 63 --inside 10 \
    --limit params=5000 --band 1 --tune 2 --alone 5 --seeds 2 "$@"
}
run > "$work/first" 2>&1 || { fail "a run"; cat "$work/first"; }
grep -q "Spearman" "$work/first" || fail "no Spearman"
grep -q "63 different networks in 81 rows" "$work/first" || fail "equal networks count once"
grep -q "genotypes" "$work/first" && fail "it says that a whole table lacks some"
# Under the limit, of all that are judged, what is lost by taking the best of a score.
python3 - "$work/out" "$work/first" << 'EOF' || fail "regret under a limit"
import csv, json, re, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/networks.csv")))
out = json.load(open(sys.argv[1] + "/ranking.json"))
below = [r for r in rows if float(r["parameters"]) <= 5000]
best = max(below, key=lambda r: float(r["multiply_adds"]))
lost = max(float(r["accuracy"]) for r in below) - float(best["accuracy"])
macs = next(s for s in out["scores"] if s["score"] == "multiply-adds")
regret = macs["sets"]["all up to params 5000"]["regret"]["mean"]
assert 0 < len(below) < len(rows) and abs(regret - lost) < 1e-9, (regret, lost)
said = open(sys.argv[2]).read().split("regret of the best by score")[1]
assert re.search(rf"multiply-adds +{regret:.3f}", said), said
EOF
for row in multiply-adds depth "ReLU units" NASWOT SWAP "supernet, top-1" \
  "supernet, cross-entropy" "supernet, fine-tuned" "cross-entropy, smoothed" \
  "rank sum with SWAP" "fitted to 5 trained alone" "the ceiling: one training"; do
  grep -q -- "$row .*[0-9]" "$work/first" || fail "no row $row"
done
[ "$(wc -l < "$work/out/networks.csv")" -eq 64 ] || fail "networks.csv"
cp "$work/out/ranking.json" "$work/before.json"
run > "$work/second" 2>&1 || fail "a second run"
! grep -q "training the supernet" "$work/second" || fail "it trained again"
! grep -q "networks scored" "$work/second" || fail "it scored again"
cmp "$work/before.json" "$work/out/ranking.json" || fail "other figures the second time"
run --sampling sandwich --seeds 1 --tune 0 --out "$work/sandwich" > "$work/said" 2>&1 ||
  fail "steps of several paths"
cmp -s "$work/sandwich/scores/0.csv" "$work/out/scores/0.csv" && fail "the sandwich changes nothing"
[ -s "$work/sandwich/scores/0.csv" ] || fail "no scores behind steps of several paths"
python3 - "$work/out" << 'EOF' || fail "tau-b of the multiply-adds"
import csv, itertools, json, math, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/networks.csv")))
out = json.load(open(sys.argv[1] + "/ranking.json"))
macs = next(s for s in out["scores"] if s["score"] == "multiply-adds")
said = macs["sets"]["all"]["tau_b"]["mean"]
x, y = [float(r["multiply_adds"]) for r in rows], [float(r["accuracy"]) for r in rows]
sign = lambda v: (v > 0) - (v < 0)
pairs = [(sign(x[i] - x[j]), sign(y[i] - y[j]))
         for i, j in itertools.combinations(range(len(rows)), 2)]
untied = sum(a != 0 for a, _ in pairs) * sum(b != 0 for _, b in pairs)
tau = sum(a * b for a, b in pairs) / math.sqrt(untied)
assert math.isclose(said, tau, abs_tol=1e-12), (said, tau)
# Both files hold every network with every score; smoothed and fitted ones too.
assert [n["arch"] for n in out["networks"]] == [r["arch"] for r in rows]
names = [s["score"] for s in out["scores"] if not s["score"].startswith("the ceiling")]
assert all(list(n["scores"]) == names for n in out["networks"])
for n, r in zip(out["networks"], rows):
    assert float(r["fitted_to_5_trained_alone_1"]) == n["scores"]["fitted to 5 trained alone"][1]
    assert float(r["cross_entropy_smoothed_0"]) == n["scores"]["cross-entropy, smoothed"][0]
ceiling = next(s for s in out["scores"] if s["score"].startswith("the ceiling"))["sets"]["all"]
assert ceiling["tau_b"]["n"] == 2 and ceiling["tau_b"]["mean"] > 0.9
EOF
run --teacher 1 --averaged-epochs 2 --epochs 2 --seeds 1 --tune 0 --out "$work/taught" \
  > "$work/said" 2>&1 || { fail "a teacher, averaged epochs"; cat "$work/said"; }
[ -s "$work/taught/supernets/0.teacher" ] || fail "no soft labels are kept"
[ -s "$work/taught/scores/0.csv" ] || fail "no scores behind a teacher"
# Where a network has no ReLU, what looks at those is left out, and the rest is judged.
if [ -n "${2-}" ]; then
  python3 -c "print('arch,mean_acc', *(f'{i:03b},{50 + i * i % 7}' for i in range(8)), sep='\n')" \
    > "$work/smooth.csv"
  "$2" --truth "$work/smooth.csv" --data "$work/pictures" --out "$work/smooth" --epochs 1 \
    --batch 16 --validation 60 --scoring-images 60 --calibration 32 --seeds 1 --alone 2 \
    > "$work/said" 2>&1 || { fail "a space without ReLUs"; cat "$work/said"; }
  grep -q "note: 8 of the networks have no ReLU" "$work/said" || fail "that there is no ReLU"
  grep -q "^fitted to 2 trained alone .*[0-9]" "$work/said" || fail "no fit without ReLUs"
  grep -qE "^(NASWOT|SWAP|rank sum)" "$work/said" && fail "a score that looks at ReLUs"
fi
# A third seed trains what is missing, and nothing else.
run --seeds 3 > "$work/third" 2>&1 || fail "one more seed"
[ "$(grep -c "training the supernet" "$work/third")" = 1 ] ||
  fail "seeds that are kept are trained again"

# Networks trained alone that leave nothing to judge are left out, not judged without networks.
run --networks 6 --alone 3,5,50 > "$work/few" 2>&1 || { fail "few networks"; cat "$work/few"; }
grep -q "note: of 6 networks 50 trained alone leave less than 3" "$work/few" ||
  fail "that too few are left"
grep -q "fitted to 3 trained alone .*[0-9]" "$work/few" || fail "what is left to judge"
grep -q "fitted to 5 trained alone " "$work/few" && fail "a fit that leaves one network"
# A network without one of its trainings is left out; a table may have a column for each position.
sed '5s/,[^,]*$/,/' "$work/truth.csv" > "$work/hole.csv"
run --truth "$work/hole.csv" > "$work/log" 2>&1 || { fail "a missing training"; cat "$work/log"; }
grep -q "1 networks without" "$work/log" || fail "that one was left out"
sed 's/^\(.\)\(.\)\(.\)\(.\),/\1,\2,\3,\4,/; 1s/^.*mean/p,q,r,s,mean/' "$work/truth.csv" \
  > "$work/apart.csv"
sed '2d' "$work/truth.csv" > "$work/short.csv"
run --truth "$work/short.csv" > "$work/log" 2>&1 || { fail "a missing network"; cat "$work/log"; }
grep -q "the table lacks 1 of the space's 81 genotypes" "$work/log" || fail "that one is missing"
run --truth "$work/apart.csv" --arch p,q,r,s > "$work/log" 2>&1 ||
  { fail "positions apart"; cat "$work/log"; }
grep -q "63 different networks in 81 rows" "$work/log" || fail "networks of positions apart"

refuses "what is kept there is of another run: epochs is 2.0 now and was 1.0" run --epochs 2
alone() { "$program" --data "$work/pictures" --out "$work/none" --truth "$@"; }
sed '2,$s/^\(....\),/\10,/' "$work/truth.csv" > "$work/five.csv"
refuses "networks of 5 positions, where space ranked has 4" alone "$work/five.csv"
sed 's/^2222,/2223,/' "$work/truth.csv" > "$work/strange.csv"
refuses "choice 3 of position 4, where space ranked has 3" alone "$work/strange.csv"
sed 's/^0010,[^,]*/0010,99/' "$work/truth.csv" > "$work/two.csv"
refuses "and the same network in line" alone "$work/two.csv"
sed 's/^\(0010,[^,]*\),[^,]*/\1,99/' "$work/truth.csv" > "$work/two.csv"
refuses "0-1-0-0 has acc1 53, and the same network in line 5 has 99" alone "$work/two.csv"
sed '1s/$/,params/;2,$s/$/,12/' "$work/truth.csv" > "$work/counts.csv"
refuses "params is 12, where the space's network has" alone "$work/counts.csv"
run --truth "$work/counts.csv" --unchecked > "$work/log" 2>&1 || fail "other counts, unchecked"
sed '2,$s/,[^,]*/,/' "$work/truth.csv" > "$work/empty.csv"
refuses "no network has a number for mean_acc" alone "$work/empty.csv"
refuses "no column 'top1'" alone "$work/truth.csv" --accuracy top1
refuses "no cost named 'latency_ms'" alone "$work/truth.csv" --limit latency_ms=3
refuses "0 networks of the table are within" alone "$work/truth.csv" --limit macs=10
refuses "leave half for training" alone "$work/truth.csv" --validation 390
[ ! -e "$work/none" ] || fail "a refused run left a folder"
exit $((failures > 0))

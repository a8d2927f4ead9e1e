#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The choice by training: who takes part, that it is said who was chosen, and that what is delivered
# is the network chosen. Argument: the searcher.
set -uo pipefail
searcher=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
run=("$searcher" --images 1280 --validation 100 --epochs 1 --stage-epochs 0.5 0.5 --population 6
  --generations 2 --rounds 1)
cat > "$work/check.py" << 'EOF'
import json, math, sys
folder, log = sys.argv[1], open(sys.argv[1] + "/log.txt").read()
result, manifest = (json.load(open(f"{folder}/{part}.json")) for part in ("result", "manifest"))
choice, networks = result["choice"], result["networks"]
who, rounds = choice["networks"], choice["rounds"]
assert manifest["choose"] == choice["choose"], "the manifest"
assert len({n["genotype"] for n in who}) == len(who), "a network takes part twice"
assert who[0]["name"] == "found" and who[0]["genotype"] == networks[0]["genotype"], "the first"
assert networks[0]["name"] == "found" and not networks[0]["by_hand"], "the found one"
assert len([n for n in who if not n["by_hand"]]) <= choice["choose"], "more than were asked for"
bound = {l["name"]: l["bound"] for l in result["limits"]}["latency_ms"]
for n in networks:
    inside = n["genotype"] in [w["genotype"] for w in who]
    assert inside != (n["name"] in choice["outside"]), n["name"]
    assert (n["predicted_latency_ms"] <= bound * (1 + 1e-9)) == inside, f"the limit: {n['name']}"
left = list(range(len(who)))
for r in rounds:
    assert sorted(r["networks"]) == sorted(left), "who is in a round"
    assert math.isclose(r["epochs"] * len(left), manifest["choose_epochs"]), "its epochs"
    order = sorted(range(len(left)), key=lambda i: (r["cross_entropy"][i], -r["top1"][i]))
    left = [r["networks"][i] for i in order][:(len(left) + 1) // 2]
    assert r["went_on"] == left, "who went on"
assert left == [choice["chosen"]], "who was chosen"
chosen, delivered = who[choice["chosen"]], networks[result["delivered"]]
assert choice["by_hand"] == chosen["by_hand"], "made by hand"
assert delivered["by_hand"] == (chosen["by_hand"] and "same_as" not in chosen), "its row"
named = lambda n: n["name"] + (f", which is {n['same_as']}" if "same_as" in n else "")
for n in who:  # what the search found may be what was made by hand, however it is spelled
    hand_made = {m["name"] for m in networks if m["by_hand"]}
    assert n["by_hand"] == ("same_as" in n or n["name"] in hand_made)
    assert "same_as" not in n or f"note: {named(n)}" in log.splitlines(), "which it is"
assert chosen["genotype"] == delivered["genotype"], "another network is delivered"
said = f"chosen: {named(chosen)}, " + ("made by hand" if choice["by_hand"] else "of the search")
assert said in log.splitlines(), f"not said: {said}"
assert open(f"{folder}/genotype.txt").read().split()[-1] == chosen["genotype"], "genotype.txt"
assert chosen["genotype"] in open(f"{folder}/network.hpp").read(), "network.hpp"
by_hand = [i for i, n in enumerate(networks) if n["by_hand"]]
wanted = [(0, i) for i in by_hand]
if result["delivered"]:
    wanted += [(result["delivered"], i) for i in by_hand if i != result["delivered"]]
assert [(c["network"], c["with"]) for c in result["comparisons"]] == wanted, "the comparisons"
for c in result["comparisons"]:
    a, b = (networks[c[side]]["test_top1"] for side in ("network", "with"))
    d, n = c["difference"], c["images"]
    assert n == 10000 and math.isclose(d, a - b, abs_tol=1e-9), "a difference"
    assert math.isclose(d * n, c["only_network"] - c["only_with"], abs_tol=1e-6), "its counts"
    variance = (c["only_network"] + c["only_with"]) / n - d * d
    assert math.isclose(c["half_interval"], 1.96 * math.sqrt(variance / n)), "its interval"
print("by hand" if choice["by_hand"] else chosen["name"])
EOF
check() { python3 "$work/check.py" "$1" > "$work/chosen" || fail "$2"; }

# A network by hand outside the limit is trained and compared; the one nearest below takes part.
"${run[@]}" --out "$work/usual" --by-hand "mb<3,5>" --choose 3 > "$work/log" || fail "a choice"
check "$work/usual" "the usual choice"
grep -q "note: all mb<3,5> is not within the limits" "$work/log" || fail "who is left out"
grep -q '"name": "ShuffleNetV2-like"' "$work/usual/result.json" || fail "no hand-made network"
grep -qE "and [1-9] made by hand|, which is ShuffleNetV2-like" "$work/log" ||
  fail "some network by hand takes part"

# The search starts from what is made by hand, takes part of its scores from untrained networks, and
# judges a stage by smoothed scores; without all that by what the supernet said.
grep -q "stage 1 starts from ShuffleNetV2-like" "$work/log" || fail "what the search starts from"
grep -q "refinement: up to 2 networks are trained alone" "$work/log" || fail "what is trained alone"
"${run[@]}" --out "$work/plain" --start generator --zero-cost none --best-by score --alone 0 \
  > "$work/log" || fail "a search by the supernet's scores alone"
grep -qE "stage 1 starts from|refinement" "$work/log" && fail "a start by hand, or a refinement"
"${run[@]}" --out "$work/later" --first-stage-only --stage-epochs 0.5 --alone 6 \
  --alone-epochs 0.5 > "$work/log" || fail "a refinement of the later layers"
python3 - "$work"/{usual,plain,later}/result.json << 'EOF' || fail "the scores"
import json, sys
usual, plain, later = (json.load(open(path)) for path in sys.argv[1:])
assert (usual["zero_cost"], usual["best_by"]) == ("relu_units", "smoothed")
assert (plain["zero_cost"], plain["best_by"]) == ("none", "score")
first = usual["stages"][0]
start = usual["networks"][[n["name"] for n in usual["networks"]].index("ShuffleNetV2-like")]
genes, split = start["genotype"].split("-"), first["first_layer"] - 1
assert first["start"].split("-")[:split] == genes[:split], "early layers by hand"
assert abs(first["history"][0][1] - start["predicted_latency_ms"]) < 1e-9, "scored first"
for stage in plain["stages"]:
    scores = [score for score, _ in stage["history"]]
    assert stage["score"] == max(scores) and max(scores) < 0, "minus a cross-entropy"
assert "alone" not in plain and plain["networks"][0]["genotype"] == plain["stages"][1]["genotype"]
# Behind the stages: the found one, those by hand, then their relatives, none twice.
alone = usual["alone"]
trained = [n["genotype"] for n in alone["networks"]]
assert len(set(trained)) == len(trained) == 2, "how many"
assert trained[:2] == [alone["start"], start["genotype"]], "which first"
assert alone["start"] == usual["stages"][1]["genotype"], "where it begins"
assert alone["genotype"] == usual["networks"][0]["genotype"] and alone["genotype"] in trained
assert all(0 < n["cross_entropy"] < 10 for n in alone["networks"]), "cross-entropies"
bound = usual["limits"][0]["bound"]
assert all(n["predicted_latency_ms"] <= bound for n in alone["networks"]), "the limit"
# A search of the later layers keeps the early ones here too.
fixed = later["stages"][0]["start"].split("-")[:split]
assert len(later["alone"]["networks"]) == 6 and later["alone"]["epochs"] == 0.5
assert all(n["genotype"].split("-")[:split] == fixed for n in later["alone"]["networks"])
EOF

# Without a choice the search's is taken, and nothing is said of one.
"${run[@]}" --out "$work/none" --by-hand "sep<3>" --choose 0 > "$work/log" || fail "no choice"
grep -qE '^choice|"choice"|chosen|delivered' "$work/log" "$work/none/result.json" &&
  fail "a choice is told"
# What the search found is trained alone to the same, whether a choice is made or not.
found() {
  python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["networks"][0]["test_top1"])' \
    "$1/result.json"
}
[ "$(found "$work/none")" = "$(found "$work/usual")" ] || fail "the found network is another one"

# More than there are: too many for any search of this size, or for what this one could score.
refuses "13 networks are to be chosen among where the search scores 12 at most" "${run[@]}" \
  --one-stage --stage-epochs 0.5 --choose 13 --out "$work/refused"
test -e "$work/refused" && fail "a refused run left a folder"
"${run[@]}" --out "$work/few" --by-hand none --choose 24 > "$work/log" || fail "fewer than asked"
check "$work/few" "fewer than asked for"
grep -q "note: the search scored no more than" "$work/log" || fail "that fewer were scored"
"${run[@]}" --out "$work/tight" --by-hand "sep<3>" --limit latency_ms=0.0891 --alone 3 \
  > "$work/log" || fail "a single network"
check "$work/tight" "a single network"
python3 -c 'import json, sys; assert len(json.load(open(sys.argv[1]))["alone"]["networks"]) == 1' \
  "$work/tight/result.json" || fail "more networks trained alone than there are"
grep -q "chosen: found, which is all sep<3>, made by hand" "$work/log" ||
  fail "the only network was not chosen, or not told to be made by hand"
grep -q "note: no network made by hand is new" "$work/log" || fail "that none by hand takes part"

# A network by hand is chosen sometimes, and the search's too.
for seed in 1 2 3 4 5 6 7 8 9; do
  "${run[@]}" --out "$work/$seed" --by-hand "sep<3>" --by-hand "mb<3,5>" --choose 2 --seed $seed \
    --limit latency_ms=1 > "$work/log" || fail "seed $seed"
  check "$work/$seed" "seed $seed"
  cat "$work/chosen" >> "$work/all"
  grep -q "by hand" "$work/all" && grep -qv "by hand" "$work/all" && break
done
grep -q "by hand" "$work/all" || fail "no network by hand was ever chosen"
grep -qv "by hand" "$work/all" || fail "no network of the search was ever chosen"
echo "$failures failures"
exit $((failures > 0))

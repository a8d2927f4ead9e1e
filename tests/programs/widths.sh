#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Widths as an outer choice: which are searched follows from the screening, and which is said to be
# better from the choices by training. Arguments: a searcher with widths, and one without.
set -uo pipefail
searcher=$1
plain=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
run=("$searcher" --widths --images 1280 --validation 100 --epochs 1 --stage-epochs 0.5 0.5
  --population 6 --generations 2 --rounds 1)
"${run[@]}" --out "$work/out" > "$work/log" 2>&1 || fail "$(cat "$work/log")"
python3 - "$work/out" << 'EOF' || fail "widths.json"
import json, pathlib, sys
out = pathlib.Path(sys.argv[1])
widths = json.loads((out / "widths.json").read_text())
screened, searched = widths["screened"], widths["searched"]
assert sorted(w["width"] for w in screened) == [0.5, 1.0, 1.5], "all are screened"
possible = [w for w in screened if not w["left_out"]]
units = [w["relu_units"] for w in possible]
assert units == sorted(units, reverse=True) and len(possible) >= 2, "the best first"
assert [s["width"] for s in searched] == [w["width"] for w in possible[:2]], "two are searched"
losses, limits, spaces = [], set(), set()
for s in searched:
    result = json.loads((out / s["folder"] / "result.json").read_text())
    network = result["networks"][result["delivered"]]
    assert network["genotype"] == s["genotype"] and network["test_top1"] == s["test_top1"]
    last = result["choice"]["rounds"][-1]
    assert s["validation_cross_entropy"] == \
        last["cross_entropy"][last["networks"].index(result["choice"]["chosen"])]
    losses.append(s["validation_cross_entropy"])
    limits.add(json.dumps(result["limits"]))
    spaces.add(result["fingerprint"])
assert widths["best"] == losses.index(min(losses)), "the better one"
assert len(limits) == 1 and len(spaces) == 2, "one limit, two spaces"
EOF
"${run[@]}" --out "$work/out" --resume > "$work/again" 2>&1 || fail "$(cat "$work/again")"
[ "$(grep -c "this run is finished" "$work/again")" -eq 2 ] ||
  fail "finished widths are searched again"
mkdir "$work/foreign" && echo mine > "$work/foreign/widths.json"
refuses "$work/foreign/widths.json" "${run[@]}" --out "$work/foreign"
[ "$(cat "$work/foreign/widths.json")" = mine ] || fail "a user's file is lost"
refuses "leave it on" "${run[@]}" --out "$work/none" --choose 0
refuses "widths" "$plain" --widths --out "$work/none"
[ ! -e "$work/none" ] || fail "a refused run leaves a folder"
exit $((failures > 0))

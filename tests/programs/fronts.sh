#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Several values of a limit: one supernet, a search for each, their front; further limits without
# training; interrupted and gone on with; mistakes.
set -uo pipefail
searcher=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
run=("$searcher" --images 1280 --validation 100 --epochs 1 --stage-epochs 1 1 --population 4
  --generations 2 --by-hand none --choose 2 --alone 0 --rounds 1)
"${run[@]}" --limit latency_ms=0.15,0.1,0.12,0.001,0.12 --out "$work/out" > "$work/log" 2>&1 ||
  { fail "three limits"; cat "$work/log"; }
grep -q "note: latency_ms <= 0.001 is left out: .*no network has" "$work/log" ||
  fail "a limit that nothing meets is not said"
[ "$(grep -c "training the supernet" "$work/log")" -eq 2 ] || fail "more than one supernet"
grep -q "one supernet for 3 limits" "$work/log" || fail "how many limits"
check() {  # FOLDER LIMIT...
  python3 - "$@" << 'EOF' || fail "front.json of $1"
import json, pathlib, sys
out = pathlib.Path(sys.argv[1])
front = json.loads((out / "front.json").read_text())
assert front["format"] == "hurricane-front" and front["version"] == 1
searches = front["searches"]
assert sorted(s["limits"][-1]["bound"] for s in searches) == sorted(map(float, sys.argv[2:]))
for s in searches:
    folder = out / s["folder"]
    result = json.loads((folder / "result.json").read_text())
    network = result["networks"][result["delivered"]]
    bound = s["limits"][-1]["bound"]
    assert result["limits"] == s["limits"] == [{"name": "latency_ms", "bound": bound}]
    assert s["genotype"] == network["genotype"] and s["test_top1"] == network["test_top1"]
    assert s["predicted"] == network["predicted_latency_ms"] <= bound * 1.000001
    assert (folder / "network.hpp").exists() and (folder / "report.html").exists()
    beaten = any(o["predicted"] <= s["predicted"] and o["test_top1"] >= s["test_top1"] and
                 (o["predicted"] < s["predicted"] or o["test_top1"] > s["test_top1"])
                 for o in searches)
    assert s["on_front"] != beaten
assert any(s["on_front"] for s in searches)
page = (out / "front.html").read_text()
assert all(s["folder"] + "/report.html" in page for s in searches)
EOF
}
check "$work/out" 0.1 0.12 0.15

# Again for another limit: the supernet is searched as it is, and what was found stays.
cp -r "$work/out" "$work/before"
"${run[@]}" --limit latency_ms=0.2 --out "$work/out" > "$work/log" 2>&1 || fail "a further limit"
! grep -q "training the supernet" "$work/log" || fail "a finished supernet is trained again"
grep -q "is searched as it is" "$work/log" || fail "it is not said that the supernet is kept"
check "$work/out" 0.1 0.12 0.15 0.2
for limit in 0.1 0.12 0.15; do
  diff -r "$work/before/latency_ms-$limit" "$work/out/latency_ms-$limit" ||
    fail "what was found for $limit"
done
cmp "$work/before/supernet" "$work/out/supernet" || fail "the supernet is another one"

# A supernet that the version before kept: its file knows stages, not phases.
cp -r "$work/before" "$work/former"
python3 "$(dirname "$0")/former_files.py" supernet "$work/former/supernet" ||
  fail "a supernet of the version before"
"${run[@]}" --limit latency_ms=0.2 --out "$work/former" > "$work/log" 2>&1 ||
  { fail "a further limit of a supernet of before"; cat "$work/log"; }
! grep -q "training the supernet" "$work/log" || fail "a supernet of before is trained again"
cmp "$work/out/latency_ms-0.2/result.json" "$work/former/latency_ms-0.2/result.json" ||
  fail "another result from a supernet of before"

# Limits of several targets, with one that holds for all.
"${run[@]}" --limit latency_ms=0.12,0.15 --limit latency_ms@hexagon685=1,2 --limit macs=1e9 \
  --out "$work/targets" > "$work/log" 2>&1 || { fail "two targets"; cat "$work/log"; }
python3 - "$work/targets" << 'EOF' || fail "two targets"
import json, sys
searches = json.load(open(sys.argv[1] + "/front.json"))["searches"]
costs = [s["cost"] for s in searches]
assert costs.count("latency_ms") == 2, costs
assert 1 <= costs.count("latency_ms@hexagon685") <= 2, costs
assert all(s["limits"][0] == {"name": "macs", "bound": 1e9} and
           s["limits"][1]["name"] == s["cost"] and s["predicted"] <= s["limits"][1]["bound"]
           for s in searches)
page = open(sys.argv[1] + "/front.html").read()
assert page.count("<svg") == 2
EOF

# Killed in the supernet and behind it, it goes on to the same bytes.
limits=(--limit latency_ms=0.1,0.15)
"${run[@]}" "${limits[@]}" --out "$work/whole" > "$work/log" 2>&1 || fail "a run to compare with"
for line in "stage 2: training" "round 1, "; do
  rm -rf "$work/part" "$work/part.log"
  "${run[@]}" "${limits[@]}" --out "$work/part" > "$work/part.log" 2>&1 &
  pid=$!
  while kill -0 $pid 2> /dev/null && ! grep -sq "$line" "$work/part.log"; do sleep 0.01; done
  kill -9 $pid 2> /dev/null
  wait $pid 2> /dev/null
  [ ! -e "$work/part/front.json" ] || fail "killed too late for '$line'"
  [[ "$line" = stage* ]] && refuses "an unfinished search is kept there" "${run[@]}" \
    "${limits[@]}" --out "$work/part"
  "${run[@]}" "${limits[@]}" --out "$work/part" --resume > "$work/log" 2>&1 ||
    { fail "--resume after '$line'"; cat "$work/log"; }
  for file in latency_ms-0.1/result.json latency_ms-0.15/result.json front.json \
    latency_ms-0.1/network.weights latency_ms-0.15/network.weights; do
    cmp "$work/whole/$file" "$work/part/$file" || fail "$file after '$line'"
  done
done
"${run[@]}" "${limits[@]}" --out "$work/part" --resume > "$work/log" 2>&1 || fail "a finished run"
[ "$(grep -c "this run is finished" "$work/log")" -eq 2 ] || fail "finished searches go on"
"${run[@]}" "${limits[@]}" --out "$work/part" > "$work/log" 2>&1 || fail "a finished run again"
! grep -q "training the supernet" "$work/log" || fail "the same limits train again"
for limit in 0.1 0.15; do
  cmp "$work/whole/latency_ms-$limit/result.json" "$work/part/latency_ms-$limit/result.json" ||
    fail "the same command gives another result for $limit"
done

# An unfinished supernet is of its limits.
rm -rf "$work/part" "$work/part.log"
"${run[@]}" "${limits[@]}" --out "$work/part" > "$work/part.log" 2>&1 &
pid=$!
while kill -0 $pid 2> /dev/null && ! grep -sq "stage 2: training" "$work/part.log"; do
  sleep 0.01
done
kill -9 $pid
wait $pid 2> /dev/null
for other in 0.1 0.1,0.12,0.15 0.1,0.12; do
  refuses "the unfinished search there has other limits: latency_ms=0.1; latency_ms=0.15" \
    "${run[@]}" --limit "latency_ms=$other" --out "$work/part" --resume
done

# Mistakes.
rm -rf "$work/before"
cp -r "$work/out" "$work/before"
refuses "of another run: seed is 3 now and was 0" "${run[@]}" --limit latency_ms=0.1,0.2 \
  --out "$work/out" --seed 3
rm "$work/out/supernet"
refuses "the front there is of another space, other data or another training" "${run[@]}" \
  --limit latency_ms=0.1,0.2 --out "$work/out" --seed 3
cp "$work/before/supernet" "$work/out"
diff -r "$work/before" "$work/out" || fail "a refused front changed something"
refuses "no network has latency_ms" "${run[@]}" --limit latency_ms=0.001,0.002 --out "$work/none"
refuses "is not a limit" "${run[@]}" --limit latency_ms=0.1,fast --out "$work/none"
refuses "watts" "${run[@]}" --limit watts=1,2 --out "$work/none"
mkdir "$work/foreign"
echo mine > "$work/foreign/front.json"
refuses "front.json" "${run[@]}" --limit latency_ms=0.1,0.2 --out "$work/foreign"
[ "$(cat "$work/foreign/front.json")" = mine ] || fail "a user's front.json is lost"
mkdir "$work/other"
echo mine > "$work/other/supernet"
refuses "supernet" "${run[@]}" --limit latency_ms=0.1,0.2 --out "$work/other"
[ "$(cat "$work/other/supernet")" = mine ] || fail "a user's file named supernet is lost"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The page that a search leaves, in a browser without a window: every chart has its data, nothing is complained about,
# and nothing is asked of the network.
set -uo pipefail
searcher=$1 report=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
"$searcher" --out "$work/results" --images 1600 --validation 200 --epochs 1 --by-hand "sep<3>" --population 6 --generations 3 > "$work/log" || fail "the search"
page="$work/results/report.html"
test -s "$page" || fail "no report.html"
grep -qE '(src|href)="|url\(http|fetch\(' "$page" && fail "the page asks for other files"
cp "$page" "$work/first"
"$report" "$work/results" > /dev/null || fail "report"
cmp -s "$page" "$work/first" || fail "the report written again is another one"
refuses "cannot read" "$report" "$work"
cp -r "$work/results" "$work/other"
printf '{"version": 2}' > "$work/other/result.json"
refuses "this is no hurricane-result file" "$report" "$work/other"
printf '{"format": "hurricane-result", "version": 1}' > "$work/other/result.json"
refuses "version 1 of result.json" "$report" "$work/other"
printf '{"format": "hurricane-result", "version": 2}' > "$work/other/result.json"
refuses "there is no 'space'" "$report" "$work/other"
cp "$work/results/result.json" "$work/other"
sed -i 's/"version": 2/"version": "2"/' "$work/other/timing.json"
refuses "timing.json" "$report" "$work/other"
# How many points each chart must have.
python3 - "$work/results" > "$work/wanted" << 'EOF'
import json, sys
result, timing = (json.load(open(f"{sys.argv[1]}/{part}.json")) for part in ("result", "timing"))
def front(points):
    best, n = float("-inf"), 0
    for x, y in sorted(points, key=lambda p: (p[0], -p[1])):
        if y > best: best, n = y, n + 1
    return n
alone = [(m["measured_latency_ms"], n["test_top1"]) for n, m in zip(result["networks"], timing["networks"])]
scored = [[(latency, score) for score, latency in s["history"]] for s in result["stages"]]
print("front", len(alone) + front(alone))
print("candidates", sum(len(s) + front(s) for s in scored))
print("generations", sum(2 * len(s["generation_end"]) for s in result["stages"]))
print("prediction", len(alone) + len(timing["sampled"]) + 4)
print("layers", len(result["layers"]) + 1)
print("curves", sum(len(c["loss"]) for c in timing["curves"]))
print("ledger", len(timing["phases"]))
EOF
test "$(wc -l < "$work/wanted")" -eq 7 || fail "the counts"
"$report" --help | grep -q Example || fail "--help"
for theme in light dark; do
  cp "$work/first" "$work/page.html"
  HOME=$work chromium --headless --no-sandbox --disable-gpu --host-resolver-rules="MAP * ~NOTFOUND" --virtual-time-budget=5000 --enable-logging=stderr --v=0 \
    $([ $theme = dark ] && echo --blink-settings=preferredColorScheme=0) --dump-dom "file://$work/page.html" > "$work/dom" 2> "$work/said" || fail "the browser ($theme)"
  grep -q "data-theme=\"$theme\"" "$work/dom" || fail "the colours are not $theme"
  grep "CONSOLE" "$work/said" && fail "the page complains ($theme)"
  charts=$(grep -o 'data-charts="[^"]*"' "$work/dom" | tr -d '"' | sed 's/data-charts=//')
  while read -r chart points; do
    [[ " $charts " == *" $chart:$points "* && $points -gt 1 ]] || fail "the chart $chart has not $points points ($theme): $charts"
  done < "$work/wanted"
done
echo "$charts"
echo "$failures failures"
exit $((failures > 0))

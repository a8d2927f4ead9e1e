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
grep -qE '(src|href)="' "$page" && fail "the page asks for other files"
cp "$page" "$work/first"
"$report" "$work/results" > /dev/null || fail "report"
cmp -s "$page" "$work/first" || fail "the report written again is another one"
refuses "cannot read" "$report" "$work"
printf '{"version": 1}' > "$work/results/result.json"
refuses "version 1 of result.json" "$report" "$work/results"
"$report" --help | grep -q Example || fail "--help"
for theme in light dark; do
  cp "$work/first" "$work/page.html"
  HOME=$work chromium --headless --no-sandbox --disable-gpu --virtual-time-budget=5000 --enable-logging=stderr --v=0 \
    $([ $theme = dark ] && echo --blink-settings=preferredColorScheme=0) --dump-dom "file://$work/page.html" > "$work/dom" 2> "$work/said" || fail "the browser ($theme)"
  grep -q "data-theme=\"$theme\"" "$work/dom" || fail "the colours are not $theme"
  grep "CONSOLE" "$work/said" && fail "the page complains ($theme)"
  charts=$(grep -o 'data-charts="[^"]*"' "$work/dom" | tr -d '"' | sed 's/data-charts=//')
  for chart in front candidates generations prediction layers curves ledger; do
    echo "$charts" | grep -qE "(^| )$chart:[1-9]" || fail "the chart $chart has no data ($theme)"
  done
done
echo "$charts"
echo "$failures failures"
exit $((failures > 0))

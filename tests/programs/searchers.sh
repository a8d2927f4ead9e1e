#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Searchers by name, one's own among them, as a user asks for them: their options in help, manifest
# and result; several limits; interrupted and resumed.
set -uo pipefail
searcher=$1 library=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
run=("$searcher" --seed 5 --images 1600 --validation 200 --epochs 1 --stage-epochs 1
  --population 6 --generations 2 --by-hand none --alone 2 --choose 2 --rounds 1)
for pair in "spos --one-stage" "later-layers --first-stage-only"; do
  read -r name flag <<< "$pair"
  "${run[@]}" --searcher "$name" --out "$work/$name" > "$work/log" 2>&1 ||
    { fail "--searcher $name"; cat "$work/log"; }
  "${run[@]}" "$flag" --out "$work/flag" > "$work/log" 2>&1 || fail "$flag"
  cmp "$work/$name/result.json" "$work/flag/result.json" || fail "$flag is not --searcher $name"
done
"$searcher" --help > "$work/help"
for text in "random-start (later layers, the early ones of the best at random)" \
  "networks drawn at random (--searcher random-start)"; do
  grep -qF -- "$text" "$work/help" || fail "not in --help: $text"
done
own=("${run[@]}" --searcher random-start --samples 7 --note "two words")
"${own[@]}" --out "$work/own" > "$work/log" 2>&1 ||
  { fail "a searcher of one's own"; cat "$work/log"; }
python3 - "$work/own" "$work/spos" << 'EOF' || fail "what a searcher leaves"
import json, sys
own, spos = (json.load(open(folder + "/result.json")) for folder in sys.argv[1:])
manifest = json.load(open(sys.argv[1] + "/manifest.json"))
timing = json.load(open(sys.argv[1] + "/timing.json"))
assert own["searcher"] == manifest["searcher"] == "random-start"
assert own["options"] == manifest["options"] == {"samples": "7", "note": "two words"}
assert manifest["phases"][1:] == ["later: training, 1 epochs, feasible",
                                  "later: scoring, 12 networks by evolution, smoothed"]
assert [s["name"] for s in own["stages"]] == ["all", "later"] and "options" not in spos
assert own["stages"][0]["evaluated"] == 7
effort = {e["phase"]: e for e in own["effort"]}
assert list(effort)[:4] == ["all: random", "later: training", "later: scoring",
                            "training networks alone"]
steps = (1600 - 200) // 32
assert effort["later: training"]["paths"] == steps, effort
assert effort["later: training"]["images"] == 32 * steps
assert effort["all: random"]["evaluations"] == 7
assert effort["training networks alone"]["evaluations"] == 2
assert effort["training found"]["images"] == 1600
assert all(e["phase"] for e in own["effort"])
seconds = {p["name"]: p["processor_seconds"] for p in timing["phases"]}
assert seconds["searching all: random"] > 0 and seconds["searching later: training"] > 0
EOF
# Interrupted anywhere, it goes on to the same bytes.
resumed=0
for kill_at in 6 12 18 24; do
  KILL_AT=$kill_at KILL_SIGNAL=2 LD_PRELOAD="$library" "${own[@]}" --out "$work/cut" \
    > "$work/log" 2>&1
  [ -s "$work/cut/checkpoint" ] || { rm -rf "$work/cut"; continue; }
  refuses "what is kept there is of another run: options is" "${run[@]}" \
    --searcher random-start --samples 8 --note "two words" --out "$work/cut" --resume
  "${own[@]}" --out "$work/cut" --resume > "$work/log" 2>&1 || fail "resumed at $kill_at"
  cmp "$work/cut/result.json" "$work/own/result.json" || fail "another result from $kill_at"
  resumed=$((resumed + 1))
  rm -rf "$work/cut"
done
[ "$resumed" -gt 1 ] || fail "no run was interrupted"
# Several limits share what it trains; each phase of each search has its name.
"${own[@]}" --limit latency_ms=0.12,0.15 --out "$work/limits" > "$work/log" 2>&1 ||
  { fail "several limits"; cat "$work/log"; }
[ "$(grep -c "training the supernet" "$work/log")" = 1 ] || fail "one training for both limits"
"${own[@]}" --limit latency_ms=0.2 --out "$work/limits" > "$work/log" 2>&1 ||
  { fail "a further limit"; cat "$work/log"; }
python3 - "$work"/limits/latency_ms-* << 'EOF' || fail "what each limit leaves"
import json, sys
assert len(sys.argv) == 4
for folder in sys.argv[1:]:
    result = json.load(open(folder + "/result.json"))
    assert all(e["phase"] for e in result["effort"]), folder
    assert result["searcher"] == "random-start"
EOF
refuses "the searcher 'hurricane' has no such option" "${run[@]}" --samples 3 --out "$work/none"
refuses "'x' is no whole number" "${run[@]}" --searcher random-start --samples x \
  --out "$work/none"
refuses "--searcher excludes --one-stage" "${run[@]}" --searcher spos --one-stage
refuses "spo not in" "${run[@]}" --searcher spo
[ ! -e "$work/none" ] || fail "a refused run left a folder"
exit $((failures > 0))

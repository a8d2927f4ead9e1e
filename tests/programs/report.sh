#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The page that a search leaves, in a browser without a window: every chart has its data, nothing is
# complained about, and nothing is asked of the network.
set -uo pipefail
searcher=$1 report=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
"$searcher" --out "$work/results" --images 1600 --validation 200 --epochs 1 --by-hand "sep<3>" \
  --population 6 --generations 3 --rounds 2 --choose 3 > "$work/log" || fail "the search"
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
sed -i 's/"version": 3/"version": "3"/' "$work/other/timing.json"
refuses "timing.json" "$report" "$work/other"
# Files of version 2 had neither searcher nor effort.
cp -r "$work/results" "$work/before"
python3 - "$work/before" << 'EOF' || fail "making files of version 2"
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
for part, gone in ("result", ("searcher", "effort")), ("timing", ()):
    file = folder / f"{part}.json"
    data = json.loads(file.read_text()) | {"version": 2}
    for key in gone: del data[key]
    file.write_text(json.dumps(data))
manifest = json.loads((folder / "manifest.json").read_text())
for name in ("result.json", "timing.json"):
    data, hashed = (folder / name).read_bytes(), 0xcbf29ce484222325
    for byte in data + b"\0":
        hashed = (hashed ^ byte) * 0x100000001b3 % 2**64
    manifest["files"][name] |= {"bytes": len(data), "fnv1a": f"{hashed:016x}"}
(folder / "manifest.json").write_text(json.dumps(manifest))
EOF
"$report" "$work/before" > /dev/null || fail "a page of version 2"
"$report" --help | grep -q Example || fail "--help"
# What the page must show, from the folder of results and the page's document.
cat > "$work/check.py" << 'EOF'
import html, json, math, re, sys
result, timing, manifest = (json.load(open(f"{sys.argv[1]}/{part}.json"))
                            for part in ("result", "timing", "manifest"))
dom, networks = open(sys.argv[2]).read(), result["networks"]
found = networks[result.get("delivered", 0)]
point = lambda x, y: {"x": x, "y": y}
def front(points):
    kept = []
    for p in sorted(points, key=lambda p: (p["x"], -p["y"])):
        if not kept or p["y"] > kept[-1]["y"]: kept.append(p)
    return kept
measured = [n["measured_latency_ms"] for n in timing["networks"]]
alone = [point(x, 100 * n["test_top1"]) for n, x in zip(networks, measured)]
by_hand = [p for i, (n, p) in enumerate(zip(networks, alone)) if n.get("by_hand", i > 0)]
chosen = [p for n, p in zip(networks, alone) if n["name"] == "chosen"]
helped = result.get("zero_cost", "none") != "none" and result["zero_cost_weight"] != 0
unit = 1 if helped or result["score"] == "cross-entropy" else 100  # others are shares
scored = [[point(latency, unit * score) for score, latency in s["history"]]
          for s in result["stages"]]
tops_and_means = []
for s, points in zip(result["stages"], scored):
    ends, y = [0, *s["generation_end"]], [p["y"] for p in points]
    tops_and_means.append([point(g, max(y[:ends[g]])) for g in range(1, len(ends))])
    tops_and_means.append([point(g, sum(y[ends[g - 1]:ends[g]]) / (ends[g] - ends[g - 1]))
                           for g in range(1, len(ends))])
sampled = timing["sampled"]
pairs, others = (
    [point(x, n["predicted_latency_ms"]) for n, x in zip(some, times)] for some, times in (
        (networks, measured), (sampled, [n["measured_latency_ms"] for n in sampled])))
most = 1.1 * max(v for p in pairs + others for v in p.values())
wanted = {
    "front": [alone[:1], by_hand, *([chosen] if chosen else []), front(alone)],
    "candidates": [*scored, *map(front, scored)],
    "generations": tops_and_means,
    "prediction": [pairs, others, [point(0, 0), point(most / 1.1, most)],
                   [point(0, 0), point(most, 0.9 * most)]],
    "layers": [[*found["layer_ms"], found["predicted_latency_ms"] - sum(found["layer_ms"])]],
    "curves": [[point(100 * (k + 1) / len(c["loss"]), y) for k, y in enumerate(c["loss"])]
               for c in timing["curves"]],
    "ledger": [[p["seconds"] for p in timing["phases"]]]}
if "alone" in result:
    of = result["alone"]
    dot = lambda n: point(n["predicted_latency_ms"], -n["cross_entropy"])
    wanted["alone"] = [[dot(n) for n in of["networks"] if n["genotype"] == of["genotype"]],
                       [dot(n) for n in of["networks"]]]
counts = dict(c.split(":") for c in re.search('data-charts="([^"]*)"', dom)[1].split())
drawn = {id: json.loads(html.unescape(ends))
         for id, ends in re.findall('<canvas id="(.*?)" data-ends="(.*?)"', dom)}
if "alone" not in result: assert not drawn.pop("alone", None), "a chart of nothing"
assert counts.keys() == drawn.keys() == wanted.keys(), f"other charts: {counts}"
def same(a, b):
    numbers = lambda p: [p["x"], p["y"]] if isinstance(p, dict) else [p]
    return all(math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-9)
               for x, y in zip(numbers(a), numbers(b), strict=True))
for chart, sets in wanted.items():
    points = sum(map(len, sets))
    assert int(counts[chart]) == points > 1, f"{chart} has {counts[chart]} points, not {points}"
    for (label, *ends), s in zip(drawn[chart], sets, strict=True):
        shown = same(ends[0], s[0]) and same(ends[1], s[-1]) if s else ends == [None, None]
        assert shown, f"{chart}, {label}: {ends}"
text = lambda parts: [html.unescape(p) for p in parts]
layers, operators = result["layers"], found["operators"]
assert text(re.findall('class="block"[^>]*>(.*?)<', dom)) == operators, "blocks"
assert len(operators) == len(layers), "blocks"
stages = sum(b["stride"] != 1 or b["out"] != a["out"] for a, b in zip(layers, layers[1:])) + 1
drawn_stages = dom.count("class=\"stage\"")
assert drawn_stages == stages, f"{drawn_stages} stages, not {stages}"
table = lambda id: re.search(f'<table id="{id}">(.*?)</table>', dom)[1]
rows = lambda id: text(re.findall("<tr><td>(.*?)</td>", table(id)))
assert rows("networks") == [n["name"] for n in networks], "rows of tables"
assert rows("manifest") == [*manifest], "rows of tables"
hidden = [f'id="{part}-of" hidden' in dom for part in ("choice", "comparisons", "alone")]
assert hidden == ["choice" not in result] * 2 + ["alone" not in result], f"hidden: {hidden}"
if "choice" in result:
    choice = result["choice"]
    cells = lambda id: [text(re.findall("<td>(.*?)</td>", r))
                        for r in re.findall("<tr>(.*?)</tr>", table(id))][1:]
    for k, (n, shown) in enumerate(zip(choice["networks"], cells("choice"), strict=True)):
        row = [n["name"], "hand" if n["by_hand"] else "the search"]
        for r in choice["rounds"]:
            at = r["networks"].index(k) if k in r["networks"] else None
            row += ["", "", ""] if at is None else [
                f"{r['cross_entropy'][at]:.4f}", f"{100 * r['top1'][at]:.2f} %",
                "went on" if k in r["went_on"] else ""]
        assert shown == row, f"{shown} is not {row}"
    made = "made by hand" if choice["by_hand"] else "of the search"
    said = f"Chosen: {choice['networks'][choice['chosen']]['name']}, a network {made}."
    assert said in html.unescape(dom), said
    for c, shown in zip(result["comparisons"], cells("comparisons"), strict=True):
        assert shown[:2] == [networks[c[which]]["name"] for which in ("network", "with")], shown
        assert shown[4:] == [str(c["only_network"]), str(c["only_with"])], shown
    delivered = f"The network delivered: {found['name']}"
    above = delivered if result["delivered"] else "The network found"
    assert f'id="network-of">{html.escape(above)}<' in dom, above
print(*(f"{chart}:{n}" for chart, n in counts.items()), f"blocks:{len(operators)} stages:{stages}")
EOF
browse() {  # PAGE OPTION...: its document goes to dom, what is said to said
  local page=$1
  shift
  HOME=$work chromium --headless --no-sandbox --disable-gpu \
    --host-resolver-rules="MAP * ~NOTFOUND" --virtual-time-budget=5000 \
    --enable-logging=stderr --v=0 "$@" --dump-dom "file://$page" > "$work/dom" 2> "$work/said"
}
complains() { grep "CONSOLE" "$work/said"; }
cp "$work/first" "$work/page.html"
for theme in light dark; do
  browse "$work/page.html" $([ $theme = dark ] && echo --blink-settings=preferredColorScheme=0) ||
    fail "the browser ($theme)"
  grep -q "data-theme=\"$theme\"" "$work/dom" || fail "the colours are not $theme"
  complains && fail "the page complains ($theme)"
  python3 "$work/check.py" "$work/results" "$work/dom" ||
    fail "the page shows something else ($theme)"
done
# Where another network than the found one is delivered, and where there was no choice.
edited() {  # NAME PYTHON: the page of a result that the statements changed
  cp -r "$work/results" "$work/$1"
  python3 - "$work/$1" "$2" << 'EOF'
import json, sys
read = lambda name: json.load(open(f"{sys.argv[1]}/{name}.json"))
result, timing, manifest = read("result"), read("timing"), read("manifest")
exec(sys.argv[2])
for name, part in ("result", result), ("timing", timing):
    data = json.dumps(part)
    x = 0xcbf29ce484222325
    for c in data.encode() + b"\0": x = (x ^ c) * 0x100000001b3 % 2**64
    manifest["files"][f"{name}.json"] = {"bytes": len(data), "fnv1a": f"{x:016x}"}
    open(f"{sys.argv[1]}/{name}.json", "w").write(data)
json.dump(manifest, open(f"{sys.argv[1]}/manifest.json", "w"))
EOF
  "$report" "$work/$1" > /dev/null || fail "the page of the $1 one"
  browse "$work/$1/report.html" || fail "the browser ($1)"
  complains && fail "the page complains ($1)"
  python3 "$work/check.py" "$work/$1" "$work/dom" || fail "the page shows something else ($1)"
}
edited "by-hand" 'result["delivered"] = 1
result["choice"]["chosen"] = 3
result["choice"]["by_hand"] = True'
edited "chosen" 'one = dict(result["networks"][1], name="chosen", by_hand=False, test_top1=0.5)
result["networks"].insert(1, one)
timing["networks"].insert(1, dict(timing["networks"][0], name="chosen"))
result["delivered"] = 1; result["comparisons"] = []'
edited "plain" 'for key in ("choice", "delivered", "comparisons", "alone"): del result[key]'
# An error behind the last chart is seen.
sed 's/^document.body.dataset.theme/throw new Error("thrown"); &/' "$work/first" \
  > "$work/thrown.html"
browse "$work/thrown.html" || fail "the browser (an error)"
complains > "$work/heard" && grep -q "thrown" "$work/heard" ||
  fail "an error of the page is not heard"
# Another colour scheme loads the page again.
sed 's/^"use strict";$/&\
window.matchMedia = () => ({ matches: window.name === "dark", addEventListener: (_, changed) => {\
  if (!window.name) { window.name = "dark"; setTimeout(changed); }\
} });/' "$work/first" > "$work/changes.html"
browse "$work/changes.html" || fail "the browser (another scheme)"
grep -q 'data-theme="dark"' "$work/dom" || fail "another colour scheme does not load the page again"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Nothing of the user's is lost in a folder that results go to, and two programs never write into
# one at once.
set -uo pipefail
searcher=$1 kit=$2 validate=$3 claims=$4 report=$5 library=$6
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/refuses.sh"
python3 "$here/small_pictures.py" "$work/pictures" 130 4 || fail "the pictures"
run=("$searcher" --data "$work/pictures" --validation 200 --epochs 0.1 --stage-epochs 0.1
  --one-stage --population 3 --generations 1 --rounds 1 --by-hand "sep<3>" --seed 5)
state() { (cd "$1" && find . -printf '%P %m %l\n' -type f -exec cksum {} + | sort); }
untouched() {  # WHAT FOLDER COMMAND...: refused, and the folder stays as it is
  local what=$1 folder=$2 before
  shift 2
  before=$(state "$folder")
  refuses "would be lost" "$@"
  [ "$before" = "$(state "$folder")" ] || fail "$what was touched"
}
for name in result.json timing.json manifest.json genotype.txt network.hpp network.weights \
  network.onnx report.html log.txt checkpoint; do
  mkdir -p "$work/foreign"
  echo mine > "$work/foreign/$name"
  untouched "a user's $name" "$work/foreign" "${run[@]}" --out "$work/foreign"
  untouched "a user's $name" "$work/foreign" "${run[@]}" --out "$work/foreign" --resume
  rm -r "$work/foreign"
done
mkdir -p "$work/foreign/result.json/below"
untouched "a user's folder of that name" "$work/foreign" "${run[@]}" --out "$work/foreign"
mkdir -p "$work/aside/former"
echo mine > "$work/aside/former/network.onnx"
untouched "a user's former/" "$work/aside" "${run[@]}" --out "$work/aside"
echo mine > "$work/aside/former.txt" && rm -r "$work/aside/former" &&
  echo mine > "$work/aside/former"
refuses "former: it is not a folder" "${run[@]}" --out "$work/aside"
mkdir "$work/links"
ln -s "$work/nowhere" "$work/links/log.txt"
untouched "a user's link" "$work/links" "${run[@]}" --out "$work/links"

# Beside what is there and has other names, in former/ too.
mkdir -p "$work/out/former"
mine=(notes.txt former/notes.txt result.json.part .file.trial checkpoint.part
  former/checkpoint.part)
for name in "${mine[@]}"; do echo "my $name" > "$work/out/$name"; done
chmod 640 "$work/out/notes.txt"
state_of_mine() { (cd "$work/out" && cksum "${mine[@]}" && stat -c %a notes.txt); }
state_of_mine > "$work/before"
for seed in 5 6 7; do
  "${run[@]}" --out "$work/out" --seed $seed > "$work/log" ||
    fail "beside what is there, seed $seed"
done
state_of_mine > "$work/after"
cmp "$work/before" "$work/after" || fail "a file beside the results was touched"
grep -q '"seed": 6' "$work/out/former/result.json" || fail "former/ is not the run before"
ls -A "$work/out" | grep -q '^\.hurricane-' && fail "half a file is left"
python3 - "$work/out" << 'PY' || fail "not every file is listed with its checksum"
import json, sys
def fnv1a(data):
    x = 0xcbf29ce484222325
    for c in data + b"\0": x = (x ^ c) * 0x100000001b3 % 2**64
    return f"{x:016x}"
files = json.load(open(f"{sys.argv[1]}/manifest.json"))["files"]
wanted = {"result.json", "timing.json", "genotype.txt", "network.hpp", "network.weights",
          "network.onnx", "report.html", "log.txt"}
assert wanted - set(files) <= {"network.onnx", "report.html"}, set(files) ^ wanted
assert set(files) <= wanted, set(files) ^ wanted
for name, entry in files.items():
    data = open(f"{sys.argv[1]}/{name}", "rb").read()
    assert entry == {"bytes": len(data), "fnv1a": fnv1a(data)}, name
PY
# What the user changed since is not the program's any more.
for name in result.json network.hpp log.txt; do
  cp -r "$work/out" "$work/changed"
  echo "my remark" >> "$work/changed/$name"
  untouched "a changed $name" "$work/changed" "${run[@]}" --out "$work/changed" --seed 8
  rm -r "$work/changed"
done
cp -r "$work/out" "$work/changed"
echo "my remark" >> "$work/changed/former/result.json"
untouched "a changed former result" "$work/changed" "${run[@]}" --out "$work/changed" --seed 8
cp -r "$work/out" "$work/unfinished"
printf 'HURRICAN' > "$work/unfinished/former/checkpoint"
refuses "an unfinished run is kept there, and would be lost" "${run[@]}" --out "$work/unfinished" \
  --seed 8
# A link goes on leading to where it led, also from former/.
cp -r "$work/out" "$work/linked"
mv "$work/linked/network.weights" "$work/elsewhere"
ln -s ../elsewhere "$work/linked/network.weights"
"${run[@]}" --out "$work/linked" --seed 8 > "$work/log" || fail "a result with a link"
cmp "$work/linked/former/network.weights" "$work/elsewhere" ||
  fail "a link in former/ leads elsewhere"
"${run[@]}" --out "$work/linked" --seed 9 > "$work/log" || fail "a former result with a link"
cmp -s "$work/out/network.weights" "$work/elsewhere" || fail "what a link leads to was touched"
# A manifest that somebody damaged is a sentence.
for entry in '{"bytes": 5, "fnv1a": 123}' '{"bytes": "5"}' '[]' \
  '{"bytes": 5, "fnv1a": "x", "grows": "x"}'; do
  mkdir "$work/damaged"
  files="{\"result.json\": $entry, \"log.txt\": $entry}"
  echo "{\"format\": \"hurricane-manifest\", \"version\": 2, \"files\": $files}" \
    > "$work/damaged/manifest.json"
  echo mine > "$work/damaged/result.json"
  untouched "a file beside a damaged manifest" "$work/damaged" "${run[@]}" --out "$work/damaged"
  rm -r "$work/damaged"
done
# A result is called finished only where it is the manifest's.
cp -r "$work/out" "$work/lost"
rm "$work/lost/network.weights"
refuses "network.weights: the run is finished, but this file is not as the search left it" \
  "${run[@]}" --out "$work/lost" --seed 7 --resume
cp -r "$work/out" "$work/mixed"
cp "$work/out/former/result.json" "$work/mixed"
untouched "a result of another run" "$work/mixed" "${run[@]}" --out "$work/mixed" --seed 7 --resume
refuses "not of one search" "$report" "$work/mixed"
# Results of earlier versions list no files: formats and names tell them.
old() {
  python3 - "$1/manifest.json" << 'PY'
import json, sys
manifest = json.load(open(sys.argv[1]))
del manifest["files"]
manifest["version"] = 1
json.dump(manifest, open(sys.argv[1], "w"))
PY
}
cp -r "$work/out" "$work/old"
old "$work/old"
old "$work/old/former"
cp -r "$work/old" "$work/older"
cp -r "$work/old" "$work/oldest"
"${run[@]}" --out "$work/old" --seed 7 --resume > "$work/log" &&
  grep -q "this run is finished" "$work/log" || fail "a result of an earlier version"
"${run[@]}" --out "$work/older" --seed 8 > "$work/log" ||
  fail "behind a result of an earlier version"
cmp -s "$work/older/former/result.json" "$work/out/result.json" ||
  fail "a result of an earlier version was not put aside"
for name in result.json network.onnx report.html log.txt; do
  cp "$work/oldest/$name" "$work/original" 2> /dev/null || continue
  echo '{"mine": 1}' > "$work/oldest/$name"
  untouched "a $name beside a manifest of an earlier version" "$work/oldest" "${run[@]}" \
    --out "$work/oldest" --seed 8
  cp "$work/original" "$work/oldest/$name"
done
# What comes to lie there while the data are read is safe too: the labels come through a pipe.
mkdir "$work/piped"
for name in train-images-idx3 train-labels-idx1 t10k-images-idx3; do
  ln -s "/usr/share/datasets/fashion-mnist/$name-ubyte.gz" "$work/piped"
done
mkfifo "$work/piped/t10k-labels-idx1-ubyte"
for there in no yes; do
  rm -rf "$work/late"
  [ $there = yes ] && mkdir "$work/late"
  "${run[@]}" --data "$work/piped" --images 2000 --out "$work/late" > "$work/stdout" \
    2> "$work/stderr" &
  child=$!
  exec 3> "$work/piped/t10k-labels-idx1-ubyte"  # waits for the reader
  mkdir -p "$work/late"
  echo mine > "$work/late/network.onnx"
  zcat /usr/share/datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz >&3
  exec 3>&-
  wait $child
  [ $? -eq 2 ] && grep -q "would be lost" "$work/stderr" &&
    grep -qx mine "$work/late/network.onnx" || { fail "a file that came late"; cat "$work/stderr"; }
done

# Two at once: the second is refused; the first, which hangs, is killed, and its lock is gone.
KILL_AT=20 KILL_SIGNAL=0 KILL_POINTS="$work/hangs" LD_PRELOAD="$library" "${run[@]}" \
  --out "$work/both" > "$work/log" 2>&1 &
first=$!
until [ -e "$work/hangs" ] || ! kill -0 $first 2> /dev/null; do sleep 0.05; done
refuses "another program is writing into the folder" "${run[@]}" --out "$work/both" --seed 6
refuses "another program is writing into the folder" "${run[@]}" --out "$work/both" --resume
refuses "another program is writing into the folder" "$report" "$work/both"
kill -9 $first
{ wait $first; } 2> /dev/null
"${run[@]}" --out "$work/both" --resume > "$work/log" || fail "death releases the lock"

# The other programs that fill folders.
for name in rows rows.csv networks measure_kit.py empty.onnx; do
  mkdir -p "$work/kit"
  echo mine > "$work/kit/$name"
  before=$(state "$work/kit")
  words="a kit would overwrite it"
  [ $name = rows.csv ] && words="the folder holds a kit"
  refuses "$words" "$kit" "$work/kit"
  [ "$before" = "$(state "$work/kit")" ] || fail "a kit touched $name"
  rm -r "$work/kit"
done
mkdir "$work/kit"
echo mine > "$work/kit/notes.txt"
"$kit" --networks 3 "$work/kit" > "$work/log" && grep -qx mine "$work/kit/notes.txt" ||
  fail "a kit beside what is there"
mkdir "$work/validation"
echo mine > "$work/validation/fashion_scatter.csv"
untouched "what a validation would write" "$work/validation" "$validate" --space fashion \
  --networks 2 --rounds 1 --accept-noise --out "$work/validation"
for name in claims.md rows.csv log.txt manifest.json runs/two-stage-seed0.json; do
  mkdir -p "$work/claims/runs"
  echo mine > "$work/claims/$name"
  untouched "what claims would write" "$work/claims" "$claims" --images 2000 --accept-noise \
    --out "$work/claims"
  rm -r "$work/claims"
done
echo "$failures failures"
exit $((failures > 0))

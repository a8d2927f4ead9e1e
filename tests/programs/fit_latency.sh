#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fit_latency as a user runs it: figures of a good and of a hopeless table, 5,000 rows x 22
# positions, mistakes.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
awk 'BEGIN { srand(7); print "arch,ms,noise"
  for (i = 0; i < 5000; ++i) { a = ""; t = 5
    for (p = 0; p < 22; ++p) {
      c = int(rand() * 9); a = a (p ? "-" : "") c; t += c * (p % 5 + 1) * 0.1 }
    print a "," t * (1 + 0.03 * (rand() + rand() + rand() - 1.5) * 2) "," rand() + 0.1 }
  print a ","; print a ",-1,1" }' |
  sed '5002s/$/,1/' > "$work/nets.csv"
"$program" --csv "$work/nets.csv" --arch arch --latency ms --train 4000 --seed 3 \
  --json "$work/good.json" > "$work/good" || fail "a good table"
for key in r2 mape spearman kendall within5 within10 model logarithm joins networks train test \
  dropped noise_floor constant poor; do
  grep -q "\"$key\"" "$work/good.json" || fail "no key $key"
done
grep -q '"dropped": 2' "$work/good.json" || fail "two rows have no latency"
grep -q '"test": 1000' "$work/good.json" || fail "a thousand rows test"
grep -q poor "$work/good" && fail "a good fit was called poor"
"$program" --csv "$work/nets.csv" --arch arch --latency ms --train 4000 --seed 3 \
  --json "$work/again.json" > /dev/null
cmp -s "$work/good.json" "$work/again.json" || fail "the same seed gave other figures"
"$program" --csv "$work/nets.csv" --arch arch --latency noise --train 4000 |
  grep -q "The fit is poor" || fail "noise was not called poor"
# 40 networks of random latency, 10 times each: nobody can know those that were never measured.
awk 'BEGIN { srand(2); print "arch,ms"
  for (i = 0; i < 40; ++i) { a = ""
    for (p = 0; p < 22; ++p) a = a (p ? "-" : "") int(rand() * 9)
    t = 5 + 10 * rand(); for (k = 0; k < 10; ++k) print a "," t * (k % 2 ? 1.01 : 0.99) } }' \
  > "$work/repeats.csv"
"$program" --csv "$work/repeats.csv" --arch arch --latency ms --train 295 \
  --json "$work/repeats.json" > "$work/log" || fail "repeats"
grep -q "The fit is poor" "$work/log" || fail "random latencies were called known"
grep -q "^noise floor: repeats are 1.05 %" "$work/log" || fail "the spread of repeats"
for figure in '"networks": 40,' '"train": 300,' '"test": 100,' '"noise_floor": 0.0105' \
  '"poor": true'; do
  grep -q "$figure" "$work/repeats.json" || fail "of repeats: $figure"
done
# Other networks, one name: together too.
awk -F, 'NR == 1 { print "arch,ms,model" } NR > 1 { print $1 "," $2 ",n" int((NR - 2) / 20) }' \
  "$work/repeats.csv" > "$work/named.csv"
"$program" --csv "$work/named.csv" --arch arch --latency ms --name model --train 295 |
  grep -q "^20 networks" || fail "--name"
refuses "no column 'nick' with names" "$program" --csv "$work/named.csv" --arch arch --latency ms \
  --name nick --train 295
# Prices that multiply: a heavy tail.
awk 'BEGIN { srand(3); print "arch,ms,off"
  for (i = 0; i < 400; ++i) { a = ""; t = 1
    for (p = 0; p < 10; ++p) {
      c = int(rand() * 4); a = a (p ? "-" : "") c; t *= (c % 3 == 0 ? 1 : c == 1 ? 1.8 : 3) }
    print a "," t "," t * (rand() < 0.5 ? 0.4 : 1.6) } }' > "$work/tail.csv"
"$program" --csv "$work/tail.csv" --arch arch --latency ms --train 300 |
  grep -q "^model: additive in the logarithm" || fail "prices that multiply"
"$program" --csv "$work/tail.csv" --arch arch --latency off --train 300 |
  grep -q "The fit is poor" || fail "60 % off was not called poor"
# Blocks of three columns each.
awk 'BEGIN { srand(4); print "e0,e1,k0,k1,d0,d1,ms"
  for (i = 0; i < 800; ++i) {
    for (b = 0; b < 2; ++b) {
      e[b] = int(rand() * 3) + 1; k[b] = int(rand() * 2) * 2 + 3; d[b] = int(rand() * 3) + 1 }
    print e[0] "," e[1] "," k[0] "," k[1] "," d[0] "," d[1] "," \
      1 + e[0] * k[0] * k[0] * d[0] + 2 * e[1] * k[1] * k[1] * d[1] } }' > "$work/blocks.csv"
"$program" --csv "$work/blocks.csv" --arch e0,e1,k0,k1,d0,d1 --latency ms --train 600 \
  --json "$work/found.json" > /dev/null || fail "blocks"
grep -q '"joins": "e0\*k0\*d0,e1\*k1\*d1"' "$work/found.json" || fail "the blocks were not found"
"$program" --csv "$work/blocks.csv" --arch "e0*k0*d0,e1*k1*d1" --latency ms --train 600 \
  --json "$work/told.json" > /dev/null || fail "blocks that are told"
for file in found told; do
  awk '/"mape"/ && !n++ { exit !($2 + 0 < 0.01) }' "$work/$file.json" ||
    fail "blocks, $file: $(grep -m1 mape "$work/$file.json")"
done
# Where all measurements are one, or one alone tests, there are no ranks, and nothing poor about it.
awk -F, 'NR == 1 { print "arch,ms" } NR > 1 { print $1 ",7" }' "$work/tail.csv" > "$work/same.csv"
for case in "same 300" "tail 399"; do
  set -- $case
  "$program" --csv "$work/$1.csv" --arch arch --latency ms --train $2 --json "$work/ranks.json" \
    > "$work/log" || fail "$case"
  grep -q '"spearman": null' "$work/ranks.json" || fail "ranks of $case"
  grep -q '"poor": false' "$work/ranks.json" || fail "$case was called poor"
done
# Two values, told apart without fault, are no poor fit; families are no names; a name is one
# whatever number it is written as.
awk 'BEGIN { srand(5); print "arch,name,ms"
  for (i = 0; i < 300; ++i) { a = ""
    for (p = 0; p < 4; ++p) {
      c = int(rand() * 4); if (p == 0) first = c; a = a (p ? "-" : "") c }
    print a "," (i % 2 ? "resnet" : "mobilenet") "," (first == 3 ? 10 : 1) } }' > "$work/two.csv"
"$program" --csv "$work/two.csv" --arch arch --latency ms --train 200 > "$work/log" ||
  fail "two values"
grep -q "poor" "$work/log" && fail "a fit without fault of two values was called poor"
grep -q "the column name does not tell networks apart" "$work/log" ||
  fail "families are taken for names in silence"
awk 'BEGIN { srand(6); print "arch,name,ms"
  for (i = 0; i < 40; ++i) for (k = 0; k < 2; ++k)
    print int(rand() * 4) "-" int(rand() * 4) "-" int(rand() * 4) "-" i "," \
      i (k ? ".0" : "") "," rand() + 1 }' > "$work/named.csv"
"$program" --csv "$work/named.csv" --arch arch --latency ms --train 40 --name name > "$work/log" ||
  fail "names that are numbers"
grep -q "^40 networks" "$work/log" && grep -q "noise floor" "$work/log" ||
  fail "a name is one, whatever number it is written as"
printf 'arch,ms\n01,1\n01,1\n02,2\n02,2\n10,1\n11,2\n12,3\n20,1\n' > "$work/equal.csv"
"$program" --csv "$work/equal.csv" --arch arch --latency ms --train 5 |
  grep -q "noise floor: repeats are 0 %" || fail "equal repeats have no noise"
printf '# k, op,ms\n# made by me\n1,a\302\240,1\n2,a,2\n1,b,3\n2,b,4\n3,a,3\n3,b,5\n4,a,4\n' \
  > "$work/comment.csv"
refuses "column op is named twice" "$program" --csv "$work/comment.csv" --arch "k * op,op" \
  --latency ms --train 5
"$program" --csv "$work/comment.csv" --arch k,op --latency ms --train 5 > "$work/log" ||
  fail "a header above another comment"
usual=(--arch arch --latency ms --train 100)
refuses "--csv" "$program" "${usual[@]}"
refuses "cannot read" "$program" --csv "$work/none" "${usual[@]}"
refuses "no column 'arch'" "$program" --csv <(printf 'a,ms\n1,2\n') "${usual[@]}"
refuses "leave some for the test" "$program" --csv "$work/nets.csv" --arch arch --latency ms \
  --train 5000
refuses "--train" "$program" --csv "$work/nets.csv" --arch arch --latency ms --train 2
refuses "--seed" "$program" --csv "$work/nets.csv" "${usual[@]}" --seed -1
refuses "less than 2^64" "$program" --csv "$work/nets.csv" "${usual[@]}" --seed 99999999999999999999
refuses "it is a folder" "$program" --csv "$work" "${usual[@]}"
mkfifo "$work/pipe"
refuses "it is not a file" "$program" --csv "$work/nets.csv" "${usual[@]}" --json "$work/pipe"
printf 'arch,ms\n01,1\n01,fast\n' > "$work/bad.csv"
refuses "bad.csv:3, column ms" "$program" --csv "$work/bad.csv" "${usual[@]}"
: > "$work/empty.csv"
refuses "the file is empty" "$program" --csv "$work/empty.csv" "${usual[@]}"
{ printf 'arch,ms\n'; head -c 1100000 /dev/zero | tr '\0' 7; } > "$work/long.csv"
refuses "longer than 1 MiB" "$program" --csv "$work/long.csv" "${usual[@]}"
printf 'arch,ms\n0\xff,1\n' > "$work/latin.csv"
refuses "not UTF-8" "$program" --csv "$work/latin.csv" "${usual[@]}"
refuses "cannot write" "$program" --csv "$work/nets.csv" "${usual[@]}" --json "$work/none/fit.json"
"$program" --help | grep -q "Examples" || fail "--help"
cat "$work/good"
echo "$failures failures"
exit $((failures > 0))

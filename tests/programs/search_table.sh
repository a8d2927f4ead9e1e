#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# search_table as a user runs it: a table with a known best, every strategy, a million rows,
# mistakes.
set -uo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
# All 4^5 networks; the best is 3-3-3-3-3, within ms <= 9 one of sum 9.
awk 'BEGIN { print "arch,a,b,c,d,e,top1,test,ms"
  for (i = 0; i < 1024; ++i) { r = i; a = ""; t = 0; s = 0; cells = ""
    for (p = 0; p < 5; ++p) {
      c = r % 4; r = int(r / 4); a = a c; cells = cells ",op" c; t += c * (1 + p * 0.01); s += c }
    print a cells "," t "," (100 - t) "," s } }' > "$work/all.csv"
# Every figure of the JSON again, from the table and the seeds: JSON, seeds, evaluations allowed,
# sense, limit of ms.
cat > "$work/again.py" << 'EOF'
import csv, json, math, os, statistics, sys
out, seeds, allowed = json.load(open(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
minimise, limit = sys.argv[4] == "low", float(sys.argv[5])
table = {r["arch"]: {k: float(r[k]) for k in ("top1", "test", "ms")}
         for r in csv.DictReader(open(os.path.dirname(sys.argv[1]) + "/all.csv"))}
inside = [r for r in table.values() if (limit == math.inf or 0 < r["ms"] <= limit)]
best, lines = min if minimise else max, out["seeds"]
rows = [table[line["genotype"].replace("op", "").replace("-", "")] for line in lines]
scores = [r["top1"] for r in rows]
def same(name, wanted, is_):
    if not math.isclose(is_, wanted, rel_tol=1e-9, abs_tol=1e-12):
        sys.exit(f"{name} is {is_}, not {wanted}")
same("networks", len(inside), out["networks"])
for i, (line, r) in enumerate(zip(lines, rows)):
    same("seed", i, line["seed"]), same("score", r["top1"], line["score"])
    limits = {} if limit == math.inf else {"ms": r["ms"]}
    assert r in inside and line["limits"] == limits, f"limits of seed {i}"
    assert 0 < line["evaluations"] <= allowed, f"evaluations of seed {i}"
optimum, mean = best(r["top1"] for r in inside), statistics.mean(scores)
same("seeds", seeds, len(lines))
same("evaluations", max(line["evaluations"] for line in lines), out["evaluations"])
same("mean", mean, out["mean"])
same("std", statistics.stdev(scores), out["std"])
same("best", best(scores), out["best"])
same("optimum", optimum, out["optimum"]), same("gap", abs(mean - optimum), out["gap"])
if "score2" in out:
    same("mean of test", statistics.mean(r["test"] for r in rows), out["score2"]["mean"])
    same("best test", best(r["test"] for r in inside), out["score2"]["optimum"])
EOF
for strategy in evolution surrogate random ageing local two-stage exact; do
  "$program" --csv "$work/all.csv" --arch arch --score top1 --limit ms=9 --strategy $strategy \
    --evaluations 150 --seeds 5 --json "$work/$strategy.json" > "$work/log" || fail "$strategy"
  grep -q "\"strategy\": \"$strategy\"" "$work/$strategy.json" ||
    fail "another strategy than $strategy"
  evaluations=$([ $strategy = exact ] && echo 1024 || echo 150)
  python3 "$work/again.py" "$work/$strategy.json" 5 $evaluations high 9 ||
    fail "the figures of $strategy"
done
grep -q '"optimum": 9.27' "$work/exact.json" || fail "another optimum"
grep -q '"gap": 0.0,' "$work/exact.json" || fail "the exact strategy missed the best"
grep -q '"gap": 0.0' "$work/local.json" ||
  fail "local search is far from the best of a separable table"
grep -q '"gap": 0.0,' "$work/random.json" && fail "random search is no test of a gap"
"$program" --csv "$work/all.csv" --arch arch --score top1 --minimise --strategy random \
  --evaluations 20 --seeds 4 --json "$work/lowest.json" > "$work/log" ||
  fail "--minimise with few evaluations"
python3 "$work/again.py" "$work/lowest.json" 4 20 low inf || fail "the figures of --minimise"
grep -q '"gap": 0.0,' "$work/lowest.json" && fail "random search is no test of a gap of --minimise"
"$program" --csv "$work/all.csv" --arch a,b,c,d,e --score top1 --minimise --strategy evolution \
  --evaluations 5000 --score2 test --json "$work/low.json" > "$work/log" || fail "columns"
grep -q "all are evaluated" "$work/log" || fail "more evaluations than networks are told"
python3 "$work/again.py" "$work/low.json" 10 5000 low inf || fail "the figures of columns"
grep -q '"best": 0.0,' "$work/low.json" || fail "--minimise: a score of 0 is a score"
grep -q '"column": "test"' "$work/low.json" || fail "--score2"
"$program" --csv "$work/all.csv" --arch arch --score top1 --seeds 3 --json "$work/one.json" \
  > /dev/null
"$program" --csv "$work/all.csv" --arch arch --score top1 --seeds 3 --json "$work/two.json" \
  > /dev/null
cmp -s "$work/one.json" "$work/two.json" || fail "the same seeds gave other results"
"$program" --csv "$work/all.csv" --arch arch --score top1 --seed 2 > "$work/log" || fail "--seed"
third=$("$program" --csv "$work/all.csv" --arch arch --score top1 --seeds 3 | grep -E "^ +2 ")
grep -qF "$third" "$work/log" || fail "--seed 2 is not the third of three seeds"
head -500 "$work/all.csv" | "$program" --csv /dev/stdin --arch arch --score top1 --seeds 1 |
  grep -q "the table lacks 13 of the 512" || fail "what the table lacks"
awk 'BEGIN { srand(1); print "arch,top1"; for (i = 0; i < 1000000; ++i) { a = int(rand() * 9);
  for (p = 1; p < 22; ++p) a = a "-" int(rand() * 9); print a "," rand() } }' > "$work/million.csv"
"$program" --csv "$work/million.csv" --arch arch --score top1 > "$work/log" || fail "a million rows"
head -1 "$work/log"  # with the seconds that reading takes
grep -q "^1000000 networks of 22 positions" "$work/log" || fail "not all of a million rows are read"
# Of so few of all networks hardly any has a neighbour in the table: local search starts anew each
# time, from what it knows.
"$program" --csv "$work/million.csv" --arch arch --score top1 --strategy local --evaluations 20000 \
  --seeds 1 --json "$work/local.json" > "$work/log" || fail "a sparse table"
grep -q '"evaluations": 20000' "$work/local.json" || fail "a sparse table is not searched on"
"$program" --csv "$work/million.csv" --arch arch --score top1 --strategy local \
  --evaluations 2000000 --seeds 1 > "$work/log" || fail "all of a million"
grep -q "found by 1 of 1" "$work/log" || fail "the best of a million"
usual=(--csv "$work/all.csv" --arch arch --score top1)
refuses "no column 'acc'" "$program" --csv "$work/all.csv" --arch arch --score acc
refuses "no column 'mj'" "$program" "${usual[@]}" --limit mj=3
refuses "is not a limit" "$program" "${usual[@]}" --limit ms
none="all.csv: no network of the table has a score and is within the limits"
refuses "$none; raise a limit: ms is 1 at least" "$program" "${usual[@]}" --limit ms=-1
refuses "--strategy" "$program" "${usual[@]}" --strategy luck
refuses "--seed" "$program" "${usual[@]}" --seed 1 --seeds 2
refuses "leave positions on both sides" "$program" "${usual[@]}" --strategy two-stage --split 5
refuses "would overwrite" "$program" "${usual[@]}" --json "$work/all.csv"
refuses "cannot write" "$program" "${usual[@]}" --json "$work/none/out.json"
printf 'arch,s\n012,1\n01,1\n' > "$work/uneven.csv"
refuses "uneven.csv:3, column arch" "$program" --csv "$work/uneven.csv" --arch arch --score s
printf 'arch,s\n012,1\n01x,1\n' > "$work/letters.csv"
refuses "'01x' is not a network" "$program" --csv "$work/letters.csv" --arch arch --score s
printf 'arch,s\n012,high\n' > "$work/words.csv"
refuses "words.csv:2, column s" "$program" --csv "$work/words.csv" --arch arch --score s
printf 'arch,s\n012,\n' > "$work/blank.csv"
refuses "no network of the table has a score" "$program" --csv "$work/blank.csv" --arch arch \
  --score s
printf 'arch,s\n112,2\n121,1\n112,3\n' > "$work/from_one.csv"
"$program" --csv "$work/from_one.csv" --arch arch --score s |
  grep -q "the table lacks 2 of the 4" || fail "choices that are not there"
printf 'a,b,s\nred,old,2\nblue,old,3\n' > "$work/words.csv"
"$program" --csv "$work/words.csv" --arch a,b --score s | grep -q "blue-old" ||
  fail "a winner of columns has their words"
printf 'arch,s\n' > "$work/none.csv"
refuses "the table has no rows" "$program" --csv "$work/none.csv" --arch arch --score s
# Losses and zero-cost scores are scores; what is none is left out, and of costs what is not
# positive.
printf '# arch,s,ms\n0-0,-3.5,1\n0-1,0,2\n1-0,,1\n1-1,nan,1\n2-0,-1,0\n2-1,-2,-1\n2-2,inf,1\n' \
  > "$work/signs.csv"
"$program" --csv "$work/signs.csv" --arch arch --score s --json "$work/signs.json" > "$work/log" ||
  fail "scores of any sign"
grep -q "^3 networks are left out" "$work/log" || fail "empty, nan and inf are no scores"
grep -q '"optimum": 0.0,' "$work/signs.json" || fail "a score of 0 is the best"
grep -q '"networks": 4,' "$work/signs.json" || fail "four scores"
"$program" --csv "$work/signs.csv" --arch arch --score s --minimise --limit ms=5 \
  --json "$work/signs.json" > "$work/log" || fail "a limit on scores of any sign"
grep -q "^5 networks are left out" "$work/log" || fail "a cost of 0 or less is none"
grep -q '"optimum": -3.5,' "$work/signs.json" || fail "the lowest loss"
grep -q '"networks": 2,' "$work/signs.json" || fail "two networks have a score and a cost"
"$program" --csv "$work/all.csv" --arch "a*b,c*d*e" --score top1 --strategy exact --seeds 1 |
  grep -q "op3\*op3-op3\*op3\*op3" || fail "joined columns"
refuses "column a is named twice" "$program" --csv "$work/all.csv" --arch "a*b,a" --score top1
refuses "no column 'x'" "$program" --csv "$work/all.csv" --arch "a*x" --score top1
"$program" --help | grep -q Examples || fail "--help"
echo "$failures failures"
exit $((failures > 0))

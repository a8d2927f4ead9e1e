#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# An operator benchmark as a user runs it: rows and their kernels, what is left out and why, a
# comparison with a stored run, whose figures are changed so that no verdict depends on the clock.
set -uo pipefail
acme=$1 other=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
brief=--benchmark_min_time=0.01
"$acme" $brief --benchmark_out="$work/run.json" > "$work/said" || fail "it does not run"

# The six slots of the space with both operators; every convolution with its kernel.
kernels='pointwise [^,]+, depthwise [^,]+, pointwise [^,]+'
rows=$(grep -cE "^ +[0-9.]+ +[0-9.]+ +[0-9]+ %  sandwich<[35]> @ .*: $kernels\$" "$work/said")
[ "$rows" -eq 12 ] || fail "$rows rows"
grep -qE 'depthwise [^,]*(ref|gemm)' "$work/said" &&
  fail "a depthwise convolution without a kernel of its own"
grep -qE 'depthwise [a-z_0-9]+:[a-z_0-9]+,' "$work/said" || fail "no implementation"
cat > "$work/check.py" << 'PY'
import json, sys
run = json.load(open(sys.argv[1]))
rows = [b for b in run["benchmarks"] if b["run_type"] == "iteration"]
assert len(rows) == 12 * 5, len(rows)
for row in rows:
    assert row["GFLOP/s"] > 0 and 0 < row["roofline"] < 10 and "depthwise" in row["label"], row
    # 8x28x28 to 16, stride 2: 784 x 8 x 16 + 196 x 16 x (25 + 16) multiply-adds
    if row["run_name"] == "sandwich<5> @ 8x28x28 to 16, stride 2":
        flops = 2 * (784 * 8 * 16 + 196 * 16 * (25 + 16))
        assert abs(row["GFLOP/s"] * row["cpu_time"] / (flops * 1e-3) - 1) < 1e-3, row
assert float(run["context"]["gflop_per_s"]) > 0
PY
python3 "$work/check.py" "$work/run.json" || fail "the stored run"

# FACTOR_OF_EVEN FACTOR_OF_ODD: the stored times of repetitions, in a file of their own.
cat > "$work/change.py" << 'PY'
import json, sys
run = json.load(open(sys.argv[1]))
for b in run["benchmarks"]:
    b["cpu_time"] *= float(sys.argv[3 + b.get("repetition_index", 0) % 2])
json.dump(run, open(sys.argv[2], "w"))
PY
verdicts() {  # WORDS FACTORS: all 12 rows are said to be that
  python3 "$work/change.py" "$work/run.json" "$work/changed.json" "$2" "$3"
  "$acme" $brief --compare "$work/changed.json" > "$work/said" || fail "--compare $2 $3"
  [ "$(grep -cE "^  [0-9]+\.[0-9]{3}   sandwich<[35]> @ .*: $1\$" "$work/said")" -eq 12 ] ||
    fail "not all rows are $1"
}
verdicts "slower, beyond the noise" 0.001 0.001
verdicts "faster, beyond the noise" 1000 1000
verdicts "within the noise" 0.001 1000
[ "$(grep -cE '^  [0-9.]+   the machine' "$work/said")" -eq 1 ] || fail "the machine's own ratio"
"$acme" $brief --compare "$work/run.json" --benchmark_repetitions=2 --benchmark_filter='48x4x4' \
  > "$work/said" || fail "its own run"
[ "$(grep -cE '^  [0-9.]+   sandwich.*: too few repetitions to tell$' "$work/said")" -eq 2 ] ||
  fail "two repetitions tell"
[ "$(grep -c '^    gone  sandwich' "$work/said")" -eq 10 ] || fail "rows that were not run"

# Illegal operators, and those without steps.
"$other" $brief --benchmark_repetitions=1 > "$work/said" || fail "operators of the library"
illegal="the projection form needs more output than input channels"
grep -qF "left out: choice<3> @ 8x28x28 to 8, stride 2: $illegal" "$work/said" ||
  fail "an illegal operator is not said"
grep -qF "left out: identity @ 8x14x14 to 8, stride 1: it has no steps" "$work/said" ||
  fail "an operator without steps is not said"
[ "$(grep -cE '^ .* %  ' "$work/said")" -eq 4 ] || fail "the legal ones"

"$acme" --help | grep -q -- '--compare before.json' || fail "--help has no example"
echo '{"benchmarks": 1}' > "$work/number.json"
echo '{"benchmarks": [{"name": 3}]}' > "$work/types.json"
echo '{"benchmarks": [{"name": "a"}]}' > "$work/untimed.json"
echo '{"benchmarks": []}' > "$work/empty.json"
head -c 300 "$work/run.json" > "$work/cut.json"
refuses "cannot read" "$acme" --compare "$work/missing.json"
refuses "no run of Google Benchmark" "$acme" --compare "$work/number.json"
refuses "no run of Google Benchmark" "$acme" --compare "$work/cut.json"
refuses "not of the type" "$acme" --compare "$work/types.json"
refuses "no name or no cpu_time above 0" "$acme" --compare "$work/untimed.json"
refuses "it holds no repetitions" "$acme" --compare "$work/empty.json"
refuses "overwrite the run to compare with" "$acme" --compare "$work/run.json" \
  --benchmark_out="$work/run.json"
refuses "it is a folder" "$acme" --benchmark_out="$work"
refuses "Google Benchmark has no such option" "$acme" --benchmark_nosuch
refuses "was not expected" "$acme" --nosuch
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# doxygen.sh CMAKE BUILD: the target docs builds without a warning, its pages hold the public
# interface and nothing of the details, and a broken comment is seen.
set -uo pipefail
cmake=$1 build=$2
if ! [ -e "$build/Doxyfile.docs" ]; then
  echo "configured without doxygen"
  exit 77
fi
failures=0
fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}
pages=$build/docs/html
rm -rf "$pages"
"$cmake" --build "$build" --target docs || fail "the target docs"
grep -q 'Multiply-adds of convolutions' "$pages/structhurricane_1_1step.html" ||
  fail "step has no page"
grep -q 'two_stage' "$pages/namespacehurricane.html" || fail "two_stage is not there"
grep -q 'Two commands' "$pages/index.html" || fail "the first page is not README.md"
compgen -G "$pages/*_1_1detail*" && fail "details have pages"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '/// See \\ref nowhere_at_all.\nstruct broken {};\n' > "$work/broken.hpp"
printf '%s\n' "@INCLUDE = \"$build/Doxyfile.docs\"" "INPUT = \"$work/broken.hpp\"" \
  "OUTPUT_DIRECTORY = \"$work\"" > "$work/Doxyfile"
doxygen "$work/Doxyfile" > "$work/said" 2>&1 && fail "a broken reference is not seen"
grep -q 'nowhere_at_all' "$work/said" || fail "it is not named: $(cat "$work/said")"
echo "$failures failures"
exit $((failures > 0))

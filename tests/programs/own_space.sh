#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The example of a user's own operator, space and target goes through the whole search, and the
# network it leaves compiles.
set -euo pipefail
searcher=$1 cxx=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$searcher" --out "$work/out" --images 2000 --validation 200 --epochs 1 --by-hand "sandwich<3>" \
  --population 6 --generations 2 --rounds 1 > "$work/log"
grep -q '^all sandwich<3> ' "$work/log"
genes=$(grep -v '^#' "$work/out/genotype.txt")
cat > "$work/main.cpp" <<CPP
#include "out/network.hpp"
#include <cstdio>
int main() {
    std::puts(hurricane::to_string(found::network::genes).c_str());
    return hurricane::network<found::network>().size() == 8 ? 0 : 1;
}
CPP
"$cxx" -std=c++20 -I"$source/include" -I"$source/examples/09_own_project" -o "$work/main" \
  "$work/main.cpp"
test "$("$work/main")" = "$genes"
echo "found $genes"

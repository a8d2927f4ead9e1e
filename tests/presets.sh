#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# presets.sh PRESET COMPILER: builds the core and data tests with a preset and a compiler, and runs
# them.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1 compiler=$2
if ! command -v "$compiler" > /dev/null; then
  echo "$compiler is not installed here"
  exit 77
fi
build=build/presets/$preset-$(basename "$compiler")
launcher=$(command -v ccache || true)
cmake --preset "$preset" -B "$build" -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" > /dev/null
cmake --build "$build" -j"$(nproc)" --target core_tests data_tests
ctest --test-dir "$build" --output-on-failure -R '^(core|data)_tests$'

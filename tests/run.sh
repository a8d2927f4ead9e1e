#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, and runs every test. Arguments go to ctest, for example: tests/run.sh -R compile_fail
set -euo pipefail
if [ "${1-}" = --help ] || [ "${1-}" = -h ]; then
  echo "Usage: tests/run.sh [ctest options]
Installs what is missing, builds everything, runs all tests (ten minutes on two cores).
Examples:
  tests/run.sh
  tests/run.sh -R compile_fail"
  exit 0
fi
cd "$(dirname "$0")/.."
. examples/packages.sh
need_packages "${build_packages[@]}" doctest-dev libbenchmark-dev clang ccache
cmake --preset release -DHURRICANE_TESTS=ON -DHURRICANE_BENCHMARKS=ON -DCMAKE_CXX_COMPILER_LAUNCHER=ccache > /dev/null
cmake --build --preset release -j"$(nproc)"
ctest --preset release -j"$(nproc)" "$@"

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, and runs the tests. Other arguments go to ctest.
set -euo pipefail
if [ "${1-}" = --help ] || [ "${1-}" = -h ]; then
  echo "Usage: tests/run.sh [--slow] [ctest options]
Installs what is missing, builds everything, runs the tests and says how long they took once built.
--slow runs those labelled slow too: the presets debug and asan with g++ and with clang, of which a
default run compiles the sanitized core and data tests with one compiler only.
Examples:
  tests/run.sh
  tests/run.sh -R compile_fail
  tests/run.sh --slow -L slow"
  exit 0
fi
leave_out=(-LE slow)
if [ "${1-}" = --slow ]; then
  leave_out=()
  shift
fi
cd "$(dirname "$0")/.."
. examples/packages.sh
need_packages "${build_packages[@]}" doctest-dev libbenchmark-dev clang clang-format clang-tidy \
  libomp-dev libclang-rt-14-dev ccache libopencv-dnn-dev python3-venv locales chromium doxygen
# ONNX Runtime and ONNX's checker, from PyPI.
if ! build/python/bin/python -c "import numpy, onnx, onnxruntime" 2> /dev/null; then
  python3 -m venv --clear build/python
  build/python/bin/pip install --quiet --disable-pip-version-check numpy onnx onnxruntime ||
    echo "ONNX Runtime cannot be installed: the tests that ask it for its outputs and times are" \
      "skipped"
fi
cmake --preset release -DHURRICANE_TESTS=ON -DHURRICANE_BENCHMARKS=ON \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache > /dev/null
cmake --build --preset release -j"$(nproc)"
begun=$SECONDS
log=build/ctest.log
passed=0
ctest --preset release -j"$(nproc)" "${leave_out[@]}" "$@" 2>&1 | tee "$log" || passed=$?
ran=$(sed -n 's/.*tests failed out of \([0-9]*\).*/\1/p' "$log")
echo "${ran:-0} tests, $((SECONDS - begun)) s once built"
exit "$passed"

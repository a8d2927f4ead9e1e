#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, and runs every test. Arguments go to ctest, for example: tests/run.sh -R compile_fail
set -euo pipefail
if [ "${1-}" = --help ] || [ "${1-}" = -h ]; then
  echo "Usage: tests/run.sh [ctest options]
Installs what is missing, builds everything, runs all tests (a quarter of an hour to half an hour on two cores, most of it compiling).
Examples:
  tests/run.sh
  tests/run.sh -R compile_fail"
  exit 0
fi
cd "$(dirname "$0")/.."
. examples/packages.sh
need_packages "${build_packages[@]}" doctest-dev libbenchmark-dev clang ccache libopencv-dnn-dev python3-venv chromium
# ONNX Runtime and ONNX's checker, from PyPI.
if ! build/python/bin/python -c "import numpy, onnx, onnxruntime" 2> /dev/null; then
  python3 -m venv --clear build/python
  build/python/bin/pip install --quiet --disable-pip-version-check numpy onnx onnxruntime || echo "ONNX Runtime cannot be installed: the tests that ask it for its outputs and times are skipped"
fi
cmake --preset release -DHURRICANE_TESTS=ON -DHURRICANE_BENCHMARKS=ON -DCMAKE_CXX_COMPILER_LAUNCHER=ccache > /dev/null
cmake --build --preset release -j"$(nproc)"
ctest --preset release -j"$(nproc)" "$@"

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds and runs the engine's tests with oneDNN 3.x, whose C++ interface differs from Debian 12's
# 2.6. A 3.x with GNU OpenMP comes from the Python package index; where that cannot be had this says
# so and succeeds. ONEDNN3=PREFIX uses an installed one (PREFIX/include, PREFIX/lib).
set -euo pipefail
cd "$(dirname "$0")/.."
build=build/onednn3
prefix=${ONEDNN3-$PWD/$build/prefix}
if [ -z "${ONEDNN3-}" ] && [ ! -e "$prefix/lib/libdnnl.so" ]; then
  wheels=$(mktemp -d)
  trap 'rm -rf "$wheels"' EXIT
  if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps -d "$wheels" \
    onednn-devel-cpu-gomp==2023.2.0 onednn-cpu-gomp==2023.2.0 > "$wheels/log" 2>&1; then
    echo "oneDNN 3.x is not built here: it cannot be installed ($(tail -n 1 "$wheels/log"))"
    exit 0
  fi
  rm -rf "$prefix" && mkdir -p "$prefix"
  for wheel in "$wheels"/*.whl; do python3 -m zipfile -e "$wheel" "$wheels/unpacked"; done
  cp -r "$wheels"/unpacked/*.data/data/* "$prefix"
fi
cmake --preset release -B "$build" -DHURRICANE_TESTS=ON -DHURRICANE_BENCHMARKS=ON \
  -DHURRICANE_ONEDNN_INCLUDE="$prefix/include" \
  -DHURRICANE_ONEDNN_LIBRARY="$prefix/lib/libdnnl.so" -DCMAKE_BUILD_RPATH="$prefix/lib" \
  -DCMAKE_CXX_COMPILER_LAUNCHER=ccache > /dev/null
cmake --build "$build" -j"$(nproc)" --target engine_tests published_networks train_bench \
  infer_bench kernels
ctest --test-dir "$build" --output-on-failure -R "^engine_tests|^published_networks"
"$build"/benchmarks/infer_bench mobilenet_v2 --seconds 1

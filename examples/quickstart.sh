#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a checkout to a network made for this processor: installs, builds, profiles, compiles the searcher, searches, trains, compares.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<TXT
Usage: examples/quickstart.sh [--fast] [--out FOLDER] [searcher options]

Searches a network for this machine's processor on Fashion-MNIST and compares it with hand-designed ones.
  --fast        10,000 images and one hand-designed network
  --out FOLDER  where result.json, timing.json, genotype.txt, network.weights and log.txt go (default: results)
Everything else goes to the searcher, for example --seed 3 or --limit latency_ms=0.1.

Examples:
  examples/quickstart.sh
  examples/quickstart.sh --fast --out /tmp/fast --seed 1
TXT
}

out=results
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --fast) options+=(--images 10000 --stage-epochs 4 4 --epochs 6 --validation 1000 --generations 3 --by-hand "sep<3>") ;;
    --out) [ $# -ge 2 ] || { echo "quickstart.sh: --out needs a folder" >&2; exit 2; }; out=$2; shift ;;
    --out=*) out=${1#--out=} ;;
    *) options+=("$1") ;;
  esac
  shift
done
if ! mkdir -p "$out" 2> /dev/null || [ ! -w "$out" ]; then
  echo "quickstart.sh: cannot write to the result folder $out; give another one with --out" >&2
  exit 2
fi

. examples/packages.sh
need_packages "${build_packages[@]}"

build=build/release
rows=$PWD/$build/quickstart/rows.csv
mkdir -p "$build/quickstart"
step() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }
quietly() {  # a command whose output matters only when it fails
  if ! "$@" > "$build/quickstart/build.log" 2>&1; then
    cat "$build/quickstart/build.log" >&2
    echo "quickstart.sh: '$*' failed" >&2
    exit 2
  fi
}
configure() { quietly cmake --preset release -DHURRICANE_TESTS=OFF -DHURRICANE_BENCHMARKS=OFF "$@"; }

step "building the profiler"
configure
quietly cmake --build --preset release --target profile_host
step "measuring the operators of the space on this processor"
"$build/examples/profile_host" --out "$rows"
step "compiling the searcher for it"
configure -DHURRICANE_QUICKSTART_ROWS="$rows"
quietly cmake --build --preset release --target quickstart
step "searching"
"$build/examples/quickstart" --out "$out" "${options[@]}"
printf '\nDone in %d s.\n' "$SECONDS"

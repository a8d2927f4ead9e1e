#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a checkout to a network made for this processor: installs, builds, profiles, compiles the
# searcher, searches, trains, compares.
set -euo pipefail
caller=$PWD
cd "$(dirname "$0")/.."

usage() {
  cat <<TXT
Usage: examples/quickstart.sh [--fast] [--out FOLDER] [searcher options]

Searches a network for this machine's processor on Fashion-MNIST and compares it with hand-designed
ones.
  --fast        10,000 images, and the hand-designed networks nearest below the limit alone
  --seeds N     searches with the seeds 0 to N - 1 into FOLDER/seed-0 and so on, and prints how the
                networks found and delivered compare with the hand-designed ones
  --out FOLDER  where result.json, timing.json, genotype.txt, network.hpp, network.weights and
                log.txt go (default: results)
  --resume      go on with an interrupted search; give the other options again
Everything else goes to the searcher: --data FOLDER, --limit NAME=X, --stage-epochs A B,
--epochs N, --images N, --augment KIND, --validation N, --by-hand OPERATOR, --alone N,
--alone-epochs X, --choose N, --choose-epochs N, --population N, --generations N, --batch N,
--learning-rate X, --seed N, --threads N, --scale NAME, --sampling NAME, --strategy NAME,
--start NAME, --score NAME, --best-by NAME, --averaged-epochs N, --tune N, --tuning-rate X,
--zero-cost NAME, --zero-cost-weight X, --rounds N, --searcher NAME, --one-stage,
--first-stage-only, --keep-orientation. build/release/examples/quickstart --help explains them,
once it is built.
Installs what is missing with apt-get.

Examples:
  examples/quickstart.sh
  examples/quickstart.sh --fast --out /tmp/fast --seed 1
TXT
}

refuse() { echo "quickstart.sh: $1" >&2; exit 2; }
absolute() { case $1 in /*) echo "$1" ;; *) echo "$caller/$1" ;; esac; }
out=results
fast=()
options=()
stages=both
resume=
seeds=
while [ $# -gt 0 ]; do
  option=$1
  case $option in --*=*) set -- "${option%%=*}" "${option#*=}" "${@:2}" ;; esac
  case $1 in
    --help | -h) usage; exit 0 ;;
    --fast)
      stage_epochs=(8 8)
      fast=(--images 10000 --epochs 6 --validation 1000 --generations 3 --by-hand none --choose 3
        --choose-epochs 4 --rounds 5) ;;
    --stage-epochs)
      [ $# -ge 2 ] || refuse "$1 needs one or two values; see --help"
      options+=("$1" "$2"); shift
      case ${2-} in [0-9]*) options+=("$2"); shift ;; esac ;;
    --resume) resume=1 ;;
    --one-stage) stages=all options+=("$1") ;;
    --keep-orientation) options+=("$1") ;;
    --first-stage-only) stages=first options+=("$1") ;;
    --out | --data | --limit | --epochs | --images | --augment | --validation | --by-hand | \
      --population | --generations | --batch | --alone | --alone-epochs | --choose | \
      --choose-epochs | --seeds | --learning-rate | --seed | --threads | --scale | --sampling | \
      --strategy | --start | --score | --best-by | --averaged-epochs | --tune | --tuning-rate | \
      --zero-cost | --zero-cost-weight | --rounds | --searcher)
      [ $# -ge 2 ] || refuse "$1 needs a value; see --help"
      case $1 in
        --out) out=$2 ;;
        --seeds)
          [[ $2 =~ ^[1-9][0-9]{0,2}$ ]] || refuse "--seeds $2 is not a whole number from 1 to 999"
          seeds=$2 ;;
        --data)
          [ -d "$(absolute "$2")" ] || refuse "the data folder $2 does not exist"
          options+=(--data "$(absolute "$2")") ;;
        --searcher)
          case $2 in spos) stages=all ;; later-layers) stages=first ;; *) stages=both ;; esac
          options+=("$1" "$2") ;;
        *) options+=("$1" "$2") ;;
      esac
      shift ;;
    *) refuse "unknown option $1; see --help" ;;
  esac
  shift
done
if [ ${#fast[@]} -gt 0 ]; then
  case $stages in all) stage_epochs=(16) ;; first) stage_epochs=(8) ;; esac
  fast+=(--stage-epochs "${stage_epochs[@]}")
fi
[ -z "$seeds" ] || command -v python3 > /dev/null ||
  refuse "--seeds needs python3: apt-get install python3"
case " ${options[*]} " in *" --seed "*) [ -z "$seeds" ] || refuse "give --seed or --seeds" ;; esac
out=$(absolute "$out")
parent=$out
while [ ! -e "$parent" ]; do parent=$(dirname "$parent"); done
[ -d "$parent" ] && [ -w "$parent" ] && mkdir -p "$out" 2> /dev/null ||
  refuse "cannot write to the result folder $out; give another one with --out"

build=build/release
search() {  # OPTION...: all seeds where they are asked for
  local seed folders=()
  if [ -z "$seeds" ]; then
    "$build/examples/quickstart" --out "$out" "${fast[@]}" "${options[@]}" "$@"
    return
  fi
  for ((seed = 0; seed < seeds; ++seed)); do
    folders+=("$out/seed-$seed")
    "$build/examples/quickstart" --out "$out/seed-$seed" "${fast[@]}" "${options[@]}" \
      --seed "$seed" "$@"
  done
  python3 examples/quickstart_seeds.py "${folders[@]}"
}
if [ -n "$resume" ]; then  # the searcher that began goes on: nothing is measured or built anew
  [ -x "$build/examples/quickstart" ] || refuse "there is nothing to resume; start without --resume"
  search --resume
  exit
fi
[ ! -e "$out/checkpoint" ] ||
  refuse "an unfinished search is kept in $out; go on with --resume, or remove $out/checkpoint"
mkdir -p "$build/quickstart"
exec 9> "$build/quickstart/lock"
flock -n 9 || refuse "another quick start runs in this folder; wait for it"

. examples/packages.sh
need_packages "${build_packages[@]}"

rows=$PWD/$build/quickstart/rows.csv
step() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }
quietly() {  # a command whose output matters only when it fails
  if [ -t 1 ] && [ "$1 $2" = "cmake --build" ]; then  # ninja shows its progress on a terminal
    "$@" || refuse "'$*' failed"
  elif ! "$@" > "$build/quickstart/build.log" 2>&1; then
    cat "$build/quickstart/build.log" >&2
    refuse "'$*' failed"
  fi
}
configure() {
  quietly cmake --preset release -DHURRICANE_TESTS=OFF -DHURRICANE_BENCHMARKS=OFF "$@"
}

step "building the profiler"
configure
quietly cmake --build --preset release --target profile_host
step "measuring the operators of the space on this processor"
"$build/examples/profile_host" --accept-noise --out "$rows"
noisy=$(grep -c ',1$' "$rows" || true)
[ "$noisy" -lt 20 ] ||
  echo "$noisy rows are noisy: this machine is busy, and predictions may be far off." \
    "Run again when it is quiet"
step "compiling the searcher for it"
configure -DHURRICANE_QUICKSTART_ROWS="$rows"
quietly cmake --build --preset release --target quickstart
step "searching"
search
printf '\nDone in %d s.\n' "$SECONDS"

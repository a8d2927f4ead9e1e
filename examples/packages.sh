#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sourced by the scripts: need_packages NAME... installs the Debian packages that are missing, says
# which, asks nothing.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'install ok installed' ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null || ! sudo -n true 2> /dev/null; then
      echo "These packages are missing and this user may not install them; run:" \
        "sudo apt-get install ${missing[*]}" >&2
      exit 2
    fi
    root=(sudo -n)
  fi
  local log
  log=$(mktemp)
  echo "Installing ${missing[*]}"
  if ! { "${root[@]}" apt-get update -qq &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "apt-get could not install ${missing[*]}; its whole output is in $log" >&2
    exit 2
  fi
  rm -f "$log"
}
build_packages=(g++ cmake ninja-build libdnnl-dev libxtensor-dev libxsimd-dev libboost1.81-dev
  nlohmann-json3-dev libcli11-dev zlib1g-dev libjpeg-dev libpng-dev libeigen3-dev libxgboost-dev
  libonnx-dev libprotobuf-dev libjs-chart.js dataset-fashion-mnist)

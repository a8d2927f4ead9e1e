// SPDX-License-Identifier: MIT
// Data sets, supernets and all that scores networks by training or without it. Needs
// hurricane::pictures (oneDNN, xtensor, zlib, libjpeg, libpng).
#pragma once

#include <hurricane/data/open.hpp>
#include <hurricane/training/informed_supernet.hpp>
#include <hurricane/training/successive_halving.hpp>
#include <hurricane/training/supernet.hpp>
#include <hurricane/training/teacher.hpp>
#include <hurricane/training/trained_alone.hpp>
#include <hurricane/training/zero_cost.hpp>

// SPDX-License-Identifier: MIT
// Networks as they are run: read from files, frozen, folded. Needs hurricane::onednn.
#pragma once

#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/networks/file.hpp>
#include <hurricane/networks/frozen.hpp>

// SPDX-License-Identifier: MIT
// The former name of space/presets.hpp, for one version.
#pragma once

#include <hurricane/space/presets.hpp>

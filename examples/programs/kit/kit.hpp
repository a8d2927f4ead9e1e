// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include <hurricane/space/view.hpp>

namespace hurricane::app {

struct named_space {
    std::string name;
    space_view (*view)();
};

/// The program that writes the measuring kit of a space (export/kit.hpp); of several, --space
/// chooses one.
int kit(int argc, char** argv, std::span<named_space const> spaces);

}  // namespace hurricane::app

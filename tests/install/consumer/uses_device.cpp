// SPDX-License-Identifier: MIT
#include <my/device.hpp>

#include <string_view>

static_assert(std::string_view{my::device::name} == "my::device");

int main() {}

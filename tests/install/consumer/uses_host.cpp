// SPDX-License-Identifier: MIT
#include <acme/host.hpp>

#include <string_view>

static_assert(std::string_view{acme::host::name} == "acme::host");

int main() {}

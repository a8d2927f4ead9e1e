// SPDX-License-Identifier: MIT
// Tests tensor/tensor.hpp.
#include <cstdint>
#include <type_traits>

#include <hurricane/tensor/tensor.hpp>

using namespace hurricane;

static_assert(std::is_same_v<tensor<3>::value_type, float>);
static_assert(std::is_same_v<byte_images::value_type, std::uint8_t>);
static_assert(tensor<3>::rank == 3 && byte_images::rank == 4);
static_assert(byte_images::static_layout == xt::layout_type::row_major);

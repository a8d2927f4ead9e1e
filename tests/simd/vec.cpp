// SPDX-License-Identifier: MIT
// Tests simd/vec.hpp, simd/dispatch.hpp.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <hurricane/simd/vec.hpp>

#define HURRICANE_BODY <simd/vec.ipp>
#include <hurricane/simd/both.ipp>

using namespace hurricane::kernels;

TEST_CASE("each lane of a vector is computed as one float is") {
    float a[16];
    float b[16];
    for (int i = 0; i < 16; ++i) {
        a[i] = 0.75f * static_cast<float>(i - 3);
        b[i] = i % 3 == 1 && i > 3 ? a[i] : 0.5f + static_cast<float>(i);
    }
    std::vector<float> out(21 * 16, -7);
    int const width = dispatch(avx512::lanes, avx2::lanes)(a, b, out.data());
    CHECK(width == (has_avx512() ? 16 : 8));
    for (int i = 0; i < width; ++i) {
        float const x = a[i];
        float const y = b[i];
        auto const pair = [&](int k) { return k < width ? a[k] : b[k - width]; };
        float const wanted[] = {pair(2 * i),
                                pair(2 * i + 1),
                                x,
                                y,
                                x + y,
                                x - y,
                                x * y,
                                x / y,
                                std::fma(x, y, 2.0f),
                                std::fma(-x, y, 2.0f),
                                std::min(x, y),
                                std::max(x, y),
                                std::sqrt(y),
                                x > -1 && x < 2 ? y : 0,
                                x > 0 ? y : 0,
                                x == y ? y : 0,
                                x != y ? y : 0,
                                std::nearbyint(x),
                                std::ldexp(y, static_cast<int>(std::nearbyint(x))),
                                i < 3 ? x : 0,
                                i < 3 ? x : -7};
        for (int row = 0; row < 21; ++row) {
            CAPTURE(row);
            CAPTURE(i);
            CHECK(out[static_cast<std::size_t>(row * width + i)] == wanted[row]);
        }
    }
}

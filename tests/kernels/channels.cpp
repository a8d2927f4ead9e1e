// SPDX-License-Identifier: MIT
// Tests kernels/channels.hpp, kernels/reference.hpp.
#include <doctest/doctest.h>

#include <vector>

#include <hurricane/kernels/channels.hpp>
#include <hurricane/kernels/reference.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("shuffle, slice and concat move the right channels, forward and back") {
    for (int c : {2, 6, 12, 16, 20, 32, 58, 64, 116})
        for (int size : {1, 4, 5, 33}) {
            layout const l{3, {c, size, size}};
            auto const x = random_image(3, l.of, 4);
            auto const src = to_floats(x);
            for (int groups : {2, c / 2}) {
                step const s{
                    .op = kind::channel_shuffle, .groups = groups, .in = l.of, .out = l.of};
                std::vector<float> dst(src.size());
                std::vector<float> back(src.size());
                channel_shuffle(l, groups, src.data(), dst.data());
                CHECK(largest_difference(reference::run(s, x, x, {}, {}), dst.data()) == 0);
                channel_shuffle_backward(l, groups, dst.data(), back.data());
                CHECK(back == src);  // a permutation: its transpose is its inverse
            }
            layout const half{3, {c / 2, size, size}};
            std::vector<float> a(half.floats());
            std::vector<float> b(half.floats());
            std::vector<float> whole(l.floats());
            slice(l, src.data(), 0, half, a.data());
            slice(l, src.data(), c / 2, half, b.data());
            step const s{.op = kind::slice, .offset = c / 2, .in = l.of, .out = half.of};
            CHECK(largest_difference(reference::run(s, x, x, {}, {}), b.data()) == 0);
            concat(half, a.data(), half, b.data(), l, whole.data());
            CHECK(whole == src);
        }
}

// SPDX-License-Identifier: MIT
// Tests kernels/layout.hpp.
#include <doctest/doctest.h>

#include <vector>

#include <hurricane/kernels/layout.hpp>

#include "images.hpp"

using namespace hurricane;
using namespace hurricane::kernels;

TEST_CASE("plain and channels-last orders carry the same values") {
    for (int c : {1, 3, 8, 12, 20}) {
        auto const x = random_image(3, {c, 5, 4}, 1);
        layout const l{3, {c, 5, 4}};
        std::vector<float> const plain(x.x.begin(), x.x.end());
        std::vector<float> last(l.floats());
        std::vector<float> back(l.floats());
        to_channels_last(l, plain.data(), last.data());
        CHECK(largest_difference(x, last.data()) == 0);
        from_channels_last(l, last.data(), back.data());
        CHECK(back == plain);
    }
}

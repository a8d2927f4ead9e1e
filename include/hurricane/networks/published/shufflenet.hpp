// SPDX-License-Identifier: MIT
// ShuffleNetV2 (Ma et al. 2018, table 5) in two forms: torchvision's, whose stage units give half
// of the output on each branch, and the original one, in which the branch across keeps the width of
// the input and the classifier has no bias.
#pragma once

#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/ops/choice.hpp>

namespace hurricane::inline v0::nets {

namespace detail {

/// W1, W2, W3: channels of the three stages.
template <int W1, int W2, int W3, int Head, bool ClassifierBias>
struct shufflenet_v2
    : imagenet<ends{.stem = 24,
                    .head = Head,
                    .dropout = !ClassifierBias && Head == 2048 ? 0.2 : 0,  // x2.0, original
                    .classifier_bias = ClassifierBias}> {
    static constexpr fixed_string name =
        parameters("shufflenet_v2", W1, W2, W3, Head, int(ClassifierBias));
    static constexpr std::array stages{stage{W1, 4, 2}, stage{W2, 8, 2}, stage{W3, 4, 2}};

    static constexpr plan stem(shape in) {
        plan p{in};
        p.max_pool(p.relu(p.batch_norm(p.conv(p.input(), {.out = 24, .kernel = 3, .stride = 2}))),
                   3, 2);
        return p;
    }
};

template <int W1, int W2, int W3, int Head>
using torchvision_form =
    network_of<shufflenet_v2<W1, W2, W3, Head, true>, repeat<16, ops::shuffle_unit<3>>>;
template <int W1, int W2, int W3, int Head>
using original_form =
    network_of<shufflenet_v2<W1, W2, W3, Head, false>, repeat<16, ops::choice<3>>>;

}  // namespace detail

struct shufflenet_v2_x0_5 : detail::torchvision_form<48, 96, 192, 1024> {};

struct shufflenet_v2_x1_0 : detail::torchvision_form<116, 232, 464, 1024> {};

struct shufflenet_v2_x1_5 : detail::torchvision_form<176, 352, 704, 1024> {};

struct shufflenet_v2_x2_0 : detail::torchvision_form<244, 488, 976, 2048> {};

static_assert(costs<shufflenet_v2_x0_5>(1'366'792, 40'476'448));
static_assert(costs<shufflenet_v2_x1_0>(2'278'604, 144'907'992));
static_assert(costs<shufflenet_v2_x1_5>(3'503'624, 295'759'392));
static_assert(costs<shufflenet_v2_x2_0>(7'393'996, 583'253'464));

struct shufflenet_v2_x0_5_original : detail::original_form<48, 96, 192, 1024> {};

struct shufflenet_v2_x1_0_original : detail::original_form<116, 232, 464, 1024> {};

struct shufflenet_v2_x1_5_original : detail::original_form<176, 352, 704, 1024> {};

struct shufflenet_v2_x2_0_original : detail::original_form<244, 488, 976, 2048> {};

static_assert(costs<shufflenet_v2_x0_5_original>(1'365'792, 40'476'448));
static_assert(costs<shufflenet_v2_x1_0_original>(2'278'760, 145'814'296));
static_assert(costs<shufflenet_v2_x1_5_original>(3'506'720, 298'970'656));
static_assert(costs<shufflenet_v2_x2_0_original>(7'402'600, 590'783'000));

}  // namespace hurricane::inline v0::nets

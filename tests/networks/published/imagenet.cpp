// SPDX-License-Identifier: MIT
// Tests networks/published/imagenet.hpp, networks/published/fbnet.hpp,
// networks/published/mnasnet.hpp, networks/published/mobilenet.hpp,
// networks/published/proxyless.hpp, networks/published/shufflenet.hpp, networks/published/spos.hpp,
// ops/squeeze.hpp, space/network_of.hpp.
// Their figures are asserted beside the types; here is what the figures cannot see, and that the
// types are the run-time networks.
#include <doctest/doctest.h>

#include <hurricane/networks/published/fbnet.hpp>
#include <hurricane/networks/published/imagenet.hpp>
#include <hurricane/networks/published/mnasnet.hpp>
#include <hurricane/networks/published/mobilenet.hpp>
#include <hurricane/networks/published/proxyless.hpp>
#include <hurricane/networks/published/shufflenet.hpp>
#include <hurricane/networks/published/spos.hpp>

using namespace hurricane;

namespace {

/// The first step of a kind in a plan.
constexpr step first(plan const& p, kind k) {
    for (auto const& s : p)
        if (s.op == k) return s;
    return {};
}

constexpr int count(plan const& p, kind k) {
    int n = 0;
    for (auto const& s : p) n += s.op == k;
    return n;
}

// MobileNetV2: no expansion in the first block, residuals in 10 blocks.
static_assert(nets::mobilenet_v2::part(1).size() == 5 && nets::mobilenet_v2::part(2).size() == 8);

template <class Net>
constexpr int residuals() {
    int n = 0;
    for (int i = 0; i < Net::parts; ++i) n += count(Net::part(i), kind::add);
    return n;
}

static_assert(residuals<nets::mobilenet_v2>() == 10);
static_assert(residuals<nets::mobilenet_v3_large>() == 10);
static_assert(residuals<nets::efficientnet_b0>() == 9);

// SE widths: a quarter of the inner width in eights; a quarter of the block's input.
static_assert(quarter_by_eight(72) == 24 && quarter_by_eight(120) == 32 &&
              quarter_by_eight(480) == 120);
static_assert(quarter_by_eight(672) == 168 && quarter_by_eight(960) == 240 &&
              quarter_by_eight(16) == 8);
static_assert(first(nets::mobilenet_v3_large::part(4), kind::linear).out.c == 24);
static_assert(first(nets::mnasnet_a1::part(4), kind::linear).out.c == 6);       // of 24
static_assert(first(nets::efficientnet_b0::part(1), kind::linear).out.c == 8);  // of 32
static_assert(count(nets::efficientnet_b0::part(2), kind::swish) == 3 &&
              count(nets::efficientnet_b0::part(2), kind::sigmoid) == 1);
static_assert(first(nets::mobilenet_v3_large::part(0), kind::batch_norm).attribute == 1e-3);

// Activations: MobileNetV3 has ReLU in its first six blocks, then hard swish; FBNet and MnasNet
// have ReLU, MobileNetV2 and ProxylessNAS ReLU6. A block is expansion, norm, activation, depthwise,
// norm, activation, gate, projection, norm.
static_assert(count(nets::mobilenet_v3_large::part(6), kind::hard_swish) == 0);
static_assert(count(nets::mobilenet_v3_large::part(7), kind::hard_swish) == 2);
static_assert(count(nets::proxyless_cpu::part(2), kind::relu6) == 2 &&
              count(nets::fbnet_c<>::part(2), kind::relu) == 2);
static_assert(count(nets::mnasnet_b1::part(2), kind::relu) == 2 &&
              count(nets::mobilenet_v2::part(2), kind::relu6) == 2);
constexpr plan gated = nets::efficientnet_b0::part(2);
static_assert(gated[0].pointwise() && gated[1].op == kind::batch_norm &&
              gated[2].op == kind::swish);
static_assert(gated[3].depthwise() && gated[5].op == kind::swish &&
              gated[6].op == kind::global_pool);
static_assert(gated[11].op == kind::scale && gated[12].pointwise() &&
              gated[13].op == kind::batch_norm);
static_assert(gated.size() == 14);
static_assert(count(nets::spos_release::part(21), kind::dropout) == 1);
// The bypass stands first in the concat: it comes from the slice of the even channels.
constexpr plan unit = nets::spos_release::part(2);
static_assert(unit[1].op == kind::slice && unit[1].offset == 0 &&
              unit[unit.size() - 1].op == kind::concat);
static_assert(unit[unit.size() - 1].src == 2);

// Skips; grouped projections; biases.
static_assert(nets::proxyless_mobile::part(4).size() == 0 &&
              nets::proxyless_mobile::part(4).out().c == 32);
static_assert(nets::fbnet_a<>::part(12)[0].op == kind::channel_shuffle &&
              nets::fbnet_a<>::part(12)[4].groups == 2);
static_assert(nets::fbnet_a<>::part(12)[6].op == kind::add);
static_assert(first(nets::fbnet_c<nets::conv_bias::yes>::part(1), kind::conv).bias);

// ShuffleNetV2: 56x56 behind the max pool; torchvision's branches are equal, the original's are
// not.
static_assert(nets::shufflenet_v2_x1_0::part(0).out() == shape{24, 56, 56});
static_assert(first(nets::shufflenet_v2_x1_0::part(1), kind::concat).in.c == 58);
static_assert(first(nets::shufflenet_v2_x1_0_original::part(1), kind::concat).in.c == 24);

// Names say every parameter.
static_assert(std::string_view{nets::mobilenet_v3_large::operators[14].name} ==
              "bneck<960,5,hard_swish,se4by8,lean,eps1000000e-9>");
static_assert(std::string_view{nets::efficientnet_b0::operators[15].name} ==
              "inverted<6,3,swish,se4in:swish:sigmoid,lean>");
static_assert(std::string_view{nets::fbnet_a<nets::conv_bias::yes>::operators[11].name} ==
              "inverted<1,5,relu,lean,g2,bias>");

template <class Net>
void chained() {
    auto const plans = network<Net>();
    REQUIRE(plans.size() == std::size_t(Net::layers) + 2);
    std::int64_t macs = 0;
    std::int64_t params = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        if (i > 0) CHECK(plans[i].in() == plans[i - 1].out());
        for (auto const& s : plans[i]) {
            macs += s.macs();
            params += s.params();
        }
    }
    CHECK(plans.back().out() == shape{1000, 1, 1});
    CHECK(macs == Net::macs);
    CHECK(params == Net::params);
}

template <class... Nets>
void all_chained() {
    (chained<Nets>(), ...);
}

}  // namespace

TEST_CASE("published networks are chains of plans from 224x224x3 to 1000 classes") {
    using namespace nets;
    all_chained<shufflenet_v2_x0_5, shufflenet_v2_x1_0, shufflenet_v2_x1_5, shufflenet_v2_x2_0,
                shufflenet_v2_x0_5_original, shufflenet_v2_x1_0_original,
                shufflenet_v2_x1_5_original, shufflenet_v2_x2_0_original, fbnet_a<conv_bias::yes>,
                fbnet_b<conv_bias::yes>, fbnet_c<conv_bias::yes>, fbnet_iphonex<1984>,
                fbnet_samsung_s8<1984>>();
    all_chained<mobilenet_v1, mobilenet_v2, mobilenet_v3_large, mnasnet_a1, mnasnet_b1,
                efficientnet_b0, proxyless_mobile, proxyless_gpu, proxyless_cpu,
                proxyless_mobile_1_4, fbnet_a<>, fbnet_b<>, fbnet_c<>, fbnet_iphonex<>,
                fbnet_samsung_s8<>, spos_release, spos_block_search, spos_oneshot>();
}

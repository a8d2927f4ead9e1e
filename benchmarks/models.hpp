// SPDX-License-Identifier: MIT
// The published networks of the library, by name.
#pragma once

#include <string_view>

#include <hurricane/networks/published/fbnet.hpp>
#include <hurricane/networks/published/mnasnet.hpp>
#include <hurricane/networks/published/mobilenet.hpp>
#include <hurricane/networks/published/proxyless.hpp>
#include <hurricane/networks/published/shufflenet.hpp>
#include <hurricane/networks/published/spos.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::models {

struct model {
    std::string_view name;
    space_view (*view)();
};

inline constexpr model all[] = {
    {"mobilenet_v1", network_view<nets::mobilenet_v1>},
    {"mobilenet_v2", network_view<nets::mobilenet_v2>},
    {"mobilenet_v3_large", network_view<nets::mobilenet_v3_large>},
    {"shufflenet_v2_x0_5", network_view<nets::shufflenet_v2_x0_5>},
    {"shufflenet_v2_x1_0", network_view<nets::shufflenet_v2_x1_0>},
    {"shufflenet_v2_x1_5", network_view<nets::shufflenet_v2_x1_5>},
    {"shufflenet_v2_x2_0", network_view<nets::shufflenet_v2_x2_0>},
    {"shufflenet_v2_x0_5_original", network_view<nets::shufflenet_v2_x0_5_original>},
    {"shufflenet_v2_x1_0_original", network_view<nets::shufflenet_v2_x1_0_original>},
    {"shufflenet_v2_x1_5_original", network_view<nets::shufflenet_v2_x1_5_original>},
    {"shufflenet_v2_x2_0_original", network_view<nets::shufflenet_v2_x2_0_original>},
    {"mnasnet_a1", network_view<nets::mnasnet_a1>},
    {"mnasnet_b1", network_view<nets::mnasnet_b1>},
    {"efficientnet_b0", network_view<nets::efficientnet_b0>},
    {"proxyless_mobile", network_view<nets::proxyless_mobile>},
    {"proxyless_mobile_1_4", network_view<nets::proxyless_mobile_1_4>},
    {"proxyless_gpu", network_view<nets::proxyless_gpu>},
    {"proxyless_cpu", network_view<nets::proxyless_cpu>},
    {"fbnet_a", network_view<nets::fbnet_a<>>},
    {"fbnet_b", network_view<nets::fbnet_b<>>},
    {"fbnet_c", network_view<nets::fbnet_c<>>},
    {"fbnet_c_biased", network_view<nets::fbnet_c<nets::conv_bias::yes>>},
    {"fbnet_iphonex", network_view<nets::fbnet_iphonex<1984>>},
    {"fbnet_samsung_s8", network_view<nets::fbnet_samsung_s8<1984>>},
    {"spos_release", network_view<nets::spos_release>},
    {"spos_block_search", network_view<nets::spos_block_search>},
    {"spos_oneshot", network_view<nets::spos_oneshot>}};

}  // namespace hurricane::models

// SPDX-License-Identifier: MIT
// Fingerprints of a plan of every kind but the newest, and of the quick start's space.
#include <cstdio>

#include <hurricane/space/fingerprint.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/space/view.hpp>

using namespace hurricane;

int main() {
    plan p{{8, 9, 9}};
    auto x = p.max_pool(p.swish(p.conv(p.input(), {.out = 12, .kernel = 5, .groups = 4})), 3, 2);
    x = p.slice(p.channel_shuffle(p.hard_swish(x), 3), 4, 6);
    x = p.scale(x, p.hard_sigmoid(p.global_pool(x)));
    x = p.concat(p.relu6(x), p.batch_norm(p.sigmoid(x)));
    x = p.add(x, p.relu(x));
    p.linear(p.global_pool(p.dropout(x, 0.2)), 5);
    std::printf("%llx\n", static_cast<unsigned long long>(fingerprint_of({p})));
    std::printf("%llx\n", static_cast<unsigned long long>(view<spaces::fashion>().fingerprint));
    return p.legal() ? 0 : 1;
}

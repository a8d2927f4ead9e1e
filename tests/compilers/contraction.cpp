// SPDX-License-Identifier: MIT
// Prints a checksum of all weights after some training steps. Built twice, with the compiler free
// to contract products into sums and without: the results must be the same bytes (a test compares
// the outputs).
#include <cstdio>

#include "tiny.hpp"

struct smooth_backbone : tiny_backbone {
    static constexpr hurricane::fixed_string name = "smooth";

    static constexpr hurricane::plan stem(hurricane::shape in) {
        hurricane::plan p{in};
        auto x = p.swish(p.batch_norm(p.conv(p.input(), {.out = 8, .kernel = 3})));
        x = p.hard_swish(p.batch_norm(p.pointwise(x, 12)));
        p.sigmoid(p.batch_norm(p.pointwise(x, 8)));
        return p;
    }
};

struct smooth_space : hurricane::space<smooth_backbone,
                                       hurricane::pool<hurricane::ops::se<hurricane::ops::mb<3, 5>>,
                                                       hurricane::ops::choice<3>>> {};

int main() {
    using namespace hurricane;
    auto const images = tiny_images(256, 1);
    task t{.data = &images, .train = all_indices(256), .validation = {}, .norm = {}};
    t.norm = measure(images, t.train);
    supernet net{
        view<smooth_space>(), choice_mask(4, {0, 1}), t, {.threads = 2, .batch = 32, .shard = 8}};
    net.reset(3);
    net.fit(
        [](rng& r) {
            genotype g{4};
            for (auto& c : g) c = static_cast<std::uint8_t>(r.below(2));
            return g;
        },
        {.epochs = 2});
    archive_writer out{"weights", 1, 1};
    net.save(out);
    std::printf("%016llx\n", static_cast<unsigned long long>(fnv1a{}.text(out.bytes()).value()));
}

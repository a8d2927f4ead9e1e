// SPDX-License-Identifier: MIT
// The network that a search left as a type, and the same genotype executed at run time: the same bytes.
#include <cstdio>
#include <cstring>
#include <network.hpp>

#include <hurricane/data/idx.hpp>
#include <hurricane/infer/frozen_network.hpp>
#include <hurricane/infer/network_file.hpp>
#include <hurricane/space/view.hpp>

#include "space.hpp"

using namespace hurricane;

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    auto const space = view<tests::space>();
    auto const plans = network<found::network>(), same = network(space, parse_genotype(argv[4], space.size()));
    auto const trained = load_network(argv[1], plans), again = load_network(argv[1], same);
    frozen_network compiled{plans, trained.weights}, at_run_time{same, again.weights};
    auto const images = read_idx_dataset(argv[2], argv[3], space.classes);
    normalisation const norm{trained.mean, trained.std};
    auto const bytes = sizeof(float) * static_cast<std::size_t>(space.classes);
    for (int i = 0; i < 500; ++i) {
        gather(images, norm, std::vector{i}, compiled.input());
        gather(images, norm, std::vector{i}, at_run_time.input());
        if (std::memcmp(compiled.run(), at_run_time.run(), bytes) != 0)
            return std::printf("image %d has other logits\n", i), 1;
    }
    std::puts("500 images, the same bytes");
}

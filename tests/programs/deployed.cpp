// SPDX-License-Identifier: MIT
// The network that a search left as a type, and the same genotype executed at run time: the same
// bytes. With a fifth argument, NAME, the images as the network sees them (N, C, H, W) go to
// NAME.in and its logits to NAME.out, float32.
#include <cstdio>
#include <cstring>
#include <network.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/networks/file.hpp>
#include <hurricane/space/view.hpp>

#include "space.hpp"

using namespace hurricane;

int main(int argc, char** argv) {
    if (argc != 5 && argc != 6) return 2;
    auto const space = view<tests::space>();
    auto const plans = network<found::network>();
    auto const same = network(space, parse_genotype(argv[4], space.size()));
    auto const trained = load_network(argv[1], plans);
    auto const again = load_network(argv[1], same);
    frozen_network compiled{plans, trained.weights};
    frozen_network at_run_time{same, again.weights};
    auto const images = read_idx_dataset(argv[2], argv[3], space.classes);
    normalisation const norm{trained.mean, trained.std};
    auto const bytes = sizeof(float) * static_cast<std::size_t>(space.classes);
    std::vector<float> plain(static_cast<std::size_t>(plans.front().in().size()));
    std::string seen;
    std::string logits;
    auto const append = [](std::string& to, float const* x, std::size_t n) {
        to.append(reinterpret_cast<char const*>(x), n);
    };
    for (int i = 0; i < 500; ++i) {
        gather(images, norm, std::vector{i}, compiled.input());
        gather(images, norm, std::vector{i}, at_run_time.input());
        kernels::from_channels_last(compiled.input_layout(), compiled.input(), plain.data());
        append(seen, plain.data(), plain.size() * sizeof(float));
        auto const* out = compiled.run();
        if (std::memcmp(out, at_run_time.run(), bytes) != 0) {
            std::printf("image %d has other logits\n", i);
            return 1;
        }
        append(logits, out, bytes);
    }
    if (argc == 6) {
        write_file(argv[5] + std::string{".in"}, seen);
        write_file(argv[5] + std::string{".out"}, logits);
    }
    std::puts("500 images, the same bytes");
}

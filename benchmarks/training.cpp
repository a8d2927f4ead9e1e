// SPDX-License-Identifier: MIT
// Training speed of uniform networks of the quick-start space, random images, one JSON line each:
//   build/release/benchmarks/training [threads] [steps]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <hurricane/nn/supernet.hpp>
#include <hurricane/space/spaces.hpp>
#include <hurricane/space/view.hpp>

int main(int argc, char** argv) {
    using namespace hurricane;
    using clock = std::chrono::steady_clock;
    int const threads = argc > 1 ? std::atoi(argv[1]) : 2, steps = argc > 2 ? std::atoi(argv[2]) : 60, batch = 128;
    if (threads < 1 || steps < 1) {
        std::fprintf(stderr, "training: threads and steps must be positive; for example: training 2 60\n");
        return 2;
    }
    dataset images{.name = "random", .images = {}, .labels = {}, .classes = 10};
    images.images.resize({std::size_t(batch), std::size_t{1}, std::size_t{28}, std::size_t{28}});
    rng random{1, "images"};
    for (std::size_t i = 0; i < images.images.size(); ++i)
        images.images.data()[i] = static_cast<std::uint8_t>(random.below(256));
    for (int i = 0; i < batch; ++i) images.labels.push_back(i % 10);
    task t{.data = &images, .train = everything(batch), .validation = {}, .norm = {}};
    t.norm = measure(images, t.train);
    auto const space = view<spaces::fashion>();
    for (auto const* op : {"sep<3>", "mb<3,3>", "mb<6,3>", "mb<3,7>_se", "choice<3>", "choice_x"}) {
        auto const g = all_of(space, op);
        supernet net{space, only(g), t, {.threads = threads, .batch = batch}};
        std::int64_t macs = 0;
        for (auto const& p : network(space, g)) macs += p.macs();
        std::vector<double> rates;
        for (int i = 0; i < steps; ++i) {  // an epoch is one step of 128 images
            auto const start = clock::now();
            net.fit([&](rng&) { return g; }, {.epochs = 1});
            rates.push_back(batch / std::chrono::duration<double>(clock::now() - start).count());
        }
        std::sort(rates.begin(), rates.end());
        std::printf(
            "{\"network\": \"all %s\", \"macs\": %lld, \"threads\": %d, \"batch\": %d, \"images_per_s\": %.0f, "
            "\"best\": %.0f}\n",
            op, static_cast<long long>(macs), threads, batch, rates[rates.size() / 2], rates.back());
        std::fflush(stdout);
    }
}

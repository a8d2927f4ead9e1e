// SPDX-License-Identifier: MIT
// Trains a network of one's own on Fashion-MNIST with Adam and synchronised batch norm, and runs it
// frozen.
#include <cstdio>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/ops/pool32.hpp>
#include <hurricane/space/backbones.hpp>
#include <hurricane/space/view.hpp>
#include <hurricane/training/supernet.hpp>

using namespace hurricane;

struct mine : network_of<backbones::fashion, ops::sep<5>, repeat<11, ops::mb<3, 3>>> {};

int main(int argc, char** argv) try {
    if (argc > 1 && argv[1][0] == '-') {
        std::puts(
            "Usage: 06_train [FOLDER with the four IDX files of Fashion-MNIST]\nOne epoch, "
            "one thread: about half "
            "a minute.");
        return std::fflush(stdout) == 0 && std::string_view{argv[1]} == "--help" ? 0 : 2;
    }
    auto const [train, test] =
        read_idx_folder(argc > 1 ? argv[1] : "/usr/share/datasets/fashion-mnist");
    task t{.data = &train, .train = all_indices(train.size()), .validation = {}, .norm = {}};
    t.norm = measure(train, t.train);

    auto const space = network_view<mine>();  // a space of one network
    genotype const g{space.size()};           // its only choice at every layer
    supernet net{
        space,
        fixed_mask(g),
        t,
        {.batch = 128,
         .norm = norm_scope::batch,
         .optimizer = {
             .how = method::adam, .learning_rate = 0.002, .decay = weight_decay_form::decoupled}}};
    net.fit([&](rng&) { return g; }, {.epochs = 1});
    auto const all = all_indices(test.size());
    std::printf("top-1 %.4f after one epoch\n", net.accuracy(g, test, all).primary);

    frozen_network frozen{
        network(space, g),
        net.extract_weights(g)};  // norms folded, activations fused, one image at a time
    gather(test, t.norm, std::span{all}.first(1), frozen.input());
    float const* const logits = frozen.run();
    std::printf("image 0 is a %td, and should be a %d\n",
                std::max_element(logits, logits + 10) - logits, test.labels[0]);
    return std::fflush(stdout) == 0 ? 0 : 2;

} catch (std::bad_alloc const&) {
    std::fprintf(stderr, "06_train: out of memory; train with fewer images or smaller batches\n");
    return 2;

} catch (std::exception const& e) {
    std::fprintf(stderr, "06_train: %s\n", e.what());
    return 2;
}

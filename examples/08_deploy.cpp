// SPDX-License-Identifier: MIT
// A network that a search left, in a program of one's own: the type from network.hpp, the weights
// from network.weights. What 07_search_and_train left is in found/ instead of results/.
//   g++ -std=c++20 -O2 -Iinclude -Iresults examples/08_deploy.cpp -ldnnl -fopenmp -lz -o deploy
//   ./deploy results/network.weights t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz
#include <algorithm>
#include <cstdio>
#include <exception>
#include <network.hpp>

#include <hurricane/data/formats/idx.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/networks/file.hpp>

using namespace hurricane;

int main(int argc, char** argv) try {
    if (argc != 4) {
        std::fprintf(stderr, "Usage: 08_deploy WEIGHTS IMAGES LABELS (IDX files)\n");
        return 2;
    }
    auto const plans = network<found::network>();
    auto const trained = load_network(argv[1], plans);
    frozen_network net{plans, trained.weights};
    auto const images = read_idx_dataset(argv[2], argv[3], plans.back().out().c);
    if (images.of() != plans.front().in())
        throw error{"images of another size", argv[2], "give images of the network's"};
    normalisation const norm{trained.mean, trained.std};
    int right = 0;
    for (int i = 0; i < images.size(); ++i) {
        gather(images, norm, std::vector{i}, net.input());
        float const* const logits = net.run();
        right += std::max_element(logits, logits + images.classes) - logits ==
                 images.labels[std::size_t(i)];
    }
    std::printf("%d of %d images right: %.2f %%\n", right, images.size(),
                100.0 * right / images.size());
    return std::fflush(stdout) == 0 ? 0 : 2;

} catch (std::bad_alloc const&) {
    std::fprintf(stderr, "08_deploy: out of memory; give a smaller set of images\n");
    return 2;

} catch (std::exception const& e) {
    std::fprintf(stderr, "08_deploy: %s\n", e.what());
    return 2;
}

// SPDX-License-Identifier: MIT
// Tests training/shared_weights.hpp, training/supernet.hpp, networks/file.hpp,
// networks/weights.hpp, base/archive.hpp.
// What reads the state of a training and the weights of a network, from damaged bytes whose
// checksum fits all the same.
#include "tiny.hpp"

#include <doctest/doctest.h>

#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/networks/file.hpp>
#include <hurricane/training/supernet.hpp>

#include "fuzz.hpp"
#include "support.hpp"

using namespace hurricane;

namespace {

/// Of `tries` damaged files how many were refused.
template <class Read>
int refused(std::string const& good, int tries, Read read) {
    return fuzz(good.substr(0, good.size() - 8), {std::string(8, '\xff'), std::string(8, '\0')},
                tries, [&](auto const& path) {
                    auto bytes = read_file(path);
                    auto const sum = fnv1a{}.text(bytes).value();
                    bytes.append(reinterpret_cast<char const*>(&sum), sizeof sum);
                    write_quickly(path, bytes);
                    read(path);
                });
}

}  // namespace

TEST_CASE("the state of a training") {
    auto images = tiny_images(64, 1);
    task t{.data = &images,
           .train = all_indices(64),
           .validation = {},
           .norm = measure(images, all_indices(64))};
    auto const make = [&] {
        return supernet{view<tiny_space>(),
                        all_four(),
                        t,
                        {.threads = 1, .batch = 16, .shard = 8, .calibration = 16}};
    };
    scratch_folder const folder;
    auto net = make();
    net.reset(5);
    fit_options o{.epochs = 2};
    o.checkpoint = [&] {
        archive_writer out{"state", 1, 1};
        net.suspend(out);
        out.save(folder / "state");
    };
    net.fit([](rng& r) { return genotype(4, std::uint8_t(r.below(4))); }, o);
    auto target = make();
    CHECK(refused(read_file(folder / "state"), 300, [&](auto const& path) {
              archive_reader in{path, "state", 1, 1};
              target.restore(in);
          }) > 50);
}

TEST_CASE("the weights of a network") {
    auto const plans = network(view<tiny_space>(), genotype(4, 2));
    scratch_folder const folder;
    save_network(folder / "w", plans, {random_weights(plans, 3), {0.25f}, {0.5f}});
    CHECK(refused(read_file(folder / "w"), 300,
                  [&](auto const& path) { (void)load_network(path, plans); }) > 50);
}

// SPDX-License-Identifier: MIT
// The whole way: of the operators that the compiler keeps for a phone's CPU a supernet is trained
// and searched in two stages below a latency; what is found is trained alone, tested and kept.
#include <cstdio>
#include <hurricane/data/open.hpp>
#include <hurricane/hurricane.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/networks/file.hpp>
#include <hurricane/networks/freeze.hpp>
#include <hurricane/search/middle_latency.hpp>
#include <hurricane/training/supernet.hpp>

using namespace hurricane;

template <class Space>
void search_and_train(std::filesystem::path const& data, std::filesystem::path const& out) {
    auto const space = view<Space>();
    auto const [train, test] = open_data(data, space.input, space.classes);
    auto const [rest, held] = hold_out(train, all_indices(train.size()), train.size() / 10, 0);
    task const t{.data = &train, .train = rest, .validation = held, .norm = measure(train, rest)};

    auto const priced = price<Space, targets::snapdragon845>();
    limits const within{{"latency_ms", middle_latency(priced)}};
    supernet shared{space, priced.allowed, t, {.batch = 32}};
    two_stage_options const options{
        .within = within, .stage1_epochs = 4, .stage2_epochs = 4, .evaluations = 100};
    auto const g = two_stage(shared, priced, options).best().genes;

    supernet alone{space, fixed_mask(g), t, {.batch = 32}};
    alone.fit([&](rng&) { return g; }, {.epochs = 8});
    std::printf("found %s: %.3f ms of %.3f, top-1 %.4f on %d test images\n", to_string(g).c_str(),
                priced["latency_ms"].of(g), within[0].bound,
                alone.accuracy(g, test, all_indices(test.size())).primary, test.size());
    std::filesystem::create_directories(out);
    save_network(out / "network.weights", network(space, g),
                 {alone.extract_weights(g), t.norm.mean, t.norm.std});
    space_source const source{"hurricane::spaces::" + space.name,
                              "#include <hurricane/space/presets.hpp>\n"};
    write_file(out / "network.hpp", freeze(space, g, source, "found::network"));
}

int main(int argc, char** argv) try {
    if (argc < 2 || argc > 3) {
        std::fputs("Usage: 07_search_and_train FOLDER_OF_IDX_OR_CIFAR_FILES [OUT]\n", stderr);
        return 2;
    }
    std::filesystem::path const out = argc == 3 ? argv[2] : "found";
    if (exists(out)) throw error{"there is something already", out.string(), "name a new folder"};
    bool const cifar = exists(std::filesystem::path{argv[1]} / "data_batch_1.bin");
    (cifar ? search_and_train<spaces::cifar> : search_and_train<spaces::fashion>)(argv[1], out);
    return std::fflush(stdout) == 0 ? 0 : 2;

} catch (std::bad_alloc const&) {
    std::fputs("07_search_and_train: out of memory; give a smaller set of images\n", stderr);
    return 2;

} catch (std::exception const& e) {
    std::fprintf(stderr, "07_search_and_train: %s\n", e.what());
    return 2;
}

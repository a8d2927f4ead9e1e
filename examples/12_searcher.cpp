// SPDX-License-Identifier: MIT
// A searcher of one's own is a list of phases. This one takes the early layers of the largest of
// some random networks within the limit, which costs no training; then HURRICANE's first stage
// trains and searches the later ones.
#include <boost/hana/tuple.hpp>
#include <cstdio>
#include <hurricane/cost/price.hpp>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/hw/devices/snapdragon845.hpp>
#include <hurricane/search/strategies/random.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/training/supernet.hpp>

using namespace hurricane;

struct largest {  // an Evaluator: multiply-adds
    priced_space const& space;

    void score(std::span<genotype const> networks, std::span<fitness> out) const {
        for (std::size_t i = 0; i < networks.size(); ++i)
            out[i] = {space["macs"].of(networks[i]), 0};
    }
};

struct screen {  // a phase: whatever has run(study&)
    int samples{200};

    std::vector<phase_option> options() {  // of the program, where a searcher is made of it
        return {option("samples", "random networks that are looked at", samples)};
    }

    void run(study& s) const {
        for (auto* one : s.searches()) {  // several where several limits share a supernet
            auto& stage = s.stage(*one, stage_layers::all);
            largest size{s.space()};
            stage.search = search(size, domain_of(s.space(), s.choices(stage), one->within),
                                  random_search(), {.evaluations = samples}, s.run().seed);
            s.watch().log("screened: " + to_string(stage.search.best.genes));
            s.effort(*one, "screening").evaluations = std::ssize(stage.search.history);
            s.end_stage(*one);
        }
    }
};

struct screened {
    static constexpr std::string_view name = "screened";

    boost::hana::tuple<screen, phases::train, phases::score> phases{
        screen{}, phases::train{.layers = stage_layers::later, .epochs = 3},
        phases::score{.layers = stage_layers::later, .evaluations = 40}};
};

int main(int argc, char** argv) try {
    if (argc > 1 && argv[1][0] == '-') {
        std::puts(
            "Usage: 12_searcher [FOLDER with the four IDX files of Fashion-MNIST]\nOne search of "
            "6,000 images: some seconds.");
        return std::fflush(stdout) == 0 && std::string_view{argv[1]} == "--help" ? 0 : 2;
    }
    auto const [train, test] =
        read_idx_folder(argc > 1 ? argv[1] : "/usr/share/datasets/fashion-mnist");
    auto const some = hold_out(train, all_indices(train.size()), 7000, 0).held;
    auto const [rest, held] = hold_out(train, some, 1000, 0);
    task const t{.data = &train, .train = rest, .validation = held, .norm = measure(train, rest)};
    auto const space = view<spaces::fashion>();
    auto const priced = price<spaces::fashion, targets::snapdragon845>();
    auto const& ms = priced["latency_ms"];
    limits const within{{"latency_ms", 2 * ms.of(priced.cheapest(ms, priced.allowed))}};
    supernet net{space, priced.allowed, t, {.batch = 32}};
    auto const found = perform(net, priced, screened{}, {.within = within});
    for (auto const& e : found.efforts)
        std::printf("%-16s %7.2f s of processors, %lld images, %lld networks scored\n",
                    e.phase.c_str(), e.processor_seconds, static_cast<long long>(e.images),
                    static_cast<long long>(e.evaluations));
    auto const& best = found.best();
    std::printf("found %s: %.3f ms of %.3f, top-1 %.3f of %zu validation images\n",
                to_string(best.genes).c_str(), ms.of(best.genes), within.front().bound,
                best.fit.primary, held.size());
    return std::fflush(stdout) == 0 ? 0 : 2;

} catch (std::bad_alloc const&) {
    std::fputs("12_searcher: out of memory; take fewer images\n", stderr);
    return 2;

} catch (std::exception const& e) {
    std::fprintf(stderr, "12_searcher: %s\n", e.what());
    return 2;
}

// SPDX-License-Identifier: MIT
// How fast networks are priced and searched on one core: batches of random genotypes of a table of
// 20 layers x 32 operators, and again after mutations, beside a dictionary in Python; evolution
// with a score that costs nothing, and the exact search.
#include <CLI/CLI.hpp>
#include <cstdio>

#include <hurricane/base/rng.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/cost/batch.hpp>
#include <hurricane/search/strategies/exact.hpp>
#include <hurricane/search/strategy_registry.hpp>

#include "shared/command_line.hpp"
#include "shared/program.hpp"

namespace {

using namespace hurricane;

/// The median over rounds of how often a second f is done, which does `count` of it.
template <class F>
double rate(std::size_t count, int rounds, F f) {
    std::vector<double> rates;
    for (int r = 0; r < rounds; ++r) {
        stopwatch const watch;
        f();
        rates.push_back(double(count) / watch.seconds());
    }
    std::sort(rates.begin(), rates.end());
    return rates[rates.size() / 2];
}

/// The number that a Python program prints, or 0.
double python(char const* script) {
    auto* const pipe = popen(("python3 '" + std::string{script} + "' 2> /dev/null").c_str(), "r");
    double x = 0;
    if (!pipe) return 0;
    if (std::fscanf(pipe, "%lf", &x) != 1) x = 0;
    pclose(pipe);
    return x;
}

struct sum_of_choices {
    void score(std::span<genotype const> networks, std::span<fitness> out) {
        for (std::size_t i = 0; i < networks.size(); ++i) {
            int sum = 0;
            for (auto c : networks[i]) sum += c;
            out[i] = {double(sum), 0};
        }
    }
};

/// 500 generations of 100 networks under a limit that one network in two meets, from the tables to
/// the best.
void search_them(cost const& latency, int rounds) {
    priced_space space;
    space.name = "table";
    space.target = "random numbers";
    space.costs = {latency};
    std::vector<std::uint8_t> all;
    for (std::size_t c = 0; c < latency.stride; ++c) all.push_back(std::uint8_t(c));
    space.allowed.assign(latency.table.size() / latency.stride, all);
    space.score.assign(space.allowed.size(), std::vector<double>(latency.stride));
    limits const within{{"latency_ms", latency.fixed + 0.5 * double(space.allowed.size())}};
    sum_of_choices free;
    std::uint64_t seed = 0;
    double const evolved = rate(50'000, rounds, [&] {
        auto const r = search(free, domain_of(space, space.allowed, within),
                              evolution(population_of(100)), {.evaluations = 50'000}, ++seed);
        if (r.history.size() != 50'000)
            throw error{"the search ended early", "benchmark", "report this"};
    });
    std::printf("%-46s %12.0f per second, %.1f ms\n",
                "evolution, 500 generations of 100, free score", evolved, 5e7 / evolved);
    rng random{2, "benchmark"};
    cost value{.name = "value", .stride = latency.stride, .table = latency.table};
    for (auto& x : value.table) x += random.uniform();
    bool proven = true;
    double const exactly = rate(
        1, rounds, [&] { proven = exact(space, space.allowed, value, within).proven && proven; });
    std::printf("%-46s %12.1f ms, %s\n", "the best of 32^20 for an additive score", 1e3 / exactly,
                proven ? "proven" : "not proven");
}

void run(std::size_t n, int rounds) {
    constexpr int layers = 20;
    constexpr int choices = 32;
    rng random{1, "benchmark"};
    cost c{.name = "latency_ms", .fixed = 1, .stride = choices};
    for (int i = 0; i < layers * choices; ++i) c.table.push_back(random.uniform());
    genotype_block all{layers, n};
    for (auto& g : all.genes) g = std::uint8_t(random.below(choices));
    std::vector<double> out(n);
    double const batch = rate(n, rounds, [&] { price_batch(c, all, out); });
    double sum = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(n, 1000); ++i)
        sum += std::abs(out[i] - c.of(all[i]));
    if (sum > 1e-9) throw error{"the batch has other prices", "benchmark", "report this"};
    std::printf("%-46s %12.0f per second\n", "batch, genes of a layer together", batch);
    std::vector<genotype> few;
    for (std::size_t i = 0; i < std::min<std::size_t>(n, 100'000); ++i) few.push_back(all[i]);
    double keep = 0;
    double const single = rate(few.size(), rounds, [&] {
        for (auto const& g : few) keep += c.of(g);
    });
    std::printf("%-46s %12.0f per second\n", "one genotype after the other", single);

    struct change {
        int layer;
        std::uint8_t choice;
    };

    std::vector<change> changes(100'000);
    for (auto& x : changes) x = {int(random.below(layers)), std::uint8_t(random.below(choices))};
    for (int genes : {1, 2, 4, 8}) {
        auto g = few.front();
        double price = c.of(g);
        double const again = rate(changes.size() / std::size_t(genes), rounds, [&] {
            for (auto const& x : changes) price = reprice(c, price, g, x.layer, x.choice);
        });
        std::printf("after a mutation of %d gene%-24s %12.0f per second, %.1f ns\n", genes,
                    genes > 1 ? "s" : "", again, 1e9 / again);
        keep += price;
    }
    search_them(c, rounds);
    double const dictionary = python(HURRICANE_PEERS "/search_table.py");
    if (dictionary > 0)
        std::printf("%-46s %12.0f per second (batch: x%.0f)\n",
                    "Python, dictionary keyed by operator and shape", dictionary,
                    batch / dictionary);
    else
        std::printf("Python, dictionary: no python3 here\n");
    if (keep == 42) std::printf("\n");  // what was computed is used
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t n = 1'000'000;
    int rounds = 11;
    CLI::App cli{
        "Prices and searches networks of 20 layers x 32 operators on one core and prints how many "
        "a "
        "second.\n\nExamples:\n"
        "  search\n  search --networks 10000000 --rounds 5"};
    cli.add_option("--networks", n, "in the batch")
        ->capture_default_str()
        ->transform(app::number_from(1, 100'000'000));
    cli.add_option("--rounds", rounds, "of which the median counts")
        ->capture_default_str()
        ->transform(app::number_from(1, 10'000));
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token) { run(n, rounds); });
}

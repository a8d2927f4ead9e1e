// SPDX-License-Identifier: MIT
// What the scope of batch norm's statistics does to accuracy: one network of the quick-start space,
// trained on Fashion-MNIST with each, several seeds; one line of JSON a run, then means.
#include <CLI/CLI.hpp>
#include <hurricane/data/formats/idx.hpp>
#include <hurricane/space/presets.hpp>
#include <hurricane/training/supernet.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bound.hpp"
#include "shared/command_line.hpp"
#include "shared/program.hpp"

namespace {

using namespace hurricane;

struct settings {
    std::string data{"/usr/share/datasets/fashion-mnist"};
    std::string op{"mb<3,3>"};
    int threads{2};
    int seeds{3};
    int batch{128};
    double epochs{4};
};

struct variant {
    std::string name;
    norm_scope norm;
    int shard;
};

void run(settings const& s, std::stop_token const& stop) {
    auto const [train, test] = read_idx_folder(s.data);
    auto const space = view<spaces::fashion>();
    auto const g = all_of(space, s.op);
    task t{.data = &train, .train = all_indices(train.size()), .validation = {}, .norm = {}};
    t.norm = measure(train, t.train);
    app::console console;
    for (variant const& v :
         {variant{"shard of 8", norm_scope::shard, 8},
          variant{"shard of 16", norm_scope::shard, 16}, variant{"batch", norm_scope::batch, 16}}) {
        double sum = 0;
        double squares = 0;
        double seconds = 0;
        for (int seed = 0; seed < s.seeds; ++seed) {
            supernet net{
                space,
                fixed_mask(g),
                t,
                {.threads = s.threads, .batch = s.batch, .shard = v.shard, .norm = v.norm}};
            net.reset(static_cast<std::uint64_t>(seed));
            double const start = bound::now();
            net.fit([&](rng&) { return g; }, {.epochs = s.epochs, .watch = &console, .stop = stop});
            if (stop.stop_requested()) throw stopped{};
            double const took = bound::now() - start;
            auto const accuracy = net.accuracy(g, test, all_indices(test.size())).primary;
            sum += accuracy;
            squares += accuracy * accuracy;
            seconds += took;
            std::cout << nlohmann::ordered_json{{"network", "all " + s.op},
                                                {"norm", v.name},
                                                {"batch", s.batch},
                                                {"epochs", s.epochs},
                                                {"seed", seed},
                                                {"test_top1", accuracy},
                                                {"train_seconds", took}}
                             .dump()
                      << std::endl;
        }
        double const n = s.seeds;
        double const mean = sum / n;
        std::cout << nlohmann::ordered_json{{"norm", v.name},
                                            {"mean_top1", mean},
                                            {"std",
                                             n > 1 ? std::sqrt(
                                                         std::max(0.0, squares / n - mean * mean) *
                                                         n / (n - 1))
                                                   : 0},
                                            {"mean_seconds", seconds / n}}
                         .dump()
                  << std::endl;
    }
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Trains one network on Fashion-MNIST with batch norm over shards and over the batch, and "
        "prints the\n"
        "accuracy of each.\n\nExample:\n  norm_scopes --epochs 4 --seeds 3"};
    cli.add_option("--data", s.data, "folder of the IDX files")->capture_default_str();
    cli.add_option("--op", s.op, "operator of every layer")->capture_default_str();
    cli.add_option("--threads", s.threads)
        ->capture_default_str()
        ->transform(app::number_from(1, 256));
    cli.add_option("--batch", s.batch)
        ->capture_default_str()
        ->transform(app::number_from(1, 1'000'000));
    cli.add_option("--epochs", s.epochs)
        ->capture_default_str()
        ->transform(app::number_from(0.01, 1e4));
    cli.add_option("--seeds", s.seeds)
        ->capture_default_str()
        ->transform(app::number_from(1, 1'000'000));
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token const& stop) { run(s, stop); });
}

// SPDX-License-Identifier: MIT
// Inference time of a published network on random images: one line of JSON.
#include <CLI/CLI.hpp>
#include <hurricane/base/thread_pool.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bound.hpp"
#include "models.hpp"
#include "shared/command_line.hpp"
#include "shared/program.hpp"

namespace {

using namespace hurricane;

struct settings {
    std::string model;
    int threads{1};
    int batch{1};
    double seconds{2};
};

/// The images of a batch are dealt out to the threads; each holds the network for its own.
nlohmann::ordered_json run(settings const& s) {
    auto const* const found = std::find_if(std::begin(models::all), std::end(models::all),
                                           [&](auto const& m) { return m.name == s.model; });
    auto const space = found->view();
    auto const plans = network(space, genotype{space.size()});
    auto const weights = random_weights(plans, 1);
    int const workers = std::min(s.threads, s.batch);
    auto const rates = bound::measure_machine(workers);
    std::vector<std::unique_ptr<frozen_network>> nets(static_cast<std::size_t>(workers));
    thread_pool all{workers};
    all.each([&](int w) {
        auto& net = nets[std::size_t(w)];
        net =
            std::make_unique<frozen_network>(plans, weights, (s.batch - w + workers - 1) / workers);
        auto const in = net->input_layout();
        rng random{2, "images"};
        for (std::size_t i = 0; i < in.floats(); ++i)
            net->input()[i] = static_cast<float>(random.uniform());
    });
    std::vector<double> times;
    for (double const end = bound::now() + s.seconds; bound::now() < end || times.size() < 12;) {
        double const start = bound::now();
        all.each([&](int w) { nets[std::size_t(w)]->run(); });
        times.push_back(1e3 * (bound::now() - start));
    }
    times.erase(times.begin(), times.begin() + 2);
    std::sort(times.begin(), times.end());
    std::int64_t macs = 0;
    for (auto const& p : plans) macs += p.macs();
    double const ms = times[times.size() / 2];
    return {{"model", s.model},
            {"threads", workers},
            {"batch", s.batch},
            {"ms", ms},
            {"best", times.front()},
            {"images_per_s", 1e3 * s.batch / ms},
            {"gflop_per_s", 2e-6 * double(macs) * s.batch / ms},
            {"roofline_fraction", 1e3 * s.batch * bound::roofline_seconds(plans, rates, 1) / ms},
            {"peak_rss_mb", bound::peak_rss_mb()},
            {"runs", times.size()},
            {"onednn", kernels::onednn_version()},
            {"cpu", app::processor()}};
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Runs a published network on random images and prints one line of JSON with the median "
        "time.\n\n"
        "Examples:\n  infer_bench mobilenet_v2\n  infer_bench all --threads 2 --batch 16"};
    std::vector<std::string> names{"all"};
    for (auto const& m : models::all) names.emplace_back(m.name);
    cli.add_option("MODEL", s.model, "a network, or all")->required()->check(CLI::IsMember(names));
    cli.add_option("--threads", s.threads,
                   "images are dealt out to them: at most one for each image")
        ->capture_default_str()
        ->transform(app::number_from(1, 256));
    cli.add_option("--batch", s.batch)
        ->capture_default_str()
        ->transform(app::number_from(1, 1'000'000));
    cli.add_option("--seconds", s.seconds, "of measuring")
        ->capture_default_str()
        ->transform(app::number_from(0.01, 1e4));
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token const& stop) {
        for (auto const& m : models::all) {
            if (s.model != "all" && s.model != m.name) continue;
            if (stop.stop_requested()) throw stopped{};
            auto one = s;
            one.model = m.name;
            std::cout << run(one).dump() << std::endl;
        }
    });
}

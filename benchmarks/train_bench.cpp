// SPDX-License-Identifier: MIT
// Training speed of one workload on random images: one line of JSON.
#include <CLI/CLI.hpp>
#include <hurricane/training/supernet.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "bound.hpp"
#include "shared/command_line.hpp"
#include "shared/program.hpp"
#include "workloads.hpp"

namespace {

using namespace hurricane;
using json = nlohmann::ordered_json;

struct settings {
    std::string workload;
    std::string norm{"batch"};
    int threads{2};
    int batch{};
    int shard{};
    int steps{20};
    bool bounds{true};
    bool profile{};
};

/// Records when each step ends.
class stopwatch_observer : public observer {
public:
    std::vector<double> seconds;

    void begin(std::string_view, std::int64_t) override { last_ = bound::now(); }

    void advance(std::int64_t, std::string_view) override {
        seconds.push_back(bound::now() - last_);
        last_ = bound::now();
    }

private:
    double last_{};
};

/// Random images with labels 0, 1, ...
dataset random_images(space_view const& space, int n) {
    dataset d{.name = "random", .images = {}, .labels = {}, .classes = space.classes};
    auto const in = space.input;
    d.images.resize({std::size_t(n), std::size_t(in.c), std::size_t(in.h), std::size_t(in.w)});
    rng random{1, "images"};
    for (std::size_t i = 0; i < d.images.size(); ++i)
        d.images.data()[i] = static_cast<std::uint8_t>(random.next() >> 56);
    for (int i = 0; i < n; ++i) d.labels.push_back(i % space.classes);
    return d;
}

choice_mask everything_allowed(space_view const& space) {
    choice_mask all;
    for (auto const& layer : space.layers) {
        auto& allowed = all.emplace_back(layer.candidates.size());
        std::iota(allowed.begin(), allowed.end(), std::uint8_t{0});
    }
    return all;
}

supernet_options options_of(settings const& s) {
    return {.threads = s.threads,
            .batch = s.batch,
            .shard = s.shard,
            .norm = s.norm == "batch" ? norm_scope::batch : norm_scope::shard,
            .optimizer = {.how = method::momentum, .learning_rate = 0.01, .weight_decay = 4e-5}};
}

/// What the timed steps of a training took.
struct training_cost {
    std::vector<double> step_seconds;  ///< in order
    double peak_rss_mb{};
    json profile_ms;  ///< of a step, of one worker, by class of operator; null without --profile

    double median_seconds() const { return step_seconds[step_seconds.size() / 2]; }
};

json profile_of(supernet const& net, int steps) {
    json all;
    for (int e = 0; e < kernels::op_classes; ++e) {
        double ms = 0;
        for (auto const& l : net.step_times())
            ms += 1e3 * l.seconds[std::size_t(e)] / steps / double(net.step_times().size());
        if (ms > 0) all[std::string{name_of(kernels::op_class(e))}] = ms;
    }
    return all;
}

training_cost train(space_view const& space, settings const& s) {
    auto const images = random_images(space, s.batch);
    task t{.data = &images, .train = all_indices(s.batch), .validation = {}, .norm = {}};
    t.norm = measure(images, t.train);
    supernet net{space, everything_allowed(space), t, options_of(s)};
    auto const sample = [&](rng& r) { return uniform_path(space, r); };
    net.fit(sample, {.epochs = 3});
    if (s.profile) net.keep_step_times();
    stopwatch_observer watch;
    net.fit(sample, {.epochs = double(s.steps), .watch = &watch});
    training_cost cost{.step_seconds = watch.seconds,
                       .peak_rss_mb = bound::peak_rss_mb(),
                       .profile_ms = s.profile ? profile_of(net, s.steps) : json{}};
    std::sort(cost.step_seconds.begin(), cost.step_seconds.end());
    return cost;
}

/// The paths whose mean is compared.
std::vector<std::vector<plan>> sampled_paths(space_view const& space) {
    std::vector<std::vector<plan>> paths;
    rng random{2, "bounds"};
    for (int i = 0; i < (space.layers.front().candidates.size() > 1 ? 16 : 1); ++i)
        paths.push_back(network(space, uniform_path(space, random)));
    return paths;
}

/// Seconds of oneDNN's primitives for an image, of one thread: the mean of the paths, with the
/// shard that takes least.
bound::primitives::cost primitive_bound(std::vector<std::vector<plan>> const& paths, int threads,
                                        std::vector<int> const& shards) {
    auto const share = 1 / double(paths.size());
    bound::primitives::cost least{.pointwise = 1e30};
    for (int shard : shards) {
        bound::primitives all{threads, shard};
        bound::primitives::cost mean;
        for (auto const& path : paths) {
            auto const c = all.of(path);
            mean.pointwise += c.pointwise * share;
            mean.depthwise += c.depthwise * share;
            mean.dense += c.dense * share;
            mean.norms += c.norms * share;
        }
        if (mean.sum() < least.sum()) least = mean;
    }
    return least;
}

/// What the machine allows, and the median rate's fraction of it.
void add_bounds(json& out, settings const& s, space_view const& space, bound::rates const& rates) {
    double const median = out["images_per_s"];
    auto const paths = sampled_paths(space);
    double seconds = 0;
    for (auto const& path : paths)
        seconds += bound::roofline_seconds(path, rates, 3) / double(paths.size());
    double const roofline = 1 / seconds;
    auto const least = primitive_bound(
        paths, s.threads, space.input.h > 100 ? std::vector{1, 2, 4} : std::vector{4, 8, 16});
    double const primitives = s.threads / least.sum();
    out["gflop_per_s"] = rates.gflop_per_s;
    out["gbyte_per_s"] = rates.gbyte_per_s;
    out["roofline_images_per_s"] = roofline;
    out["roofline_fraction"] = median / roofline;
    out["primitive_bound_images_per_s"] = primitives;
    out["primitive_bound_fraction"] = median / primitives;
    if (!s.profile) return;
    double const ms = 1e3 * s.batch / s.threads;
    out["primitive_bound_ms"] = {{"pointwise", least.pointwise * ms},
                                 {"depthwise", least.depthwise * ms},
                                 {"dense", least.dense * ms},
                                 {"norms", least.norms * ms}};
}

json run(settings s) {
    auto const* const found = std::find_if(std::begin(workloads::all), std::end(workloads::all),
                                           [&](auto const& w) { return w.name == s.workload; });
    auto const space = found->view();
    if (s.batch == 0) s.batch = found->batch;
    if (s.shard == 0) s.shard = std::min(found->shard, s.batch);
    auto const rates = s.bounds ? bound::measure_machine(s.threads) : bound::rates{};
    auto const cost = train(space, s);
    json out{{"workload", s.workload},
             {"threads", s.threads},
             {"batch", s.batch},
             {"shard", s.shard},
             {"norm", s.norm},
             {"steps", s.steps},
             {"images_per_s", s.batch / cost.median_seconds()},
             {"best", s.batch / cost.step_seconds.front()},
             {"peak_rss_mb", cost.peak_rss_mb},
             {"onednn", kernels::onednn_version()},
             {"cpu", app::processor()}};
    if (s.profile) out["profile_ms"] = cost.profile_ms;
    if (s.bounds) add_bounds(out, s, space, rates);
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Trains on random images and prints one line of JSON: the median and the best rate over "
        "the steps, peak\n"
        "memory, and what the machine allows (measured rates; the sum of oneDNN's "
        "primitives).\n\nExamples:\n"
        "  train_bench mbv2-32\n  train_bench spos-224 --threads 2 --batch 32 --steps 10 --norm "
        "shard"};
    std::vector<std::string> names;
    for (auto const& w : workloads::all) names.emplace_back(w.name);
    cli.add_option("WORKLOAD", s.workload)->required()->check(CLI::IsMember(names));
    cli.add_option("--threads", s.threads)
        ->capture_default_str()
        ->transform(app::number_from(1, 256));
    cli.add_option("--batch", s.batch, "images of a step; default: the workload's")
        ->transform(app::number_from(1, 1'000'000));
    cli.add_option("--shard", s.shard, "images a worker runs at once; default: the workload's")
        ->transform(app::number_from(1, 1'000'000));
    cli.add_option("--steps", s.steps, "timed steps, behind 3 others")
        ->capture_default_str()
        ->transform(app::number_from(1, 1'000'000));
    cli.add_option("--norm", s.norm, "statistics of batch norm: of the batch, or of each shard")
        ->capture_default_str()
        ->check(CLI::IsMember({"batch", "shard"}));
    cli.add_flag("!--no-bounds", s.bounds, "do not measure what the machine allows");
    cli.add_flag("--profile", s.profile, "also print where the time of a step goes");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token) { std::cout << run(s).dump() << '\n'; });
}

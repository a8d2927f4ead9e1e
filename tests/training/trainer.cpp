// SPDX-License-Identifier: MIT
// Tests training/trainer.hpp, training/gradients.hpp, training/optimizer.hpp, kernels/loss.hpp,
// base/observer.hpp.
// Ten steps of training on fixed data and weights, batch norm synchronised, agree with PyTorch
// (tests/golden/ten_steps.py).
#include "../golden/ten_steps.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <map>
#include <sstream>

#include "support.hpp"

using namespace hurricane;

namespace {

struct golden_case {
    std::vector<double> losses;
    std::map<std::string, std::vector<double>> arrays;
};

std::map<std::string, golden_case> read_golden() {
    std::ifstream in{HURRICANE_TEST_DIR "/golden/ten_steps.txt"};
    REQUIRE(in.good());
    std::map<std::string, golden_case> all;
    golden_case* at = nullptr;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words{line};
        std::string what;
        std::string name;
        words >> what;
        if (what == "case") at = &all[line.substr(5)];
        if (what == "loss") words >> at->losses.emplace_back();
        if (what != "array") continue;
        std::size_t n = 0;
        words >> name >> n;
        auto& values = at->arrays[name];
        values.resize(n);
        for (auto& v : values) words >> v;
    }
    return all;
}

class losses_observer : public observer {
public:
    std::vector<double> losses;

    void metric(std::string_view, std::int64_t, double value) override { losses.push_back(value); }
};

dataset golden_images() {
    dataset d{.name = "golden", .images = {}, .labels = {}, .classes = golden::backbone::classes};
    d.images.resize({std::size_t{golden::images}, std::size_t{3}, std::size_t{8}, std::size_t{8}});
    for (int i = 0; i < golden::images * 192; ++i) d.images.data()[i] = golden::pixel(i);
    for (int i = 0; i < golden::images; ++i) d.labels.push_back(golden::label(i));
    return d;
}

/// In order of the weights file: f(name, role, step, size).
template <class F>
void for_each_array(std::vector<plan> const& plans, F f) {
    using kernels::role;
    for (std::size_t p = 0; p < plans.size(); ++p) {
        auto const layer = p == 0                  ? "stem/0"
                           : p + 1 == plans.size() ? "head/0"
                                                   : std::to_string(p - 1) + "/0";
        for (int i = 0; i < plans[p].size(); ++i) {
            step const& s = plans[p][i];
            auto const give = [&](role r, std::size_t n) {
                f(layer + "/" + std::to_string(i) + "/" + std::string{kernels::name_of(r)}, r, s,
                  n);
            };
            auto const c = static_cast<std::size_t>(s.out.c);
            if (s.op == kind::conv || s.op == kind::linear) {
                give(role::weights, static_cast<std::size_t>(s.params()) - (s.bias ? c : 0));
                if (s.bias) give(role::bias, c);
            }
            if (s.op == kind::batch_norm)
                for (auto r : {role::gamma, role::beta, role::mean, role::variance}) give(r, c);
        }
    }
}

void check_case(std::string const& name, golden_case const& wanted, optimizer_options o) {
    CAPTURE(name);
    auto const images = golden_images();
    // The order of the images is ours; with statistics of the whole batch it does not matter.
    task const t{.data = &images,
                 .train = all_indices(golden::images),
                 .validation = {},
                 .norm = {.mean = {0.5f, 0.5f, 0.5f}, .std = {0.5f, 0.5f, 0.5f}}};
    auto const space = network_view<golden::network_type>();
    o.rate = {.shape = decline::constant, .warm_up = 0};
    supernet net{space,
                 choice_mask(3, {0}),
                 t,
                 {.threads = 2,
                  .batch = golden::images,
                  .shard = golden::shard,
                  .norm = norm_scope::batch,
                  .optimizer = o,
                  .label_smoothing = 0.1,
                  .calibration = 16}};
    auto const plans = network<golden::network_type>();
    archive_writer file{"weights", 1, 1};
    std::uint64_t arrays = 0;
    for_each_array(plans, [&](auto&&...) { ++arrays; });
    file.number(arrays);
    int k = 0;
    for_each_array(
        plans, [&](std::string const& array, kernels::role r, step const& s, std::size_t n) {
            std::vector<float> values(n);
            for (std::size_t i = 0; i < n; ++i)
                values[i] = golden::first_value(k, i, r, static_cast<double>(n) / s.out.c);
            file.text(array);
            file.floats(values);
            ++k;
        });
    scratch_folder const folder;
    file.save(folder / "w");
    archive_reader in{folder / "w", "weights", 1, 1};
    net.load(in);

    losses_observer watch;
    net.fit([&](rng&) { return genotype{3}; }, {.epochs = golden::steps, .watch = &watch});
    REQUIRE(watch.losses.size() == wanted.losses.size());
    for (std::size_t i = 0; i < wanted.losses.size(); ++i)
        CHECK(std::abs(watch.losses[i] - wanted.losses[i]) < 1e-4 * std::abs(wanted.losses[i]));
    auto const weights = net.extract_weights(genotype{3});
    for_each_array(plans, [&](std::string const& array, kernels::role r, step const& s,
                              std::size_t) {
        CAPTURE(array);
        auto const& want = wanted.arrays.at(array);
        std::size_t const part = array.starts_with("stem") ? 0
                                 : array.starts_with("head")
                                     ? plans.size() - 1
                                     : static_cast<std::size_t>(array[0] - '0') + 1;
        auto const& held = weights[part][static_cast<std::size_t>(&s - plans[part].begin())];
        std::vector<float> const* const all[] = {&held.weights, &held.bias, &held.gamma,
                                                 &held.beta,    &held.mean, &held.variance};
        auto const& got = *all[static_cast<int>(r)];
        double worst = 0;
        for (std::size_t i = 0; i < want.size(); ++i)
            worst = std::max(worst, std::abs(got[i] - want[i]) / std::max(1.0, std::abs(want[i])));
        CHECK(worst < 1e-3);
    });
}

}  // namespace

TEST_CASE("ten steps of training agree with PyTorch") {
    auto const golden = read_golden();
    REQUIRE(golden.size() == 4);
    check_case("sgd", golden.at("sgd"),
               {.how = method::momentum, .learning_rate = 0.05, .weight_decay = 4e-5});
    check_case("nesterov clipped", golden.at("nesterov clipped"),
               {.how = method::nesterov, .learning_rate = 0.05, .weight_decay = 1e-3, .clip = 0.5});
    check_case("adam", golden.at("adam"),
               {.how = method::adam, .learning_rate = 0.002, .weight_decay = 1e-3, .eps = 1e-4});
    check_case("adamw", golden.at("adamw"),
               {.how = method::adam,
                .learning_rate = 0.002,
                .weight_decay = 0.1,
                .decay = weight_decay_form::decoupled,
                .eps = 1e-4});
}

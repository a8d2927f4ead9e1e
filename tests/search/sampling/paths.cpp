// SPDX-License-Identifier: MIT
// Tests search/sampling/paths.hpp, search/sampling/sandwich.hpp.
#include <doctest/doctest.h>

#include <hurricane/base/archive.hpp>
#include <hurricane/contracts.hpp>
#include <hurricane/search/sampling/paths.hpp>

#include "../../toy_space.hpp"

using namespace hurricane;

static_assert(path_sampling_names[static_cast<std::size_t>(path_sampling::sandwich)] == "sandwich");

namespace {

std::vector<training_step> asked(guide& paths, int steps) {
    rng random{3, "paths"};
    std::vector<training_step> all(static_cast<std::size_t>(steps));
    for (auto& step : all) paths.ask(random, step);
    return all;
}

/// Says who was told what.
class told final : public guide {
public:
    told(genotype own, std::vector<double>& losses) : own_{own}, losses_{losses} {}

    void ask(rng&, training_step& step) override { step.paths.assign(1, own_); }

    void tell(training_step const& step, std::span<double const> losses) override {
        CHECK(step.paths.front() == own_);
        losses_.push_back(losses.front());
    }

private:
    genotype own_;
    std::vector<double>& losses_;
};

}  // namespace

TEST_CASE("guides by name keep what they promise") {
    auto const space = toy_space(4);
    limits const within{{"latency_ms", 12}};
    for (auto const name : path_sampling_names) {
        CAPTURE(name);
        auto const how = path_sampling_named(name);
        auto const paths = guide_of(how, space, space.allowed, within, 1);
        bool all_within = true;
        for (auto const& step : asked(*paths, 200)) {
            CHECK(step.paths.size() == (how == path_sampling::sandwich ? 4 : 1));
            for (auto const& g : step.paths) {
                CHECK(allows(space.allowed, g));
                all_within = all_within && space.within(g, within);
            }
        }
        CHECK(all_within == (how == path_sampling::feasible));
    }
    CHECK_THROWS_WITH_AS(path_sampling_named("random"),
                         "training: no sampling named 'random'; use feasible, uniform, fair or "
                         "sandwich",
                         error);
}

TEST_CASE("a sandwich step has the largest network, the smallest one and others") {
    auto const space = toy_space(4);
    auto const& size = cost_of_size(space);
    auto const paths = guide_of(path_sampling::sandwich, space, space.allowed, {}, 1);
    for (auto const& step : asked(*paths, 10)) {
        CHECK(step.paths[0] == space.dearest(size, space.allowed));
        CHECK(step.paths[1] == space.cheapest(size, space.allowed));
        CHECK(step.weight(0) == 0.25);
    }
}

TEST_CASE("guides in turn: each step is one's, who alone is told of it") {
    std::vector<std::vector<double>> losses(3);
    std::vector<std::unique_ptr<guide>> all;
    for (std::uint8_t i = 0; i < 3; ++i)
        all.push_back(std::make_unique<told>(genotype(2, i), losses[i]));
    guides_in_turn paths{std::move(all)};
    rng random{1, "turns"};
    training_step step;
    for (int i = 0; i < 300; ++i) {
        paths.ask(random, step);
        paths.tell(step, std::vector{double(i)});
    }
    CHECK(losses[0].size() + losses[1].size() + losses[2].size() == 300);
    for (auto const& one : losses) CHECK(one.size() > 60);
}

TEST_CASE("what guides in turn remember is saved, each guide's") {
    auto const make = [] {
        std::vector<std::unique_ptr<guide>> all;
        for (int i = 0; i < 2; ++i)
            all.push_back(std::make_unique<contracts::worst_again>([](rng& random) {
                genotype g{1};
                g[0] = static_cast<std::uint8_t>(random.below(250));
                return g;
            }));
        return guides_in_turn{std::move(all)};
    };
    auto paths = make();
    rng random{1, "turns"};
    training_step step;
    for (int i = 0; i < 50; ++i) {
        paths.ask(random, step);
        paths.tell(step, std::vector<double>(step.paths.size(), i));
    }
    archive_writer out{"guide", 1, 0};
    paths.save(out);
    auto again = make();
    archive_reader in{out.whole(), "test", "guide", 1, 0};
    again.load(in);
    auto same = random;
    training_step other;
    for (int i = 0; i < 20; ++i) {
        paths.ask(random, step);
        again.ask(same, other);
        CHECK(step.paths == other.paths);
    }
}

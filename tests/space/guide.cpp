// SPDX-License-Identifier: MIT
// Tests space/guide.hpp.
#include <doctest/doctest.h>

#include <hurricane/contracts.hpp>
#include <hurricane/space/guide.hpp>

using namespace hurricane;

static_assert(std::is_abstract_v<guide> && std::has_virtual_destructor_v<guide>);

namespace {

genotype counted(rng& random) {
    genotype g{2};
    g[0] = static_cast<std::uint8_t>(random.below(200));
    g[1] = static_cast<std::uint8_t>(random.below(200));
    return g;
}

}  // namespace

TEST_CASE("a step without weights is the mean of its paths") {
    training_step step{.paths = {genotype{2}, genotype{2}, genotype{2}, genotype{2}}};
    CHECK(step.weight(3) == 0.25);
    step.weights = {1, 2, 3, 4};
    CHECK(step.weight(3) == 4);
}

TEST_CASE("drawn paths are one a step, those of the sampler") {
    drawn_paths paths{counted};
    rng one{1, "paths"};
    rng other{1, "paths"};
    training_step step{.paths = {genotype{2}, genotype{2}}};
    for (int i = 0; i < 20; ++i) {
        paths.ask(one, step);
        REQUIRE(step.paths.size() == 1);
        CHECK(step.paths.front() == counted(other));
    }
}

TEST_CASE("the example guide asks for the worst path again, from a checkpoint too") {
    contracts::worst_again paths{counted};
    rng random{1, "paths"};
    training_step step;
    paths.ask(random, step);
    REQUIRE(step.paths.size() == 1);
    auto const first = step.paths.front();
    paths.tell(step, std::vector{2.0});
    paths.ask(random, step);
    REQUIRE(step.paths.size() == 2);
    CHECK(step.paths[1] == first);
    auto const second = step.paths.front();
    paths.tell(step, std::vector{3.0, 1.0});
    archive_writer out{"guide", 1, 0};
    paths.save(out);
    contracts::worst_again again{counted};
    archive_reader in{out.whole(), "test", "guide", 1, 0};
    again.load(in);
    again.ask(random, step);
    REQUIRE(step.paths.size() == 2);
    CHECK(step.paths[1] == second);
}

TEST_CASE("the example guide is saved before its first step too") {
    archive_writer out{"guide", 1, 0};
    contracts::worst_again{counted}.save(out);
    contracts::worst_again again{counted};
    archive_reader in{out.whole(), "test", "guide", 1, 0};
    again.load(in);
    CHECK(in.ended());
    rng random{1, "paths"};
    training_step step;
    ask(again, random, step);
    CHECK(step.paths.size() == 1);
}

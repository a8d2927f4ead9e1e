// SPDX-License-Identifier: MIT
// Tests search/strategies/refinement.hpp, search/feature_model.hpp.
#include <doctest/doctest.h>

#include <set>

#include <hurricane/base/rng.hpp>
#include <hurricane/search/strategies/refinement.hpp>

using namespace hurricane;

namespace {

constexpr int layers = 8;

/// A sum over choices; half of it is known beforehand. No score is told but with some luck.
struct planted {
    double luck{};
    std::vector<genotype> scored{};

    static double known(genotype const& g) {
        double sum = 0;
        for (int layer = 0; layer < layers; layer += 2) sum += g[layer] == (layer / 2) % 4;
        return sum;
    }

    static double worth(genotype const& g) {
        double sum = known(g);
        for (int layer = 1; layer < layers; layer += 2) sum += 0.25 * g[layer];
        return sum;
    }

    void score(std::span<genotype const> networks, std::span<fitness> out) {
        for (std::size_t i = 0; i < networks.size(); ++i) {
            rng random{scored.size(), "luck"};
            out[i] = {worth(networks[i]) + luck * (random.uniform() - 0.5), 0};
            scored.push_back(networks[i]);
        }
    }
};

genotype any(rng& r) {
    genotype g{layers};
    for (auto& choice : g) choice = static_cast<std::uint8_t>(r.below(4));
    return g;
}

search_domain all_networks() {
    return {.mask = choice_mask(layers, {0, 1, 2, 3}),
            .draw = any,
            .contains = [](genotype const&) { return true; },
            .each = [](genotype const*, auto const&) {},
            .part = {}};
}

std::vector<std::vector<double>> half_of_it(std::span<genotype const> networks) {
    std::vector<double> column;
    for (auto const& g : networks) column.push_back(planted::known(g));
    return {column};
}

std::vector<std::vector<double>> nothing(std::span<genotype const>) { return {}; }

/// Of scored networks the one that the fit says is best.
genotype best_by_fit(std::vector<evaluated> const& scored) {
    auto const fitted = refined_scores(scored, {}, nothing);
    auto const best = std::max_element(fitted.begin(), fitted.end()) - fitted.begin();
    return scored[static_cast<std::size_t>(best)].genes;
}

double mean_of_best(search_strategy const& how) {
    double sum = 0;
    constexpr int seeds = 20;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        planted p{.luck = 0.5};
        auto const r = search(p, all_networks(), how, {.evaluations = 32}, seed);
        sum += planted::worth(r.best.genes) / seeds;
    }
    return sum;
}

}  // namespace

TEST_CASE("few scores suffice: better than evolution, and better with what is known beforehand") {
    refinement_options const o{.first = {genotype(layers, 0), genotype(layers, 1)}};
    double const blind = mean_of_best(refinement(nothing, o));
    double const told = mean_of_best(refinement(half_of_it, o));
    double const evolved = mean_of_best(evolution(population_of(8)));
    MESSAGE("mean worth of the best of 32: evolution " << evolved << ", refinement " << blind
                                                       << ", told half of it " << told);
    CHECK(blind > evolved);
    CHECK(told > blind);
}

TEST_CASE("the given networks come first, and none that is spelled otherwise twice") {
    planted p;
    auto const a = parse_genotype("01230123", layers);
    auto const b = parse_genotype("32103210", layers);
    // What stands in the last layer does not matter.
    auto const part = [](genotype g) {
        g[layers - 1] = 0;
        return g;
    };
    refinement_options o{.first = {a, b, parse_genotype("01230120", layers)}};
    o.same = [&](genotype const& x, genotype const& y) { return part(x) == part(y); };
    auto const r = search(p, all_networks(), refinement(nothing, o), {.evaluations = 20}, 1);
    REQUIRE(r.history.size() == 20);
    CHECK(r.history[0].genes == a);
    CHECK(r.history[1].genes == b);
    CHECK(r.generation_end.front() == 1);  // a checkpoint behind each
    std::set<genotype> different;
    for (auto const& e : r.history) different.insert(part(e.genes));
    CHECK(different.size() == 20);
}

TEST_CASE("a fit takes the luck from scores") {
    std::vector<evaluated> scored;
    rng random{5, "scored"};
    for (int i = 0; i < 60; ++i) {
        auto const g = any(random);
        scored.push_back({g, {planted::worth(g), 0}});
    }
    auto const lucky = std::min_element(scored.begin(), scored.end(), [](auto& a, auto& b) {
        return planted::worth(a.genes) < planted::worth(b.genes);
    });
    lucky->fit.primary = 5.1;  // the worst of them would be the best
    auto const best = best_by_fit(scored);
    CHECK(best != lucky->genes);
    CHECK(planted::worth(best) > 3.5);
}

TEST_CASE("it goes on from a checkpoint to the same result, with one score too") {
    refinement_options const o{.first = {genotype(layers, 0)}};
    auto const how = refinement(half_of_it, o);
    planted p{.luck = 0.5};
    search_progress progress;
    std::vector<search_progress> kept;
    progress.checkpoint = [&] { kept.push_back(progress); };
    auto const whole =
        search(p, all_networks(), how, {.evaluations = 18}, 3, quiet(), {}, &progress);
    for (auto from : kept) {
        planted again{.luck = 0.5, .scored = std::vector<genotype>(from.history.size())};
        from.checkpoint = {};
        auto const r =
            search(again, all_networks(), how, {.evaluations = 18}, 3, quiet(), {}, &from);
        for (std::size_t i = 0; i < whole.history.size(); ++i)
            CHECK(r.history[i].genes == whole.history[i].genes);
    }
    CHECK(kept.size() == 18);
    planted few;
    auto const one = search(few, all_networks(), how, {.evaluations = 1}, 3);
    CHECK(one.best.genes == genotype(layers, 0));
    CHECK(refined_scores(one.history, {}, half_of_it) == std::vector{one.best.fit.primary});
}

TEST_CASE("scores that stand for none, and one failure, do not bend the fit") {
    std::vector<evaluated> scored;
    rng random{6, "scored"};
    for (int i = 0; i < 40; ++i) {
        auto const g = any(random);
        scored.push_back({g, {planted::worth(g), 0}});
    }
    auto const whole = best_by_fit(scored);
    auto with_failures = scored;
    with_failures.push_back({any(random), {std::numeric_limits<double>::lowest(), 0}});
    CHECK(best_by_fit(with_failures) == whole);
    with_failures.push_back({any(random), {-1000, 0}});
    CHECK(planted::worth(best_by_fit(with_failures)) > 4.5);
    std::vector<evaluated> const none(3, {genotype(layers, 2), {-INFINITY, 0}});
    CHECK(refined_scores(none, {}, nothing) == std::vector<double>(3, 0.0));
    CHECK(refined_scores({}, {}, nothing).empty());
}

TEST_CASE("where nothing new is left the search ends, each network scored once") {
    planted p;
    // Only the first two layers count: 16 networks.
    auto const part = [](genotype g) {
        for (int layer = 2; layer < layers; ++layer) g[layer] = 0;
        return g;
    };
    refinement_options o;
    o.same = [&](genotype const& a, genotype const& b) { return part(a) == part(b); };
    auto const r = search(p, all_networks(), refinement(nothing, o), {.evaluations = 60}, 2);
    CHECK(r.history.size() == 16);
    std::set<genotype> different;
    for (auto const& e : r.history) different.insert(part(e.genes));
    CHECK(different.size() == 16);
}

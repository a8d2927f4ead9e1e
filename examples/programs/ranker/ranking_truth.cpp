// SPDX-License-Identifier: MIT
#include "ranking_truth.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <hurricane/base/csv.hpp>
#include <hurricane/networks/table.hpp>
#include <hurricane/space/same_network.hpp>
#include <hurricane/training/zero_cost.hpp>

namespace hurricane::app {

namespace {

/// acc1, acc2, ... as far as they go.
std::vector<std::string> numbered_columns(csv_reader const& csv) {
    std::vector<std::string> found;
    for (int k = 1; csv.has("acc" + std::to_string(k)); ++k)
        found.push_back("acc" + std::to_string(k));
    return found;
}

genotype genes_of(network_table const& t, std::size_t row, space_view const& space) {
    genotype g{space.size()};
    for (int layer = 0; layer < space.size(); ++layer) {
        int const choice = t[row][static_cast<std::size_t>(layer)];
        auto const pool = static_cast<int>(space[layer].candidates.size());
        if (choice >= pool)
            throw error{
                "choice " + std::to_string(choice) + " of position " + std::to_string(layer + 1) +
                    ", where space " + space.name + " has " + std::to_string(pool),
                t.file + ":" + std::to_string(t.lines[row]), "give the table of this space"};
        g[layer] = static_cast<std::uint8_t>(choice);
    }
    return g;
}

known_network counted(space_view const& space, genotype const& g) {
    known_network n;
    n.genes = g;
    auto const plans = network(space, g);
    for (auto const& p : plans) {
        n.macs += static_cast<double>(p.macs());
        n.params += static_cast<double>(p.params());
        n.depth +=
            std::any_of(p.begin(), p.end(), [](step const& x) { return is_activation(x.op); });
    }
    n.depth -= 2;  // stem and head
    n.relu_units = static_cast<double>(relu_units(plans));
    return n;
}

/// Columns that count what the space's networks have: their names in tables, and in
/// truth_table::cost_of.
struct counted_column {
    char const* column;
    char const* cost;
};

constexpr counted_column counted_columns[] = {
    {"params", "params"}, {"flops", "macs"}, {"macs", "macs"}};

void check_counts(network_table const& t, std::size_t row,
                  std::vector<counted_column> const& columns, std::size_t first,
                  known_network const& n) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
        double const said = t.values[first + k][row];
        double const has = truth_table::cost_of(n, columns[k].cost);
        if (std::isnan(said) || said == has) continue;
        throw error{std::string{columns[k].column} + " is " + show(said, 12) +
                        ", where the space's network has " + show(has, 12),
                    t.file + ":" + std::to_string(t.lines[row]),
                    "give the table of this space, or --unchecked where it counts otherwise"};
    }
}

/// Throws error where two rows of one network say different things of it.
void refuse_contradiction(known_network const& first, known_network const& other,
                          std::vector<std::string> const& repeats, truth_options const& o) {
    auto const compare = [&](std::string const& column, double a, double b) {
        if (std::isnan(a) || std::isnan(b) || a == b) return;
        throw error{to_string(other.genes) + " has " + column + " " + show(b, 9) +
                        ", and the same network in line " + std::to_string(first.line) + " has " +
                        show(a, 9),
                    o.csv + ":" + std::to_string(other.line), "keep one of them"};
    };
    compare(o.accuracy, first.accuracy, other.accuracy);
    for (std::size_t k = 0; k < repeats.size(); ++k)
        compare(repeats[k], first.repeats[k], other.repeats[k]);
}

/// What of the members of all sets meets each limit.
void add_whole_below(std::vector<network_set>& sets, truth_table const& t, limits const& bounds) {
    std::set<std::size_t> drawn;
    for (auto const& set : sets) drawn.insert(set.members.begin(), set.members.end());
    for (auto const& bound : bounds) {
        network_set set{.name = "all up to " + bound.name + " " + show(bound.bound, 6),
                        .within = bound,
                        .members = {},
                        .whole_below = true};
        for (auto const i : drawn)
            if (bound.met_by(truth_table::cost_of(t.networks[i], bound.name)))
                set.members.push_back(i);
        sets.push_back(std::move(set));
    }
}

}  // namespace

double truth_table::cost_of(known_network const& n, std::string_view name) {
    if (name == "macs") return n.macs;
    if (name == "params") return n.params;
    throw error{"no cost named '" + std::string{name} + "'", "--limit", "use macs or params"};
}

truth_table read_truth(space_view const& space, truth_options const& o) {
    truth_table truth;
    truth.repeats = o.repeats;
    std::vector<counted_column> checked;
    {
        csv_reader const header{o.csv, o.stop};
        if (truth.repeats.empty()) truth.repeats = numbered_columns(header);
        for (auto const& c : counted_columns)
            if (o.check_counts && header.has(c.column)) checked.push_back(c);
    }
    std::vector<std::string> columns{o.accuracy};
    columns.insert(columns.end(), truth.repeats.begin(), truth.repeats.end());
    for (auto const& c : checked) columns.emplace_back(c.column);
    auto const table = read_networks(o.csv, o.arch, columns, {.stop = o.stop});
    if (table.positions != space.size())
        throw error{"networks of " + std::to_string(table.positions) + " positions, where space " +
                        space.name + " has " + std::to_string(space.size()),
                    o.csv, "give the table of this space"};
    truth.rows = table.size();
    std::map<std::uint64_t, std::size_t> known;
    std::set<genotype> genotypes;
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto n = counted(space, genes_of(table, row, space));
        genotypes.insert(n.genes);
        n.accuracy = table.values[0][row];
        n.line = table.lines[row];
        check_counts(table, row, checked, 1 + truth.repeats.size(), n);
        for (std::size_t k = 0; k < truth.repeats.size(); ++k)
            n.repeats.push_back(table.values[1 + k][row]);
        auto const [at, fresh] = known.try_emplace(fingerprint_of(computing_parts(space, n.genes)),
                                                   truth.networks.size());
        if (fresh) {
            truth.networks.push_back(std::move(n));
            continue;
        }
        auto const& first = truth.networks[at->second];
        refuse_contradiction(first, n, truth.repeats, o);
        if (std::isnan(first.accuracy)) truth.networks[at->second] = std::move(n);
    }
    truth.genotypes = genotypes.size();
    auto const is_number = [](double x) { return std::isfinite(x); };
    truth.without_accuracy = std::erase_if(truth.networks, [&](known_network const& n) {
        return !is_number(n.accuracy) ||
               !std::all_of(n.repeats.begin(), n.repeats.end(), is_number);
    });
    if (truth.networks.empty())
        throw error{"no network has a number for " + o.accuracy, o.csv, "fill in the column"};
    return truth;
}

std::vector<network_set> draw_sets(truth_table const& t, limits const& bounds, double band,
                                   int whole, int inside, std::uint64_t seed) {
    std::vector<std::size_t> order(t.networks.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    rng{seed, "truth"}.shuffle(std::span{order});
    std::vector<network_set> sets{{.name = "all", .within = {}, .members = order}};
    sets[0].members.resize(std::min(order.size(), static_cast<std::size_t>(whole)));
    for (auto const& bound : bounds) {
        network_set set{
            .name = bound.name + " <= " + show(bound.bound, 6), .within = bound, .members = {}};
        for (auto i : order) {
            double const x = truth_table::cost_of(t.networks[i], bound.name);
            bool const full = static_cast<int>(set.members.size()) == inside;
            if (!full && bound.met_by(x) && x >= (1 - band) * bound.bound) set.members.push_back(i);
        }
        if (set.members.size() < 3)
            throw error{std::to_string(set.members.size()) + " networks of the table are within " +
                            show(100 * band, 4) + " % below " + bound.name + " = " +
                            show(bound.bound, 6),
                        "--limit", "use another limit or a wider --band"};
        sets.push_back(std::move(set));
    }
    add_whole_below(sets, t, bounds);
    return sets;
}

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
// The accuracies of really trained networks, read from a table whose space is a type, and what is
// drawn of them.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::app {

struct truth_options {
    std::string csv;
    std::vector<std::string> arch{"arch"};  ///< one column of genotypes, or one for each position
    std::string accuracy{"mean_acc"};
    /// Columns of single trainings; empty: acc1, acc2, ... where there are such.
    std::vector<std::string> repeats;
    /// Whether "params", "flops" and "macs" have to be those of the space's networks.
    bool check_counts{true};
    std::stop_token stop{};
};

/// One network of the table; spellings of the same network are one.
struct known_network {
    genotype genes;
    double accuracy{};
    std::vector<double> repeats;
    double macs{};
    double params{};
    double relu_units{};
    double depth{};  ///< layers with an activation
    int line{};      ///< of the first spelling
};

struct truth_table {
    std::vector<known_network> networks;
    std::vector<std::string> repeats;  ///< columns
    std::size_t rows{};
    std::size_t genotypes{};         ///< different ones of the rows
    std::size_t without_accuracy{};  ///< networks left out, which lack a number of the columns read

    /// Of a network of the table: "macs" or "params".
    static double cost_of(known_network const& n, std::string_view name);
};

/// Throws error for a table of another space (another number of positions, choices or counts of
/// "params", "flops" and "macs" that the space's networks do not have), and for equal networks of
/// different accuracies, single trainings among them.
truth_table read_truth(space_view const& space, truth_options const& o);

/// Networks that are judged together.
struct network_set {
    std::string name;
    std::optional<limit> within;
    std::vector<std::size_t> members;  ///< of truth_table::networks, in the order of the draw
    bool whole_below{};                ///< all of the others' members that meet the limit
};

/// `whole` networks of all, and `inside` of those within the share `band` below each limit, drawn
/// by the seed; all that there are where the table has fewer. Then, for each limit, what of all
/// these meets it. Throws error where a limit leaves fewer than 3.
std::vector<network_set> draw_sets(truth_table const& t, limits const& bounds, double band,
                                   int whole, int inside, std::uint64_t seed);

}  // namespace hurricane::app

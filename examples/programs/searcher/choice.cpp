// SPDX-License-Identifier: MIT
#include "choice.hpp"

#include <algorithm>

#include <hurricane/kernels/loss.hpp>

namespace hurricane::app {

namespace {

/// The position of a network however it is spelled; how many there are: none.
std::size_t position_of(std::vector<named_network> const& networks, genotype const& g,
                        space_view const& space) {
    auto const at = std::find_if(networks.begin(), networks.end(), [&](named_network const& n) {
        return same_network(space, n.genes, g);
    });
    return static_cast<std::size_t>(at - networks.begin());
}

/// A network of the choice; of the search's, which one made by hand it is.
std::string named(network_choice const& c, std::size_t i) {
    auto const& name = c.networks[i].name;
    bool const of_search = i < c.of_search && !c.made_by_hand[i].empty();
    return of_search ? name + ", which is " + c.made_by_hand[i] : name;
}

std::string names_of(network_choice const& c, std::vector<int> const& which) {
    std::string names;
    for (int i : which)
        names += (names.empty() ? "" : ", ") + c.networks[static_cast<std::size_t>(i)].name;
    return names;
}

}  // namespace

std::vector<named_network> with_hand_made(std::vector<named_network> uniform,
                                          space_view const& space, priced_space const& priced,
                                          limits const& within) {
    for (auto& nearest : hand_made(space, priced, within))
        if (position_of(uniform, nearest.genes, space) == uniform.size())
            uniform.push_back(std::move(nearest));
    return uniform;
}

network_choice choice_among(searcher_result const& found, std::vector<named_network> by_hand,
                            space_view const& space, priced_space const& priced,
                            limits const& within, int most) {
    network_choice c;
    auto const best = best_networks(space, priced, within, found, static_cast<std::size_t>(most));
    for (auto const& g : best) {
        auto const rank = c.networks.size() + 1;
        c.networks.push_back({rank == 1 ? "found" : "candidate " + std::to_string(rank), g});
    }
    c.of_search = c.networks.size();
    c.made_by_hand.resize(c.of_search);
    for (auto& n : by_hand) {
        if (!priced.within(n.genes, within)) {
            c.outside.push_back(n.name);
            continue;
        }
        auto const known = position_of(c.networks, n.genes, space);
        if (known < c.of_search) c.made_by_hand[known] = n.name;
        if (known < c.networks.size()) continue;
        c.made_by_hand.push_back(n.name);
        c.networks.push_back(std::move(n));
    }
    return c;
}

void announce_choice(network_choice const& c, int asked, observer& watch) {
    auto const by_hand = c.networks.size() - c.of_search;
    watch.log("choice among " + std::to_string(c.of_search) + " networks of the search and " +
              std::to_string(by_hand) + " made by hand");
    if (static_cast<int>(c.of_search) < asked)
        watch.log("note: the search scored no more than " + std::to_string(c.of_search) +
                  " different networks within the limits, where --choose is " +
                  std::to_string(asked));
    for (std::size_t i = 0; i < c.of_search; ++i)
        if (!c.made_by_hand[i].empty()) watch.log("note: " + named(c, i));
    if (by_hand == 0) watch.log("note: no network made by hand is new and within the limits");
    for (auto const& name : c.outside)
        watch.log("note: " + name +
                  " is not within the limits: it is trained and compared, but not chosen");
}

void tell_choice(network_choice const& c, halving_progress const& p, observer& watch) {
    for (std::size_t r = 0; r < p.rounds.size(); ++r)
        watch.log("round " + std::to_string(r + 1) + " of the choice: " +
                  names_of(c, p.rounds[r].networks) + "; on goes " + names_of(c, p.rounds[r].kept));
    watch.log("chosen: " + named(c, static_cast<std::size_t>(c.chosen)) +
              (c.is_by_hand() ? ", made by hand" : ", of the search"));
}

json describe_choice(network_choice const& c, halving_progress const& p, int asked) {
    json out{{"choose", asked}, {"networks", json::array()}};
    for (std::size_t i = 0; i < c.networks.size(); ++i) {
        json row{{"name", c.networks[i].name},
                 {"genotype", to_string(c.networks[i].genes)},
                 {"by_hand", !c.made_by_hand[i].empty()}};
        if (i < c.of_search && !c.made_by_hand[i].empty()) row["same_as"] = c.made_by_hand[i];
        out["networks"].push_back(std::move(row));
    }
    out["outside"] = c.outside;
    out["rounds"] = json::array();
    for (auto const& round : p.rounds) {
        json losses = json::array();
        json top1 = json::array();
        for (auto const& s : round.scores) {
            losses.push_back(s.cross_entropy);
            top1.push_back(s.top1);
        }
        out["rounds"].push_back({{"epochs", round.epochs},
                                 {"networks", round.networks},
                                 {"cross_entropy", losses},
                                 {"top1", top1},
                                 {"went_on", round.kept}});
    }
    out["chosen"] = c.chosen;
    out["by_hand"] = c.is_by_hand();
    return out;
}

std::string right_of(std::vector<float> const& logits, dataset const& test) {
    auto const classes = static_cast<std::size_t>(test.classes);
    std::string right;
    for (std::size_t i = 0; i < test.labels.size(); ++i) {
        auto const of_image = std::span{logits}.subspan(i * classes, classes);
        if (detail::is_damaged(of_image))
            right += '-';
        else
            right +=
                kernels::rank_of(test.labels[i], test.classes, of_image.data()) == 0 ? '1' : '0';
    }
    return right;
}

std::vector<comparison> compare(std::vector<finished_network> const& networks,
                                std::size_t delivered) {
    std::vector<std::size_t> ours{0};
    if (delivered != 0) ours.push_back(delivered);
    std::vector<comparison> all;
    for (auto const network : ours)
        for (std::size_t with = 0; with < networks.size(); ++with) {
            if (!networks[with].by_hand || with == network) continue;
            comparison c{.network = network, .with = with};
            auto const& a = networks[network].right;
            auto const& b = networks[with].right;
            for (std::size_t i = 0; i < a.size(); ++i) {
                c.only_network += a[i] == '1' && b[i] == '0';
                c.only_with += a[i] == '0' && b[i] == '1';
                c.images += a[i] != '-';
            }
            all.push_back(c);
        }
    return all;
}

json describe_comparisons(std::vector<comparison> const& all) {
    json out = json::array();
    for (auto const& c : all)
        out.push_back({{"network", c.network},
                       {"with", c.with},
                       {"only_network", c.only_network},
                       {"only_with", c.only_with},
                       {"images", c.images},
                       {"difference", c.difference().mean},
                       {"half_interval", c.difference().half}});
    return out;
}

void tell_comparisons(std::vector<comparison> const& all,
                      std::vector<finished_network> const& networks, observer& watch) {
    for (auto const& c : all)
        watch.log(networks[c.network].name + " less " + networks[c.with].name + ": " +
                  fixed(100 * c.difference().mean, 2) + " +- " +
                  fixed(100 * c.difference().half, 2) + " points of test top-1 (" +
                  std::to_string(c.only_network) + " images only right here, " +
                  std::to_string(c.only_with) + " only there)");
}

}  // namespace hurricane::app

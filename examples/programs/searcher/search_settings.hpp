// SPDX-License-Identifier: MIT
// What a searcher is asked for on its command line, and what follows from that.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hurricane/cost/priced_space.hpp>
#include <hurricane/search/scale.hpp>
#include <hurricane/search/searcher_registry.hpp>
#include <hurricane/training/task.hpp>
#include <hurricane/training/zero_cost.hpp>

namespace CLI {
class App;
}

namespace hurricane::app {

struct search_settings {
    std::string data = "/usr/share/datasets/fashion-mnist";
    std::string out = "results";
    std::vector<std::string> limit_texts;
    std::vector<std::string> by_hand;  ///< operators of uniform networks, genotypes
    std::string scale = "quick";
    std::vector<double> stage_epochs;
    std::optional<double> epochs;
    std::optional<double> learning_rate;
    std::optional<int> validation;  ///< empty: the scale's, as the next three
    std::optional<int> batch;
    std::optional<int> population;
    std::optional<int> generations;
    std::optional<double> alone_rate;  ///< learning rate of networks alone; empty: learning_rate
    double weight_decay = 4e-5;
    double label_smoothing = 0.1;
    double ema_decay = 0;       ///< of networks trained alone; 0: none
    double teacher_epochs = 0;  ///< 0: no teacher
    double soft_share = 0.5;    ///< of its labels
    std::string augment = "auto";
    int images = 0;
    int threads = 2;
    int rounds = 15;
    std::optional<int> alone;             ///< empty: alone_of
    std::optional<double> alone_epochs;   ///< empty: alone_epochs_of
    std::optional<int> choose;            ///< empty: 4, where the search scores as many
    std::optional<double> choose_epochs;  ///< empty: those of a network alone
    std::uint64_t seed = 0;
    bool resume = false;
    searcher_entry searcher = searcher_entry_of<searchers::hurricane>();
    std::map<std::string, std::string> own_options;  ///< of the searcher's phases, by name
    bool keep_orientation = false;
    std::string strategy = "evolution";
    std::string sampling = "feasible";
    std::string score = "cross-entropy";
    int averaged_epochs = 1;
    int tuning_batches = 0;
    double tuning_rate = 0.1;
    std::string start = "by-hand";         ///< or generator
    std::string best_by = "smoothed";      ///< or score
    std::string zero_cost = "relu_units";  ///< or none
    double zero_cost_weight = 2;
};

/// Whether each layer has an operator of this name to choose.
bool in_every_pool(space_view const& space, std::string_view op);
/// Whether what --by-hand names is a genotype, not an operator.
bool is_genotype(std::string_view name);
/// The network that --by-hand names. Throws error where the space has none of that name.
genotype hand_made_network(space_view const& space, std::string const& name);
/// The settings of a command line without options: what can be compared by hand is.
search_settings default_settings(space_view const& space, priced_space const& priced);
/// Which of `searchers`.
void add_searcher(CLI::App& cli, search_settings& s, std::vector<searcher_entry> const& searchers);
/// What their own phases may be told, behind all other options. Throws error for a name that there
/// is already.
void add_own_options(CLI::App& cli, search_settings& s,
                     std::vector<searcher_entry> const& searchers);
/// Those of the trainings alone.
void add_training_options(CLI::App& cli, search_settings& s);
/// `searchers`: those that --searcher may name.
void add_options(CLI::App& cli, search_settings& s, priced_space const& priced,
                 std::vector<searcher_entry> const& searchers);
/// The searcher that was asked for, told these options and its own. Throws error for an own option
/// that it does not have or that is no such value.
any_searcher searcher_of(search_settings const& s, two_stage_options const& o);
/// The scale's numbers for so many training images, but for those that were given.
search_scale scale_of(search_settings const& s, priced_space const& priced, int images);
/// What --augment means for the images of a space.
std::string augment_of(search_settings const& s, space_view const& space);
augmentation augmentation_of(search_settings const& s, space_view const& space);
supernet_options training_of(search_settings const& s, search_scale const& scale,
                             space_view const& space);
/// The same of a network alone.
supernet_options training_alone_of(search_settings const& s, search_scale const& scale,
                                   space_view const& space);
/// The same of a supernet that scores candidates.
supernet_options scoring_of(search_settings const& s, search_scale const& scale,
                            space_view const& space);
/// The score without training that helps the supernet's; empty: none does.
std::optional<zero_cost> zero_cost_of(search_settings const& s);
/// The most networks that a search of this scale scores.
std::int64_t most_scored(search_settings const& s, search_scale const& scale);
/// How many networks the search trains alone behind its stages: 12, fewer where it scores less than
/// 144 in them, none of less than 24; none at SPOS's scale.
int alone_of(search_settings const& s, search_scale const& scale);
/// For how long each, in epochs: a third of a final training.
double alone_epochs_of(search_settings const& s, search_scale const& scale);
/// How many of them a choice is made among; 0: none is made.
int choice_of(search_settings const& s, search_scale const& scale);
/// Of the command line; without one there, a latency halfway (geometrically) between the cheapest
/// and the dearest network that leave no layer out. Throws error for a limit on an unknown cost.
limits limits_of(search_settings const& s, priced_space const& priced);
/// The same settings for a search in a folder within --out, under these limits.
search_settings settings_within(search_settings s, std::string const& folder, limits const& within);
/// The limits of each search that --limit lists: NAME=A,B,C stands for one each, beside the limits
/// with one value, which hold for all; without a list there is one search.
std::vector<limits> listed_limits(search_settings const& s, priced_space const& priced);

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
// What the settings of a command line mean for a space and its prices.
#include "search_settings.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <hurricane/base/split_text.hpp>
#include <hurricane/search/middle_latency.hpp>

#include "shared/command_line.hpp"

namespace hurricane::app {

bool in_every_pool(space_view const& space, std::string_view op) {
    return std::all_of(space.layers.begin(), space.layers.end(), [&](layer_view const& l) {
        return std::any_of(l.candidates.begin(), l.candidates.end(),
                           [&](candidate const& c) { return c.name == op; });
    });
}

bool is_genotype(std::string_view name) {
    return !name.empty() && name.front() >= '0' && name.front() <= '9';
}

genotype hand_made_network(space_view const& space, std::string const& name) {
    if (!is_genotype(name)) return all_of(space, name);
    auto const g = parse_genotype(name, space.size());
    if (!allows(every_choice(space), g))
        throw error{"a choice of " + name + " is not in its layer's pool", "--by-hand",
                    "name a network of the space"};
    return g;
}

search_settings default_settings(space_view const& space, priced_space const& priced) {
    search_settings s;
    for (auto const* name : {"sep<3>", "mb<6,3>", "choice<3>"})
        if (in_every_pool(space, name) &&
            std::isfinite(priced["latency_ms"].of(all_of(space, name))))
            s.by_hand.push_back(name);
    return s;
}

std::optional<zero_cost> zero_cost_of(search_settings const& s) {
    for (std::size_t i = 0; i < zero_cost_names.size(); ++i)
        if (s.zero_cost == zero_cost_names[i]) return static_cast<zero_cost>(i);
    return std::nullopt;
}

search_scale scale_of(search_settings const& s, priced_space const& priced, int images) {
    search_scale x;
    if (s.scale == "auto") x = auto_scale(images, priced.allowed, priced.split);
    if (s.scale == "spos") x = spos_scale(priced.split, priced.layers());
    if (s.searcher.name == searchers::spos::name) x.stage1_epochs += x.stage2_epochs;
    if (!s.stage_epochs.empty()) {
        x.stage1_epochs = s.stage_epochs.front();
        x.stage2_epochs = s.stage_epochs.back();
    }
    x.batch = s.batch.value_or(x.batch);
    x.learning_rate = s.learning_rate.value_or(x.learning_rate);
    x.validation = std::min(s.validation.value_or(x.validation), images / 5);
    x.epochs = s.epochs.value_or(x.epochs);
    x.population = s.population.value_or(x.population);
    x.generations = s.generations.value_or(x.generations);
    return x;
}

std::int64_t most_scored(search_settings const& s, search_scale const& scale) {
    return std::int64_t{scale.population} * scale.generations * s.searcher.stages;
}

int alone_of(search_settings const& s, search_scale const& scale) {
    constexpr std::int64_t usual = 12;
    constexpr std::int64_t scored_for_each = 12;
    if (s.alone || s.scale == "spos") return s.alone.value_or(0);
    auto const some = std::min(usual, most_scored(s, scale) / scored_for_each);
    return some < 2 ? 0 : static_cast<int>(some);  // one would be the best of the stages
}

double alone_epochs_of(search_settings const& s, search_scale const& scale) {
    return s.alone_epochs.value_or(scale.epochs / 3);
}

int choice_of(search_settings const& s, search_scale const& scale) {
    constexpr std::int64_t usual = 4;
    return s.choose.value_or(static_cast<int>(std::min(usual, most_scored(s, scale))));
}

std::string augment_of(search_settings const& s, space_view const& space) {
    constexpr int small = 64;  // pixels of a side: CIFAR's, not a photograph's
    if (s.augment != "auto") return s.augment;
    if (space.input.c == 1) return "none";
    return space.input.h > small ? "imagenet" : "standard";
}

augmentation augmentation_of(search_settings const& s, space_view const& space) {
    auto const name = augment_of(s, space);
    if (name == "standard") return {.padding = 4, .flip = true};
    if (name == "strong")
        return {.padding = 4, .flip = true, .cutout = space.input.h / 2, .mixup = 0.2};
    if (name == "imagenet") return {.flip = true, .least_area = 0.08, .jitter = 0.4};
    return {};
}

supernet_options training_of(search_settings const& s, search_scale const& scale,
                             space_view const& space) {
    supernet_options o{
        .threads = s.threads,
        .batch = scale.batch,
        .optimizer = {.learning_rate = scale.learning_rate, .weight_decay = s.weight_decay},
        .label_smoothing = s.label_smoothing};
    if (s.scale == "spos") {
        // Momentum, a linear decline from the start on, 200 batches of 128 for statistics.
        o.optimizer.how = method::momentum;
        o.optimizer.rate = {.shape = decline::linear, .warm_up = 0};
        o.calibration = 25'600;
    }
    o.augment = augmentation_of(s, space);
    o.loaders = s.threads;
    return o;
}

supernet_options training_alone_of(search_settings const& s, search_scale const& scale,
                                   space_view const& space) {
    auto o = training_of(s, scale, space);
    o.optimizer.learning_rate = s.alone_rate.value_or(scale.learning_rate);
    o.ema_decay = s.ema_decay;
    o.soft_share = s.soft_share;
    return o;
}

supernet_options scoring_of(search_settings const& s, search_scale const& scale,
                            space_view const& space) {
    auto o = training_of(s, scale, space);
    if (s.score == "cross-entropy") o.score = score_form::cross_entropy;
    o.averaged_epochs = s.averaged_epochs;
    o.tuning_batches = s.tuning_batches;
    o.tuning_rate = s.tuning_rate;
    return o;
}

limits limits_of(search_settings const& s, priced_space const& priced) {
    auto const given = read_limits(s.limit_texts, "NAME");
    for (auto const& l : given) (void)priced[l.name];  // refuses an unknown cost
    if (!given.empty()) return given;
    return {{"latency_ms", middle_latency(priced)}};
}

search_settings settings_within(search_settings s, std::string const& folder,
                                limits const& within) {
    s.out = (std::filesystem::path{s.out} / folder).string();
    s.limit_texts.clear();
    for (auto const& l : within) s.limit_texts.push_back(l.name + "=" + decimal(l.bound));
    return s;
}

std::vector<limits> listed_limits(search_settings const& s, priced_space const& priced) {
    limits common;
    std::vector<limit> listed;
    for (auto const& text : s.limit_texts) {
        auto const equals = text.rfind('=');
        auto const values = split_text(equals == text.npos ? "" : text.substr(equals + 1), ',');
        std::vector<std::string> each{text};
        if (values.size() > 1) {
            each.clear();
            for (auto const& x : values) each.push_back(text.substr(0, equals + 1) + x);
        }
        auto const some = read_limits(each, "NAME");
        for (auto const& l : some) (void)priced[l.name];  // refuses an unknown cost
        if (some.size() == 1)
            common.push_back(some.front());
        else
            listed.insert(listed.end(), some.begin(), some.end());
    }
    if (listed.empty()) return {common.empty() ? limits_of(s, priced) : common};
    std::vector<limits> each;
    for (auto const& l : listed) {
        each.push_back(common);
        each.back().push_back(l);
    }
    return each;
}

}  // namespace hurricane::app

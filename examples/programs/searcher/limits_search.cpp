// SPDX-License-Identifier: MIT
#include "limits_search.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "front.hpp"
#include "kept_supernet.hpp"
#include "shared/command_line.hpp"
#include "shared/folder_lock.hpp"

namespace hurricane::app {

namespace {

namespace fs = std::filesystem;

/// One search: its settings outlive its run.
struct one_limit {
    limits within;
    search_settings settings;
    std::unique_ptr<search_run> run;
    bool finished{};
};

class shared_search {
public:
    shared_search(space_view const& space, priced_space const& priced, space_source const& source,
                  search_settings const& s, std::stop_token stop)
        : space_{space}, priced_{priced}, source_{source}, s_{s}, stop_{stop},
          kept_{s.out, space.fingerprint, stop} {}

    void run(std::vector<limits> const& each) {
        choose_limits(each);
        make_folder(s_.out);
        folder_lock const lock{s_.out};
        auto const training = check();
        for (auto& one : all_) one.finished = !one.run->open();
        std::vector<one_limit*> unsearched;
        for (auto& one : all_)
            if (!one.finished && !one.run->is_searched()) unsearched.push_back(&one);
        if (!unsearched.empty()) search(unsearched, training);
        for (auto& one : all_)
            if (!one.finished) one.run->finish();
        front(training).write(space_, priced_, limits_of_all());
        watch_.log("the front of all limits is in " + (fs::path{s_.out} / "front.html").string());
    }

private:
    /// Those that some network meets, the tightest first.
    void choose_limits(std::vector<limits> const& each) {
        std::optional<error> last;
        for (auto const& within : each) {
            try {
                (void)early_operators(priced_, within);
            } catch (error const& e) {
                watch_.log("note: " + text_of(within) + " is left out: " + e.what());
                last = e;
                continue;
            }
            bool const known = std::any_of(all_.begin(), all_.end(), [&](one_limit const& one) {
                return folder_of(one.within) == folder_of(within);
            });
            if (!known) all_.push_back({within, {}, nullptr});
        }
        if (all_.empty()) throw *last;
        std::stable_sort(all_.begin(), all_.end(), [](one_limit const& a, one_limit const& b) {
            return std::pair{a.within.back().name, a.within.back().bound} <
                   std::pair{b.within.back().name, b.within.back().bound};
        });
    }

    /// Makes a run for each, on the same data, and throws error for all that can be known before
    /// anything of an earlier run is touched. Gives what the supernet is trained by.
    json check() {
        std::shared_ptr<train_and_test> sets;
        for (auto& one : all_) {
            one.settings = settings_within(s_, folder_of(one.within), one.within);
            fs::path const folder{one.settings.out};
            bool const begun =
                fs::exists(folder / "checkpoint") || fs::exists(folder / "result.json");
            one.settings.resume = s_.resume && begun;
            one.run =
                std::make_unique<search_run>(space_, priced_, source_, one.settings, stop_, sets);
            one.run->check();
            sets = one.run->sets();
        }
        auto const& first = *all_.front().run;
        auto const training = first.supernet_manifest();
        kept_.check(training, limits_of_all(), s_.resume, first.former_stages());
        front(training).check();
        // A supernet that is kept has said already that the training is the same.
        if (!kept_supernet::is_in(s_.out)) front(training).check_training();
        return training;
    }

    std::vector<limits> limits_of_all() const {
        std::vector<limits> all;
        for (auto const& one : all_) all.push_back(one.within);
        return all;
    }

    search_front front(json const& training) const {
        return {s_.out, hexadecimal(fnv1a{}.text(training.dump()).value())};
    }

    /// Trains the supernet, or takes the one that is kept, and searches it for each.
    void search(std::vector<one_limit*> const& open, json const& training) {
        auto& first = *open.front()->run;
        std::vector<limited_search> parts;
        for (auto const* one : open) parts.push_back(one->run->limited());
        using enum kept_supernet::state;
        first.with_supernet([&](informed_supernet& net, two_stage_options o) {
            auto const how = kept_.load(net, parts, first.former_stages());
            bool const trains = how == shared_supernet::trained;
            first.watch().curve("supernet, for all limits");
            first.watch().log(trains
                                  ? "one supernet for " + std::to_string(parts.size()) + " limits"
                                  : "the supernet in " + s_.out + " is searched as it is");
            perform(any_model{net}, priced_, searcher_of(s_, o), parts, {o.seed, o.watch, o.stop},
                    how, [&] {
                        if (trains) kept_.save(training, net, parts, unfinished);
                    });
            if (trains) kept_.save(training, net, parts, finished);
        });
        for (std::size_t i = 0; i < open.size(); ++i) open[i]->run->take(parts[i].progress);
    }

    space_view const& space_;
    priced_space const& priced_;
    space_source const& source_;
    search_settings const& s_;
    std::stop_token stop_;
    console watch_;
    kept_supernet kept_;
    std::vector<one_limit> all_;
};

}  // namespace

bool shares_supernet(search_settings const& s, std::vector<limits> const& each) {
    return each.size() > 1 || kept_supernet::is_in(s.out);
}

void search_limits(space_view const& space, priced_space const& priced, space_source const& source,
                   search_settings const& s, std::vector<limits> const& each,
                   std::stop_token stop) {
    shared_search{space, priced, source, s, std::move(stop)}.run(each);
}

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
#include "limits_search.hpp"

#include <filesystem>

#include <hurricane/search/progress.hpp>

#include "front.hpp"
#include "shared/checkpoint.hpp"
#include "shared/command_line.hpp"

namespace hurricane::app {

namespace {

namespace fs = std::filesystem;

constexpr char const* kept_supernet = "supernet";

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
        : space_{space}, priced_{priced}, source_{source}, s_{s}, stop_{std::move(stop)} {}

    void run(std::vector<limits> const& each) {
        choose_limits(each);
        make_folder(s_.out);
        refuse_foreign_front(s_.out);
        refuse_unfinished();
        prepare();
        std::vector<one_limit*> unsearched;
        for (auto& one : all_)
            if (!one.finished && !one.run->is_searched()) unsearched.push_back(&one);
        if (!unsearched.empty()) search(unsearched);
        for (auto& one : all_)
            if (!one.finished) one.run->finish();
        std::vector<front_entry> entries;
        for (auto const& one : all_) entries.push_back({folder_of(one.within), one.within});
        write_front(s_.out, space_, priced_, entries);
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

    /// Each in its own folder, on the same data.
    void prepare() {
        std::shared_ptr<train_and_test> sets;
        for (auto& one : all_) {
            one.settings = s_;
            one.settings.out = (fs::path{s_.out} / folder_of(one.within)).string();
            one.settings.limit_texts.clear();
            for (auto const& l : one.within)
                one.settings.limit_texts.push_back(l.name + "=" + decimal(l.bound));
            auto const folder = fs::path{one.settings.out};
            bool const begun =
                fs::exists(folder / "checkpoint") || fs::exists(folder / "result.json");
            one.settings.resume = s_.resume && begun;
            one.run =
                std::make_unique<search_run>(space_, priced_, source_, one.settings, stop_, sets);
            one.finished = !one.run->prepare();
            sets = one.run->sets();
        }
    }

    /// Before anything of an earlier run is touched.
    void refuse_unfinished() const {
        if (!fs::exists(file())) return;
        archive_reader in{file(), "shared supernet", 1, space_.fingerprint, stop_};
        (void)in.text();
        bool const finished = in.number<std::uint8_t>() != 0;
        if (!finished && !s_.resume)
            throw error{"an unfinished search is kept there", file().string(),
                        "go on with --resume, or remove the file"};
    }

    /// Trains the supernet, or takes the one that is kept, and searches it for each.
    void search(std::vector<one_limit*> const& open) {
        auto& first = *open.front()->run;
        auto const training = first.supernet_manifest();
        std::vector<limited_search> parts;
        for (auto const* one : open) parts.push_back(one->run->limited());
        first.with_supernet([&](informed_supernet& net, two_stage_options o) {
            auto const how = read(training, net, parts);
            auto const keep = [&](bool finished) { save(training, net, parts, finished); };
            first.watch().curve("supernet, for all limits");
            bool const trains = how == shared_supernet::trained;
            first.watch().log(trains
                                  ? "one supernet for " + std::to_string(parts.size()) + " limits"
                                  : "the supernet in " + s_.out + " is searched as it is");
            two_stage(net, priced_, o, parts, how, [&] {
                if (trains) keep(false);
            });
            if (trains) keep(true);
        });
        for (std::size_t i = 0; i < open.size(); ++i) open[i]->run->take(parts[i].progress);
    }

    fs::path file() const { return fs::path{s_.out} / kept_supernet; }

    void save(json const& training, informed_supernet const& net,
              std::vector<limited_search> const& parts, bool finished) const {
        archive_writer out{"shared supernet", 1, space_.fingerprint};
        out.text(training.dump());
        out.number(std::uint8_t{finished});
        out.number(static_cast<std::uint64_t>(parts.size()));
        for (auto const& part : parts) {
            out.text(text_of(part.within));
            hurricane::save(out, part.progress);
        }
        net.suspend(out);
        out.save(file());
    }

    /// What is kept of this very training: a finished supernet, or all searches as they stand.
    /// Throws error for another training, and for other limits than those of an unfinished one.
    shared_supernet read(json const& training, informed_supernet& net,
                         std::vector<limited_search>& parts) const {
        if (!fs::exists(file())) return shared_supernet::trained;
        archive_reader in{file(), "shared supernet", 1, space_.fingerprint, stop_};
        refuse_other_run(training, json::parse(in.text(), nullptr, false), file().string(),
                         "use another --out");
        bool const finished = in.number<std::uint8_t>() != 0;
        std::vector<std::pair<std::string, two_stage_progress>> kept;
        for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
            auto& [text, progress] = kept.emplace_back(in.text(), two_stage_progress{});
            hurricane::load(in, progress);
        }
        net.restore(in);
        for (auto& part : parts) {
            auto const at = std::find_if(kept.begin(), kept.end(), [&](auto const& k) {
                return k.first == text_of(part.within);
            });
            if (at != kept.end() && s_.resume) part.progress = at->second;
            if (at == kept.end() && !finished)
                throw error{"the unfinished search there has no limit " + text_of(part.within),
                            file().string(), "give the limits that it was begun with"};
        }
        return finished ? shared_supernet::reused : shared_supernet::trained;
    }

    space_view const& space_;
    priced_space const& priced_;
    space_source const& source_;
    search_settings const& s_;
    std::stop_token stop_;
    console watch_;
    std::vector<one_limit> all_;
};

}  // namespace

bool shares_supernet(search_settings const& s, std::vector<limits> const& each) {
    return each.size() > 1 || fs::exists(fs::path{s.out} / kept_supernet);
}

void search_limits(space_view const& space, priced_space const& priced, space_source const& source,
                   search_settings const& s, std::vector<limits> const& each,
                   std::stop_token stop) {
    shared_search{space, priced, source, s, std::move(stop)}.run(each);
}

}  // namespace hurricane::app

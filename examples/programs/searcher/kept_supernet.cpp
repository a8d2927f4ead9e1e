// SPDX-License-Identifier: MIT
#include "kept_supernet.hpp"

#include <algorithm>

namespace hurricane::app {

namespace {

/// The version before knows stages, not phases.
constexpr std::uint32_t kept_version = 3;

/// Of a search, exact: "macs=1e9 latency_ms=0.2".
std::string key_of(limits const& within) {
    std::string key;
    for (auto const& l : within) key += (key.empty() ? "" : " ") + l.name + "=" + decimal(l.bound);
    return key;
}

}  // namespace

kept_supernet::header kept_supernet::read_header(opened_archive& kept, former_plan const& former) {
    auto& in = kept.in;
    header h;
    h.training = json::parse(in.text(), nullptr, false);
    h.how = in.number<std::uint8_t>() == 0 ? state::unfinished : state::finished;
    for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
        auto& [key, progress] = h.searches.emplace_back(in.text(), searcher_progress{});
        if (kept.version == kept_version)
            hurricane::load(in, progress);
        else
            load_former(in, progress, former);
    }
    return h;
}

void kept_supernet::check(json const& training, std::vector<limits> const& each, bool resume,
                          former_plan const& former) const {
    if (!std::filesystem::exists(file_)) return;
    auto file = open_archive(file_, "shared supernet", kept_version, fingerprint_, stop_);
    auto const kept = read_header(file, former);
    refuse_other_run(training, with_former_options(kept.training, training), file_.string(),
                     "use another --out");
    if (kept.how == state::finished) return;
    if (!resume)
        throw error{"an unfinished search is kept there", file_.string(),
                    "go on with --resume, or remove the file"};
    std::vector<std::string> mine;
    std::vector<std::string> theirs;
    for (auto const& within : each) mine.push_back(key_of(within));
    for (auto const& [key, progress] : kept.searches) theirs.push_back(key);
    if (mine == theirs) return;
    std::string limits;
    for (auto const& key : theirs) limits += (limits.empty() ? "" : "; ") + key;
    throw error{"the unfinished search there has other limits: " + limits, file_.string(),
                "give those, or remove the file"};
}

void kept_supernet::save(json const& training, informed_supernet const& net,
                         std::vector<limited_search> const& searches, state how) const {
    archive_writer out{"shared supernet", kept_version, fingerprint_};
    out.text(training.dump());
    out.number(static_cast<std::uint8_t>(how));
    out.number(static_cast<std::uint64_t>(searches.size()));
    for (auto const& one : searches) {
        out.text(key_of(one.within));
        hurricane::save(out, one.progress);
    }
    net.suspend(out);
    out.save(file_);
}

shared_supernet kept_supernet::load(informed_supernet& net, std::vector<limited_search>& searches,
                                    former_plan const& former) const {
    if (!std::filesystem::exists(file_)) return shared_supernet::trained;
    auto file = open_archive(file_, "shared supernet", kept_version, fingerprint_, stop_);
    auto const kept = read_header(file, former);
    net.restore(file.in);
    for (auto& one : searches)
        for (auto const& [key, progress] : kept.searches)
            if (key == key_of(one.within)) one.progress = progress;
    return kept.how == state::finished ? shared_supernet::reused : shared_supernet::trained;
}

}  // namespace hurricane::app

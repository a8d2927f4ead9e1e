// SPDX-License-Identifier: MIT
// How a run of a searcher goes on: its folder, its manifest, its checkpoints.
#include <nlohmann/json.hpp>

#include <hurricane/networks/file.hpp>
#include <hurricane/search/progress.hpp>

#include "search_run.hpp"
#include "shared/checkpoint.hpp"

namespace hurricane::app {

namespace {

/// The version before knows stages, not phases.
constexpr std::uint32_t checkpoint_version = 8;

}  // namespace

/// Throws error where the folder holds what would be lost.
void search_run::refuse_folder() const {
    folder_.refuse_foreign();
    folder_.refuse_foreign_in(former);
    if (!s_.resume && folder_.exists("checkpoint"))
        throw error{"an unfinished search is kept there", (folder_ / "checkpoint").string(),
                    "go on with --resume, or remove the file"};
}

/// A folder never mixes two runs: a finished one goes into former/, in place of what is there; what
/// one left that ended before its first checkpoint is removed. False where the run is finished
/// already.
bool search_run::open_folder() {
    folder_.create();
    refuse_folder();
    bool aside = folder_.is_putting_aside(former);
    if (aside) folder_.put_aside(former);
    bool const finished = !folder_.exists("checkpoint") && folder_.exists("result.json");
    if (s_.resume && finished) {
        check_finished();
        return false;
    }
    resumed_ = s_.resume && read_checkpoint();
    if (!resumed_ && (finished || folder_.has_closed_log())) {
        folder_.put_aside(former);
        aside = true;
    } else if (!resumed_) {
        folder_.clear();
    }
    folder_.begin(manifest_);
    watch_.log_to(folder_ / "log.txt");
    if (aside) watch_.log("what was in " + s_.out + " before is in " + (folder_ / former).string());
    return true;
}

/// Throws error unless the folder holds the whole result of this very run.
void search_run::check_finished() {
    refuse_another((folder_ / "manifest.json").string(), folder_.manifest());
    auto lost = folder_.first_lost();
    auto const result = json::parse(folder_.read("result.json"), nullptr, false);
    for (auto const* key : {"seed", "fingerprint"})
        if (!result.is_object() || !result.contains(key) || result[key] != manifest_[key])
            lost = "result.json";
    if (!lost.empty())
        throw error{"the run is finished, but this file is not as the search left it",
                    (folder_ / lost).string(), "restore it, or start anew without --resume"};
    if (!folder_.has_closed_log()) folder_.close_log();  // a program was killed right before
    watch_.log("this run is finished; see " + (folder_ / "result.json").string());
}

/// Everything that is known so far, and the network that is being trained; of a choice its own
/// progress holds that.
void search_run::save_checkpoint(live_training const& live) const {
    archive_writer out{"checkpoint", checkpoint_version, space_.fingerprint};
    out.text(manifest_.dump());
    hurricane::save(out, progress_);
    hurricane::save(out, halving_);
    out.floats(task_.soft_labels);
    out.number(static_cast<std::uint64_t>(networks_.size()));
    for (std::size_t i = 0; i < networks_.size(); ++i) {
        auto const& n = networks_[i];
        out.text(n.name);
        out.text(to_string(n.genes));
        out.number(n.test.primary);
        out.number(n.test.tie);
        out.number(std::uint8_t{n.by_hand});
        out.text(n.right);
        write_weights(out, weights_[i]);
    }
    out.number(static_cast<std::uint64_t>(phases_.size()));
    for (auto const& p : phases_) {
        out.text(p.name);
        out.number(p.seconds);
        out.number(p.processor_seconds);
    }
    watch_.save(out);
    out.number(static_cast<std::uint8_t>(live ? 1 : 0));
    if (live) live(out);
    out.save(folder_ / "checkpoint");
}

/// False where there is none yet.
bool search_run::read_checkpoint() {
    if (!folder_.exists("checkpoint")) return false;
    auto const file = folder_ / "checkpoint";
    auto opened = open_archive(file, "checkpoint", checkpoint_version, space_.fingerprint, stop_);
    auto& in = resume_from_.emplace(std::move(opened.in));
    refuse_another(file.string(), json::parse(in.text(), nullptr, false));
    bool const has_phases = opened.version == checkpoint_version;
    if (has_phases)
        hurricane::load(in, progress_);
    else
        load_former(in, progress_, former_stages());
    hurricane::load(in, halving_);
    task_.soft_labels = in.floats();
    read_networks(in);
    for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
        auto name = in.text();
        double const seconds = in.number<double>();
        double const processors = has_phases ? in.number<double>() : 0;
        if (name != "data")  // read again
            phases_.push_back({std::move(name), seconds, processors});
    }
    watch_.load(in);
    if (in.number<std::uint8_t>() == 0) resume_from_.reset();
    return true;
}

/// What the stages of before phases are called here.
former_plan search_run::former_stages() const {
    int const all = space_.size();
    int const each = scale_.population * scale_.generations;
    if (s_.searcher.name == searchers::spos::name) return {{{"all", 0, all}}, each};
    former_plan plan{{{"later", space_.split, all}}, each};
    if (s_.searcher.name == searchers::hurricane::name)
        plan.stages.push_back({"early", 0, space_.split});
    return plan;
}

void search_run::read_networks(archive_reader& in) {
    for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
        finished_network done{in.text(), {}, {}, {}};
        done.genes = parse_genotype(in.text(), space_.size());
        done.test.primary = in.number<double>();
        done.test.tie = in.number<double>();
        done.by_hand = in.number<std::uint8_t>() != 0;
        done.right = in.text();
        networks_.push_back(std::move(done));
        weights_.push_back(read_weights(in));
    }
}

}  // namespace hurricane::app

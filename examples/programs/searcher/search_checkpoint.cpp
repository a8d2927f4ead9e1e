// SPDX-License-Identifier: MIT
// How a run of a searcher goes on: its folder, its manifest, its checkpoints.
#include <nlohmann/json.hpp>

#include <hurricane/kernels/onednn.hpp>
#include <hurricane/networks/file.hpp>
#include <hurricane/search/progress.hpp>

#include "search_run.hpp"
#include "shared/checkpoint.hpp"

namespace hurricane::app {

namespace {

constexpr std::uint32_t checkpoint_version = 6;

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
    refuse_other_run(manifest_, folder_.manifest(), (folder_ / "manifest.json").string(),
                     "start anew without --resume");
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

/// What a checkpoint must agree with; also the manifest beside the result.
void search_run::describe() {
    json bounds = json::array();
    for (auto const& l : limits_) bounds.push_back({{"name", l.name}, {"bound", l.bound}});
    manifest_ = {
        {"format", "hurricane-manifest"},
        {"version", 2},
        {"space", space_.name},
        {"fingerprint", fingerprint()},
        {"target", priced_.target},
        {"prices", hexadecimal(checksum(priced_))},
        {"data", hexadecimal(checksum(*sets_)) + (s_.keep_orientation ? ", orientation kept" : "")},
        {"images", task_.train.size()},
        {"augment", augment_of(s_, space_)},
        {"validation", scale_.validation},
        {"limits", bounds},
        {"scale", s_.scale},
        {"one_stage", s_.one_stage},
        {"first_stage_only", s_.first_stage_only},
        {"stage_epochs", {scale_.stage1_epochs, scale_.stage2_epochs}},
        {"epochs", scale_.epochs},
        {"by_hand", s_.by_hand},
        {"alone", alone_of(s_, scale_)},
        {"alone_epochs", refines() ? alone_epochs() : 0},
        {"choose", choice_of(s_, scale_)},
        {"choose_epochs", choice_epochs()},
        {"sampling", s_.sampling},
        {"score", s_.score},
        {"averaged_epochs", s_.averaged_epochs},
        {"tuning_batches", s_.tuning_batches},
        {"tuning_rate", s_.tuning_rate},
        {"best_by", s_.best_by},
        {"zero_cost", used_zero_cost() ? s_.zero_cost : "none"},
        {"zero_cost_weight", s_.zero_cost_weight},
        {"strategy", s_.strategy},
        {"start", s_.start},
        {"population", scale_.population},
        {"generations", scale_.generations},
        {"batch", scale_.batch},
        {"learning_rate", scale_.learning_rate},
        {"alone_rate", training().optimizer.learning_rate},
        {"weight_decay", s_.weight_decay},
        {"label_smoothing", s_.label_smoothing},
        {"ema", s_.ema_decay},
        {"teacher", s_.teacher_epochs},
        {"soft_share", s_.teacher_epochs > 0 ? s_.soft_share : 0},
        {"seed", s_.seed},
        {"hurricane", version()},
        {"onednn", kernels::onednn_version()},
        {"processor", processor()}};
}

json search_run::supernet_manifest() const {
    auto all = manifest_;
    for (auto const* key :
         {"format", "version", "limits", "by_hand", "alone", "alone_epochs", "alone_rate", "choose",
          "choose_epochs", "epochs", "ema", "teacher", "soft_share"})
        all.erase(key);
    return all;
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
    auto& in =
        resume_from_.emplace(file, "checkpoint", checkpoint_version, space_.fingerprint, stop_);
    refuse_other_run(manifest_, json::parse(in.text(), nullptr, false), file.string(),
                     "start anew without --resume");
    hurricane::load(in, progress_);
    hurricane::load(in, halving_);
    task_.soft_labels = in.floats();
    read_networks(in);
    for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
        auto name = in.text();
        double const seconds = in.number<double>();
        if (name != "data") phases_.push_back({std::move(name), seconds});  // read again
    }
    watch_.load(in);
    if (in.number<std::uint8_t>() == 0) resume_from_.reset();
    return true;
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

// SPDX-License-Identifier: MIT
// What a run of a searcher is: what another one must agree with to go on where it stands.
#include <nlohmann/json.hpp>

#include <hurricane/kernels/onednn.hpp>
#include <hurricane/search/strategy_registry.hpp>

#include "search_run.hpp"
#include "shared/checkpoint.hpp"

namespace hurricane::app {

/// Throws error unless what a file says of its run is this one.
void search_run::refuse_another(std::string const& file, json theirs) const {
    refuse_other_run(manifest_, with_former_options(std::move(theirs), manifest_), file,
                     "start anew without --resume");
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
        {"searcher", s_.searcher.name},
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
    auto const how = searcher_of(s_, two_stages(strategy_named(s_.strategy, scale_.population)));
    for (auto const& phase : how.phases)
        manifest_["phases"].push_back(phase.name +
                                      (phase.values ? ", " + phase.values() : std::string{}));
    for (auto const& option : how.options) manifest_["options"][option.name] = option.get();
}

json search_run::supernet_manifest() const {
    auto all = manifest_;
    for (auto const* key :
         {"format", "version", "limits", "by_hand", "alone", "alone_epochs", "alone_rate", "choose",
          "choose_epochs", "epochs", "ema", "teacher", "soft_share"})
        all.erase(key);
    return all;
}

}  // namespace hurricane::app

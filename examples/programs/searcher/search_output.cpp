// SPDX-License-Identifier: MIT
// What a run of a searcher leaves: the network, its latency among others, results and times.
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include <hurricane/networks/file.hpp>
#ifdef HURRICANE_ONNX
#include <hurricane/export/onnx.hpp>
#endif
#include <hurricane/profiling/measure.hpp>

#include "search_run.hpp"

namespace hurricane::app {

/// The delivered network for other programs: weights for network.hpp, and an ONNX model.
void search_run::export_network(genotype const& g) {
    auto const plans = network(space_, g);
    trained_network const net{weights_.back(), task_.norm.mean, task_.norm.std};
    folder_.write("network.weights", network_bytes(plans, net));
#ifdef HURRICANE_ONNX
    folder_.write("network.onnx", onnx_bytes(plans, weights_.back(), {.name = space_.name}));
#else
    watch_.log(
        "no network.onnx: this program was built without ONNX (apt-get install libonnx-dev "
        "libprotobuf-dev)");
#endif
}

/// Batch 1, one pinned thread, all networks in turn.
void search_run::measure_networks() {
    pinned_thread const pin;
    std::vector<std::unique_ptr<frozen_network>> nets;
    for (std::size_t i = 0; i < networks_.size(); ++i)
        nets.push_back(
            std::make_unique<frozen_network>(network(space_, networks_[i].genes), weights_[i]));
    for (auto const& n : sampled_) {
        auto const plans = network(space_, n.genes);
        nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, s_.seed)));
    }
    watch_.begin("measuring", static_cast<std::int64_t>(nets.size()) * s_.rounds);
    auto const times =
        measure_together(nets, s_.rounds, {.samples = 9, .sample_ms = 2}, [&](std::int64_t done) {
            if (stop_.stop_requested()) throw stopped{};
            watch_.advance(done, {});
        });
    watch_.end();
    for (std::size_t i = 0; i < networks_.size(); ++i) networks_[i].measured = times[i];
    for (std::size_t i = 0; i < sampled_.size(); ++i)
        sampled_[i].measured = times[networks_.size() + i];
}

/// Candidates of the last stage, evenly over its history, to be measured with any weights: is their
/// prediction right?
void search_run::pick_sample(std::vector<evaluated> const& history) {
    constexpr std::size_t wanted = 12;
    auto const some = std::min(wanted, history.size());
    for (std::size_t k = 0; k < some; ++k)
        sampled_.push_back({history[k * history.size() / some].genes, {}});
}

void search_run::write() {
    auto const& delivered = networks_[delivered_].genes;
    folder_.write_all({{"genotype.txt", genotype_text()},
                       {"network.hpp", freeze(space_, delivered, source_, "found::network")},
                       {"timing.json", describe_timing().dump(2) + "\n"},
                       {"result.json", describe_result().dump(2) + "\n"}});
    write_report(folder_, watch_);
}

json search_run::describe_result() const {
    json result{{"format", "hurricane-result"},
                {"version", 3},
                {"space", space_.name},
                {"fingerprint", fingerprint()},
                {"target", priced_.target},
                {"seed", s_.seed},
                {"images", task_.train.size()},
                {"augment", manifest_["augment"]},
                {"searcher", manifest_["searcher"]}};
    if (manifest_.contains("options")) result["options"] = manifest_["options"];
    for (auto const* key :
         {"stage_epochs", "epochs",          "batch",      "learning_rate", "alone_rate",
          "weight_decay", "label_smoothing", "ema",        "teacher",       "soft_share",
          "validation",   "sampling",        "score",      "zero_cost",     "zero_cost_weight",
          "best_by",      "strategy",        "population", "generations",   "limits"})
        result[key] = manifest_[key];
    result["normalisation"] = {{"mean", task_.norm.mean}, {"std", task_.norm.std}};
    describe_results(result, space_, priced_, searched_stages(), networks_);
    result["effort"] = describe_effort();
    if (refines()) result["alone"] = describe_alone();
    if (!chooses()) return result;
    for (std::size_t i = 0; i < networks_.size(); ++i)
        result["networks"][i]["by_hand"] = networks_[i].by_hand;
    result["delivered"] = delivered_;
    result["choice"] = describe_choice(choice_, halving_, choice_of(s_, scale_));
    result["comparisons"] = describe_comparisons(compare(networks_, delivered_));
    return result;
}

json search_run::describe_alone() const {
    auto const& search = refined().search;
    json history = json::array();
    for (auto const& e : search.history)
        history.push_back({{"genotype", to_string(e.genes)},
                           {"cross_entropy", -e.fit.primary},
                           {"predicted_latency_ms", priced_["latency_ms"].of(e.genes)}});
    return {{"epochs", alone_epochs()},
            {"start", to_string(refined().fixed)},
            {"genotype", to_string(search.best.genes)},
            {"cross_entropy", -search.best.fit.primary},
            {"networks", history}};
}

/// What each phase took, but for time, which is another one each time.
json search_run::describe_effort() const {
    json all = json::array();
    auto efforts = progress_.done.efforts;
    if (chooses()) efforts.push_back(effort_of_choice());
    if (s_.teacher_epochs > 0)
        efforts.push_back(
            {.phase = "training the teacher", .images = images_of(s_.teacher_epochs, task_)});
    for (auto const& one : last_trainings())
        if (!one.same)
            efforts.push_back({.phase = "training " + one.network.name,
                               .images = images_of(scale_.epochs, task_)});
    for (auto const& e : efforts)
        all.push_back({{"phase", e.phase},
                       {"paths", e.paths},
                       {"images", e.images},
                       {"evaluations", e.evaluations}});
    return all;
}

/// A round takes its epochs for each network that is in it.
phase_effort search_run::effort_of_choice() const {
    phase_effort sum{.phase = "choosing"};
    for (auto const& round : halving_.rounds) {
        auto const networks = static_cast<std::int64_t>(round.networks.size());
        sum.images += networks * images_of(round.epochs, search_task_);
        sum.evaluations += networks;
    }
    return sum;
}

/// That one network sees in so many epochs.
std::int64_t search_run::images_of(double epochs, task const& t) {
    return std::llround(epochs * double(t.train.size()));
}

json search_run::describe_timing() const {
    json timing{{"format", "hurricane-timing"},       {"version", 3},
                {"fingerprint", fingerprint()},       {"date", today()},
                {"processor", processor()},           {"threads", s_.threads},
                {"onednn", kernels::onednn_version()}};
    std::vector<phase> phases{phases_.front()};  // data, the stages, the rest
    auto const searching = static_cast<std::size_t>(s_.searcher.phases);
    for (std::size_t i = 0; i < progress_.done.efforts.size(); ++i) {
        auto const& e = progress_.done.efforts[i];
        phases.push_back(
            {(i < searching ? "searching " : "") + e.phase, e.seconds, e.processor_seconds});
    }
    phases.insert(phases.end(), phases_.begin() + 1, phases_.end());
    describe_times(timing, priced_, phases, networks_, sampled_, watch_.curves());
    return timing;
}

/// The delivered network for people and for other programs.
std::string search_run::genotype_text() const {
    auto const& genes = networks_[delivered_].genes;
    return "# hurricane-genotype 1\n# space " + space_.name + "\n# fingerprint " + fingerprint() +
           "\n# operators" + operators_of(space_, genes) + "\n" + to_string(genes) + "\n";
}

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
#include "searcher.hpp"

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>

#include <hurricane/base/files.hpp>
#include <hurricane/data/open.hpp>
#include <hurricane/hw/rows.hpp>
#include <hurricane/infer/network_file.hpp>
#ifdef HURRICANE_ONNX
#include <hurricane/io/onnx.hpp>
#endif
#include <hurricane/nn/supernet.hpp>
#include <hurricane/profile/measure.hpp>
#include <hurricane/search/progress.hpp>
#include <hurricane/search/scale.hpp>
#include <hurricane/search/strategies.hpp>
#include <hurricane/version.hpp>

#include "checkpoint.hpp"
#include "command_line.hpp"
#include "output_folder.hpp"
#include "program.hpp"
#include "results.hpp"

namespace hurricane::app {

namespace {

using json = nlohmann::ordered_json;

struct settings {
    std::string data = "/usr/share/datasets/fashion-mnist";
    std::string out = "results";
    std::vector<std::string> limit_texts;
    std::vector<std::string> by_hand;
    std::string scale = "quick";
    std::vector<double> stage_epochs;
    std::optional<double> epochs, learning_rate;
    std::optional<int> validation, batch, population, generations;  ///< empty: the scale's
    std::string augment = "none";
    int images = 0, threads = 2, rounds = 15;
    std::uint64_t seed = 0;
    bool resume = false, one_stage = false, first_stage_only = false;
    bool keep_orientation = false;
    std::string strategy = "evolution", sampling = "feasible";
};

bool in_every_pool(space_view const& space, std::string_view op) {
    return std::all_of(space.layers.begin(), space.layers.end(), [&](layer_view const& l) {
        return std::any_of(l.candidates.begin(), l.candidates.end(), [&](candidate const& c) { return c.name == op; });
    });
}

class search_run {
public:
    search_run(space_view const& space, priced_space const& priced, space_source const& source, settings const& s,
               std::stop_token stop)
        : space_{space}, priced_{priced}, source_{source}, s_{s}, stop_{std::move(stop)},
          folder_{s.out, left_by_searches(), stop_} {}

    void run() {
        if (s_.stage_epochs.size() > static_cast<std::size_t>(stages_of(form())))
            throw error{"two values where there is one stage", "--stage-epochs", "give one"};
        limits_ = read_limits();
        (void)early_operators(priced_, limits_);  // refuses impossible limits first
        for (auto const& name : s_.by_hand) by_hand_.push_back(uniform(name));
        refuse_folder();  // before long work
        timed("data", [&] { load(); });
        scale_ = scale();
        auto const h = hold_out(sets_.train, task_.train, scale_.validation, s_.seed);
        check_training(h.rest.size());
        describe();
        if (!open_folder()) return;
        announce();
        if (s_.resume)
            watch_.log(resumed_ ? "resumed from the checkpoint"
                                : "no checkpoint in " + s_.out + ": the run starts anew");
        task search_task = task_;
        search_task.train = h.rest;
        search_task.validation = h.held;
        task_.norm = measure(sets_.train, h.rest);
        search_task.norm = task_.norm;
        if (progress_.stage < stages_of(form())) search(search_task);
        auto const& found = progress_.done;
        for (auto k = networks_.size(); k < by_hand_.size() + 1; ++k)
            if (k == 0)
                train("found", found.best().genes, true);
            else
                train("all " + s_.by_hand[k - 1], by_hand_[k - 1], false);
        pick_sample(found.early.search.history.empty() ? found.later.search.history : found.early.search.history);
        timed("measuring", [&] { measure_networks(); });
        write(found);
        std::filesystem::remove(folder_ / "checkpoint");
        print_table(space_, priced_, networks_, watch_);
        watch_.log("results in " + s_.out);
        watch_.close_log();
        folder_.close_log();
    }

private:
    static constexpr char const* former = "former";

    /// Throws error where the folder holds what would be lost.
    void refuse_folder() const {
        folder_.refuse_foreign();
        folder_.refuse_foreign_in(former);
        if (!s_.resume && folder_.exists("checkpoint"))
            throw error{"an unfinished search is kept there", (folder_ / "checkpoint").string(),
                        "go on with --resume, or remove the file"};
    }

    /// A folder never mixes two runs: a finished one goes into former/, in place of what is there; what one left that
    /// ended before its first checkpoint is removed. False where the run is finished already.
    bool open_folder() {
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
        if (aside)
            watch_.log("what was in " + s_.out + " before is in " + (folder_ / former).string());
        return true;
    }

    /// Throws error unless the folder holds the whole result of this very run.
    void check_finished() {
        refuse_other_run(manifest_, folder_.manifest(), (folder_ / "manifest.json").string(),
                         "start anew without --resume");
        auto lost = folder_.first_lost();
        auto const result = json::parse(folder_.read("result.json"), nullptr, false);
        for (auto const* key : {"seed", "fingerprint"})
            if (!result.is_object() || !result.contains(key) || result[key] != manifest_[key]) lost = "result.json";
        if (!lost.empty())
            throw error{"the run is finished, but this file is not as the search left it", (folder_ / lost).string(),
                        "restore it, or start anew without --resume"};
        if (!folder_.has_closed_log()) folder_.close_log();  // a program was killed right before
        watch_.log("this run is finished; see " + (folder_ / "result.json").string());
    }

    search_form form() const {
        return s_.one_stage          ? search_form::one_stage
               : s_.first_stage_only ? search_form::later_only
                                     : search_form::two_stage;
    }
    path_sampling sampling() const {
        return s_.sampling == "fair"      ? path_sampling::fair
               : s_.sampling == "uniform" ? path_sampling::uniform
                                          : path_sampling::feasible;
    }
    /// The scale's numbers, but for those that were given.
    search_scale scale() const {
        auto const images = static_cast<int>(task_.train.size());
        search_scale x = s_.scale == "auto"   ? auto_scale(images, priced_.allowed, priced_.split)
                         : s_.scale == "spos" ? spos_scale(priced_.split, space_.size())
                                              : search_scale{};
        if (s_.one_stage) x.stage1_epochs += x.stage2_epochs;
        if (!s_.stage_epochs.empty()) x.stage1_epochs = s_.stage_epochs[0], x.stage2_epochs = s_.stage_epochs.back();
        x.batch = s_.batch.value_or(x.batch), x.learning_rate = s_.learning_rate.value_or(x.learning_rate);
        x.validation = std::min(s_.validation.value_or(x.validation), images / 5);
        x.epochs = s_.epochs.value_or(x.epochs);
        x.population = s_.population.value_or(x.population), x.generations = s_.generations.value_or(x.generations);
        return x;
    }
    void search(task const& t) {
        watch_.curve(stages_of(form()) == 1 ? "supernet" : "supernet, stage " + std::to_string(progress_.stage + 1));
        supernet net{space_, priced_.allowed, t, training()};
        if (resume_from_) net.restore(*resume_from_), resume_from_.reset();
        progress_.checkpoint = [&] {
            if (progress_.stage == 1 && !progress_.trained) watch_.curve("supernet, stage 2");
            save_checkpoint(progress_.stage < stages_of(form()) ? &net : nullptr);
        };
        two_stage(net, priced_,
                  {.form = form(),
                   .sampling = sampling(),
                   .within = limits_,
                   .stage1_epochs = scale_.stage1_epochs,
                   .stage2_epochs = scale_.stage2_epochs,
                   .strategy = strategy_named(s_.strategy, scale_.population),
                   .evaluations = scale_.population * scale_.generations,
                   .seed = s_.seed,
                   .watch = &watch_,
                   .stop = stop_,
                   .progress = &progress_});
    }

    // --- checkpoints ----------------------------------------------------------------------------------------------

    /// What a checkpoint must agree with; also the manifest beside the result.
    void describe() {
        json bounds = json::array();
        for (auto const& l : limits_) bounds.push_back({{"name", l.name}, {"bound", l.bound}});
        manifest_ = {{"format", "hurricane-manifest"},
                     {"version", 2},
                     {"space", space_.name},
                     {"fingerprint", fingerprint()},
                     {"target", priced_.target},
                     {"prices", hexadecimal(checksum(priced_))},
                     {"data", hexadecimal(checksum(sets_)) +
                                  (s_.keep_orientation ? ", orientation kept" : "")},
                     {"images", task_.train.size()},
                     {"augment", s_.augment},
                     {"validation", scale_.validation},
                     {"limits", bounds},
                     {"scale", s_.scale},
                     {"one_stage", s_.one_stage},
                     {"first_stage_only", s_.first_stage_only},
                     {"stage_epochs", {scale_.stage1_epochs, scale_.stage2_epochs}},
                     {"epochs", scale_.epochs},
                     {"by_hand", s_.by_hand},
                     {"sampling", s_.sampling},
                     {"strategy", s_.strategy},
                     {"population", scale_.population},
                     {"generations", scale_.generations},
                     {"batch", scale_.batch},
                     {"learning_rate", scale_.learning_rate},
                     {"seed", s_.seed},
                     {"hurricane", version()},
                     {"onednn", kernels::onednn_version()},
                     {"processor", processor()}};
    }
    /// Everything that is known so far, and the network that is being trained.
    void save_checkpoint(supernet const* live) const {
        archive_writer out{"checkpoint", 2, space_.fingerprint};
        out.text(manifest_.dump());
        hurricane::save(out, progress_);
        out.number(static_cast<std::uint64_t>(networks_.size()));
        for (std::size_t i = 0; i < networks_.size(); ++i) {
            auto const& n = networks_[i];
            out.text(n.name), out.text(to_string(n.genes)), out.number(n.test.primary), out.number(n.test.tie);
            write_weights(out, weights_[i]);
        }
        out.number(static_cast<std::uint64_t>(phases_.size()));
        for (auto const& p : phases_) out.text(p.name), out.number(p.seconds);
        watch_.save(out);
        out.number(std::uint8_t{live != nullptr});
        if (live) live->suspend(out);
        out.save(folder_ / "checkpoint");
    }
    /// False where there is none yet.
    bool read_checkpoint() {
        if (!folder_.exists("checkpoint")) return false;
        auto const file = folder_ / "checkpoint";
        auto& in = resume_from_.emplace(file, "checkpoint", 2, space_.fingerprint, stop_);
        refuse_other_run(manifest_, json::parse(in.text(), nullptr, false), file.string(),
                         "start anew without --resume");
        hurricane::load(in, progress_);
        for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
            finished_network done{in.text(), {}, {}, {}};
            done.genes = parse_genotype(in.text(), space_.size());
            done.test.primary = in.number<double>(), done.test.tie = in.number<double>();
            networks_.push_back(std::move(done)), weights_.push_back(read_weights(in));
        }
        for (auto n = in.number<std::uint64_t>(); n > 0; --n) {
            auto name = in.text();
            double const seconds = in.number<double>();
            if (name != "data") phases_.push_back({std::move(name), seconds});  // read again
        }
        watch_.load(in);
        if (in.number<std::uint8_t>() == 0) resume_from_.reset();
        return true;
    }

    supernet_options training() const {
        supernet_options o{
            .threads = s_.threads, .batch = scale_.batch, .optimizer = {.learning_rate = scale_.learning_rate}};
        if (s_.scale == "spos")  // momentum, a linear decline from the start on, 200 batches of 128 for statistics
            o.optimizer.how = method::momentum, o.optimizer.rate = {.shape = decline::linear, .warm_up = 0},
            o.calibration = 25'600;
        o.augment = augment(), o.loaders = s_.threads;
        return o;
    }
    augmentation augment() const {
        if (s_.augment == "standard") return {.padding = 4, .flip = true};
        if (s_.augment == "strong") return {.padding = 4, .flip = true, .cutout = space_.input.h / 2, .mixup = 0.2};
        if (s_.augment == "imagenet") return {.flip = true, .least_area = 0.08, .jitter = 0.4};
        return {};
    }

    template <class F>
    void timed(std::string const& name, F f) {
        auto const start = std::chrono::steady_clock::now();
        f();
        phases_.push_back({name, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()});
    }

    /// --limit NAME=X, repeatable; without one, a latency halfway (geometrically) between the cheapest and the dearest
    /// network.
    limits read_limits() const {
        auto const out = app::read_limits(s_.limit_texts, "NAME");
        for (auto const& l : out) (void)priced_[l.name];  // refuses an unknown cost
        if (!out.empty()) return out;
        auto const& c = priced_["latency_ms"];
        double const low = c.of(priced_.cheapest(c, priced_.allowed)), high = c.of(priced_.dearest(c, priced_.allowed));
        return {{c.name, std::sqrt(low * high)}};
    }

    /// The network with one operator everywhere, if this target supports it.
    genotype uniform(std::string const& name) const {
        auto const g = all_of(space_, name);
        if (!std::isfinite(priced_["latency_ms"].of(g)))
            throw error{"the target " + priced_.target + " does not support " + name, "--by-hand",
                        "name another operator"};
        return g;
    }
    /// What would stop a training later stops here, before anything of an earlier run is removed.
    void check_training(std::size_t images) const {
        int const shard = training().shard, least = std::max(scale_.batch, 2 * training().calibration);
        if (scale_.batch < shard || scale_.batch % shard != 0)
            throw error{"batch " + std::to_string(scale_.batch) + " is not a multiple of " + std::to_string(shard),
                        "--batch", "choose a multiple"};
        if (static_cast<int>(images) < least)
            throw error{std::to_string(images) + " training images (" + std::to_string(task_.train.size() - images) +
                            " are for validation) are too few",
                        "--images", "leave at least " + std::to_string(least)};
    }

    void load() {
        folder_options how{.threads = s_.threads,
                           .apply_orientation = !s_.keep_orientation,
                           .watch = &watch_,
                           .stop = stop_};
        if (augment().least_area < 1) how.memory_bytes = 0;  // crops are of the whole picture
        sets_ = open_data(s_.data, space_.input, space_.classes, how);
        task_.data = &sets_.train;
        task_.train = everything(sets_.train.size());
        if (s_.images > 0 && s_.images < sets_.train.size())
            task_.train = hold_out(sets_.train, task_.train, s_.images, s_.seed).held;
        std::sort(task_.train.begin(), task_.train.end());
    }
    void announce() {
        watch_.log("searching '" + space_.name + "' for '" + priced_.target + "' on " +
                   std::to_string(task_.train.size()) + " images (" + std::to_string(scale_.validation) +
                   " held out to score candidates), seed " + std::to_string(s_.seed) + ", " +
                   std::to_string(s_.threads) + " threads");
        double networks = 0;
        for (auto const& choices : priced_.allowed) networks += std::log10(static_cast<double>(choices.size()));
        auto const& c = priced_["latency_ms"];
        watch_.log("the generator left " + show(std::pow(10, networks)) + " networks of " +
                   show(c.of(priced_.cheapest(c, priced_.allowed))) + " to " +
                   show(c.of(priced_.dearest(c, priced_.allowed))) + " ms");
        if (priced_.measured_fingerprint != 0 && priced_.measured_fingerprint != space_.fingerprint)
            watch_.log(
                "note: the rows of the target were measured for another form of this space; measure again if an "
                "operator changed");
        bool const two = stages_of(form()) == 2;
        watch_.log((two ? "stages of " : "one stage of ") + show(scale_.stage1_epochs) +
                   (two ? " and " + show(scale_.stage2_epochs) : "") + " epochs, " +
                   std::to_string(scale_.population * scale_.generations) + " networks at most scored in each; " +
                   show(scale_.epochs) + " epochs for a network alone; batch " + std::to_string(scale_.batch));
        for (auto const& l : limits_) watch_.log("limit: " + l.name + " <= " + show(l.bound));
    }

    /// Trains one network from scratch on all training images, tests it, and measures it frozen at batch 1.
    void train(std::string const& name, genotype const& g, bool keep) {
        finished_network done{name, g, {}, {}};
        timed("training " + name, [&] {
            watch_.log("training " + name + " (" + to_string(g) + ")");
            watch_.curve(name);
            supernet net{space_, only(g), task_, training()};
            if (resume_from_)
                net.restore(*resume_from_), resume_from_.reset();
            else
                net.reset(s_.seed);
            fit_options fit{.epochs = scale_.epochs, .watch = &watch_, .stop = stop_};
            fit.checkpoint = [&] { save_checkpoint(&net); };
            net.fit([&](rng&) { return g; }, fit);
            done.test = net.accuracy(g, sets_.test, everything(sets_.test.size()));
            weights_.push_back(net.take(g));
            if (keep) export_network(g);
        });
        networks_.push_back(done);
        save_checkpoint(nullptr);
    }

    /// The winner for other programs: weights for network.hpp, and an ONNX model.
    void export_network(genotype const& g) {
        auto const plans = network(space_, g);
        trained_network const net{weights_.back(), task_.norm.mean, task_.norm.std};
        folder_.write("network.weights", network_bytes(plans, net));
#ifdef HURRICANE_ONNX
        folder_.write("network.onnx", onnx_bytes(plans, weights_.back(), {.name = space_.name}));
#else
        watch_.log(
            "no network.onnx: this program was built without ONNX (apt-get install libonnx-dev libprotobuf-dev)");
#endif
    }

    /// Batch 1, one pinned thread, all networks in turn.
    void measure_networks() {
        pinned_thread const pin;
        std::vector<std::unique_ptr<frozen_network>> nets;
        for (std::size_t i = 0; i < networks_.size(); ++i)
            nets.push_back(std::make_unique<frozen_network>(network(space_, networks_[i].genes), weights_[i]));
        for (auto const& n : sampled_) {
            auto const plans = network(space_, n.genes);
            nets.push_back(std::make_unique<frozen_network>(plans, random_weights(plans, s_.seed)));
        }
        watch_.begin("measuring", static_cast<std::int64_t>(nets.size()) * s_.rounds);
        auto const times = measure_together(nets, s_.rounds, {.samples = 9, .sample_ms = 2}, [&](std::int64_t done) {
            if (stop_.stop_requested()) throw stopped{};
            watch_.advance(done, {});
        });
        watch_.end();
        for (std::size_t i = 0; i < networks_.size(); ++i) networks_[i].measured = times[i];
        for (std::size_t i = 0; i < sampled_.size(); ++i) sampled_[i].measured = times[networks_.size() + i];
    }

    /// Candidates of the last stage, evenly over its history, to be measured with any weights: is their prediction
    /// right?
    void pick_sample(std::vector<evaluated> const& history) {
        constexpr std::size_t wanted = 12;
        for (std::size_t k = 0; k < std::min(wanted, history.size()); ++k) {
            auto const& g = history[k * history.size() / std::min(wanted, history.size())].genes;
            sampled_.push_back({g, {}});
        }
    }
    void write(two_stage_result const& found) {
        std::vector<searched_stage> stages{
            {s_.one_stage ? "all" : "later", s_.one_stage ? 0 : space_.split, space_.size(), &found.later}};
        if (!found.early.search.history.empty()) stages.push_back({"early", 0, space_.split, &found.early});
        json result{{"format", "hurricane-result"}, {"version", 2},
                    {"space", space_.name},         {"fingerprint", fingerprint()},
                    {"target", priced_.target},     {"seed", s_.seed},
                    {"images", task_.train.size()}, {"augment", s_.augment}};
        for (auto const* key : {"stage_epochs", "epochs", "batch", "learning_rate", "validation", "sampling",
                                "strategy", "population", "generations", "limits"})
            result[key] = manifest_[key];
        result["normalisation"] = {{"mean", task_.norm.mean}, {"std", task_.norm.std}};
        describe_results(result, space_, priced_, stages, networks_);
        json timing{{"format", "hurricane-timing"},       {"version", 2},
                    {"fingerprint", fingerprint()},       {"date", today()},
                    {"processor", processor()},           {"threads", s_.threads},
                    {"onednn", kernels::onednn_version()}};
        std::vector<phase> phases{phases_.front()};  // data, the stages, the rest
        for (auto const& stage : stages) {
            phases.push_back({"searching " + stage.name + ": training", stage.result->train_seconds});
            phases.push_back({"searching " + stage.name + ": scoring", stage.result->search_seconds});
        }
        phases.insert(phases.end(), phases_.begin() + 1, phases_.end());
        describe_times(timing, priced_, phases, networks_, sampled_, watch_.curves());
        folder_.write_all({{"genotype.txt", genotype_text()},
                       {"network.hpp", freeze(space_, networks_.front().genes, source_, "found::network")},
                       {"timing.json", timing.dump(2) + "\n"},
                       {"result.json", result.dump(2) + "\n"}});
        write_report(folder_, watch_);
    }
    /// The winner for people and for other programs.
    std::string genotype_text() const {
        return "# hurricane-genotype 1\n# space " + space_.name + "\n# fingerprint " + fingerprint() + "\n# operators" +
               operators_of(space_, networks_.front().genes) + "\n" + to_string(networks_.front().genes) + "\n";
    }
    std::string fingerprint() const { return hexadecimal(space_.fingerprint); }

    space_view const& space_;
    priced_space const& priced_;
    space_source const& source_;
    settings const& s_;
    std::stop_token stop_;
    output_folder folder_;
    recorder watch_;
    bool resumed_{};
    limits limits_;
    search_scale scale_;
    std::vector<genotype> by_hand_;
    json manifest_;
    two_stage_progress progress_;
    std::optional<archive_reader> resume_from_;  ///< up to the state of the network that was being trained
    train_and_test sets_;
    task task_;
    std::vector<finished_network> networks_;
    std::vector<network_weights> weights_;  ///< of networks_
    std::vector<phase> phases_;
    std::vector<sampled_network> sampled_;
};

}  // namespace

int searcher(int argc, char** argv, space_view const& space, priced_space const& priced, space_source const& source) {
    settings s;
    for (auto const* name : {"sep<3>", "mb<6,3>", "choice<3>"})
        if (in_every_pool(space, name) && std::isfinite(priced["latency_ms"].of(all_of(space, name))))
            s.by_hand.push_back(name);
    auto const& latency = priced["latency_ms"];
    double const low = latency.of(priced.cheapest(latency, priced.allowed)),
                 high = latency.of(priced.dearest(latency, priced.allowed));
    std::string const me = argv[0], one_by_hand = "\"" + std::string{space[0].candidates.front().name} + "\"";
    CLI::App cli{"Searches the space '" + space.name + "' for the target '" + priced.target +
                 "' in two stages under a latency limit,\n"
                 "trains the network found, and compares it with hand-designed ones (--by-hand).\n\nExamples:\n  " +
                 me + " --out results\n  " + me + " --limit latency_ms=" + show(std::sqrt(low * high), 3) +
                 " --seed 3 --by-hand " + one_by_hand + "\n  " + me +
                 " --data pictures --scale auto --augment imagenet --out long\n  " + me +
                 " --data pictures --scale auto --augment imagenet --out long --resume\n  " + me +
                 " --one-stage --stage-epochs 8 --images 10000"};
    cli.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);  // a later --seed wins
    cli.add_option(
           "--data", s.data,
           "folder with IDX files (gzip or plain), CIFAR's binary files, or train/CLASS/*.jpg and test/CLASS/*.jpg")
        ->capture_default_str();
    cli.add_flag("--keep-orientation", s.keep_orientation,
                 "take pictures as they are stored, without the turn that EXIF asks for");
    cli.add_option(
           "--out", s.out,
           "folder for report.html, result.json, timing.json, manifest.json, genotype.txt, log.txt, and the network: "
           "network.hpp, "
           "network.weights, network.onnx")
        ->capture_default_str();
    std::string costs;
    for (auto const& c : priced.costs) costs += (costs.empty() ? " " : ", ") + c.name;
    cli.add_option("--limit", s.limit_texts,
                   "NAME=X, an upper limit on one of" + costs +
                       "; repeatable (default: the geometric mean of the "
                       "latencies of the cheapest and the dearest network)")
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    cli.add_option("--scale", s.scale,
                   "how much to train and score where an option below does not say: quick; auto, by the number of "
                   "images; spos, as for ImageNet")
        ->capture_default_str()
        ->check(CLI::IsMember({"quick", "auto", "spos"}));
    cli.add_option("--stage-epochs", s.stage_epochs,
                   "supernet epochs of stage 1 and stage 2 (quick: 1 1), or of the only one; given again, they "
                   "start over")
        ->expected(1, 2)
        ->allow_extra_args(false)
        ->trigger_on_parse()  // given again, it starts over
        ->transform(app::number_from(0.001, 10000.0));
    cli.add_option("--epochs", s.epochs, "epochs of each final training (quick: 2)")->transform(app::number_from(0.001, 10000.0));
    cli.add_option(
           "--augment", s.augment,
           "none; standard: random crop with 4 pixels around, flip; strong: cutout of half the side and mixup besides; "
           "imagenet: random resized crop, flip, jitter")
        ->capture_default_str()
        ->check(CLI::IsMember({"none", "standard", "strong", "imagenet"}));
    cli.add_option("--images", s.images, "use only this many training images, the same share of each class (0: all)")
        ->capture_default_str()
        ->transform(app::number_from(0, 100000000));
    cli.add_option("--validation", s.validation, "images held out of training to score candidates (quick: 2000)")
        ->transform(app::number_from(1, 1000000));
    cli.add_option("--by-hand", s.by_hand, "operators of the hand-designed uniform networks to compare with")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->capture_default_str();
    cli.add_option("--sampling", s.sampling,
                   "paths that the supernet is trained on: feasible (uniform among those within the limits), uniform, "
                   "or fair (every choice of a layer once before one comes again)")
        ->capture_default_str()
        ->check(CLI::IsMember({"feasible", "uniform", "fair"}));
    cli.add_option(
           "--strategy", s.strategy,
           "how networks are chosen for scoring: evolution, random, ageing, local, two-stage (the stage's own later "
           "layers first), or exact (all in order); population times generations are scored in each stage")
        ->capture_default_str()
        ->check(CLI::IsMember(std::vector<std::string>{std::begin(strategy_names), std::end(strategy_names)}));
    cli.add_option("--population", s.population, "networks scored in each generation (quick: 24)")
        ->transform(app::number_from(1, 100000));
    cli.add_option("--generations", s.generations, "generations of each stage (quick: 5)")->transform(app::number_from(1, 10000));
    cli.add_option("--batch", s.batch, "images of a training step, a multiple of 16 (quick: 32)")
        ->transform(app::number_from(1, 1'000'000));
    cli.add_option("--learning-rate", s.learning_rate, "peak learning rate of all trainings (quick: 0.2)")
        ->transform(app::number_from(1e-6, 100.0));
    cli.add_option("--rounds", s.rounds, "passes over the networks when they are measured in the end")
        ->capture_default_str()
        ->transform(app::number_from(1, 1000));
    cli.add_option("--seed", s.seed, "seed of everything random")->capture_default_str()->transform(any_seed());
    auto* const one = cli.add_flag("--one-stage", s.one_stage, "one stage over all layers, as SPOS does");
    cli.add_flag("--first-stage-only", s.first_stage_only,
                 "later layers only; the early ones keep the generator's operators")
        ->excludes(one);
    cli.add_flag("--resume", s.resume,
                 "go on from the checkpoint in --out, after an interrupt or a crash; the result is the same");
    cli.add_option("--threads", s.threads, "worker threads; results do not depend on it")
        ->capture_default_str()
        ->transform(app::number_from(1, 256));
    if (int const code = parse(cli, argc, argv); code >= 0) return code;
    return run_program(argv[0], [&](std::stop_token stop) {
        try {
            search_run{space, priced, source, s, std::move(stop)}.run();
        } catch (stopped const&) {
            std::fprintf(stderr, "what was finished is kept: the same command with --resume goes on\n");
            throw;
        }
    });
}

}  // namespace hurricane::app

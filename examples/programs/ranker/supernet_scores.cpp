// SPDX-License-Identifier: MIT
#include "supernet_scores.hpp"

#include <algorithm>
#include <cmath>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/stopwatch.hpp>
#include <hurricane/training/teacher.hpp>

#include "ranking_task.hpp"

namespace hurricane::app {

namespace {

std::string weights_file(std::uint64_t seed) {
    return "supernets/" + std::to_string(seed) + ".weights";
}

std::string scores_file(std::uint64_t seed, int tuning_batches, double tuning_rate) {
    auto name = "scores/" + std::to_string(seed);
    if (tuning_batches > 0)
        name += "-tuned-" + std::to_string(tuning_batches) + "x" + decimal(tuning_rate);
    return name + ".csv";
}

double number(csv_reader const& csv, std::size_t column) {
    auto const x = number_in<double>(csv[column]);
    if (!x)
        throw error{"'" + csv[column] + "' is not a number", csv.source_line(column),
                    "remove the file"};
    return *x;
}

}  // namespace

ranking_supernets::ranking_supernets(space_view const& space, dataset const& images,
                                     supernet_training const& how, output_folder& folder,
                                     observer& watch, std::stop_token stop)
    : space_{space}, images_{images}, how_{how}, folder_{folder}, watch_{watch}, stop_{std::move(
                                                                                     stop)} {}

std::vector<float> ranking_supernets::soft_labels(std::uint64_t seed, task const& t) {
    auto const kept = "supernets/" + std::to_string(seed) + ".teacher";
    if (folder_.exists(kept))
        return archive_reader{folder_ / kept, "teacher", 1, space_.fingerprint, stop_}.floats();
    auto all = soft_labels_of_teacher(
        space_, t, how_.how,
        {.epochs = how_.teacher_epochs, .seed = seed, .watch = &watch_, .stop = stop_});
    archive_writer out{"teacher", 1, space_.fingerprint};
    out.floats(all);
    folder_.write(kept, out.whole());
    return all;
}

std::unique_ptr<guide> ranking_supernets::guide_for(std::uint64_t seed) const {
    auto const any = [this](rng& random) { return uniform_path(space_, random); };
    switch (how_.sampling) {
        case path_sampling::uniform: return std::make_unique<drawn_paths>(any);
        case path_sampling::fair:
            return std::make_unique<drawn_paths>(fair_sampler{every_choice(space_), seed});
        case path_sampling::sandwich: break;
        case path_sampling::feasible:
            throw error{"paths within limits", "ranking", "a ranking has no limits on paths"};
    }
    genotype least{space_.size()};
    genotype most{space_.size()};
    for (int layer = 0; layer < space_.size(); ++layer) {
        auto const macs = [&](int choice) { return space_.lower(layer, choice).macs(); };
        for (int choice = 1; choice < std::ssize(space_[layer].candidates); ++choice) {
            if (macs(choice) < macs(least[layer])) least[layer] = static_cast<std::uint8_t>(choice);
            if (macs(choice) > macs(most[layer])) most[layer] = static_cast<std::uint8_t>(choice);
        }
    }
    return std::make_unique<sandwich>(least, most, any);
}

std::unique_ptr<supernet> ranking_supernets::trained(std::uint64_t seed, task const& t,
                                                     supernet_options const& how) {
    auto const mask = every_choice(space_);
    auto net = std::make_unique<supernet>(space_, mask, t, how);
    auto const kept = weights_file(seed);
    if (folder_.exists(kept)) {
        archive_reader in{folder_ / kept, "supernet", 1, space_.fingerprint, stop_};
        net->load(in);
        return net;
    }
    auto const checkpoint = folder_ / "checkpoint";
    net->reset(seed);
    if (folder_.exists("checkpoint")) {
        archive_reader in{checkpoint, "ranking", 1, space_.fingerprint, stop_};
        if (in.number<std::uint64_t>() == seed) net->restore(in);
    }
    watch_.log("training the supernet of seed " + std::to_string(seed) + " for " +
               show(how_.epochs) + " epochs of " + std::to_string(t.train.size()) + " images");
    stopwatch const training;
    fit_options fit{.epochs = how_.epochs, .watch = &watch_, .stop = stop_};
    fit.checkpoint = [&] {
        archive_writer out{"ranking", 1, space_.fingerprint};
        out.number(seed);
        net->suspend(out);
        out.save(checkpoint);
    };
    net->fit(*guide_for(seed), fit);
    archive_writer out{"supernet", 1, space_.fingerprint};
    net->save(out);
    folder_.write(kept, out.whole());
    std::filesystem::remove(checkpoint);
    watch_.log("trained in " + show(training.seconds(), 4) +
               " s (what was trained before an interrupt not counted)");
    return net;
}

scores_by_network ranking_supernets::read(std::string const& file) const {
    scores_by_network scores;
    if (!folder_.exists(file)) return scores;
    csv_reader csv{folder_ / file, stop_};
    auto const arch = csv.column("arch");
    auto const loss = csv.column("cross_entropy");
    auto const top1 = csv.column("top1");
    while (csv.next())
        scores[parse_genotype(csv[arch], space_.size())] = {number(csv, loss), number(csv, top1)};
    return scores;
}

scores_by_network ranking_supernets::scores(std::uint64_t seed,
                                            std::vector<genotype> const& networks,
                                            int tuning_batches, double tuning_rate) {
    auto const file = scores_file(seed, tuning_batches, tuning_rate);
    auto known = read(file);
    std::vector<genotype> missing;
    for (auto const& g : networks)
        if (!known.contains(g)) missing.push_back(g);
    if (missing.empty() && folder_.exists(weights_file(seed))) return known;
    auto t = ranking_task(images_, how_.validation_images, how_.scoring_images, seed);
    if (how_.teacher_epochs > 0 && !folder_.exists(weights_file(seed)))
        t.soft_labels = soft_labels(seed, t);
    auto how = how_.how;
    how.score = score_form::cross_entropy;
    how.tuning_batches = tuning_batches;
    how.tuning_rate = tuning_rate;
    auto net = trained(seed, t, how);
    constexpr std::size_t block = 64;  // kept after each
    std::vector<fitness> found(block);
    stopwatch const scoring;
    watch_.begin("scoring", static_cast<std::int64_t>(missing.size()));
    for (std::size_t from = 0; from < missing.size(); from += block) {
        if (stop_.stop_requested()) throw stopped{};
        auto const n = std::min(block, missing.size() - from);
        net->score(std::span{missing}.subspan(from, n), std::span{found}.first(n));
        for (std::size_t i = 0; i < n; ++i)
            known[missing[from + i]] = {-found[i].primary, found[i].tie};
        std::string text = "arch,cross_entropy,top1\n";
        for (auto const& [g, s] : known)
            text += to_string(g) + "," + decimal(s.cross_entropy) + "," + decimal(s.top1) + "\n";
        folder_.write(file, text);
        watch_.advance(static_cast<std::int64_t>(from + n), {});
    }
    watch_.end();
    if (!missing.empty())
        watch_.log("seed " + std::to_string(seed) + ": " + std::to_string(missing.size()) +
                   " networks scored in " + show(scoring.seconds(), 4) + " s" +
                   (tuning_batches > 0
                        ? ", each after " + std::to_string(tuning_batches) + " batches of its own"
                        : ""));
    return known;
}

}  // namespace hurricane::app

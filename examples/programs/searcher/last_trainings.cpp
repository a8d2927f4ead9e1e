// SPDX-License-Identifier: MIT
// What is trained at the end, from scratch on all training images: the found network, the chosen
// one, and those made by hand.
#include <hurricane/training/teacher.hpp>

#include "search_run.hpp"

namespace hurricane::app {

/// The found one, the chosen one where it is another, and those by hand.
std::vector<search_run::last_training> search_run::last_trainings() const {
    std::vector<last_training> all{{{"found", progress_.done.best().genes}, false}};
    if (chooses() && choice_.chosen != 0 && !choice_.is_by_hand()) {
        auto const chosen = static_cast<std::size_t>(choice_.chosen);
        all.push_back({{"chosen", choice_.networks[chosen].genes}, false});
    }
    for (auto const& n : by_hand_) {
        last_training one{n, true};
        for (std::size_t i = 0; chooses() && i < all.size() && !one.same; ++i)
            if (same_network(space_, n.genes, all[i].network.genes)) one.same = i;
        all.push_back(one);
    }
    return all;
}

void search_run::train_last() {
    auto const all = last_trainings();
    if (chooses()) {
        auto const& chosen = choice_.networks[static_cast<std::size_t>(choice_.chosen)].genes;
        while (!same_network(space_, all[delivered_].network.genes, chosen)) ++delivered_;
    }
    if (s_.teacher_epochs > 0 && task_.soft_labels.empty()) train_teacher();
    while (networks_.size() < all.size()) {
        auto const& one = all[networks_.size()];
        if (one.same) {
            auto known = networks_[*one.same];
            known.name = one.network.name;
            known.by_hand = true;
            networks_.push_back(std::move(known));
            weights_.push_back(network_weights{weights_[*one.same]});
        } else {
            networks_.push_back(train(one, networks_.size() == delivered_));
        }
        save_checkpoint();
    }
}

/// What the final trainings learn besides is kept in the checkpoint.
void search_run::train_teacher() {
    timed("training the teacher", [&] {
        watch_.curve("teacher");
        teacher_options o{.epochs = s_.teacher_epochs,
                          .seed = rng{s_.seed, "teacher"}.next(),
                          .watch = &watch_,
                          .stop = stop_,
                          .resume = resume_from_ ? &*resume_from_ : nullptr};
        o.checkpoint = [&](supernet const& net) {
            save_checkpoint([&](archive_writer& out) { net.suspend(out); });
        };
        task_.soft_labels = soft_labels_of_teacher(space_, task_, training(), o);
        resume_from_.reset();
    });
    save_checkpoint();
}

/// Trains one network from scratch on all training images, and tests it.
finished_network search_run::train(last_training const& one, bool delivered) {
    auto const& [name, g] = one.network;
    finished_network done{name, g, {}, {}, one.by_hand};
    timed("training " + name, [&] {
        watch_.log("training " + name + " (" + to_string(g) + ")");
        watch_.curve(name);
        supernet net{space_, fixed_mask(g), task_, training()};
        if (resume_from_)
            net.restore(*resume_from_);
        else
            net.reset(s_.seed);
        resume_from_.reset();
        fit_options fit{.epochs = scale_.epochs, .watch = &watch_, .stop = stop_};
        fit.checkpoint = [&] { save_checkpoint([&](archive_writer& out) { net.suspend(out); }); };
        net.fit([&g = g](rng&) { return g; }, fit);
        auto const all = all_indices(sets_->test.size());
        done.test = net.accuracy(g, sets_->test, all);
        if (chooses()) done.right = right_of(net.logits(g, sets_->test, all), sets_->test);
        weights_.push_back(net.extract_weights(g));
        if (delivered) export_network(g);
    });
    return done;
}

}  // namespace hurricane::app

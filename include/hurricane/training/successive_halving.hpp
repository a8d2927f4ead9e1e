// SPDX-License-Identifier: MIT
// Successive halving (Jamieson and Talwalkar 2016): networks are trained alone for a while, the
// better half of them by the validation images goes on, until one is left. The same bytes for any
// number of threads, and after an interrupt.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/ranking.hpp>
#include <hurricane/search/hand_made.hpp>
#include <hurricane/training/supernet.hpp>

namespace hurricane::inline v0 {

/// Of a trained network on the validation images that are not damaged.
struct validation_score {
    double cross_entropy{};  ///< mean, nats; 1,000 for an image where it is not a number
    double top1{};           ///< share of them that is right

    /// Lower cross-entropy, then more right.
    bool better_than(validation_score const& other) const {
        return cross_entropy != other.cross_entropy ? cross_entropy < other.cross_entropy
                                                    : top1 > other.top1;
    }
};

struct halving_round {
    double epochs{};                         ///< that each of its networks is trained in it
    std::vector<int> networks{};             ///< positions among all, those ahead so far first
    std::vector<validation_score> scores{};  ///< of them, as far as they are known
    std::vector<int> kept{};  ///< who went on, best first; empty while the round lasts
};

/// How far a successive halving has come: read back, it goes on to the same result.
struct halving_progress {
    std::vector<halving_round> rounds{};
    std::vector<std::string> states{};   ///< trainings under way, by network; empty where none is
    std::function<void()> checkpoint{};  ///< called after each epoch, network and round
};

struct halving_options {
    /// Of a round, shared evenly by its networks: each round costs as much as one training of these
    /// epochs, and those who are left are trained longer and longer.
    double epochs{1};
    std::uint64_t seed{};  ///< all networks start from it and see the images in one order
    observer* watch{&quiet()};
    std::stop_token stop{};
    halving_progress* progress{};  ///< where to go on, and what is left at each checkpoint
};

namespace detail {

inline bool is_damaged(std::span<float const> logits) {
    return std::all_of(logits.begin(), logits.end(), [](float x) { return x == 0; });
}

/// A run of successive halving over networks of a space.
class halving_run {
public:
    halving_run(space_view const& space, std::span<named_network const> networks, task const& t,
                supernet_options const& training, halving_options const& o, halving_progress& p)
        : space_{space}, networks_{networks}, task_{t}, training_{training}, o_{o}, p_{p} {
        if (networks.empty())
            throw error{"there are no networks to choose among", where, "give at least one"};
        if (t.validation.empty())
            throw error{"there are no validation images", where, "hold some out of training"};
        if (!(o.epochs > 0))
            throw error{show(o.epochs) + " epochs a round", where, "use more than 0"};
        p_.states.resize(networks.size());
    }

    int run() {
        if (networks_.size() == 1) return 0;
        while (p_.rounds.empty() || p_.rounds.back().kept.size() != 1) {
            if (p_.rounds.empty() || !p_.rounds.back().kept.empty()) begin_round();
            auto const& round = p_.rounds.back();
            while (round.scores.size() < round.networks.size())
                train(round.networks[round.scores.size()]);
            end_round();
        }
        return p_.rounds.back().kept.front();
    }

private:
    static constexpr char const* where = "successive halving";

    void begin_round() {
        halving_round next;
        if (p_.rounds.empty())
            for (int i = 0; i < static_cast<int>(networks_.size()); ++i) next.networks.push_back(i);
        else
            next.networks = p_.rounds.back().kept;
        next.epochs = o_.epochs / static_cast<double>(next.networks.size());
        p_.rounds.push_back(std::move(next));
    }

    /// The next one of the round, from where its training stands.
    void train(int number) {
        auto const& g = networks_[static_cast<std::size_t>(number)].genes;
        auto& state = p_.states[static_cast<std::size_t>(number)];
        supernet net{space_, fixed_mask(g), task_, training_};
        if (state.empty()) {
            net.reset(o_.seed);
        } else {
            archive_reader in{state, where, format, 1, space_.fingerprint};
            net.restore(in);
        }
        fit_options fit{.epochs = p_.rounds.back().epochs, .watch = o_.watch, .stop = o_.stop};
        fit.checkpoint = [&] {
            state = state_of(net);
            checkpoint();
        };
        net.fit([&](rng&) { return g; }, fit);
        state = state_of(net);
        p_.rounds.back().scores.push_back(validate(net, g));
        tell(number);
        checkpoint();
    }

    void end_round() {
        auto& round = p_.rounds.back();
        auto const order = ordered(round.networks.size(), [&](std::size_t a, std::size_t b) {
            return round.scores[a].better_than(round.scores[b]);
        });
        auto const half = (order.size() + 1) / 2;
        for (std::size_t i = 0; i < order.size(); ++i) {
            int const number = round.networks[order[i]];
            if (i < half)
                round.kept.push_back(number);
            else
                p_.states[static_cast<std::size_t>(number)].clear();
        }
        checkpoint();
    }

    validation_score validate(supernet& net, genotype const& g) const {
        auto const classes = static_cast<std::size_t>(space_.classes);
        auto const logits = net.logits(g, *task_.data, task_.validation);
        double loss = 0;
        std::size_t right = 0;
        std::size_t all = 0;
        for (std::size_t i = 0; i < task_.validation.size(); ++i) {
            auto const of_image = std::span{logits}.subspan(i * classes, classes);
            if (is_damaged(of_image)) continue;
            int const label = task_.data->labels[static_cast<std::size_t>(task_.validation[i])];
            loss += kernels::label_loss(label, space_.classes, of_image.data());
            right += kernels::rank_of(label, space_.classes, of_image.data()) == 0;
            ++all;
        }
        double const images = static_cast<double>(std::max<std::size_t>(all, 1));
        return {loss / images, static_cast<double>(right) / images};
    }

    std::string state_of(supernet const& net) const {
        archive_writer out{format, 1, space_.fingerprint};
        net.suspend(out);
        return out.whole();
    }

    void tell(int number) const {
        auto const& round = p_.rounds.back();
        auto const& score = round.scores.back();
        o_.watch->log("round " + std::to_string(p_.rounds.size()) + ", " + show(round.epochs, 3) +
                      " epochs: " + networks_[static_cast<std::size_t>(number)].name +
                      ", validation cross-entropy " + fixed(score.cross_entropy, 4) + ", top-1 " +
                      fixed(100 * score.top1, 2) + " %");
    }

    void checkpoint() const {
        if (p_.checkpoint) p_.checkpoint();
    }

    static constexpr char const* format = "training";

    space_view const& space_;
    std::span<named_network const> networks_;
    task const& task_;
    supernet_options const& training_;
    halving_options const& o_;
    halving_progress& p_;
};

}  // namespace detail

/// The position of the network that is left. Each is trained alone on task.train and judged by its
/// cross-entropy on task.validation (of equals by top-1, then by who was ahead); of n networks
/// (n + 1) / 2 go on. A round costs one training of o.epochs: log2 n of them, rounded up. Throws
/// error without networks or validation images, and stopped, after a checkpoint.
inline int successive_halving(space_view const& space, std::span<named_network const> networks,
                              task const& t, supernet_options const& training,
                              halving_options const& o) {
    halving_progress fresh;
    auto& progress = o.progress ? *o.progress : fresh;
    return detail::halving_run{space, networks, t, training, o, progress}.run();
}

/// For a checkpoint file.
inline void save(archive_writer& out, halving_progress const& p) {
    auto const numbers = [&out](std::vector<int> const& which) {
        out.number(static_cast<std::uint64_t>(which.size()));
        for (int i : which) out.number(std::int32_t{i});
    };
    out.number(static_cast<std::uint64_t>(p.rounds.size()));
    for (auto const& round : p.rounds) {
        out.number(round.epochs);
        numbers(round.networks);
        out.number(static_cast<std::uint64_t>(round.scores.size()));
        for (auto const& s : round.scores) {
            out.number(s.cross_entropy);
            out.number(s.top1);
        }
        numbers(round.kept);
    }
    out.number(static_cast<std::uint64_t>(p.states.size()));
    for (auto const& state : p.states) out.text(state);
}

/// Throws error where the file ends too early.
inline void load(archive_reader& in, halving_progress& p) {
    auto const numbers = [&in](std::vector<int>& which) {
        for (auto n = in.count(4); n > 0; --n) which.push_back(in.number<std::int32_t>());
    };
    p.rounds.clear();
    p.states.clear();
    for (auto n = in.count(32); n > 0; --n) {
        auto& round = p.rounds.emplace_back();
        round.epochs = in.number<double>();
        numbers(round.networks);
        for (auto k = in.count(16); k > 0; --k) {
            double const loss = in.number<double>();
            round.scores.push_back({loss, in.number<double>()});
        }
        numbers(round.kept);
    }
    for (auto n = in.count(4); n > 0; --n) p.states.push_back(in.text());
}

}  // namespace hurricane::inline v0

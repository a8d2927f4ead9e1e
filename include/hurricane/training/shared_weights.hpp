// SPDX-License-Identifier: MIT
// The shared weights of a supernet: one block for the stem, for every allowed operator of every
// layer, and for the head. Stored in the layouts of the kernels; named `layer/choice/step/kind` and
// plain wherever they leave.
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/base/rng.hpp>
#include <hurricane/training/optimizer.hpp>
#include <hurricane/training/runner.hpp>

namespace hurricane::inline v0 {

class shared_weights {
public:
    /// Blocks in the layout of the runner's compiled plans (those of all runners of a space agree).
    /// What the method remembers of every weight is held beside it.
    shared_weights(space_view const& space, choice_mask const& mask, path_runner const& runner,
                   method how) {
        add("stem/0", runner.stem(), -1, 0);
        for (int layer = 0; layer < space.size(); ++layer)
            for (auto choice : mask[static_cast<std::size_t>(layer)])
                add(std::to_string(layer) + "/" + std::to_string(choice),
                    runner.at(space[layer].distinct, choice), layer, choice);
        add("head/0", runner.head(), space.size(), 0);
        params_ = float_buffer{size_};
        momentum_ = float_buffer{size_};
        copies_ = float_buffer{copy_size_};
        if (how == method::adam) second_ = float_buffer{size_};
        updates_.resize(blocks_.size());
    }

    /// layer -1 is the stem, layer n the head.
    block of(int layer, int choice) const { return blocks_[find(layer, choice)].at; }

    float* params() { return params_.data(); }

    float const* params() const { return params_.data(); }

    float* momentum() { return momentum_.data(); }

    float* second_moments() { return second_.data(); }  ///< nullptr without

    long& updates(block const& b) { return updates_[static_cast<std::size_t>(b.index)]; }

    float* copies() { return copies_.data(); }

    float const* copies() const { return copies_.data(); }

    std::size_t size() const { return size_; }

    /// Takes the weights of a path from others of the same space and mask; the optimiser remembers
    /// nothing of it.
    void copy_path(compiled_path const& p, shared_weights const& from) {
        for (auto const& h : p) {
            auto const floats = h.run->parameter_floats();
            std::copy_n(from.params() + h.at.offset, floats, params() + h.at.offset);
            std::copy_n(from.copies() + h.at.copy_offset, h.run->copy_floats(),
                        copies() + h.at.copy_offset);
            std::fill_n(momentum() + h.at.offset, floats, 0.0f);
            if (second_.data()) std::fill_n(second_.data() + h.at.offset, floats, 0.0f);
            updates(h.at) = 0;
        }
    }

    // --- the mean of several states ------------------------------------------------------------

    void make_room_for_mean() { mean_ = float_buffer{size_}; }

    /// Adds the present weights and statistics to the mean. There must be room.
    void add_to_mean() {
        assert(mean_.size() == size_);
        for (std::size_t i = 0; i < size_; ++i) mean_.data()[i] += params_.data()[i];
        ++in_mean_;
    }

    /// Puts the mean, where there is one, in the place of the weights, and forgets it.
    void settle_mean(kernels::engine& engine) {
        if (in_mean_ == 0) return;
        float const share = 1.0f / static_cast<float>(in_mean_);
        for (std::size_t i = 0; i < size_; ++i) params_.data()[i] = share * mean_.data()[i];
        forget_mean();
        refresh(engine);
    }

    /// Moves the average of a block towards what its latest update left: decay
    /// min(`decay`, (t - 1) / (t + 9)) after update t, so that the first ones do not weigh for ever
    /// (TensorFlow's ExponentialMovingAverage with num_updates). O(floats). There must be room.
    void move_average(path_block const& h, double decay) {
        assert(mean_.size() == size_);
        auto const t = static_cast<double>(updates(h.at));
        auto const kept = static_cast<float>(std::min(decay, (t - 1) / (t + 9)));
        float* const mean = mean_.data() + h.at.offset;
        float const* const now = params_.data() + h.at.offset;
        float const share = 1 - kept;
        for (std::size_t i = 0; i < h.run->parameter_floats(); ++i)
            mean[i] = std::fma(share, now[i] - mean[i], mean[i]);
    }

    /// Puts the moving averages of all blocks that have one in the place of their weights. They
    /// stay: a further fit goes on from them.
    void settle_averages(kernels::engine& engine) {
        assert(mean_.size() == size_);
        for (auto const& b : blocks_)
            if (updates(b.at) > 0)
                std::copy_n(mean_.data() + b.at.offset, b.run->parameter_floats(),
                            params_.data() + b.at.offset);
        refresh(engine);
    }

    void forget_mean() {
        std::fill_n(mean_.data(), mean_.size(), 0.0f);
        in_mean_ = 0;
    }

    /// He normal weights (He et al. 2015, fan in), zero biases, unit norms; each array from a
    /// random stream of its own name.
    void reset(std::uint64_t seed, kernels::engine& engine) {
        forget();
        for_each([&](std::string const& name, float* stored, kernels::parameter const& p,
                     step const& s) {
            using kernels::role;
            bool const ones = p.what == role::gamma || p.what == role::variance;
            if (p.what != role::weights) {
                std::fill_n(stored, p.floats, 0.0f);
                std::fill_n(stored, p.plain, ones ? 1.0f : 0.0f);
                return;
            }
            double const fan_in = static_cast<double>(p.plain) / s.out.c;
            double const spread = std::sqrt((s.op == kind::linear ? 1 : 2) / fan_in);
            rng random{seed, name};
            std::vector<float> plain(p.plain);
            for (auto& w : plain) w = static_cast<float>(spread * random.normal());
            p.owner->pack(engine, plain.data(), stored);
        });
        refresh(engine);
    }

    /// Brings all copies for backward-data up to date.
    void refresh(kernels::engine& engine) {
        for (auto const& b : blocks_)
            for (auto const& p : b.run->parameters())
                if (p.owner)
                    p.owner->refresh(engine, params_.data() + b.at.offset + p.offset,
                                     copies_.data() + b.at.copy_offset + p.copy_offset);
    }

    void save(archive_writer& out, kernels::engine& engine) {
        out.number(static_cast<std::uint64_t>(arrays()));
        for_each(
            [&](std::string const& name, float* stored, kernels::parameter const& p, step const&) {
                std::vector<float> plain(stored, stored + p.plain);
                if (p.owner) p.owner->unpack(engine, stored, plain.data());
                out.text(name);
                out.floats(plain);
            });
    }

    void load(archive_reader& in, kernels::engine& engine) {
        auto const wrong = [](std::string const& what) {
            return error{what, "weights", "use the file of this space and of the same choices"};
        };
        if (in.number<std::uint64_t>() != arrays())
            throw wrong("the file holds another number of arrays");
        for_each(
            [&](std::string const& name, float* stored, kernels::parameter const& p, step const&) {
                if (auto const got = in.text(); got != name)
                    throw wrong("array " + got + " where " + name + " should be");
                std::vector<float> plain(p.plain);
                in.floats(plain);
                if (p.owner)
                    p.owner->pack(engine, plain.data(), stored);
                else
                    std::copy(plain.begin(), plain.end(), stored);
            });
        forget();
        refresh(engine);
    }

    /// What the optimiser remembers of every array, plain too.
    void save_memory(archive_writer& out, kernels::engine& engine) {
        for (auto* memory : memories())
            for_each(
                [&](std::string const&, float* stored, kernels::parameter const& p, step const&) {
                    float const* const from = memory->data() + (stored - params_.data());
                    std::vector<float> plain(from, from + p.plain);
                    if (p.owner) p.owner->unpack(engine, from, plain.data());
                    out.floats(plain);
                });
        for (long n : updates_) out.number(static_cast<std::int64_t>(n));
        if (mean_.size() > 0) out.number(std::int64_t{in_mean_});
    }

    void load_memory(archive_reader& in, kernels::engine& engine) {
        for (auto* memory : memories())
            for_each(
                [&](std::string const&, float* stored, kernels::parameter const& p, step const&) {
                    float* const to = memory->data() + (stored - params_.data());
                    std::vector<float> plain(p.plain);
                    in.floats(plain);
                    if (p.owner)
                        p.owner->pack(engine, plain.data(), to);
                    else
                        std::copy(plain.begin(), plain.end(), to);
                });
        for (auto& n : updates_) n = static_cast<long>(in.number<std::int64_t>());
        if (mean_.size() > 0) in_mean_ = static_cast<int>(in.number<std::int64_t>());
    }

    /// The plain values of one array.
    std::vector<float> plain(int layer, int choice, kernels::parameter const& p,
                             kernels::engine& engine) {
        float const* stored = params_.data() + of(layer, choice).offset + p.offset;
        std::vector<float> out(stored, stored + p.plain);
        if (p.owner) p.owner->unpack(engine, stored, out.data());
        return out;
    }

private:
    std::vector<float_buffer*> memories() {
        std::vector<float_buffer*> all{&momentum_};
        if (second_.data()) all.push_back(&second_);
        if (mean_.size() > 0) all.push_back(&mean_);
        return all;
    }

    /// What the optimiser remembers.
    void forget() {
        std::fill_n(momentum_.data(), momentum_.size(), 0.0f);
        std::fill_n(second_.data(), second_.size(), 0.0f);
        std::fill(updates_.begin(), updates_.end(), 0);
    }

    struct weight_block {
        std::string name;
        kernels::compiled_plan const* run;
        int layer;
        int choice;
        block at;
    };

    void add(std::string name, kernels::compiled_plan const& run, int layer, int choice) {
        blocks_.push_back({std::move(name),
                           &run,
                           layer,
                           choice,
                           {size_, copy_size_, static_cast<int>(blocks_.size())}});
        size_ += run.parameter_floats();
        copy_size_ += run.copy_floats();
    }

    std::size_t find(int layer, int choice) const {
        auto const at = std::lower_bound(blocks_.begin(), blocks_.end(), std::pair{layer, choice},
                                         [](weight_block const& b, auto const& key) {
                                             return std::pair{b.layer, b.choice} < key;
                                         });
        if (at == blocks_.end() || at->layer != layer || at->choice != choice)
            throw error{"choice " + std::to_string(choice) + " is not among the allowed ones",
                        "layer " + std::to_string(layer),
                        "use a genotype within the mask that the supernet was made for"};
        return static_cast<std::size_t>(at - blocks_.begin());
    }

    std::size_t arrays() const {
        std::size_t n = 0;
        for (auto const& b : blocks_) n += b.run->parameters().size();
        return n;
    }

    void for_each(std::function<void(std::string const&, float*, kernels::parameter const&,
                                     step const&)> const& f) {
        for (auto const& b : blocks_)
            for (auto const& p : b.run->parameters())
                f(b.name + "/" + std::to_string(p.step) + "/" +
                      std::string{kernels::name_of(p.what)},
                  params_.data() + b.at.offset + p.offset, p, b.run->lowered()[p.step]);
    }

    std::vector<weight_block> blocks_;  // ascending by (layer, choice)
    std::size_t size_{};
    std::size_t copy_size_{};
    float_buffer params_;
    float_buffer momentum_;
    float_buffer second_;
    float_buffer copies_;
    float_buffer mean_;          ///< a sum of states, or moving averages; empty without either
    int in_mean_{};              ///< states of the sum
    std::vector<long> updates_;  ///< of each block
};

/// The path of a genotype, in `out`: the compiled plans of its operators and where their weights
/// begin. No allocation where `out` has room. Throws error for a choice that the runner or the
/// weights lack.
inline void lay_path(compiled_path& out, space_view const& space, genotype const& g,
                     path_runner const& runner, shared_weights const& weights,
                     std::span<int const> frozen_layers) {
    out.clear();
    std::size_t at = 0;
    auto const push = [&](kernels::compiled_plan const& u, int layer, int choice, bool frozen) {
        out.push_back({&u, weights.of(layer, choice), at, frozen});
        at += u.parameter_floats();
    };
    push(runner.stem(), -1, 0, false);
    for (int layer = 0; layer < space.size(); ++layer) {
        bool const frozen =
            std::find(frozen_layers.begin(), frozen_layers.end(), layer) != frozen_layers.end();
        push(runner.at(space[layer].distinct, g[layer]), layer, g[layer], frozen);
    }
    push(runner.head(), space.size(), 0, false);
}

}  // namespace hurricane::inline v0

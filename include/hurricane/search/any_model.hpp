// SPDX-License-Identifier: MIT
// A model without its type, so that what trains and searches it is compiled once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

#include <hurricane/space/model.hpp>

namespace hurricane::inline v0 {

/// Refers to a Model, or to an Evaluator, which cannot be trained; it must outlive this.
class any_model {
public:
    template <Evaluator M>

    requires(!std::is_same_v<M, any_model>) explicit any_model(M& model)
        : model_{&model}, score_{scores<M>} {
        if constexpr (Model<M>) {
            reset_ = resets<M>;
            fit_ = fits<M>;
        }
        if constexpr (requires { model.updates(0, 0); }) updates_ = counts_updates<M>;
        if constexpr (requires { model.images_of_step(); }) images_ = counts_images<M>;
    }

    bool is_trained() const { return fit_ != nullptr; }

    void score(std::span<genotype const> genotypes, std::span<fitness> out) const {
        score_(model_, genotypes, out);
    }

    /// Throws error where it cannot be trained, as the next.
    void reset(std::uint64_t seed) const {
        refuse_untrained();
        reset_(model_, seed);
    }

    void fit(guide& paths, fit_options const& o) const {
        refuse_untrained();
        fit_(model_, paths, o);
    }

    /// How often a choice was trained, where the model counts it: updates(layer, choice).
    std::optional<std::int64_t> updates(int layer, int choice) const {
        if (!updates_) return std::nullopt;
        return updates_(model_, layer, choice);
    }

    /// That each path of a step sees, where the model says it: images_of_step(). Else 0.
    std::int64_t images_of_step() const { return images_ ? images_(model_) : 0; }

private:
    void refuse_untrained() const {
        if (!is_trained())
            throw error{"this evaluator cannot be trained", "searcher",
                        "give a Model (contracts.hpp), or a searcher that only scores"};
    }

    template <class M>
    static void scores(void* model, std::span<genotype const> genotypes, std::span<fitness> out) {
        static_cast<M*>(model)->score(genotypes, out);
    }

    template <class M>
    static void resets(void* model, std::uint64_t seed) {
        static_cast<M*>(model)->reset(seed);
    }

    template <class M>
    static void fits(void* model, guide& paths, fit_options const& o) {
        static_cast<M*>(model)->fit(paths, o);
    }

    template <class M>
    static std::int64_t counts_updates(void* model, int layer, int choice) {
        return static_cast<M*>(model)->updates(layer, choice);
    }

    template <class M>
    static std::int64_t counts_images(void* model) {
        return static_cast<M*>(model)->images_of_step();
    }

    void* model_;
    void (*score_)(void*, std::span<genotype const>, std::span<fitness>);
    void (*reset_)(void*, std::uint64_t){};
    void (*fit_)(void*, guide&, fit_options const&){};
    std::int64_t (*updates_)(void*, int, int){};
    std::int64_t (*images_)(void*){};
};

}  // namespace hurricane::inline v0

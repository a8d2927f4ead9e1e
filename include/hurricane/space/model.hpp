// SPDX-License-Identifier: MIT
// What a search needs of networks: an Evaluator scores genotypes; a Model is an Evaluator whose
// shared weights can be trained on the paths of a guide. search/ and training/ meet here and
// nowhere else.
#pragma once

#include <compare>
#include <concepts>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/space/guide.hpp>

namespace hurricane::inline v0 {

/// Higher is better; `tie` decides between equal `primary`. Of a classifier top-1 and top-5
/// accuracy, or the loss with its sign changed and top-1.
struct fitness {
    double primary{};
    double tie{};
    friend constexpr auto operator<=>(fitness const&, fitness const&) = default;
};

/// A number of this magnitude or more stands for no score, as what is not finite does.
inline constexpr double no_score = 1e100;

constexpr bool is_score(double x) { return x > -no_score && x < no_score; }

/// Scores out[i] of genotypes[i], many at once so that an evaluator can work in parallel.
template <class E>
concept Evaluator = requires(E& e, std::span<genotype const> genotypes, std::span<fitness> out) {
    {e.score(genotypes, out)};
};

/// The concept as a plain constant, for the doors.
template <class E>
inline constexpr bool is_evaluator = Evaluator<E>;

struct fit_options {
    double epochs{1};
    std::vector<int> frozen_layers{};  ///< weights and norm parameters stay; gradients pass through
    observer* watch{&quiet()};
    std::stop_token stop{};  ///< fit() then throws stopped, unless it was at its last step
    /// Called between steps: after each epoch, and after a stop.
    std::function<void()> checkpoint{};
};

/// fit() returns when all epochs are done, or throws; reset() forgets all of it.
template <class M>
concept Model = Evaluator<M> && requires(M& m, M const& c, guide& paths, fit_options const& o,
                                         archive_writer& out, archive_reader& in) {
    m.reset(std::uint64_t{});
    m.fit(paths, o);
    c.save(out);
    m.load(in);
};

/// The same of a Model.
template <class M>
inline constexpr bool is_model = Model<M>;

/// Whether a type trains as models did before they were told of guides; it is no Model any more.
template <class M>
inline constexpr bool trains_without_guide =
    !Model<M> && requires(M & m, path_sampler const& draw, fit_options const& o) {
    m.fit(draw, o);
};

}  // namespace hurricane::inline v0

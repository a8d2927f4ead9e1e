// SPDX-License-Identifier: MIT
// What a searcher finds, what it took, and how far it has come.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/stopwatch.hpp>
#include <hurricane/search/strategy.hpp>

namespace hurricane::inline v0 {

/// What the searched layers of a stage were, and what was found there.
struct stage_result {
    std::string name;  ///< "later", "early", "all", or what a phase calls it
    int first{};
    int last{};      ///< layers [first, last)
    genotype fixed;  ///< the operators of the layers that this stage did not search
    search_result search;
};

/// What a phase took.
struct phase_effort {
    std::string phase;  ///< "later: training"
    double seconds{};
    double processor_seconds{};  ///< of all threads of the process
    std::int64_t paths{};        ///< trained: each in one step
    std::int64_t images{};       ///< that those paths saw; 0 where the model does not say
    std::int64_t evaluations{};  ///< networks scored
};

struct searcher_result {
    std::vector<stage_result> stages;   ///< in their order; the last may be under way
    std::vector<phase_effort> efforts;  ///< of each phase; one that searches share stands in each

    /// Of the last stage that found a network: each begins with the best of the one before. Throws
    /// error where none has.
    evaluated const& best() const {
        for (auto at = stages.size(); at-- > 0;)
            if (stages[at].search.best.genes.size() > 0) return stages[at].search.best;
        throw error{"no stage has found a network", "searcher", "end each with end_stage()"};
    }
};

/// How far a searcher has come: read back (search/progress.hpp), with the model's own state
/// restored, it goes on to the same result.
struct searcher_progress {
    int phase{};               ///< finished phases
    bool in_stage{};           ///< the last stage of `done` has begun
    int left{};                ///< evaluations that earlier stages had no use for
    std::string remembered{};  ///< by the phase under way: bytes of its own, its guide's; or empty
    searcher_result done{};
    search_progress search{};  ///< of the phase under way
    bool resumed{};            ///< the model has been restored and is not to be reset
    /// Called after each epoch, training, generation and phase.
    std::function<void()> checkpoint{};
};

using two_stage_result [[deprecated("its name is searcher_result")]] = searcher_result;
using two_stage_progress [[deprecated("its name is searcher_progress")]] = searcher_progress;

/// What is common to all phases of a run.
struct run_context {
    std::uint64_t seed{};
    observer* watch{&quiet()};
    std::stop_token stop{};
};

/// One of the searches that share a model.
struct limited_search {
    limits within{};
    /// What the layers are that a stage does not search, before one has, and what is scored first:
    /// a network within the limits, of the space's choices. Without one: early_operators().
    std::optional<genotype> start{};
    searcher_progress progress{};  ///< its checkpoint is not called: that of all is
};

enum class shared_supernet : unsigned char {
    trained,  ///< in each stage, for all searches
    reused    ///< as it is: for limits that come when the others are done
};

/// What has passed since it was made comes on top of what an effort was, whenever it is updated.
class effort_meter {
public:
    explicit effort_meter(phase_effort& of) : of_{&of}, before_{of} {}

    void update() {
        of_->seconds = before_.seconds + wall_.seconds();
        of_->processor_seconds = before_.processor_seconds + processors_.seconds();
    }

private:
    phase_effort* of_;
    phase_effort before_;
    stopwatch wall_{};
    processor_watch processors_{};
};

}  // namespace hurricane::inline v0

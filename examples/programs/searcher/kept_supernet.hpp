// SPDX-License-Identifier: MIT
// The supernet that several searches share, as a file: what it was trained by, its state, and how
// far each search has come.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <hurricane/search/progress.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/training/informed_supernet.hpp>

#include "former_files.hpp"
#include "shared/checkpoint.hpp"

namespace hurricane::app {

class kept_supernet {
public:
    using json = nlohmann::ordered_json;

    enum class state : unsigned char { unfinished, finished };

    /// In a folder, of the space with this fingerprint.
    kept_supernet(std::filesystem::path const& folder, std::uint64_t fingerprint,
                  std::stop_token stop)
        : file_{folder / name}, fingerprint_{fingerprint}, stop_{std::move(stop)} {}

    static bool is_in(std::filesystem::path const& folder) {
        return std::filesystem::exists(folder / name);
    }

    /// Throws error for a file of another kind, of another training, for an unfinished one that is
    /// not to be resumed, and for other limits than those of an unfinished one.
    void check(json const& training, std::vector<limits> const& each, bool resume,
               former_plan const& former) const;

    void save(json const& training, informed_supernet const& net,
              std::vector<limited_search> const& searches, state how) const;

    /// The supernet, and the progress of those of the searches that are kept: trained where there
    /// is none or it is unfinished.
    shared_supernet load(informed_supernet& net, std::vector<limited_search>& searches,
                         former_plan const& former) const;

private:
    static constexpr char const* name = "supernet";

    /// What stands before the supernet's state.
    struct header {
        json training;
        state how{};
        std::vector<std::pair<std::string, searcher_progress>> searches;
    };

    static header read_header(opened_archive& kept, former_plan const& former);

    std::filesystem::path file_;
    std::uint64_t fingerprint_;
    std::stop_token stop_;
};

}  // namespace hurricane::app

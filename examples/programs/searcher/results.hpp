// SPDX-License-Identifier: MIT
// What a search leaves, as JSON, as a table, and as a page. examples/README.md describes the files.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/profiling/measure.hpp>
#include <hurricane/search/searcher_result.hpp>
#include <hurricane/space/view.hpp>

#include "shared/output_folder.hpp"
#include "shared/program.hpp"

namespace hurricane::app {

using json = nlohmann::ordered_json;

/// A network trained alone.
struct finished_network {
    std::string name;
    genotype genes;
    fitness test;
    timing measured;
    bool by_hand{};
    std::string right{};  ///< by test image, where a choice is made: choice.hpp
};

/// One that was measured only.
struct sampled_network {
    genotype genes;
    timing measured;
};

struct phase {
    std::string name;
    double seconds;
    double processor_seconds;  ///< of all threads
};

/// Of a finished search's result.json, the network that it delivers.
inline json const& delivered_network(json const& result) {
    return result["networks"][result.value("delivered", std::size_t{0})];
}

/// A console that keeps the loss of each training, a mean for each hundredth of it.
class recorder : public console {
public:
    struct curve_of {
        std::string name;
        std::vector<double> loss;
    };

    /// Which training comes next; one that goes on keeps what it has.
    void curve(std::string const& name);

    std::vector<curve_of> const& curves() const { return curves_; }

    void save(archive_writer& out) const;
    void load(archive_reader& in);

    void begin(std::string_view phase, std::int64_t total) override;
    void metric(std::string_view name, std::int64_t step, double value) override;

private:
    std::vector<curve_of> curves_;
    std::int64_t steps_{1};
    std::int64_t counted_{};
    double sum_{};
};

/// " sep<3> mb<6,3> ..."
std::string operators_of(space_view const& space, genotype const& g);
/// Adds "layers", "stages" and "networks".
void describe_results(json& out, space_view const& space, priced_space const& priced,
                      std::span<stage_result const> stages,
                      std::vector<finished_network> const& networks);
/// Adds "phases", "networks", "sampled" and "curves".
void describe_times(json& out, priced_space const& priced, std::vector<phase> const& phases,
                    std::vector<finished_network> const& networks,
                    std::vector<sampled_network> const& sampled,
                    std::vector<recorder::curve_of> const& curves);
void print_table(space_view const& space, priced_space const& priced,
                 std::vector<finished_network> const& networks, observer& watch,
                 std::size_t delivered = 0);
/// Of a folder with the results of a search.
output_names left_by_searches();
/// report.html from the JSON files of the folder and Chart.js; says so, and returns false, where
/// Chart.js is not installed.
bool write_report(
    output_folder& folder, observer& watch,
    std::filesystem::path const& chart_js = "/usr/share/javascript/chart.js/chart.min.js");

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
#include "searcher.hpp"

#include <cstdio>

#include <hurricane/search/middle_latency.hpp>

#include "limits_search.hpp"
#include "shared/command_line.hpp"
#include "shared/program.hpp"
#include "width_search.hpp"

namespace hurricane::app {

namespace {

std::string description(std::string const& me, space_view const& space,
                        priced_space const& priced) {
    auto const one_by_hand = "\"" + std::string{space[0].candidates.front().name} + "\"";
    return "Searches the space '" + space.name + "' for the target '" + priced.target +
           "' under a latency limit,\n"
           "chooses by training among the best that it found and hand-designed networks "
           "(--choose, --by-hand),\n"
           "and compares them.\n\nExamples:\n  " +
           me + " --out results\n  " + me +
           " --limit latency_ms=" + show(middle_latency(priced), 3) + " --seed 3 --by-hand " +
           one_by_hand + "\n  " + me +
           " --data pictures --scale auto --augment imagenet --out long\n  " + me +
           " --data pictures --scale auto --augment imagenet --out long --resume\n  " + me +
           " --searcher spos --stage-epochs 8 --images 10000\n  " + me +
           " --limit latency_ms=" + show(0.8 * middle_latency(priced), 3) + "," +
           show(middle_latency(priced), 3) + " --out front";
}

}  // namespace

int searcher(int argc, char** argv, space_view const& space, priced_space const& priced,
             space_source const& source, std::function<searcher_family()> const& family,
             std::vector<searcher_entry> const& own) {
    auto s = default_settings(space, priced);
    bool widths = false;
    CLI::App cli{description(argv[0], space, priced)};
    // A later --seed wins.
    cli.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    std::vector<searcher_entry> searchers{searcher_registry.begin(), searcher_registry.end()};
    searchers.insert(searchers.end(), own.begin(), own.end());
    try {
        add_options(cli, s, priced, searchers);
    } catch (error const& e) {
        std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
        return 2;
    }
    if (family)
        cli.add_flag("--widths", widths,
                     "widths of the space are screened by ReLU units within the limits, the best "
                     "two searched, each into its folder in --out; widths.json says which is "
                     "better");
    if (int const code = parse(cli, argc, argv); code >= 0) return code;
    return run_program(argv[0], [&](std::stop_token stop) {
        try {
            auto const each = listed_limits(s, priced);
            if (widths && each.size() > 1)
                throw error{"--widths and several values of a limit do not go together", "--limit",
                            "give one value, or leave --widths out"};
            if (widths)
                search_widths(family(), priced, s, 2, std::move(stop));
            else if (shares_supernet(s, each))
                search_limits(space, priced, source, s, each, std::move(stop));
            else
                search_run{space, priced, source, s, std::move(stop)}.run();
        } catch (stopped const&) {
            std::fprintf(stderr,
                         "what was finished is kept: the same command with --resume goes on\n");
            throw;
        }
    });
}

}  // namespace hurricane::app

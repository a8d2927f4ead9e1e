// SPDX-License-Identifier: MIT
// Which searcher a command line asks for, and what it tells the phases of it.
#include <algorithm>

#include <hurricane/base/alternatives.hpp>

#include "search_settings.hpp"
#include "shared/command_line.hpp"

namespace hurricane::app {

namespace {

/// "hurricane (later layers first, then the early ones), spos (...) or ...".
std::string summaries_of(std::vector<searcher_entry> const& searchers) {
    std::vector<std::string> all;
    for (auto const& e : searchers)
        all.push_back(std::string{e.name} + " (" + std::string{e.summary} + ")");
    return alternatives(all);
}

}  // namespace

void add_searcher(CLI::App& cli, search_settings& s, std::vector<searcher_entry> const& searchers) {
    std::vector<std::string> names;
    for (auto const& e : searchers) names.emplace_back(e.name);
    auto const choose = [&s, searchers](std::string_view name) {
        for (auto const& e : searchers)
            if (e.name == name) s.searcher = e;
    };
    auto* const by_name =
        cli.add_option_function<std::string>(
               "--searcher", choose, "how the space is searched: " + summaries_of(searchers))
            ->default_str(std::string{s.searcher.name})
            ->check(CLI::IsMember(names));
    auto* const one = cli.add_flag_callback(
        "--one-stage", [choose] { choose(searchers::spos::name); }, "as --searcher spos");
    auto* const later = cli.add_flag_callback(
        "--first-stage-only", [choose] { choose(searchers::later_layers::name); },
        "as --searcher later-layers");
    one->excludes(later)->excludes(by_name);
    later->excludes(by_name);
    for (auto const& e : searchers)
        for (auto const& option : e.make({}).options)
            cli.add_option_function<std::string>(
                   "--" + option.name,
                   [&s, name = option.name](std::string const& text) {
                       s.own_options[name] = text;
                   },
                   option.help + " (--searcher " + std::string{e.name} + ")")
                ->default_str(option.get());
}

any_searcher searcher_of(search_settings const& s, two_stage_options const& o) {
    auto how = s.searcher.make(o);
    for (auto const& [name, text] : s.own_options) {
        auto const same = [&name = name](phase_option const& one) { return one.name == name; };
        auto const at = std::find_if(how.options.begin(), how.options.end(), same);
        if (at == how.options.end())
            throw error{"the searcher '" + how.name + "' has no such option", "--" + name,
                        "leave it out, or name its searcher with --searcher"};
        at->set(text);
    }
    return how;
}

}  // namespace hurricane::app

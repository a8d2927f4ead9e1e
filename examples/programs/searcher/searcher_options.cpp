// SPDX-License-Identifier: MIT
// Which searcher a command line asks for, and what it tells the phases of it.
#include <map>
#include <set>

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
}

void add_own_options(CLI::App& cli, search_settings& s,
                     std::vector<searcher_entry> const& searchers) {
    std::map<std::string, CLI::Option*> own;
    std::set<std::string_view> names;
    for (auto const& e : searchers) {
        if (!names.insert(e.name).second)
            throw error{"two searchers are called '" + std::string{e.name} + "'", "SEARCHERS",
                        "give one another name"};
        for (auto const& option : e.make({}).options) {
            auto const whose = " (--searcher " + std::string{e.name} + ")";
            if (auto const known = own.find(option.name); known != own.end()) {
                known->second->description(known->second->get_description() + whose);
                continue;
            }
            if (cli.get_option_no_throw("--" + option.name))
                throw error{"a phase of the searcher '" + std::string{e.name} +
                                "' calls an option --" + option.name + ", which there is already",
                            "SEARCHERS", "give it another name"};
            auto const set = [&s, name = option.name](std::string const& to) {
                s.own_options[name] = to;
            };
            own[option.name] =
                cli.add_option_function<std::string>("--" + option.name, set, option.help + whose)
                    ->default_str(option.get());
        }
    }
}

any_searcher searcher_of(search_settings const& s, two_stage_options const& o) {
    auto how = s.searcher.make(o);
    for (auto const& [name, text] : s.own_options) {
        bool known = false;
        for (auto& option : how.options) {
            if (option.name != name) continue;
            option.set(text);
            known = true;
        }
        if (!known)
            throw error{"the searcher '" + how.name + "' has no such option", "--" + name,
                        "leave it out, or name its searcher with --searcher"};
    }
    return how;
}

}  // namespace hurricane::app

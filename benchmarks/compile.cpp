// SPDX-License-Identifier: MIT
// What it costs to compile a search: programs over {4, 8, 16, 32} operators x {10, 20, 40} layers x
// {1, 4} targets are written and compiled, and the unit of a whole searcher besides. Prints CPU
// seconds, peak memory, object size and the longest symbol, and the growth from one to the other.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <hurricane/base/csv.hpp>
#include <hurricane/base/files.hpp>

#include "shared/command_line.hpp"
#include "shared/program.hpp"

namespace {

using namespace hurricane;
namespace fs = std::filesystem;

struct settings {
    std::vector<std::string> compilers{"g++", "clang++"};
    std::vector<int> operators{4, 8, 16, 32};
    std::vector<int> layers{10, 20, 40};
    std::vector<int> targets{1, 4};
    std::string flags = "-std=c++20 -O2";
    std::string out;
    int repeat = 1;
};

/// What one compilation cost.
struct cost {
    double seconds{};
    double peak_mb{};
    double object_kb{};
    std::size_t longest_symbol{};
};

struct program {
    std::string name;
    int operators{};
    int layers{};
    int targets{};
    std::string source;
    std::string flags{};  ///< beyond those of the command line
};

// --- the programs
// ------------------------------------------------------------

/// The first n of pool32, families in turn, so that each size has its share of all.
std::string pool_of(int n) {
    constexpr std::array families{"sep<3>",   "mb<6, 3>", "choice<3>", "mb<3, 5>",
                                  "sep<5>",   "mb<1, 3>", "choice<5>", "mb<6, 7>",
                                  "sep<7>",   "mb<3, 3>", "choice<7>", "mb<1, 5>",
                                  "mb<6, 5>", "mb<3, 7>", "choice_x",  "mb<1, 7>"};
    std::string s;
    for (int i = 0; i < n; ++i) {
        std::string const op = std::string{"ops::"} + families[std::size_t(i) / 2];
        s += (i > 0 ? ", " : "") + (i % 2 == 0 ? op : "ops::se<" + op + ">");
    }
    return "pool<" + s + ">";
}

/// Space, targets and a two-stage search with a toy evaluator: the front end.
std::string front_end(int operators, int layers, int targets) {
    std::string const part = std::to_string(layers / 5);
    std::string const rest = std::to_string(layers - 3 * (layers / 5));
    std::string s = R"(#include <hurricane/hurricane.hpp>
using namespace hurricane;
struct frame : backbones::spos {
    static constexpr std::array stages{stage{64, )" +
                    part + ", 2}, stage{160, " + part + ", 2}, stage{320, " + rest +
                    ", 2}, stage{640, " + part + ", 2}};\n};\nstruct mine : space<frame, " +
                    pool_of(operators) + R"(> {};
struct toy {
    void score(std::span<genotype const> networks, std::span<fitness> out) {
        for (std::size_t i = 0; i < networks.size(); ++i) out[i] = {double(networks[i][0]), 0};
    }
};
)";
    std::string calls;
    for (int t = 0; t < targets; ++t) {
        auto const id = "device_" + std::to_string(t);
        s += "struct " + id + " : roofline<machine{.gmacs_per_s = " + std::to_string(20 + 7 * t) +
             ", .gbytes_per_s = 10, .overhead_us = 5}> {\n    static constexpr fixed_string name = "
             "\"" +
             id + "\";\n};\n";
        calls += "    sum += two_stage<mine, " + id + ">(evaluator, {}).best().genes[0];\n";
    }
    return s + "int main() {\n    toy evaluator;\n    int sum = 0;\n" + calls +
           "    return sum;\n}\n";
}

/// A searcher in one unit: space, target, supernet, training, search, inference.
std::string whole_searcher() {
    return R"(#include <hurricane/data/formats/idx.hpp>
#include <hurricane/hw/roofline.hpp>
#include <hurricane/inference/frozen_network.hpp>
#include <hurricane/training/supernet.hpp>
#include <hurricane/search/two_stage.hpp>
#include <hurricane/space/presets.hpp>
using namespace hurricane;
struct device : roofline<machine{.gmacs_per_s = 20, .gbytes_per_s = 10, .overhead_us = 5}> {
    static constexpr fixed_string name = "device";
};
int main(int, char** argv) {
    auto const space = view<spaces::fashion>();
    auto const sets = read_idx_folder(argv[1]);
    auto const h = hold_out(sets.train, all_indices(sets.train.size()), 2000, 0);
    task const t{&sets.train, h.rest, h.held, measure(sets.train, h.rest)};
    auto const priced = price<spaces::fashion, device>();
    supernet net{space, priced.allowed, t, {}};
    auto const found = two_stage(net, priced, {}).best().genes;
    frozen_network frozen{network(space, found), net.extract_weights(found)};
    return frozen.size();
}
)";
}

// --- compiling
// ------------------------------------------------------------

std::vector<std::string> words(std::string const& s) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < s.size();) {
        auto const from = s.find_first_not_of(' ', i);
        if (from == s.npos) break;
        i = std::min(s.find(' ', from), s.size());
        all.push_back(s.substr(from, i - from));
    }
    return all;
}

/// Runs a command, its output going to `log`, and returns its CPU seconds and peak memory.
cost run(std::vector<std::string> const& command, fs::path const& log) {
    std::vector<char*> arguments;
    for (auto const& c : command) arguments.push_back(const_cast<char*>(c.c_str()));
    arguments.push_back(nullptr);
    auto const child = fork();
    if (child < 0) throw error{"no process could be started", command.front(), "free some memory"};
    if (child == 0) {
        int const file = open(log.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
        dup2(file, 1);
        dup2(file, 2);
        execvp(arguments[0], arguments.data());
        _exit(127);
    }
    int status = 0;
    rusage used{};
    wait4(child, &status, 0, &used);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        std::string said;
        std::string line;
        std::ifstream in{log};
        while (said.empty() && std::getline(in, line))
            if (line.find("error") != line.npos) said = line;
        throw error{said.empty() ? "it did not run" : said, command.front(),
                    "see --compilers and --flags"};
    }
    auto const seconds = [](timeval t) { return double(t.tv_sec) + 1e-6 * double(t.tv_usec); };
    return {.seconds = seconds(used.ru_utime) + seconds(used.ru_stime),
            .peak_mb = double(used.ru_maxrss) / 1024};
}

std::size_t longest_symbol(fs::path const& object, fs::path const& log) {
    run({"nm", object.string()}, log);
    std::ifstream in{log};
    std::string line;
    std::size_t longest = 0;
    while (std::getline(in, line)) longest = std::max(longest, line.size() - line.rfind(' ') - 1);
    return longest;
}

cost compile(std::string const& compiler, program const& p, settings const& s,
             fs::path const& folder) {
    write_file(folder / "unit.cpp", p.source);
    std::vector<std::string> command{compiler};
    for (auto const& w : words(s.flags + " " + p.flags)) command.push_back(w);
    for (auto const* w : {"-I" HURRICANE_INCLUDE, "-c", "-o"}) command.push_back(w);
    command.push_back(folder / "unit.o");
    command.push_back(folder / "unit.cpp");
    std::vector<cost> all;
    for (int i = 0; i < s.repeat; ++i) all.push_back(run(command, folder / "log"));
    std::sort(all.begin(), all.end(),
              [](auto const& a, auto const& b) { return a.seconds < b.seconds; });
    cost median = all[all.size() / 2];
    median.object_kb = double(fs::file_size(folder / "unit.o")) / 1024;
    median.longest_symbol = longest_symbol(folder / "unit.o", folder / "log");
    return median;
}

// --- the report
// ------------------------------------------------------------

using table = std::map<std::array<int, 3>, double>;  ///< seconds by operators, layers, targets

/// From the smallest to the largest of a factor, all else at its largest: how the seconds beyond
/// the includes grow.
void growth(char const* what, std::size_t factor, std::vector<int> values, table const& seconds,
            double includes, std::array<int, 3> rest) {
    if (values.size() < 2) return;
    std::sort(values.begin(), values.end());
    auto low = rest;
    auto high = rest;
    low[factor] = values.front();
    high[factor] = values.back();
    std::printf("  %s %d -> %d: x%.2f beyond the includes (linear would be x%.2f)\n", what,
                low[factor], high[factor],
                (seconds.at(high) - includes) / (seconds.at(low) - includes),
                double(high[factor]) / low[factor]);
}

/// A folder of one's own in the system's for temporary files, until the end.
struct temporary_folder {
    fs::path path = fs::temp_directory_path() / ("hurricane_compile_" + std::to_string(getpid()));

    temporary_folder() { fs::create_directories(path); }

    ~temporary_folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

std::vector<program> programs_of(settings const& s) {
    std::vector<program> all{{"includes", 0, 0, 0, "#include <hurricane/hurricane.hpp>\n"}};
    for (int o : s.operators)
        for (int l : s.layers)
            for (int t : s.targets) all.push_back({"front end", o, l, t, front_end(o, l, t)});
    all.push_back({"searcher", 32, 12, 1, whole_searcher(), "-fopenmp"});
    return all;
}

std::string csv_row(std::string const& compiler, program const& p, cost const& c) {
    char row[300];
    std::snprintf(row, sizeof row, "%s,%s,%d,%d,%d,%.3f,%.1f,%.1f,%zu\n", compiler.c_str(),
                  p.name.c_str(), p.operators, p.layers, p.targets, c.seconds, c.peak_mb,
                  c.object_kb, c.longest_symbol);
    return row;
}

void print_row(std::string const& compiler, program const& p, cost const& c) {
    std::printf("%-10s %-10s %9d %6d %7d %8.2f %8.0f %10.0f %7zu\n", compiler.c_str(),
                p.name.c_str(), p.operators, p.layers, p.targets, c.seconds, c.peak_mb, c.object_kb,
                c.longest_symbol);
    std::fflush(stdout);
}

/// How one compiler's seconds grow with operators, layers and targets.
void print_growth(settings const& s, std::string const& compiler, table const& seconds,
                  double includes) {
    auto const most = [](std::vector<int> const& v) {
        return *std::max_element(v.begin(), v.end());
    };
    auto const fewest = *std::min_element(s.targets.begin(), s.targets.end());
    std::array const rest{most(s.operators), most(s.layers), fewest};
    std::printf("%s:\n", compiler.c_str());
    growth("operators", 0, s.operators, seconds, includes, rest);
    growth("layers", 1, s.layers, seconds, includes, rest);
    if (auto more = rest; s.targets.size() > 1) {
        more[2] = most(s.targets);
        std::printf("  a further target: %.2f s\n",
                    (seconds.at(more) - seconds.at(rest)) / (more[2] - fewest));
    }
    std::printf("\n");
}

void report(settings const& s, std::stop_token const& stop) {
    temporary_folder const work;
    if (!s.out.empty()) check_writable(s.out);
    std::string csv =
        "compiler,program,operators,layers,targets,seconds,peak_mb,object_kb,longest_symbol\n";
    std::printf("%s, %s, %s\n\n%-10s %-10s %9s %6s %7s %8s %8s %10s %7s\n",
                app::processor().c_str(), app::today().c_str(), s.flags.c_str(), "compiler",
                "program", "operators", "layers", "targets", "seconds", "peak MB", "object kB",
                "symbol");
    for (auto const& compiler : s.compilers) {
        table seconds;
        double includes = 0;
        for (auto const& p : programs_of(s)) {
            if (stop.stop_requested()) throw stopped{};
            cost const c = compile(compiler, p, s, work.path);
            csv += csv_row(compiler, p, c);
            if (!s.out.empty()) write_file(s.out, csv);
            print_row(compiler, p, c);
            if (p.name == "includes") includes = c.seconds;
            if (p.name == "front end") seconds[{p.operators, p.layers, p.targets}] = c.seconds;
        }
        print_growth(s, compiler, seconds, includes);
    }
}

}  // namespace

int main(int argc, char** argv) {
    settings s;
    CLI::App cli{
        "Compiles generated searches and prints what it costs.\n\nExamples:\n  compile\n"
        "  compile --compilers g++ --operators 32 --layers 20 --targets 1 4 --repeat 3 --csv "
        "compile.csv"};
    cli.add_option("--compilers", s.compilers, "commands to compile with")->capture_default_str();
    for (auto const& [name, values] : {std::pair{"--operators", &s.operators},
                                       {"--layers", &s.layers},
                                       {"--targets", &s.targets}})
        cli.add_option(
               name, *values,
               std::string{"sizes to try; "} + (name[2] == 'o' ? "at most 32" : "at most 60"))
            ->capture_default_str()
            ->transform(app::number_from(name[2] == 'l' ? 10 : 1, name[2] == 'o' ? 32 : 60));
    cli.add_option("--flags", s.flags, "of every compilation")->capture_default_str();
    cli.add_option("--repeat", s.repeat, "compilations of each program; the median is printed")
        ->capture_default_str()
        ->transform(app::number_from(1, 99));
    cli.add_option("--csv", s.out, "also write the table to this file");
    if (int const code = app::parse(cli, argc, argv); code >= 0) return code;
    return app::run_program(argv[0], [&](std::stop_token const& stop) { report(s, stop); });
}

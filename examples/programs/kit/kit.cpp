// SPDX-License-Identifier: MIT
#include "kit.hpp"

#include <hurricane/export/kit.hpp>

#include "measure_kit.hpp"
#include "shared/command_line.hpp"
#include "shared/folder_lock.hpp"
#include "shared/program.hpp"

namespace hurricane::app {

namespace {

/// What a kit consists of; rows.csv last.
constexpr char const* kit_names[] = {"measure_kit.py", "empty.onnx", "networks", "rows",
                                     "rows.csv"};

void refuse_names_in(std::filesystem::path const& folder) {
    std::error_code code;
    if (std::filesystem::exists(folder / "rows.csv", code))
        throw error{"the folder holds a kit, whose measurements would be lost", folder.string(),
                    "name another folder"};
    for (auto const* name : kit_names)
        if (std::filesystem::exists(std::filesystem::symlink_status(folder / name, code)))
            throw error{"a kit would overwrite it", (folder / name).string(),
                        "move it away, or name another folder"};
}

/// Makes the parts of a kit under a name that nobody else has, and then moves them into the folder.
template <class Make>
void write_whole(std::filesystem::path const& folder, Make make) {
    temporary_folder const part{folder};
    make(part.path());
    for (auto const* name : kit_names) std::filesystem::rename(part.path() / name, folder / name);
}

}  // namespace

int kit(int argc, char** argv, std::span<named_space const> spaces) {
    std::string const me = std::filesystem::path{argv[0]}.filename().string();
    std::string const choice = spaces.size() > 1 ? " --space " + spaces.front().name : "";
    CLI::App cli{
        "Writes what a device has to be timed on before a searcher can be compiled for it: an ONNX "
        "model of every\n"
        "operator at every place of the space, whole networks, and rows.csv to be filled. "
        "measure_kit.py, beside "
        "them,\n"
        "fills it with ONNX Runtime.\n\nExample:\n  " +
        me + choice +
        " kit && python3 kit/measure_kit.py && target_from_csv --csv kit/rows.csv --name "
        "my::device --out device.hpp"};
    std::string space = spaces.front().name;
    std::string out;
    std::vector<std::string> names;
    for (auto const& s : spaces) names.push_back(s.name);
    kit_options options;
    if (spaces.size() > 1)
        cli.add_option("--space", space, "whose operators")
            ->capture_default_str()
            ->check(CLI::IsMember(names));
    cli.add_option("out", out, "folder to write")->required();
    cli.add_option("--networks", options.networks,
                   "whole networks from which the overhead is calibrated")
        ->capture_default_str()
        ->transform(app::number_from(3, 1000));
    cli.add_option(
           "--without", options.without,
           "an operator that the device cannot run, for example \"mb<6,3>_se\"; may be repeated")
        ->allow_extra_args(false);
    cli.add_option("--seed", options.seed, "seed of weights and networks")
        ->capture_default_str()
        ->transform(any_seed());
    if (int const code = parse(cli, argc, argv); code >= 0) return code;
    return run_program(argv[0], [&](std::stop_token stop) {
        std::filesystem::path const folder{out};
        refuse_names_in(folder);
        console watch;
        options.watch = &watch;
        options.stop = stop;
        auto const chosen = std::find_if(spaces.begin(), spaces.end(),
                                         [&](auto const& s) { return s.name == space; });
        make_folder(folder);
        folder_lock const lock{folder};
        sweep_temporary_files(folder);
        refuse_names_in(folder);
        write_whole(folder, [&](std::filesystem::path const& part) {
            write_file(part / "measure_kit.py", measure_kit_script);
            write_kit(chosen->view(), part, options);
        });
        watch.log("wrote " + out + "; now run: python3 " + (folder / "measure_kit.py").string() +
                  " (needs numpy and onnxruntime)");
    });
}

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
// A folder that a program writes its results into, and nothing that is not its own is ever lost
// there: manifest.json says which run left what, with a checksum of each file. A file is listed
// before it appears, so that a program that is killed between the two leaves nothing behind that it
// would not know again.
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "folder_lock.hpp"

namespace hurricane::app {

/// What a program may leave in its folder.
struct output_names {
    using json = nlohmann::ordered_json;

    std::string format;  ///< of its manifest: "hurricane-manifest"
    std::vector<std::string>
        files;                 ///< beside manifest.json; one that ends in '/' is a folder of files
    std::string log{};         ///< a file that grows while the program runs
    std::string checkpoint{};  ///< a file that says itself what it is
    /// Whether a file is what its name says: the checkpoint, and files beside a manifest of an
    /// earlier version, which listed none (null where there is no manifest).
    std::function<bool(std::filesystem::path const& file, json const& manifest)> looks_ours;
};

class output_folder {
public:
    using json = nlohmann::ordered_json;

    /// Looks at what is there, and locks the folder where it exists. Throws error where another
    /// program has it.
    output_folder(std::filesystem::path folder, output_names names, std::stop_token stop = {});

    /// Creates the folder where it does not exist, locks it, and removes what killed programs left
    /// half-written.
    void create();

    std::filesystem::path const& path() const { return folder_; }

    std::filesystem::path operator/(std::string_view name) const { return folder_ / name; }

    bool exists(std::string_view name) const;

    /// All of a file. Throws stopped.
    std::string read(std::string_view name) const { return read_file(folder_ / name, stop_); }

    /// Of what is there; null where nothing is ours.
    json const& manifest() const { return manifest_; }

    /// The first file that the manifest lists and that is not there as it says; empty where all
    /// are.
    std::string first_lost() const;
    /// Throws error where a file has one of the names but is nothing that the program left.
    void refuse_foreign() const;
    /// The same of a folder below that files are to be put aside into.
    void refuse_foreign_in(std::string const& below) const;

    /// Begins a run, or goes on with one: files that the manifest lists already stay listed.
    void begin(json description);
    /// Lists files and writes them, all or none.
    void write_all(std::vector<std::pair<std::string, std::string>> const& files);

    void write(std::string const& name, std::string const& content) {
        write_all({{name, content}});
    }

    /// Lists the log as it is now: it grows no more.
    void close_log();
    bool has_closed_log() const;
    /// Removes what is ours, the manifest last.
    void clear();
    /// Moves what is ours into the folder `name` below, in place of what was put there before; to
    /// be called again where a program was killed meanwhile. Throws error where something there is
    /// not ours, before anything is moved.
    void put_aside(std::string const& name);
    /// Whether a program was killed while it put files aside there.
    bool is_putting_aside(std::string const& name) const;

private:
    [[noreturn]] void refuse(json const& manifest, std::filesystem::path const& folder,
                             std::string const& name) const;
    void move_all(std::filesystem::path const& aside);
    bool was_moved(std::filesystem::path const& aside, std::string const& name) const;
    bool vouches(json const& manifest, std::filesystem::path const& folder,
                 std::string const& name) const;
    std::vector<std::string> names_in(std::filesystem::path const& folder) const;
    json listed(std::filesystem::path const& folder) const;
    void list_log(bool grows);
    void save() const;

    std::filesystem::path folder_;
    output_names names_;
    std::stop_token stop_;
    std::optional<folder_lock> lock_;
    json manifest_;
};

}  // namespace hurricane::app

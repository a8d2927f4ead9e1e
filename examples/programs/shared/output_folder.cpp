// SPDX-License-Identifier: MIT
#include "output_folder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <memory>

#include <hurricane/base/hash.hpp>
#include <hurricane/base/identifier.hpp>

namespace hurricane::app {

namespace {

namespace fs = std::filesystem;
using json = output_folder::json;

constexpr char const* manifest_name = "manifest.json";

/// Links count too, wherever they lead.
bool is_there(fs::path const& path) {
    std::error_code code;
    return fs::exists(fs::symlink_status(path, code));
}

std::string checksum_of(std::string_view content) {
    return hexadecimal(fnv1a{}.text(content).value());
}

json entry_of(std::string_view content) {
    return {{"bytes", content.size()}, {"fnv1a", checksum_of(content)}};
}

bool is_entry(json const& entry) {
    bool const whole = entry.is_object() && entry.contains("bytes") && entry.contains("fnv1a");
    return whole && entry["bytes"].is_number_unsigned() && entry["fnv1a"].is_string();
}

bool grows(json const& entry) { return entry.contains("grows") && entry["grows"] == true; }

/// Whether a file is as an entry says; of one that grows, its beginning.
bool matches(json const& entry, std::string_view content) {
    if (!is_entry(entry)) return false;
    auto const bytes = entry["bytes"].get<std::size_t>();
    if (grows(entry) ? content.size() < bytes : content.size() != bytes) return false;
    return entry["fnv1a"] == checksum_of(content.substr(0, bytes));
}

/// Links go on leading to where they led.
void move(fs::path const& from, fs::path const& to) {
    if (!fs::is_symlink(from) || fs::read_symlink(from).is_absolute()) {
        fs::rename(from, to);
        return;
    }
    fs::create_symlink(fs::absolute(from.parent_path() / fs::read_symlink(from)).lexically_normal(),
                       to);
    fs::remove(from);
}

bool is_list(json const& files) {
    auto const is_one_or_more = [](json const& e) { return e.is_object() || e.is_array(); };
    return files.is_object() && std::all_of(files.begin(), files.end(), is_one_or_more);
}

json read_manifest(fs::path const& folder, std::string const& format, std::stop_token const& stop) {
    auto const file = folder / manifest_name;
    std::error_code code;
    if (!fs::is_regular_file(file, code)) return {};
    auto manifest = json::parse(read_file(file, stop), nullptr, false);
    if (!manifest.is_object() || !manifest.contains("format") || manifest["format"] != format)
        return {};
    if (manifest.contains("files") && !is_list(manifest["files"])) return {};
    return manifest;
}

}  // namespace

output_folder::output_folder(fs::path folder, output_names names, std::stop_token stop)
    : folder_{std::move(folder)}, names_{std::move(names)}, stop_{std::move(stop)} {
    std::error_code code;
    if (!fs::is_directory(folder_, code)) return;
    lock_.emplace(folder_);
    manifest_ = listed(folder_);
}

void output_folder::create() {
    make_folder(folder_);
    if (!lock_) lock_.emplace(folder_);
    manifest_ = listed(folder_);  // since the constructor looked, anybody may have been there
    refuse_foreign();
    sweep_temporary_files(folder_);
}

bool output_folder::exists(std::string_view name) const { return is_there(folder_ / name); }

std::string output_folder::first_lost() const {
    if (!manifest_.contains("files")) return manifest_name;
    for (auto const& [name, entry] : manifest_["files"].items())
        if (!vouches(manifest_, folder_, name)) return name;
    return {};
}

void output_folder::refuse_foreign() const {
    for (auto const& name : names_in(folder_))
        if (!vouches(manifest_, folder_, name)) refuse(manifest_, folder_, name);
}

void output_folder::refuse_foreign_in(std::string const& below) const {
    auto const aside = folder_ / below;
    if (!is_there(aside)) return;

    struct stat here {};

    struct stat there {};

    bool const is_folder = stat(aside.c_str(), &there) == 0 && S_ISDIR(there.st_mode);
    if (!is_folder || stat(folder_.c_str(), &here) != 0 || here.st_dev != there.st_dev)
        throw error{is_folder ? "it lies on another file system" : "it is not a folder",
                    aside.string(),
                    "the result before this run goes there: move it away, or name another folder"};
    auto const manifest = listed(aside);
    for (auto const& name : names_in(aside)) {
        if (name == names_.checkpoint)
            throw error{"an unfinished run is kept there, and would be lost",
                        (aside / name).string(),
                        "finish it and move it away, or name another folder"};
        if (!vouches(manifest, aside, name) && !was_moved(aside, name))
            refuse(manifest, aside, name);
    }
}

void output_folder::refuse(json const& manifest, fs::path const& folder,
                           std::string const& name) const {
    bool const changed = manifest.contains("files") && manifest["files"].contains(name);
    throw error{changed ? "this file was changed since the program left it there, and would be lost"
                        : "this is nothing that the program left there, and would be lost",
                (folder / name).string(), "move it away, or name another folder"};
}

void output_folder::begin(json description) {
    auto files = manifest_.contains("files") ? manifest_["files"] : json::object();
    manifest_ = std::move(description);
    manifest_["files"] = std::move(files);
    if (!names_.log.empty()) list_log(true);
    save();
}

void output_folder::write_all(std::vector<std::pair<std::string, std::string>> const& files) {
    std::vector<std::unique_ptr<temporary_file>> made;
    for (auto const& [name, content] : files) {
        made.push_back(std::make_unique<temporary_file>(folder_ / name));
        made.back()->write(content);
    }
    auto& list = manifest_["files"];
    bool replaced = false;
    for (auto const& [name, content] : files) {
        if (exists(name) && !vouches(manifest_, folder_, name)) refuse_foreign();
        auto const entry = entry_of(content);
        if (!exists(name)) {
            list[name] = entry;
            continue;
        }
        replaced = true;
        if (!list[name].is_array()) list[name] = json::array({list[name]});
        list[name].push_back(entry);
    }
    save();
    for (auto const& file : made) file->become_target();
    for (auto const& [name, content] : files) list[name] = entry_of(content);
    if (replaced) save();
}

void output_folder::close_log() {
    list_log(false);
    save();
}

bool output_folder::has_closed_log() const {
    return manifest_.contains("files") && manifest_["files"].contains(names_.log) &&
           !grows(manifest_["files"][names_.log]);
}

void output_folder::clear() {
    refuse_foreign();
    for (auto const& name : names_in(folder_))
        if (name != manifest_name) fs::remove(folder_ / name);
    fs::remove(folder_ / manifest_name);
    manifest_ = {};
}

void output_folder::put_aside(std::string const& name) {
    auto const aside = folder_ / name;
    make_folder(aside);
    folder_lock const lock{aside};
    refuse_foreign();
    refuse_foreign_in(name);
    try {
        move_all(aside);
    } catch (fs::filesystem_error const& e) {
        throw error{"what is there cannot be put aside: " + e.code().message(), aside.string(),
                    "check that its files may be moved and removed"};
    }
    manifest_ = {};
}

/// The manifest last, here and there: it vouches for the rest.
void output_folder::move_all(fs::path const& aside) {
    auto const manifest_last = [](std::string const& a, std::string const& b) {
        return (a == manifest_name) < (b == manifest_name);
    };
    auto former = names_in(aside);
    std::stable_sort(former.begin(), former.end(), manifest_last);
    for (auto const& file : former)
        if (!was_moved(aside, file)) fs::remove(aside / file);
    auto ours = names_in(folder_);
    std::stable_sort(ours.begin(), ours.end(), manifest_last);
    for (auto const& file : ours) move(folder_ / file, aside / file);
}

bool output_folder::is_putting_aside(std::string const& name) const {
    auto const moved = names_in(folder_ / name);
    return std::any_of(moved.begin(), moved.end(),
                       [&](std::string const& file) { return was_moved(folder_ / name, file); });
}

/// A file is moved behind the former manifest's removal, and before its own manifest.
bool output_folder::was_moved(fs::path const& aside, std::string const& name) const {
    return !is_there(aside / manifest_name) && !exists(name) && vouches(manifest_, aside, name);
}

bool output_folder::vouches(json const& manifest, fs::path const& folder,
                            std::string const& name) const {
    if (name == manifest_name) return manifest.contains("files");
    std::error_code code;
    if (!fs::is_regular_file(folder / name, code)) return false;
    if (name == names_.checkpoint)
        return manifest.contains("files") && names_.looks_ours(folder / name, manifest);
    if (!manifest.contains("files") || !manifest["files"].contains(name)) return false;
    auto const& entry = manifest["files"][name];
    auto const content = read_file(folder / name, stop_);
    if (!entry.is_array()) return matches(entry, content);
    return std::any_of(entry.begin(), entry.end(),
                       [&](json const& e) { return matches(e, content); });
}

std::vector<std::string> output_folder::names_in(fs::path const& folder) const {
    std::vector<std::string> there;
    auto known = names_.files;
    for (auto const& name : {names_.log, names_.checkpoint, std::string{manifest_name}})
        if (!name.empty()) known.push_back(name);
    for (auto const& name : known)
        if (name.ends_with('/')) {
            std::error_code code;
            fs::directory_iterator const end;
            for (fs::directory_iterator at{folder / name, code}; !code && at != end;
                 at.increment(code))
                if (!is_temporary_name(at->path().filename().string()))
                    there.push_back(name + at->path().filename().string());
        } else if (is_there(folder / name)) {
            there.push_back(name);
        }
    return there;
}

/// The manifest of a folder; what an earlier version left, whose manifest lists no files, is listed
/// by names and formats.
json output_folder::listed(fs::path const& folder) const {
    auto manifest = read_manifest(folder, names_.format, stop_);
    if (manifest.contains("files")) return manifest;
    json files = json::object();
    for (auto const& name : names_in(folder)) {
        std::error_code code;
        bool const ours = name != manifest_name && name != names_.checkpoint &&
                          fs::is_regular_file(folder / name, code) &&
                          names_.looks_ours(folder / name, manifest);
        if (ours) files[name] = entry_of(read_file(folder / name, stop_));
    }
    if (manifest.is_null() && files.empty()) return manifest;
    manifest["files"] = std::move(files);
    return manifest;
}

void output_folder::list_log(bool grows) {
    auto& entry = manifest_["files"][names_.log];
    entry = entry_of(exists(names_.log) ? read_file(folder_ / names_.log) : std::string{});
    if (grows) entry["grows"] = true;
}

void output_folder::save() const { write_file(folder_ / manifest_name, manifest_.dump(2) + "\n"); }

}  // namespace hurricane::app

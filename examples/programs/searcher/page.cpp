// SPDX-License-Identifier: MIT
// The page of a search, from the files that it left.
#include <algorithm>

#include <hurricane/base/files.hpp>

#include "report_page.hpp"
#include "results.hpp"

namespace hurricane::app {

namespace {

constexpr char const* page_name = "report.html";

/// result, timing or manifest. Throws error where it is not what a search leaves.
json read_part(output_folder const& folder, std::string const& part) {
    auto const file = folder / (part + ".json");
    auto data = json::parse(folder.read(part + ".json"), nullptr, false);
    if (!data.is_object())
        throw error{"this is no JSON object", file.string(), "restore the file, or search again"};
    auto const format = "hurricane-" + part;
    if (!data.contains("format") || data["format"] != format)
        throw error{"this is no " + format + " file", file.string(), "give the folder of a search"};
    bool const known = data.contains("version") &&
                       (data["version"] == 2 || data["version"] == (part == "manifest" ? 1 : 3));
    if (!known)
        throw error{"version " + (data.contains("version") ? data["version"].dump() : "unknown") +
                        " of " + part + ".json",
                    file.string(), "write the report with the Hurricane that made it"};
    return data;
}

void require_keys(json const& data, std::filesystem::path const& file,
                  std::vector<char const*> const& keys) {
    for (auto const* key : keys)
        if (!data.contains(key))
            throw error{"there is no '" + std::string{key} + "'", file.string(), "search again"};
}

/// Result, timing and manifest are of one search, and what the manifest lists is what is there.
void require_one_search(json const& data, output_folder const& folder) {
    auto const& result = data["result"];
    auto const& manifest = data["manifest"];
    bool one = !result["networks"].empty() &&
               result["networks"].size() == data["timing"]["networks"].size();
    for (auto const* key : {"seed", "fingerprint"})
        one = one && result.contains(key) && manifest.contains(key) && result[key] == manifest[key];
    if (!one)
        throw error{"result.json, timing.json and manifest.json are not of one search",
                    folder.path().string(), "search again"};
    auto const lost = folder.first_lost();
    if (!lost.empty() && lost != page_name)
        throw error{"this file is not as the search left it", (folder / lost).string(),
                    "restore it, or search again"};
}

/// The manifest's files by name alone: the page is one of them.
json with_names_of_files(json manifest) {
    std::vector<std::string> names{page_name};
    for (auto const& [name, entry] : manifest["files"].items())
        if (name != page_name) names.push_back(name);
    std::sort(names.begin(), names.end());
    manifest["files"] = names;
    return manifest;
}

/// Whether a file of an earlier version is what its name says; that it stands beside a manifest is
/// known already.
bool looks_left_by_a_search(std::filesystem::path const& file, json const& manifest) {
    auto const name = file.filename().string();
    auto const content = read_file(file);
    auto const is_json = [&](char const* format) {
        auto const data = json::parse(content, nullptr, false);
        return data.is_object() && data.value("format", json{}) == format;
    };
    if (name == "checkpoint") return content.starts_with("HURRICAN");
    if (!manifest.is_object()) return false;
    if (name == "result.json") return is_json("hurricane-result");
    if (name == "timing.json") return is_json("hurricane-timing");
    if (name == "genotype.txt") return content.starts_with("# hurricane-genotype");
    if (name == "network.weights") return content.starts_with("HURRICAN");
    if (name == "network.hpp") return content.starts_with("// hurricane-network");
    if (name == "network.onnx") return content.find("hurricane") < 100;  // who produced it
    if (name == "report.html") return content.find("<title>Hurricane: ") != content.npos;
    return name == "log.txt" && content.find("searching '") != content.npos;
}

}  // namespace

output_names left_by_searches() {
    return {.format = "hurricane-manifest",
            .files = {"result.json", "timing.json", "genotype.txt", "network.hpp",
                      "network.weights", "network.onnx", page_name},
            .log = "log.txt",
            .checkpoint = "checkpoint",
            .looks_ours = looks_left_by_a_search};
}

bool write_report(output_folder& folder, observer& watch, std::filesystem::path const& chart_js) {
    std::error_code code;
    if (!std::filesystem::is_regular_file(chart_js, code)) {
        watch.log("no report.html: " + chart_js.string() +
                  " is not there (apt-get install libjs-chart.js)");
        return false;
    }
    json data;
    for (std::string const part : {"result", "timing", "manifest"})
        data[part] = read_part(folder, part);
    require_keys(data["result"], folder / "result.json",
                 {"space", "target", "images", "seed", "limits", "layers", "stages", "networks"});
    require_keys(data["timing"], folder / "timing.json",
                 {"date", "processor", "phases", "networks", "sampled", "curves"});
    require_one_search(data, folder);
    data["manifest"] = with_names_of_files(folder.manifest());
    auto text = data.dump();
    for (std::size_t at = 0; (at = text.find('<', at)) != text.npos; at += 6)
        text.replace(at, 1, "\\u003c");
    std::string page = report_page;
    auto const put = [&](std::string const& marker, std::string const& what) {
        page.replace(page.find(marker), marker.size(), what);
    };
    put("@chart_js@", read_file(chart_js));
    put("@data@", text);
    folder.write(page_name, page);
    return true;
}

}  // namespace hurricane::app

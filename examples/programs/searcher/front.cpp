// SPDX-License-Identifier: MIT
#include "front.hpp"

#include <algorithm>

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/files.hpp>

#include "results.hpp"

namespace hurricane::app {

namespace {

namespace fs = std::filesystem;

constexpr char const* opening = "<!doctype html><!-- hurricane-front -->";

/// What a finished search delivered.
json delivered(fs::path const& folder, space_view const& space, priced_space const& priced,
               limits const& search) {
    auto const result = json::parse(read_file(folder / folder_of(search) / "result.json"));
    auto const& network = delivered_network(result);
    auto const g = parse_genotype(network["genotype"].get<std::string>(), space.size());
    json within = json::array();
    for (auto const& l : search) within.push_back({{"name", l.name}, {"bound", l.bound}});
    return {{"folder", folder_of(search)},
            {"limits", within},
            {"cost", search.back().name},
            {"name", network["name"]},
            {"by_hand", network.value("by_hand", false)},
            {"genotype", to_string(g)},
            {"predicted", priced[search.back().name].of(g)},
            {"test_top1", network["test_top1"]}};
}

/// Of searches under limits of the same cost: whether another one is no dearer, no worse, and one
/// of the two better.
bool is_beaten(json const& one, json const& all) {
    return std::any_of(all.begin(), all.end(), [&](json const& other) {
        bool const better =
            other["predicted"] < one["predicted"] || other["test_top1"] > one["test_top1"];
        return other["cost"] == one["cost"] && other["predicted"] <= one["predicted"] &&
               other["test_top1"] >= one["test_top1"] && better;
    });
}

/// Whether a search of a front.json has what is read of it.
bool is_search(json const& one) {
    auto const is = [&](char const* key, auto kind) {
        return one.contains(key) && (one[key].*kind)();
    };
    return one.is_object() && is("folder", &json::is_string) && is("cost", &json::is_string) &&
           is("name", &json::is_string) && is("genotype", &json::is_string) &&
           is("by_hand", &json::is_boolean) && is("limits", &json::is_array) &&
           is("predicted", &json::is_number) && is("test_top1", &json::is_number);
}

std::string escaped(std::string const& text) {
    std::string out;
    for (char const c : text) {
        if (c == '<')
            out += "&lt;";
        else if (c == '&')
            out += "&amp;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

/// A picture of accuracy (percent) by the cost of a name; a link to each search.
std::string picture(std::string const& cost, std::vector<json> const& some) {
    auto const range = [&](char const* key) {
        auto const less = [key](json const& a, json const& b) {
            return a[key].get<double>() < b[key].get<double>();
        };
        auto const [low, high] = std::minmax_element(some.begin(), some.end(), less);
        double const least = (*low)[key];
        double const most = (*high)[key];
        double const room = most > least ? 0.1 * (most - least) : 1e-3 + 0.1 * most;
        return std::pair{least - room, most + room};
    };
    auto const [x0, x1] = range("predicted");
    auto const [y0, y1] = range("test_top1");
    std::string svg = "<h2>" + escaped(cost) +
                      "</h2>\n<svg viewBox=\"0 0 640 320\" role=\"img\" aria-label=\"accuracy by " +
                      escaped(cost) + "\">\n<path class=\"axis\" d=\"M50 10V290H630\"/>\n";
    std::string line;
    for (auto const& one : some) {
        double const x = 50 + 580 * (one["predicted"].get<double>() - x0) / (x1 - x0);
        double const y = 290 - 280 * (one["test_top1"].get<double>() - y0) / (y1 - y0);
        bool const front = one["on_front"];
        if (front) line += (line.empty() ? "M" : "L") + fixed(x, 1) + " " + fixed(y, 1);
        svg += "<a href=\"" + escaped(one["folder"]) + "/report.html\"><circle class=\"" +
               (front ? "front" : "beaten") + "\" cx=\"" + fixed(x, 1) + "\" cy=\"" + fixed(y, 1) +
               "\" r=\"6\"><title>" + escaped(one["folder"]) + "</title></circle></a>\n";
    }
    return svg + "<path class=\"line\" d=\"" + line + "\"/>\n<text x=\"50\" y=\"310\">" + show(x0) +
           "</text><text x=\"630\" y=\"310\" text-anchor=\"end\">" + show(x1) +
           "</text>\n<text x=\"44\" y=\"290\" text-anchor=\"end\">" + fixed(100 * y0, 1) +
           "</text><text x=\"44\" y=\"20\" text-anchor=\"end\">" + fixed(100 * y1, 1) +
           "</text></svg>\n";
}

std::string table(std::vector<json> const& some) {
    std::string rows =
        "<table><tr><th>limits</th><th>delivered</th><th>predicted</th><th>test top-1</th>"
        "<th>front</th></tr>\n";
    for (auto const& one : some) {
        std::string within;
        for (auto const& l : one["limits"])
            within += (within.empty() ? "" : ", ") + escaped(l.value("name", "")) + " &le; " +
                      show(l.value("bound", 0.0));
        rows += "<tr><td><a href=\"" + escaped(one["folder"]) + "/report.html\">" + within +
                "</a></td><td>" + escaped(one["name"]) +
                (one["by_hand"].get<bool>() ? " (made by hand)" : "") + "<br><small>" +
                escaped(one["genotype"]) + "</small></td><td>" +
                show(one["predicted"].get<double>()) + "</td><td>" +
                fixed(100 * one["test_top1"].get<double>(), 2) + " %</td><td>" +
                (one["on_front"].get<bool>() ? "yes" : "beaten") + "</td></tr>\n";
    }
    return rows + "</table>\n";
}

std::string page(json const& all, priced_space const& priced) {
    std::string body;
    for (auto const& c : priced.costs) {
        std::vector<json> some;
        for (auto const& one : all)
            if (one["cost"] == c.name) some.push_back(one);
        if (!some.empty()) body += picture(c.name, some) + table(some);
    }
    return std::string{opening} +
           "<meta charset=\"utf-8\"><meta name=\"color-scheme\" "
           "content=\"light dark\">\n<title>" +
           escaped(priced.name) + " on " + escaped(priced.target) +
           "</title>\n<style>body{font:16px system-ui;max-width:44rem;margin:2rem auto;padding:0 "
           "1rem}svg{width:100%}text{font-size:12px;fill:currentColor}.axis,.line{fill:none;"
           "stroke:currentColor}.line{stroke-width:2}.front{fill:#2a7de1}.beaten{fill:#999}"
           "td,th{padding:.3rem .6rem;text-align:left;vertical-align:top}</style>\n<h1>One "
           "supernet, several limits</h1>\n<p>" +
           escaped(priced.name) + " on " + escaped(priced.target) + "</p>\n" + body;
}

}  // namespace

std::string folder_of(limits const& within) {
    return within.back().name + "-" + decimal(within.back().bound);
}

void search_front::check() const {
    auto const file = folder_ / "front.json";
    auto const html = folder_ / "front.html";
    if (fs::exists(html) && !read_file(html).starts_with(opening))
        throw error{"this file is not ours", html.string(), "give another --out"};
    if (!fs::exists(file)) return;
    auto const known = json::parse(read_file(file), nullptr, false);
    if (!known.is_object() || !known.contains("format") || known["format"] != "hurricane-front")
        throw error{"this file is not ours", file.string(), "give another --out"};
    auto const whole = known.contains("searches") && known["searches"].is_array() &&
                       std::all_of(known["searches"].begin(), known["searches"].end(), is_search);
    if (!whole) throw error{"the file is damaged", file.string(), "remove it"};
}

void search_front::check_training() const {
    auto const file = folder_ / "front.json";
    if (!fs::exists(file)) return;
    auto const known = json::parse(read_file(file), nullptr, false);
    if (!known.contains("training") || known["training"] != training_)
        throw error{"the front there is of another space, other data or another training",
                    file.string(), "give another --out"};
}

void search_front::write(space_view const& space, priced_space const& priced,
                         std::vector<limits> const& searches) const {
    auto const file = folder_ / "front.json";
    std::vector<json> all;
    auto const known = fs::exists(file) ? json::parse(read_file(file))["searches"] : json::array();
    for (auto const& one : known) {
        bool const again = std::any_of(searches.begin(), searches.end(), [&](limits const& s) {
            return folder_of(s) == one["folder"];
        });
        auto const result = folder_ / one["folder"].get<std::string>() / "result.json";
        if (!again && fs::exists(result)) all.push_back(one);
    }
    for (auto const& s : searches) all.push_back(delivered(folder_, space, priced, s));
    std::stable_sort(all.begin(), all.end(), [](json const& a, json const& b) {
        return a["predicted"].get<double>() < b["predicted"].get<double>();
    });
    for (auto& one : all) one["on_front"] = !is_beaten(one, all);
    json const out{{"format", "hurricane-front"}, {"version", 1},          {"space", priced.name},
                   {"target", priced.target},     {"training", training_}, {"searches", all}};
    write_file(file, out.dump(2) + "\n");
    write_file(folder_ / "front.html", page(all, priced));
}

}  // namespace hurricane::app

// SPDX-License-Identifier: MIT
// A measuring kit: what a device has to be timed on before a searcher can be compiled for it, as
// ONNX models that any runtime takes.
//
// * rows.csv: the rows of the space, in the profilers' format, and the whole networks; latencies
//   missing
// * rows/17.onnx: the operator of row 17 (from 0) at its slot, batch 1; the graph has the
//   operator's name
// * networks/3.onnx: whole random networks, from which the overheads are calibrated
// * empty.onnx: nothing, what a call of the runtime takes
#pragma once

#include <algorithm>
#include <filesystem>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include <hurricane/base/observer.hpp>
#include <hurricane/cost/price_rows.hpp>
#include <hurricane/export/onnx.hpp>
#include <hurricane/hw/rows.hpp>
#include <hurricane/space/mask.hpp>

namespace hurricane::inline v0 {

struct kit_options {
    int networks{12};
    std::uint64_t seed{};  ///< of weights and networks
    /// Operators that the device cannot run: unsupported, and in no network.
    std::vector<std::string> without{};
    observer* watch{&quiet()};
    std::stop_token stop{};
};

/// Writes the kit of a space into a folder, rows.csv last: a folder with it is whole. Throws error
/// where an operator to be left out is unknown, or a layer has no other.
inline void write_kit(space_view const& space, std::filesystem::path const& folder,
                      kit_options const& o = {}) {
    auto const left_out = [&](std::string_view op) {
        return std::find(o.without.begin(), o.without.end(), op) != o.without.end();
    };
    choice_mask mask;
    std::set<std::string_view> pool;
    for (auto const& layer : space.layers) {
        auto& choices = mask.emplace_back();
        for (std::size_t i = 0; i < layer.candidates.size(); ++i) {
            pool.insert(layer.candidates[i].name);
            if (!left_out(layer.candidates[i].name))
                choices.push_back(static_cast<std::uint8_t>(i));
        }
        if (choices.empty())
            throw error{"no operator is left",
                        "space " + space.name + ", layer " + std::to_string(mask.size() - 1),
                        "leave out fewer"};
    }
    for (auto const& op : o.without)
        if (!pool.contains(op))
            throw error{"no operator is named '" + op + "'", "space " + space.name,
                        "use a name of its pool, for example " + std::string{*pool.begin()}};
    auto rows = rows_of(space);
    auto const key = [](row_to_measure const& r) { return row_key{r.op, r.at, 1, 1, dtype::f32}; };
    std::sort(rows.begin(), rows.end(),
              [&](auto const& a, auto const& b) { return key(a) < key(b); });
    for (auto const* part : {"rows", "networks"}) make_folder(folder / part);
    o.watch->begin("writing models", static_cast<std::int64_t>(rows.size()) + o.networks);
    std::int64_t written = 0;
    auto const write = [&](std::string const& file, std::vector<plan> const& plans,
                           std::string const& name) {
        if (o.stop.stop_requested()) throw stopped{};
        write_onnx(folder / file, plans, random_weights(plans, o.seed), {.batch = 1, .name = name});
        o.watch->advance(++written);
    };
    std::string head = "# hurricane-rows " + std::to_string(row_csv_version) + "\n# space " +
                       space.name + "\n# fingerprint " + hexadecimal(space.fingerprint) + "\n";
    std::string csv = "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const& r = rows[i];
        if (!left_out(r.op)) write("rows/" + std::to_string(i) + ".onnx", {r.lowered}, r.op);
        csv += "\"" + r.op + "\"";
        for (int x : {r.at.in.c, r.at.in.h, r.at.in.w, r.at.out, r.at.stride})
            csv += "," + std::to_string(x);
        csv += left_out(r.op) ? ",1,1,f32,unsupported\n" : ",1,1,f32,\n";
    }
    write("empty.onnx", {plan{{1, 1, 1}}}, "empty");
    auto const row_of = [&](std::string_view op, slot at) {
        return std::find_if(rows.begin(), rows.end(),
                            [&](auto const& r) { return r.op == op && r.at == at; }) -
               rows.begin();
    };
    rng random{o.seed, "calibration networks"};
    for (int n = 0; n < o.networks; ++n) {
        genotype g{space.size()};
        for (int layer = 0; layer < g.size(); ++layer) {
            auto const& choices = mask[std::size_t(layer)];
            g[layer] = choices[random.below(choices.size())];
        }
        auto const plans = network(space, g);
        auto const model = "networks/" + std::to_string(n) + ".onnx";
        write(model, plans, model);
        int steps = 0;
        for (auto const& p : plans) steps += p.size();
        head += "# network " + model + " " + std::to_string(steps) + " " +
                std::to_string(row_of(stem_name(space.backbone).view(), slot_of(space.stem)));
        for (int layer = 0; layer < space.size(); ++layer)
            head += "-" +
                    std::to_string(row_of(space[layer].candidates[g[layer]].name, space[layer].at));
        head += "-" +
                std::to_string(row_of(head_name(space.backbone).view(), slot_of(space.head))) +
                "\n";
    }
    o.watch->end();
    write_file(folder / "rows.csv", head + csv);
}

}  // namespace hurricane::inline v0

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
#include <string_view>
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

namespace detail {

inline bool contains(std::vector<std::string> const& ops, std::string_view op) {
    return std::find(ops.begin(), ops.end(), op) != ops.end();
}

/// The operators of each layer that are not left out.
inline choice_mask choices_without(space_view const& space, std::vector<std::string> const& ops) {
    choice_mask mask;
    for (auto const& layer : space.layers) {
        auto& choices = mask.emplace_back();
        for (std::size_t i = 0; i < layer.candidates.size(); ++i)
            if (!contains(ops, layer.candidates[i].name))
                choices.push_back(static_cast<std::uint8_t>(i));
        if (choices.empty())
            throw error{"no operator is left",
                        "space " + space.name + ", layer " + std::to_string(mask.size() - 1),
                        "leave out fewer"};
    }
    return mask;
}

/// Throws error for an operator that no layer of the space has.
inline void check_known(space_view const& space, std::vector<std::string> const& ops) {
    std::set<std::string_view> pool;
    for (auto const& layer : space.layers)
        for (auto const& candidate : layer.candidates) pool.insert(candidate.name);
    for (auto const& op : ops)
        if (!pool.contains(op))
            throw error{"no operator is named '" + op + "'", "space " + space.name,
                        "use a name of its pool, for example " + std::string{*pool.begin()}};
}

class kit_writer {
public:
    kit_writer(space_view const& space, std::filesystem::path const& folder, kit_options const& o)
        : space_{space}, folder_{folder}, o_{o}, mask_{choices_without(space, o.without)} {
        check_known(space, o.without);
        rows_ = rows_of(space);
        std::sort(rows_.begin(), rows_.end(),
                  [](auto const& a, auto const& b) { return key(a) < key(b); });
    }

    void write() {
        for (auto const* part : {"rows", "networks"}) make_folder(folder_ / part);
        o_.watch->begin("writing models", static_cast<std::int64_t>(rows_.size()) + o_.networks);
        auto const rows = write_rows();
        write_model("empty.onnx", {plan{{1, 1, 1}}}, "empty");
        auto const networks = write_networks();
        o_.watch->end();
        write_file(folder_ / "rows.csv", "# hurricane-rows " + std::to_string(row_csv_version) +
                                             "\n# space " + space_.name + "\n# fingerprint " +
                                             hexadecimal(space_.fingerprint) + "\n" + networks +
                                             rows);
    }

private:
    static row_key key(row_to_measure const& r) { return {r.op, r.at, 1, 1, dtype::f32}; }

    void write_model(std::string const& file, std::vector<plan> const& plans,
                     std::string const& name) {
        if (o_.stop.stop_requested()) throw stopped{};
        write_onnx(folder_ / file, plans, random_weights(plans, o_.seed),
                   {.batch = 1, .name = name});
        o_.watch->advance(++written_);
    }

    /// The models of the rows; returns their lines of rows.csv.
    std::string write_rows() {
        std::string csv = "op,in_c,in_h,in_w,out_c,stride,batch,threads,dtype,latency_ms\n";
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            auto const& r = rows_[i];
            bool const left_out = contains(o_.without, r.op);
            if (!left_out) write_model("rows/" + std::to_string(i) + ".onnx", {r.lowered}, r.op);
            csv += "\"" + r.op + "\"";
            for (int x : {r.at.in.c, r.at.in.h, r.at.in.w, r.at.out, r.at.stride})
                csv += "," + std::to_string(x);
            csv += left_out ? ",1,1,f32,unsupported\n" : ",1,1,f32,\n";
        }
        return csv;
    }

    /// The models of whole random networks; returns their lines of rows.csv: model, steps, rows.
    std::string write_networks() {
        std::string lines;
        rng random{o_.seed, "calibration networks"};
        for (int n = 0; n < o_.networks; ++n) {
            auto const g = draw(random);
            auto const plans = network(space_, g);
            auto const model = "networks/" + std::to_string(n) + ".onnx";
            write_model(model, plans, model);
            int steps = 0;
            for (auto const& p : plans) steps += p.size();
            lines += "# network " + model + " " + std::to_string(steps) + " " + rows_of_network(g) +
                     "\n";
        }
        return lines;
    }

    /// Uniform over the choices that are not left out.
    genotype draw(rng& random) const {
        genotype g{space_.size()};
        for (int layer = 0; layer < g.size(); ++layer) {
            auto const& choices = mask_[std::size_t(layer)];
            g[layer] = choices[random.below(choices.size())];
        }
        return g;
    }

    /// The numbers of its rows: "9-0-3-12", the stem's first and the head's last.
    std::string rows_of_network(genotype const& g) const {
        auto numbers = number_of(stem_name(space_.backbone).view(), slot_of(space_.stem));
        for (int layer = 0; layer < space_.size(); ++layer)
            numbers += "-" + number_of(space_[layer].candidates[g[layer]].name, space_[layer].at);
        return numbers + "-" + number_of(head_name(space_.backbone).view(), slot_of(space_.head));
    }

    /// Of the row of an operator at a slot.
    std::string number_of(std::string_view op, slot at) const {
        auto const row = std::find_if(rows_.begin(), rows_.end(), [&](row_to_measure const& r) {
            return r.op == op && r.at == at;
        });
        return std::to_string(row - rows_.begin());
    }

    space_view const& space_;
    std::filesystem::path const& folder_;
    kit_options const& o_;
    choice_mask mask_;
    std::vector<row_to_measure> rows_;  ///< in the order of their keys
    std::int64_t written_{};
};

}  // namespace detail

/// Writes the kit of a space into a folder, rows.csv last: a folder with it is whole. Throws error
/// where an operator to be left out is unknown, or a layer has no other.
inline void write_kit(space_view const& space, std::filesystem::path const& folder,
                      kit_options const& o = {}) {
    detail::kit_writer{space, folder, o}.write();
}

}  // namespace hurricane::inline v0

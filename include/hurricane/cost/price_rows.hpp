// SPDX-License-Identifier: MIT
// From rows that were read at run time to the table that searchers read: what price<Space,
// Target>() does for a target that is a type, with the same generator.
#pragma once

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <hurricane/cost/price.hpp>
#include <hurricane/hw/rows.hpp>
#include <hurricane/space/view.hpp>

namespace hurricane::inline v0 {

/// Everything that one network of the space may consist of, once: stem, head and each operator at
/// each distinct slot, but for those without steps, which take no time.
struct row_to_measure {
    std::string op;
    slot at;
    plan lowered;
};

inline std::vector<row_to_measure> rows_of(space_view const& space) {
    std::vector<row_to_measure> all;
    all.push_back({std::string{stem_name(space.backbone).view()}, slot_of(space.stem), space.stem});
    all.push_back({std::string{head_name(space.backbone).view()}, slot_of(space.head), space.head});
    std::map<std::string, std::vector<slot>> seen;
    for (auto const& layer : space.layers)
        for (auto const& c : layer.candidates) {
            auto& slots = seen[std::string{c.name}];
            if (std::find(slots.begin(), slots.end(), layer.at) != slots.end()) continue;
            slots.push_back(layer.at);
            auto const p = c.lower(layer.at);
            if (p.legal() && p.size() > 0) all.push_back({std::string{c.name}, layer.at, p});
        }
    return all;
}

namespace detail {

inline void check_names(space_view const& space, generator_options const& generator,
                        std::string const& where) {
    if (generator.always.given > operator_names::most)
        throw error{std::to_string(generator.always.given) + " operators that are to be kept",
                    where, "name " + std::to_string(operator_names::most) + " at most"};
    std::vector<std::span<candidate const>> pools;
    for (auto const& layer : space.layers) pools.push_back(layer.candidates);
    if (auto const name = first_unknown_name(generator, pools); !name.empty())
        throw error{
            "no pool has the operator " + std::string{name} + " that is to be kept", where,
            "use a name of its pool, for example " + std::string{space[0].candidates[0].name}};
}

inline void check_rows_belong(space_view const& space, device_table const& rows,
                              std::string const& where) {
    std::string const stem{stem_name(space.backbone).view()};
    std::string const head{head_name(space.backbone).view()};
    for (auto const& row : rows.rows) {
        bool known = row.op == stem || row.op == head;
        for (auto const& layer : space.layers)
            for (auto const& c : layer.candidates) known = known || c.name == row.op;
        if (!known)
            throw error{
                "the operator of the row " + name_of(row.key()) + " is not known",
                row.source_line.empty() ? where : row.source_line,
                "use a name of its pool, for example " + std::string{space[0].candidates[0].name}};
    }
}

/// Milliseconds of placed operators, by rows of one batch, number of threads and type.
struct row_latency {
    device_table const& rows;
    int batch;
    int threads;
    dtype type;
    std::string const& where;  ///< of errors

    /// `unsupported` where the row says so. Throws error where there is no row. O(log rows).
    double operator()(std::string_view op, slot at, plan const& p) const {
        row_key const key{op, at, batch, threads, type};
        auto const before = [](measured_row const& row, row_key const& k) { return row.key() < k; };
        auto const row = std::lower_bound(rows.rows.begin(), rows.rows.end(), key, before);
        bool const measured = row != rows.rows.end() && row->key() == key;
        if (!measured && p.size() == 0) return 0.0;
        if (!measured)
            throw error{"no row for " + name_of(key), where, "measure it, or the space again"};
        if (row->latency_ms == 0 && p.size() > 0)
            throw error{"a latency of 0 for an operator that computes",
                        row->source_line.empty() ? where : row->source_line,
                        "measure the row again"};
        return rows.beyond.of_row(row->latency_ms, p.size());
    }
};

/// The costs of stem and head, and tables without a price.
inline std::vector<cost> costs_without_layers(space_view const& space, row_latency const& ms) {
    std::size_t widest = 0;
    for (auto const& layer : space.layers) widest = std::max(widest, layer.candidates.size());
    auto const unpriced = [&](char const* name, double fixed) {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        return cost{.name = name,
                    .fixed = fixed,
                    .stride = widest,
                    .table = std::vector<double>(space.layers.size() * widest, none)};
    };
    double const stem_ms = ms(stem_name(space.backbone).view(), slot_of(space.stem), space.stem);
    double const head_ms = ms(head_name(space.backbone).view(), slot_of(space.head), space.head);
    return {unpriced("latency_ms", stem_ms + head_ms + ms.rows.beyond.network_ms),
            unpriced("macs", double(space.stem.macs() + space.head.macs())),
            unpriced("params", double(space.stem.params() + space.head.params()))};
}

/// Prices a layer's operators and appends those that the generator allows.
inline void price_layer(priced_space& out, space_view const& space, int layer,
                        row_latency const& ms, generator_options const& generator) {
    auto const& l = space[layer];
    std::vector<facts> known(l.candidates.size());
    std::vector<scored> all(l.candidates.size());
    for (std::size_t i = 0; i < l.candidates.size(); ++i) {
        auto const p = l.candidates[i].lower(l.at);
        if (!p.legal()) continue;
        known[i].macs = p.macs();
        known[i].params = p.params();
        double const latency = ms(l.candidates[i].name, l.at, p);
        if (latency == unsupported) continue;
        all[i].supported = true;
        all[i].latency_ms = latency;
        auto const at = std::size_t(layer) * out.costs[0].stride + i;
        out.costs[0].table[at] = latency;
        out.costs[1].table[at] = double(p.macs());
        out.costs[2].table[at] = double(p.params());
    }
    choose(known, l.candidates, all, generator);
    append_choices(out, all);
    if (out.allowed.back().empty())
        throw error{"the device can run no operator", ms.where + ", layer " + std::to_string(layer),
                    "give that layer one that it can"};
}

}  // namespace detail

/// What becomes of rows whose operator the space does not hold.
enum class foreign_rows : unsigned char { ignored, refused };

/// Which rows price, and what the generator keeps.
struct row_pricing {
    foreign_rows foreign{foreign_rows::ignored};
    generator_options generator{keep_all};
    int batch{1};
    int threads{1};
    dtype type{dtype::f32};
};

/// latency_ms, macs and params of every legal operator of the space, from rows of the batch,
/// threads and type wanted; an operator without steps needs no row. Throws error that names the
/// first row missing, a foreign row where they are refused, and a name that the generator is to
/// keep and no pool has.
inline priced_space price(space_view const& space, device_table const& rows,
                          row_pricing const& o = {}) {
    auto const where = (rows.file.empty() ? "" : rows.file + ", ") + "space " + space.name +
                       " on " + (rows.device.empty() ? "this device" : rows.device);
    if (o.foreign == foreign_rows::refused) detail::check_rows_belong(space, rows, where);
    rows.check_calibrated();
    detail::check_names(space, o.generator, where);
    detail::row_latency const ms{rows, o.batch, o.threads, o.type, where};
    priced_space out;
    out.name = space.name;
    out.target = rows.device;
    out.split = space.split;
    out.fingerprint = space.fingerprint;
    out.measured_fingerprint = rows.fingerprint;
    out.costs = detail::costs_without_layers(space, ms);
    for (int layer = 0; layer < space.size(); ++layer)
        detail::price_layer(out, space, layer, ms, o.generator);
    return out;
}

[[deprecated("give row_pricing")]] inline priced_space price(
    space_view const& space, device_table const& rows, bool every_row_belongs,
    generator_options const& generator = keep_all, int batch = 1, int threads = 1,
    dtype type = dtype::f32) {
    auto const foreign = every_row_belongs ? foreign_rows::refused : foreign_rows::ignored;
    return price(space, rows, row_pricing{foreign, generator, batch, threads, type});
}

}  // namespace hurricane::inline v0

// SPDX-License-Identifier: MIT
// The progress of a searcher as part of a checkpoint file.
#pragma once

#include <algorithm>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/search/searcher_result.hpp>

namespace hurricane::inline v0 {

namespace detail {

inline void write_genes(archive_writer& out, genotype const& g) {
    out.number(std::int32_t{g.size()});
    for (auto choice : g) out.number(choice);
}

inline genotype read_genes(archive_reader& in) {
    genotype g{std::clamp(in.number<std::int32_t>(), 0, genotype::capacity)};
    for (auto& choice : g) choice = in.number<std::uint8_t>();
    return g;
}

inline void write_search(archive_writer& out, std::vector<evaluated> const& history,
                         std::vector<int> const& ends) {
    out.number(static_cast<std::uint64_t>(history.size()));
    for (auto const& e : history) {
        write_genes(out, e.genes);
        out.number(e.fit.primary);
        out.number(e.fit.tie);
    }
    out.number(static_cast<std::uint64_t>(ends.size()));
    for (int end : ends) out.number(std::int32_t{end});
}

inline void read_search(archive_reader& in, std::vector<evaluated>& history,
                        std::vector<int>& ends) {
    history.clear();
    ends.clear();
    for (auto n = in.count(20); n > 0; --n) {
        auto const genes = read_genes(in);
        double const primary = in.number<double>();
        double const tie = in.number<double>();
        history.push_back({genes, {primary, tie}});
    }
    for (auto n = in.count(4); n > 0; --n) ends.push_back(in.number<std::int32_t>());
}

inline void write_stage(archive_writer& out, stage_result const& s) {
    out.text(s.name);
    out.number(std::int32_t{s.first});
    out.number(std::int32_t{s.last});
    write_genes(out, s.fixed);
    write_genes(out, s.search.best.genes);
    out.number(s.search.best.fit.primary);
    out.number(s.search.best.fit.tie);
    write_search(out, s.search.history, s.search.generation_end);
}

inline stage_result read_stage(archive_reader& in) {
    stage_result s;
    s.name = in.text();
    s.first = in.number<std::int32_t>();
    s.last = in.number<std::int32_t>();
    s.fixed = read_genes(in);
    s.search.best.genes = read_genes(in);
    s.search.best.fit.primary = in.number<double>();
    s.search.best.fit.tie = in.number<double>();
    read_search(in, s.search.history, s.search.generation_end);
    return s;
}

inline void write_effort(archive_writer& out, phase_effort const& e) {
    out.text(e.phase);
    out.number(e.seconds);
    out.number(e.processor_seconds);
    out.number(e.paths);
    out.number(e.images);
    out.number(e.evaluations);
}

inline phase_effort read_effort(archive_reader& in) {
    phase_effort e;
    e.phase = in.text();
    e.seconds = in.number<double>();
    e.processor_seconds = in.number<double>();
    e.paths = in.number<std::int64_t>();
    e.images = in.number<std::int64_t>();
    e.evaluations = in.number<std::int64_t>();
    return e;
}

}  // namespace detail

inline void save(archive_writer& out, searcher_progress const& p) {
    out.number(std::int32_t{p.phase});
    out.number(std::uint8_t{p.in_stage});
    out.number(std::int32_t{p.left});
    out.text(p.remembered);
    out.number(static_cast<std::uint64_t>(p.done.stages.size()));
    for (auto const& s : p.done.stages) detail::write_stage(out, s);
    out.number(static_cast<std::uint64_t>(p.done.efforts.size()));
    for (auto const& e : p.done.efforts) detail::write_effort(out, e);
    detail::write_search(out, p.search.history, p.search.generation_end);
    out.number(p.search.drawn);
}

/// Throws error where the file ends too early, and for what no search left.
inline void load(archive_reader& in, searcher_progress& p) {
    p.phase = in.number<std::int32_t>();
    p.in_stage = in.number<std::uint8_t>() != 0;
    p.left = in.number<std::int32_t>();
    p.remembered = in.text();
    p.done = {};
    for (auto n = in.count(52); n > 0; --n)  // bytes of a stage at least
        p.done.stages.push_back(detail::read_stage(in));
    for (auto n = in.count(44); n > 0; --n)  // bytes of an effort at least
        p.done.efforts.push_back(detail::read_effort(in));
    detail::read_search(in, p.search.history, p.search.generation_end);
    p.search.drawn = in.number<std::uint64_t>();
    if (p.phase < 0 || (p.in_stage && p.done.stages.empty()))
        throw error{"this is no progress of a searcher", "checkpoint", "start anew"};
    p.resumed = true;
}

}  // namespace hurricane::inline v0

// SPDX-License-Identifier: MIT
// The progress of a search as part of a checkpoint file.
#pragma once

#include <algorithm>
#include <vector>

#include <hurricane/base/archive.hpp>
#include <hurricane/search/two_stage.hpp>

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
    write_genes(out, s.fixed);
    write_genes(out, s.search.best.genes);
    out.number(s.search.best.fit.primary);
    out.number(s.search.best.fit.tie);
    write_search(out, s.search.history, s.search.generation_end);
    out.number(s.train_seconds);
    out.number(s.search_seconds);
}

inline void read_stage(archive_reader& in, stage_result& s) {
    s.fixed = read_genes(in);
    s.search.best.genes = read_genes(in);
    s.search.best.fit.primary = in.number<double>();
    s.search.best.fit.tie = in.number<double>();
    read_search(in, s.search.history, s.search.generation_end);
    s.train_seconds = in.number<double>();
    s.search_seconds = in.number<double>();
}

}  // namespace detail

/// Files of before guides hold nothing that one remembers.
enum class saved_progress : unsigned char { with_guide, without_guide };

inline void save(archive_writer& out, two_stage_progress const& p) {
    out.text(p.remembered);
    out.number(std::int32_t{p.stage});
    out.number(std::uint8_t{p.trained});
    detail::write_stage(out, p.done.later);
    detail::write_stage(out, p.done.early);
    out.number(static_cast<std::uint64_t>(p.done.further.size()));
    for (auto const& s : p.done.further) detail::write_stage(out, s);
    detail::write_search(out, p.search.history, p.search.generation_end);
    out.number(p.search.drawn);
}

/// Throws error where the file ends too early.
inline void load(archive_reader& in, two_stage_progress& p,
                 saved_progress form = saved_progress::with_guide) {
    p.remembered = form == saved_progress::with_guide ? in.text() : std::string{};
    p.stage = in.number<std::int32_t>();
    p.trained = in.number<std::uint8_t>() != 0;
    detail::read_stage(in, p.done.later);
    detail::read_stage(in, p.done.early);
    p.done.further.clear();
    for (auto n = in.count(56); n > 0; --n)  // bytes of a stage at least
        detail::read_stage(in, p.done.further.emplace_back());
    detail::read_search(in, p.search.history, p.search.generation_end);
    p.search.drawn = in.number<std::uint64_t>();
    p.resumed = true;
}

}  // namespace hurricane::inline v0

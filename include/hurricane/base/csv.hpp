// SPDX-License-Identifier: MIT
// Comma-separated values, read row by row with every error placed: RFC 4180, and what spreadsheets
// and numpy.savetxt make of it. Lines that start with '#' before the header are comments and kept.
#pragma once

#include <algorithm>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/base/csv_lines.hpp>
#include <hurricane/base/decimal.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/base/split_text.hpp>

namespace hurricane::inline v0 {

/// Lines of blanks and commas are skipped, as are empty cells behind the columns.
class csv_reader {
public:
    static constexpr std::size_t longest_line = csv_lines::longest_line;

    /// Reads up to the header. Throws error, and stopped.
    explicit csv_reader(std::filesystem::path const& path, std::stop_token stop = {})
        : path_{path.string()}, lines_{path, std::move(stop)} {
        while (first_.empty()) {
            if (!lines_.begin())
                throw error{"the file is empty", path_, "give a CSV file with a header line"};
            if (lines_.at_comment())
                comments_.push_back(lines_.read_comment());
            else
                read_header();
        }
        header_ = first_;
        header_line_ = line();
        while (header_.back().empty()) header_.pop_back();
    }

    std::vector<std::string> const& comments() const { return comments_; }

    std::vector<std::string> const& header() const { return header_; }

    bool has(std::string_view name) const {
        return std::find(header_.begin(), header_.end(), name) != header_.end();
    }

    /// The number of a column of the header, which is the last comment where only that one has the
    /// column and as many cells as the rows ("# arch,ms"). To be asked for before any row is read.
    std::size_t column(std::string_view name) {
        if (!has(name)) take_header_from_comment(name);
        auto const at = std::find(header_.begin(), header_.end(), name);
        auto const where = path_ + ":" + std::to_string(header_line_);
        if (at == header_.end())
            throw error{"no column '" + std::string{name} + "'", where,
                        "the columns are " + joined(header_, ", ")};
        if (std::find(at + 1, header_.end(), name) != header_.end())
            throw error{"two columns are named '" + std::string{name} + "'", where,
                        "rename one of them"};
        return static_cast<std::size_t>(at - header_.begin());
    }

    /// Reads the next row; false at the end. Throws error, and stopped.
    bool next() {
        begun_ = true;
        if (first_is_row_) {
            first_is_row_ = false;
            cells_ = first_;
        } else {
            do {
                if (!lines_.begin()) return false;
                lines_.read_cells(cells_);
            } while (is_blank(cells_));
        }
        auto const n = cells_.size();
        while (cells_.size() > header_.size() && cells_.back().empty()) cells_.pop_back();
        if (cells_.size() != header_.size())
            throw error{std::to_string(n) + " cells in a table of " +
                            std::to_string(header_.size()) + " columns",
                        source_line(), "mend the line"};
        return true;
    }

    std::string const& operator[](std::size_t column) const { return cells_[column]; }

    /// Throws error where the cell is none; what no double holds is rounded, to infinity or 0.
    template <class Number>
    Number number(std::size_t column) const {
        auto const x = number_in<Number>(cells_[column]);
        if (!x)
            throw error{"'" + cells_[column] + "' is not a number", source_line(column),
                        "mend the cell"};
        return *x;
    }

    /// "file.csv:12, column latency_ms"
    std::string source_line(std::size_t column) const {
        return source_line() + ", column " + header_[column];
    }

    std::string source_line() const { return lines_.source_line(); }

    /// Where the row begins, counted from 1.
    int line() const { return lines_.line(); }

private:
    /// The first line that is no comment, be it in quotes: as spreadsheets write one with a comma.
    void read_header() {
        lines_.read_cells(first_);
        if (is_blank(first_)) first_.clear();
        if (first_.empty() || !first_[0].starts_with('#')) return;
        auto& content = comments_.emplace_back(joined(std::exchange(first_, {})));
        csv_lines::without_padding(content);
        std::replace(content.begin(), content.end(), '\n', ' ');
    }

    static bool is_blank(std::vector<std::string> const& cells) {
        return std::all_of(cells.begin(), cells.end(), [](auto const& c) { return c.empty(); });
    }

    static std::string joined(std::vector<std::string> const& cells, char const* with = ",") {
        std::string content;
        for (auto const& c : cells) content += (content.empty() ? "" : with) + c;
        return content;
    }

    /// numpy.savetxt writes its header as a comment; what was taken for the header is a row then.
    void take_header_from_comment(std::string_view name) {
        if (begun_ || first_is_row_) return;
        for (auto comment = comments_.rbegin(); comment != comments_.rend(); ++comment) {
            auto cells = cells_of_comment(*comment);
            auto const surplus =
                first_.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), first_.size()));
            bool const as_many = cells.size() <= first_.size() && is_blank({surplus, first_.end()});
            if (!as_many || std::find(cells.begin(), cells.end(), name) == cells.end()) continue;
            header_ = std::move(cells);
            first_is_row_ = true;
            return;
        }
    }

    static std::vector<std::string> cells_of_comment(std::string_view comment) {
        auto cells = split_text(comment.substr(1), ',');
        for (auto& c : cells) {
            std::erase(c, '"');
            csv_lines::trim(c);
        }
        return cells;
    }

    std::string path_;
    csv_lines lines_;
    std::vector<std::string> comments_;
    std::vector<std::string> header_;
    std::vector<std::string> first_;  ///< the first line that is no comment
    std::vector<std::string> cells_;
    bool first_is_row_{};
    bool begun_{};
    int header_line_{};
};

}  // namespace hurricane::inline v0

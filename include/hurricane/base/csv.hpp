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

#include <hurricane/base/decimal.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/base/file_reader.hpp>
#include <hurricane/base/utf8.hpp>

namespace hurricane::inline v0 {

/// Lines end with LF, CR LF or CR. Cells are read without the blanks around them; one in quotes may
/// hold commas and line ends. Lines of blanks and commas are skipped, as are empty cells beyond the
/// columns.
class csv_reader {
public:
    static constexpr std::size_t longest_line = 1 << 20;

    /// Reads up to the header. Throws error, and stopped while it waits for a pipe.
    explicit csv_reader(std::filesystem::path const& path, std::stop_token stop = {})
        : path_{path.string()}, file_{path, std::move(stop)}, block_(1 << 16) {
        skip_byte_order_mark();
        while (first_.empty()) {
            begin_line();
            if (peek() == end_of_file)
                throw error{"the file is empty", path_, "give a CSV file with a header line"};
            if (peek() == '#') {
                comments_.push_back(read_comment());
                continue;
            }
            read_cells(first_);
            if (is_blank(first_)) first_.clear();
            if (!first_.empty() && first_[0].starts_with('#')) {  // in quotes
                comments_.push_back(joined(std::exchange(first_, {})));
                without_padding(comments_.back());
            }
        }
        header_ = first_;
        header_line_ = line_;
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
        auto const place = path_ + ":" + std::to_string(header_line_);
        if (at == header_.end())
            throw error{"no column '" + std::string{name} + "'", place,
                        "the columns are " + joined(header_, ", ")};
        if (std::find(at + 1, header_.end(), name) != header_.end())
            throw error{"two columns are named '" + std::string{name} + "'", place,
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
                begin_line();
                if (peek() == end_of_file) return false;
                read_cells(cells_);
            } while (is_blank(cells_));
        }
        auto const n = cells_.size();
        while (cells_.size() > header_.size() && cells_.back().empty()) cells_.pop_back();
        if (cells_.size() != header_.size())
            throw error{std::to_string(n) + " cells in a table of " +
                            std::to_string(header_.size()) + " columns",
                        place(), "mend the line"};
        return true;
    }

    std::string const& operator[](std::size_t column) const { return cells_[column]; }

    /// Throws error where the cell is none; what no double holds is rounded, to infinity or 0.
    template <class Number>
    Number number(std::size_t column) const {
        auto const x = number_in<Number>(cells_[column]);
        if (!x)
            throw error{"'" + cells_[column] + "' is not a number", place(column), "mend the cell"};
        return *x;
    }

    /// "file.csv:12, column latency_ms"
    std::string place(std::size_t column) const { return place() + ", column " + header_[column]; }
    std::string place() const { return path_ + ":" + std::to_string(line_); }

    /// Where the row begins, counted from 1.
    int line() const { return line_; }

private:
    static constexpr int end_of_file = -1;

    /// The next byte, which stays.
    int peek() {
        if (at_ == filled_ && !ended_) {
            at_ = 0;
            filled_ = file_.read(block_);
            ended_ = filled_ == 0;
        }
        return ended_ ? end_of_file : static_cast<unsigned char>(block_[at_]);
    }

    /// Takes the byte that peek showed.
    char take() {
        if (++length_ > longest_line)
            throw error{"a line is longer than 1 MiB", place(), "give a CSV file"};
        return block_[at_++];
    }

    bool at_line_end() {
        int const c = peek();
        return c == '\n' || c == '\r' || c == end_of_file;
    }

    void take_line_end() {
        if (peek() == end_of_file) return;
        bool const carriage_return = take() == '\r';
        if (carriage_return && peek() == '\n') (void)take();
        ++lines_;
    }

    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t') (void)take();
    }

    void begin_line() {
        line_ = lines_ + 1;
        length_ = 0;
        skip_blanks();
    }

    void skip_byte_order_mark() {
        if (peek() != 0xef) return;
        std::string mark;
        while (mark.size() < 3 && !at_line_end()) mark += take();
        check_text(mark);
        if (mark != "\xEF\xBB\xBF")
            throw error{"the file begins with '" + mark + "'", path_, "give a CSV file"};
    }

    std::string read_comment() {
        std::string text;
        while (!at_line_end()) text += take();
        take_line_end();
        without_padding(text);
        check_text(text);
        return text;
    }

    void read_cells(std::vector<std::string>& cells) {
        std::size_t n = 0;
        for (bool more = true; more; ++n) {
            if (n == cells.size()) cells.emplace_back();
            read_cell(cells[n]);
            more = peek() == ',';
            if (more) (void)take();
        }
        cells.resize(n);
        take_line_end();
    }

    void read_cell(std::string& cell) {
        cell.clear();
        skip_blanks();
        if (peek() == '"') {
            (void)take();
            read_quoted(cell);
            skip_blanks();
            if (peek() != ',' && !at_line_end())
                throw error{"text behind the quotes of a cell", place(), "mend the line"};
        } else {
            while (peek() != ',' && !at_line_end()) cell += take();
        }
        trim(cell);
        check_text(cell);
    }

    /// Up to the closing quote; two quotes are one of the text.
    void read_quoted(std::string& cell) {
        for (;;) {
            if (peek() == end_of_file || length_ == longest_line)
                throw error{"a quote is not closed", place(), "mend the line"};
            if (at_line_end()) {
                take_line_end();
                cell += '\n';
                continue;
            }
            char const c = take();
            if (c == '"' && peek() != '"') return;
            if (c == '"') (void)take();
            cell += c;
        }
    }

    static void trim(std::string& cell) {
        constexpr char const* blanks = " \t\n";
        cell.erase(cell.find_last_not_of(blanks) + 1);
        cell.erase(0, cell.find_first_not_of(blanks));
    }

    /// Takes away the commas that a spreadsheet puts behind a comment.
    static void without_padding(std::string& text) {
        text.erase(text.find_last_not_of(", \t") + 1);
    }

    static bool is_blank(std::vector<std::string> const& cells) {
        return std::all_of(cells.begin(), cells.end(), [](auto const& c) { return c.empty(); });
    }

    static std::string joined(std::vector<std::string> const& cells, char const* with = ",") {
        std::string text;
        for (auto const& c : cells) text += (text.empty() ? "" : with) + c;
        return text;
    }

    void check_text(std::string_view text) const {
        if (!is_utf8(text))
            throw error{"the line is not UTF-8 text", place(), "save the file as UTF-8"};
    }

    /// numpy.savetxt writes its header as a comment; what was taken for the header is a row then.
    void take_header_from_comment(std::string_view name) {
        if (begun_ || first_is_row_ || comments_.empty()) return;
        std::vector<std::string> cells{""};
        for (char const c : std::string_view{comments_.back()}.substr(1))
            if (c == ',')
                cells.emplace_back();
            else if (c != '"')
                cells.back() += c;
        for (auto& c : cells) trim(c);
        auto const surplus =
            first_.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), first_.size()));
        bool const as_many = cells.size() <= first_.size() && is_blank({surplus, first_.end()});
        if (!as_many || std::find(cells.begin(), cells.end(), name) == cells.end()) return;
        header_ = std::move(cells);
        first_is_row_ = true;
    }

    std::string path_;
    file_reader file_;
    std::vector<char> block_;
    std::size_t at_{};      ///< in the block
    std::size_t filled_{};  ///< bytes of the block
    bool ended_{};
    std::size_t length_{};  ///< bytes taken of the row
    std::vector<std::string> comments_;
    std::vector<std::string> header_;
    std::vector<std::string> first_;  ///< the first line that is no comment
    std::vector<std::string> cells_;
    bool first_is_row_{};
    bool begun_{};
    int lines_{};  ///< that have been taken
    int line_{};   ///< where the row begins
    int header_line_{};
};

}  // namespace hurricane::inline v0

// SPDX-License-Identifier: MIT
// The lines of a CSV file as cells, by RFC 4180; what its columns mean is csv.hpp's.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>
#include <hurricane/base/file_reader.hpp>
#include <hurricane/base/utf8.hpp>

namespace hurricane::inline v0 {

/// Lines end with LF, CR LF or CR. Cells are read without the blanks around them; one in quotes may
/// hold commas and line ends. A quote within a cell is text. All that reads throws error and
/// stopped.
class csv_lines {
public:
    static constexpr std::size_t longest_line = 1 << 20;

    explicit csv_lines(std::filesystem::path const& path, std::stop_token stop = {})
        : path_{path.string()}, file_{path, std::move(stop)}, block_(1 << 16) {
        skip_byte_order_mark();
    }

    /// Goes to the next line; false at the end of the file.
    bool begin() {
        line_ = lines_ + 1;
        length_ = 0;
        skip_blanks();
        return peek() != end_of_file;
    }

    bool at_comment() { return peek() == '#'; }

    /// The rest of the line, without commas at its end.
    std::string read_comment() {
        std::string content;
        while (!at_line_end()) content += take();
        take_line_end();
        without_padding(content);
        check_text(content);
        return content;
    }

    /// The cells of the line.
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

    /// Where the line that was begun begins, counted from 1.
    int line() const { return line_; }

    std::string source_line() const { return path_ + ":" + std::to_string(line_); }

    /// Takes away the commas that a spreadsheet puts behind a comment.
    static void without_padding(std::string& content) {
        content.erase(content.find_last_not_of(", \t") + 1);
    }

    static void trim(std::string& cell) {
        constexpr char const* blanks = " \t\n\v\f";
        constexpr std::string_view no_break_space = "\xC2\xA0";  // as pasted from a page
        for (;;) {
            cell.erase(cell.find_last_not_of(blanks) + 1);
            cell.erase(0, cell.find_first_not_of(blanks));
            if (cell.starts_with(no_break_space))
                cell.erase(0, no_break_space.size());
            else if (cell.ends_with(no_break_space))
                cell.resize(cell.size() - no_break_space.size());
            else
                return;
        }
    }

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
            throw error{"a line is longer than 1 MiB", source_line(), "give a CSV file"};
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

    void skip_byte_order_mark() {
        if (peek() != 0xef) return;
        std::string mark;
        while (mark.size() < 3 && !at_line_end()) mark += take();
        check_text(mark);
        if (mark != "\xEF\xBB\xBF")
            throw error{"the file begins with '" + mark + "'", path_, "give a CSV file"};
    }

    void read_cell(std::string& cell) {
        cell.clear();
        skip_blanks();
        if (peek() == '"') {
            (void)take();
            read_quoted(cell);
            skip_blanks();
            if (peek() != ',' && !at_line_end())
                throw error{"text behind the quotes of a cell", source_line(), "mend the line"};
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
                throw error{"a quote is not closed", source_line(), "mend the line"};
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

    void check_text(std::string_view content) const {
        if (!is_utf8(content))
            throw error{"the line is not UTF-8 text", source_line(), "save the file as UTF-8"};
    }

    std::string path_;
    file_reader file_;
    std::vector<char> block_;
    std::size_t at_{};      ///< in the block
    std::size_t filled_{};  ///< bytes of the block
    bool ended_{};
    std::size_t length_{};  ///< bytes taken of the line
    int lines_{};           ///< that have been taken
    int line_{};
};

}  // namespace hurricane::inline v0

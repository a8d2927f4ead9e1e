// SPDX-License-Identifier: MIT
// Comma-separated values, read line by line with every error placed. RFC 4180 without quotes around line breaks;
// lines that start with '#' before the header are comments and kept.
#pragma once

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::inline v0 {

class csv_reader {
public:
    static constexpr std::size_t longest_line = 1 << 20;

    explicit csv_reader(std::filesystem::path const& path) : path_{path.string()}, file_{path, std::ios::binary} {
        std::error_code unknown;
        if (std::filesystem::is_directory(path, unknown)) throw error{"it is a folder", path_, "give a CSV file"};
        if (!file_) throw error{"cannot read", path_, "check the path"};
        std::string line;
        while (next_line(line) && (line.empty() || line.starts_with('#')))
            if (!line.empty()) comments_.push_back(line);
        if (line.empty()) throw error{"the file is empty", path_, "give a CSV file with a header line"};
        split(line, header_);
    }

    std::vector<std::string> const& comments() const { return comments_; }
    std::vector<std::string> const& header() const { return header_; }

    /// The number of a column of the header.
    std::size_t column(std::string_view name) const {
        for (std::size_t i = 0; i < header_.size(); ++i) {
            if (header_[i] != name) continue;
            for (std::size_t j = i + 1; j < header_.size(); ++j)
                if (header_[j] == name)
                    throw error{"two columns are named '" + std::string{name} + "'",
                                path_ + ":" + std::to_string(header_line_), "rename one of them"};
            return i;
        }
        std::string known;
        for (auto const& h : header_) known += (known.empty() ? "" : ", ") + h;
        throw error{"no column '" + std::string{name} + "'", path_ + ":" + std::to_string(header_line_),
                    "the columns are " + known};
    }
    /// Reads the next row; false at the end. Blank lines are skipped.
    bool next() {
        std::string line;
        do
            if (!next_line(line)) return false;
        while (line.empty());
        split(line, cells_);
        if (cells_.size() != header_.size())
            throw error{
                std::to_string(cells_.size()) + " cells in a table of " + std::to_string(header_.size()) + " columns",
                place(), "mend the line"};
        return true;
    }
    std::string const& operator[](std::size_t column) const { return cells_[column]; }

    template <class Number>
    Number number(std::size_t column) const {
        auto const& s = cells_[column];
        Number x{};
        auto const [end, code] = std::from_chars(s.data(), s.data() + s.size(), x);
        if (code != std::errc{} || end != s.data() + s.size())
            throw error{"'" + s + "' is not a number", place(column), "mend the cell"};
        return x;
    }
    /// "file.csv:12, column latency_ms"
    std::string place(std::size_t column) const { return place() + ", column " + header_[column]; }
    int line() const { return line_; }
    std::string place() const { return path_ + ":" + std::to_string(line_); }

private:
    bool next_line(std::string& line) {
        line.clear();
        auto& in = *file_.rdbuf();  // a character at a time, but cheaply
        for (int c = in.sbumpc();; c = in.sbumpc()) {
            if (c == std::char_traits<char>::eof()) {
                if (line.empty()) return false;
                break;
            }
            if (c == '\n') break;
            if (line.size() == longest_line)
                throw error{"a line is longer than 1 MiB", path_ + ":" + std::to_string(line_ + 1), "give a CSV file"};
            line += static_cast<char>(c);
        }
        ++line_;
        if (line_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // a byte order mark
        if (line.ends_with('\r')) line.pop_back();
        if (header_.empty()) header_line_ = line_;
        if (!is_utf8(line)) throw error{"the line is not UTF-8 text", place(), "save the file as UTF-8"};
        return true;
    }
    static bool is_utf8(std::string_view s) {
        for (std::size_t i = 0; i < s.size();) {
            auto const c = static_cast<unsigned char>(s[i]);
            std::size_t const more = c < 0x80 ? 0 : c >> 5 == 6 ? 1 : c >> 4 == 14 ? 2 : c >> 3 == 30 ? 3 : 9;
            if (more > 3 || c == 0 || i + more >= s.size() + (more == 0)) return false;
            unsigned code = more == 0 ? c : c & (0x3fu >> more);
            for (std::size_t k = 1; k <= more; ++k) {
                auto const next = static_cast<unsigned char>(s[i + k]);
                if (next >> 6 != 2) return false;
                code = code << 6 | (next & 0x3fu);
            }
            unsigned const least[] = {0, 0x80, 0x800, 0x10000};  // longer forms of shorter codes are none
            if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
            i += more + 1;
        }
        return true;
    }
    void split(std::string const& line, std::vector<std::string>& out) const {
        out.clear();
        std::string cell;
        bool quoted = false;
        for (std::size_t i = 0; i < line.size(); ++i) {
            char const c = line[i];
            if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
                cell += '"', ++i;
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                out.push_back(std::exchange(cell, {}));
            else
                cell += c;
        }
        if (quoted) throw error{"a quote is not closed", place(), "mend the line"};
        out.push_back(cell);
    }

    std::string path_;
    std::ifstream file_;
    std::vector<std::string> comments_, header_, cells_;
    int line_{}, header_line_{1};
};

}  // namespace hurricane::inline v0

// SPDX-License-Identifier: MIT
// Readers under attack: valid files with bytes flipped, parts removed, doubled and swapped for what
// readers dislike. A reader takes such a file or throws error with one sentence; the sanitizers of
// the asan preset see the rest.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <hurricane/base/error.hpp>
#include <hurricane/base/rng.hpp>
#include <string>
#include <vector>

#include "support.hpp"

inline std::string mutated(std::string s, std::vector<std::string> const& nasty,
                           hurricane::rng& random) {
    auto const at = [&] { return static_cast<std::size_t>(random.below(s.size() + 1)); };
    for (auto times = random.below(4) + 1; times > 0; --times) switch (random.below(6)) {
            case 0:
                if (!s.empty()) s[random.below(s.size())] = static_cast<char>(random.below(256));
                break;
            case 1: s.resize(at()); break;
            case 2: {
                auto const from = at();
                s.erase(from, random.below(20));
                break;
            }
            case 3: {
                auto const from = at();
                s.insert(at(), s.substr(from, random.below(200)));
                break;
            }
            case 4: s.insert(at(), nasty[random.below(nasty.size())]); break;
            case 5: {
                auto const from = at();
                auto const& text = nasty[random.below(nasty.size())];
                s.replace(from, std::min(text.size(), s.size() - from), text);
            }
        }
    return s;
}

/// Without the flush to the disk that write_file waits for.
inline void write_quickly(std::filesystem::path const& path, std::string const& content) {
    std::filesystem::remove(path);  // truncating what is there would wait for the disk too
    std::ofstream{path, std::ios::binary} << content;
}

/// Returns how many of the files were refused.
template <class Read>
int fuzz(std::string const& valid, std::vector<std::string> const& nasty, int files, Read read) {
    scratch_folder const folder;
    auto const path = folder / "file";
    hurricane::rng random{1, "fuzz"};
    int refused = 0;
    for (int i = 0; i < files; ++i) {
        auto const content = mutated(valid, nasty, random);
        write_quickly(path, content);
        try {
            read(path);
        } catch (hurricane::error const& e) {
            ++refused;
            std::string_view const text = e.what();
            bool one_sentence = text.size() > 10 && text.size() < 900;
            for (unsigned char c : text) one_sentence = one_sentence && c >= 0x20;
            CHECK_MESSAGE(one_sentence, text);
        }
    }
    return refused;
}

inline std::vector<std::string> const nasty_text{",",
                                                 "\"",
                                                 "\"\"",
                                                 "\n",
                                                 "\r\n",
                                                 "\n\n",
                                                 "#",
                                                 "# ",
                                                 "-",
                                                 "-1",
                                                 "0",
                                                 "1e999",
                                                 "nan",
                                                 "-inf",
                                                 "99999999999999999999",
                                                 "\xff",
                                                 std::string(1, '\0'),
                                                 "\xef\xbb\xbf",
                                                 "\xc3",
                                                 "mb<6,3>",
                                                 "latency_ms",
                                                 "f32",
                                                 "int8",
                                                 " ",
                                                 std::string(300, 'x'),
                                                 std::string(2000, ',')};

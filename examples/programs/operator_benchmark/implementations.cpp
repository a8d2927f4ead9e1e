// SPDX-License-Identifier: MIT
#include "implementations.hpp"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <string_view>
#include <vector>

#include <hurricane/base/error.hpp>

namespace hurricane::app {

namespace {

/// What is written to stdout while it lives, by whomever.
class captured_output {
public:
    captured_output() : file_{std::tmpfile(), &std::fclose} {
        std::fflush(stdout);
        before_ = dup(STDOUT_FILENO);
        if (!file_ || before_ < 0 || dup2(fileno(file_.get()), STDOUT_FILENO) < 0)
            throw error{"oneDNN's names of its kernels cannot be read", "a temporary file",
                        "make room in the folder for temporary files, and do not close stdout"};
    }

    ~captured_output() { restore(); }

    captured_output(captured_output const&) = delete;
    captured_output& operator=(captured_output const&) = delete;

    std::string text() {
        restore();
        std::string all;
        std::rewind(file_.get());
        char part[1 << 12];
        for (auto n = std::fread(part, 1, sizeof part, file_.get()); n > 0;
             n = std::fread(part, 1, sizeof part, file_.get()))
            all.append(part, n);
        return all;
    }

private:
    void restore() {
        if (before_ < 0) return;
        std::fflush(stdout);
        dup2(before_, STDOUT_FILENO);
        close(before_);
        before_ = -1;
    }

    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
    int before_{-1};
};

/// The implementations in lines such as
/// "onednn_verbose,exec,cpu,convolution,brgconv:avx512_core,...": 2.6 and 3.x differ before "exec".
std::vector<std::string> executed(std::string const& said) {
    std::vector<std::string> names;
    std::istringstream lines{said};
    for (std::string line; std::getline(lines, line);)
        for (std::string_view kind : {",exec,cpu,convolution,", ",exec,cpu,inner_product,"})
            if (auto const at = line.find(kind); at != line.npos) {
                auto const begin = at + kind.size();
                names.push_back(line.substr(begin, line.find(',', begin) - begin));
            }
    return names;
}

std::string_view role_of(step const& s) {
    if (s.pointwise()) return "pointwise";
    return s.depthwise() ? "depthwise" : name_of(s.op);
}

}  // namespace

std::string implementations(frozen_network& net, plan const& p) {
    captured_output output;
    dnnl_set_verbose(1);
    net.run();
    dnnl_set_verbose(0);
    auto const names = executed(output.text());
    std::vector<std::string_view> roles;
    for (auto const& s : p)
        if (s.op == kind::conv || s.op == kind::linear) roles.push_back(role_of(s));
    if (roles.empty()) return "none of oneDNN";
    if (names.size() != roles.size()) return "unknown, oneDNN does not say";
    std::string all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all += (i > 0 ? ", " : "") + std::string{roles[i]} + " " + names[i];
    return all;
}

}  // namespace hurricane::app

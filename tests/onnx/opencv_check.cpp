// SPDX-License-Identifier: MIT
// OpenCV's DNN module computes our outputs from the models of a folder, to 1e-4 of the largest.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <opencv2/dnn.hpp>
#include <sstream>
#include <stdexcept>

#include <hurricane/base/files.hpp>

namespace {

std::vector<float> floats(std::string const& path) {
    auto const bytes = hurricane::read_file(path);
    std::vector<float> x(bytes.size() / sizeof(float));
    std::memcpy(x.data(), bytes.data(), bytes.size());
    return x;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    int networks = 0;
    int failures = 0;
    double worst = 0;
    for (auto const& entry : std::filesystem::directory_iterator{argv[1]}) {
        if (entry.path().extension() != ".name") continue;
        auto const base = entry.path().string().substr(0, entry.path().string().size() - 5);
        auto const name = hurricane::read_file(entry.path());
        ++networks;
        try {
            auto net = cv::dnn::readNetFromONNX(base + ".fixed.onnx");
            std::vector<int> shape(4);
            std::istringstream text{hurricane::read_file(base + ".shape")};
            for (auto& d : shape) text >> d;
            auto x = floats(base + ".in");
            net.setInput(cv::Mat(shape, CV_32F, x.data()));
            auto const got = net.forward();
            auto const wanted = floats(base + ".out");
            if (got.total() != wanted.size()) throw std::runtime_error{"an output of another size"};
            double largest = 0;
            double off = 0;
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                double const d = std::abs(double(got.ptr<float>()[i]) - wanted[i]);
                if (!std::isfinite(d)) throw std::runtime_error{"an output is no number"};
                largest = std::max(largest, std::abs(double(wanted[i])));
                off = std::max(off, d);
            }
            worst = std::max(worst, off / largest);
            if (off < 1e-4 * largest) continue;
            std::printf("%s: differs by %.2g of the largest output\n", name.c_str(), off / largest);
        } catch (std::exception const& e) {
            std::printf("%s: %s\n", name.c_str(), e.what());
        }
        ++failures;
    }
    std::printf("OpenCV %s: %d networks, at most %.2g of the largest output off\n", CV_VERSION,
                networks, worst);
    return failures > 0 || networks < 124;
}

// SPDX-License-Identifier: MIT
// What a new kind of step, the macro KIND, is once its how-to has been applied.
#include <doctest/doctest.h>

#include <opencv2/dnn.hpp>

#include <hurricane/export/onnx.hpp>
#include <hurricane/hw/devices/hexagon685.hpp>
#include <hurricane/inference/frozen_network.hpp>

#include "images.hpp"

using namespace hurricane;

#define STRING_OF(x) #x
#define NAME_OF(x) STRING_OF(x)

namespace {

/// Behind a convolution, which an activation joins in inference, and alone.
constexpr plan built() {
    plan p{shape{8, 6, 6}};
    auto const x = p.KIND(p.pointwise(p.input(), 12));
    p.KIND(p.depthwise(p.add(x, p.KIND(x)), 3, 1));
    return p;
}

constexpr step first_of_its_kind(plan const& p) {
    for (auto const& s : p)
        if (s.op == kind::KIND) return s;
    return {};
}

constexpr device_model without = [] {
    device_model m = targets::hexagon685::model;
    m.cannot = bits_of({kind::KIND});
    return m;
}();

struct narrow : modelled<without> {
    static constexpr fixed_string name = "narrow";
};

static_assert(built().legal() && built().size() == 6);
static_assert(targets::hexagon685::latency_ms(first_of_its_kind(built())) > 0);
static_assert(supports<targets::hexagon685>(built()) && !supports<narrow>(built()));

}  // namespace

TEST_CASE(NAME_OF(KIND) " in inference and as an ONNX model is what its formula says") {
    auto const p = built();
    auto const weights = random_weights({p}, 7);
    auto const x = random_image(2, p.in(), 1);
    auto const wanted = reference::run(p, x, weights[0], reference::statistics::frozen);
    std::vector<float> images(x.x.begin(), x.x.end());
    std::vector<float> out(wanted.x.size());
    frozen_network net{{p}, weights, 2};
    net(images, out);
    for (std::size_t i = 0; i < out.size(); ++i)
        CHECK(out[i] == doctest::Approx(wanted.x[i]).epsilon(1e-4));

    auto const bytes = onnx_bytes({p}, weights, {.batch = 2});
    auto reader = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    reader.setInput(cv::Mat(std::vector<int>{2, 8, 6, 6}, CV_32F, images.data()));
    auto const got = reader.forward();
    REQUIRE(got.total() == out.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        CHECK(got.ptr<float>()[i] == doctest::Approx(wanted.x[i]).epsilon(1e-4));
}

// SPDX-License-Identifier: MIT
// Cuts the segments of a schedule into tiles that stay in cache.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <hurricane/core/plan.hpp>
#include <hurricane/execution/schedule.hpp>

namespace hurricane::inline v0::kernels {

/// Floats that the values of a tile may have: half of a megabyte, a part of today's second-level
/// caches.
inline constexpr std::int64_t tile_budget = 128 * 1024;

class tiling {
public:
    tiling(plan const& p, std::size_t images, std::int64_t budget)
        : plan_{p}, images_{images}, budget_{budget} {}

    /// Pixelwise segments: of pixelwise operations on images of one size. A convolution has one
    /// tile in both directions, so that it has one kernel.
    void cut(execution_schedule& out) const {
        std::vector<segment*> all;
        for (auto* list : {&out.forward, &out.backward})
            for (auto& s : *list)
                if (!s.run.empty()) all.push_back(&s);
        choose_pixelwise(all);
        for (auto* s : all) {
            auto const pixels = static_cast<int>(pixels_of(s->run.front()));
            s->tile = s->pixelwise ? pixel_tile(pixels) : image_tile();
            s->tiles = static_cast<int>(images_) * (s->pixelwise ? pixels : 1) / s->tile;
        }
    }

private:
    /// Whether each step with weights is cut by whole images.
    using by_images = std::vector<bool>;

    /// As many segments as can be, where both directions of every convolution agree.
    void choose_pixelwise(std::vector<segment*> const& all) const {
        by_images steps(static_cast<std::size_t>(plan_.size()) + 1, false);
        for (auto* s : all) s->pixelwise = true;
        for (bool changed = true; changed;) {
            changed = false;
            for (auto* s : all)
                if (!may_stay_pixelwise(*s, steps) && cut_by_images(*s, steps)) changed = true;
        }
    }

    bool may_stay_pixelwise(segment const& s, by_images const& steps) const {
        return s.pixelwise && std::all_of(s.run.begin(), s.run.end(), [&](operation const& o) {
                   return is_pixelwise(o, s.run.front()) &&
                          !(is_weighted(o) && steps[std::size_t(o.step)]);
               });
    }

    /// Returns whether that is new for the segment or one of its steps.
    bool cut_by_images(segment& s, by_images& steps) const {
        bool changed = s.pixelwise;
        s.pixelwise = false;
        for (auto const& o : s.run) {
            if (!is_weighted(o) || steps[std::size_t(o.step)]) continue;
            steps[std::size_t(o.step)] = true;
            changed = true;
        }
        return changed;
    }

    bool is_weighted(operation const& o) const {
        return row_of(plan_[o.step].op).has_weights &&
               (o.what == action::compute || o.what == action::gradient ||
                o.what == action::depthwise);
    }

    std::size_t pixels_of(operation const& o) const {
        for (auto const* p : {&o.a, &o.d, &o.x})
            if (*p) return p->image / p->pixel;
        return 0;
    }

    bool is_pixelwise(operation const& o, operation const& first) const {
        for (auto const* p : {&o.a, &o.b, &o.d, &o.x, &o.y})
            if (*p && p->image / p->pixel != pixels_of(first)) return false;
        if (o.what == action::add || o.what == action::copy) return true;
        step const& s = plan_[o.step];
        if (s.op == kind::conv) return s.kernel == 1 && s.stride == 1;
        return row_of(s.op).is_pixelwise;
    }

    /// The divisor of `total` next to `wanted`, from below if that is not far away.
    static int divisor(std::int64_t total, std::int64_t wanted) {
        wanted = std::clamp<std::int64_t>(wanted, 1, total);
        auto below = wanted;
        auto above = wanted;
        while (total % below != 0) --below;
        while (total % above != 0) ++above;
        return static_cast<int>(4 * below >= wanted ? below : above);
    }

    /// More than fits where weights are the larger part of what a tile touches.
    int image_tile() const {
        std::int64_t most = 1;
        std::int64_t weights = 0;
        for (auto const& s : plan_) {
            most = std::max(most, s.in.size() + s.out.size());
            weights = std::max(weights, s.params());
        }
        return divisor(static_cast<std::int64_t>(images_),
                       std::max(budget_ / most, weights / most));
    }

    int pixel_tile(int pixels) const {
        std::int64_t most = 1;
        std::int64_t weights = 0;
        for (auto const& s : plan_)
            if (s.in.pixels() == pixels && s.pointwise()) {
                most = std::max<std::int64_t>(most, s.in.c + s.out.c);
                weights = std::max(weights, s.params());
            }
        if (most == 1)
            for (auto const& s : plan_) most = std::max<std::int64_t>(most, s.in.c + s.out.c);
        return divisor(static_cast<std::int64_t>(images_) * pixels,
                       std::max(budget_ / most, 2 * weights / most));
    }

    plan const& plan_;
    std::size_t images_;
    std::int64_t budget_;
};

}  // namespace hurricane::inline v0::kernels

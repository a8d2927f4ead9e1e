// SPDX-License-Identifier: MIT
// Batches made ahead of the training by background threads: decoded, augmented, normalised. Whoever
// makes a batch, its bytes are the same: every image has a random generator of its own, named after
// the epoch and its place in it.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <hurricane/base/buffer.hpp>
#include <hurricane/base/thread.hpp>
#include <hurricane/data/augment.hpp>

namespace hurricane::inline v0 {

/// Images (N, H, W, C) with their labels; under mixup also the label of the image mixed in, and the
/// share of the first.
struct ready_batch {
    float_buffer images;
    std::vector<int> labels;
    std::vector<int> others;
    double share{1};
};

class batch_maker {
public:
    /// `ahead` batches at most are ready or in the making. The set must outlive this.
    /// Throws error when the system gives no more threads.
    batch_maker(dataset const& d, normalisation const& norm, augmentation const& a, int batch,
                int threads)
        : batch_maker{d, norm, a, batch, slots_for(d, batch, threads)} {
        threads_.reserve(static_cast<std::size_t>(threads));
        for (int t = 0; t < threads; ++t)
            threads_.push_back(start_thread("loaders", t, threads, [this] { work(); }));
    }

    ~batch_maker() {
        {
            std::lock_guard const lock{guard_};
            leaving_ = true;
        }
        wake_.notify_all();
        for (auto& t : threads_) t.join();
    }

    batch_maker(batch_maker const&) = delete;
    batch_maker& operator=(batch_maker const&) = delete;

    /// Begins an epoch with the images in this order; what was made ahead of another is dropped.
    /// `stream` names it.
    void start(std::vector<int> order, std::uint64_t seed, std::string const& stream,
               std::size_t first = 0) {
        std::unique_lock lock{guard_};
        count_ = 0;  // nobody begins another
        idle_.wait(lock, [this] { return busy_ == 0; });
        order_ = std::move(order);
        seed_ = seed;
        stream_ = stream;
        failure_ = {};
        count_ = order_.size() / batch_;
        next_ = taken_ = first;
        std::fill(full_.begin(), full_.end(), 0);
        wake_.notify_all();
    }

    /// The next batch of the epoch, valid until the call after this one. Rethrows what its making
    /// threw.
    ready_batch const& next() {
        std::unique_lock lock{guard_};
        if (taken_ > 0)
            full_[(taken_ - 1) % slots_.size()] = 0;  // the one given last is free again
        wake_.notify_all();
        auto const slot = taken_ % slots_.size();
        idle_.wait(lock, [&] { return full_[slot] || failure_; });
        if (failure_) std::rethrow_exception(failure_);
        ++taken_;
        return slots_[slot];
    }

private:
    /// What the public constructor throws behind this one runs the destructor.
    batch_maker(dataset const& d, normalisation const& norm, augmentation const& a, int batch,
                std::size_t slots)
        : data_{&d}, tables_{norm}, augment_{a}, batch_{static_cast<std::size_t>(batch)},
          slots_(slots), full_(slots) {
        if (a.mixup > 1) throw error{"mixup with alpha above 1", "augmentation", "use 0.1 to 1"};
        for (auto& s : slots_) {
            s.images = float_buffer{batch_ * static_cast<std::size_t>(d.of().size())};
            s.labels.resize(batch_);
            s.others.resize(batch_);
        }
    }

    /// Two batches for each thread, of a gigabyte together at most.
    static std::size_t slots_for(dataset const& d, int batch, int threads) {
        std::size_t const bytes = sizeof(float) * static_cast<std::size_t>(batch) *
                                  static_cast<std::size_t>(d.of().size());
        return std::min(2 * static_cast<std::size_t>(threads),
                        std::max<std::size_t>(2, (std::size_t{1} << 30) / bytes));
    }

    void work() {
        std::unique_lock lock{guard_};
        for (;;) {
            wake_.wait(lock, [this] {
                return leaving_ ||
                       (next_ < count_ && !failure_ && next_ + 1 < taken_ + slots_.size() &&
                        !full_[next_ % slots_.size()]);
            });
            if (leaving_) return;
            auto const number = next_++;
            ++busy_;
            lock.unlock();
            std::exception_ptr failure;
            try {
                make(number, slots_[number % slots_.size()]);
            } catch (...) {
                failure = std::current_exception();
            }
            lock.lock();
            --busy_;
            if (failure) failure_ = failure;
            full_[number % slots_.size()] = !failure;
            idle_.notify_all();
        }
    }

    /// Values of an image.
    std::size_t image_size() const { return static_cast<std::size_t>(data_->of().size()); }

    void make(std::size_t number, ready_batch& out) const {
        for (std::size_t i = 0; i < batch_; ++i) make_image(number * batch_ + i, i, out);
        out.share = 1;
        if (augment_.mixup > 0) mix(number, out);
    }

    /// The epoch's image at `position` becomes number i of the batch; of a damaged one the next.
    void make_image(std::size_t position, std::size_t i, ready_batch& out) const {
        rng random{seed_, stream_ + " image " + std::to_string(position)};
        auto whole = data_->raw(order_[position]);
        for (std::size_t tries = 1; !whole && tries < order_.size(); ++tries) {
            position = (position + 1) % order_.size();
            whole = data_->raw(order_[position]);
        }
        if (!whole)
            throw error{"no picture can be decoded", data_->name, "replace the damaged ones"};
        auto const input_shape = data_->of();
        auto const p = augmented(*whole, input_shape, augment_, random);
        float* const x = out.images.data() + i * image_size();
        tables_.apply(p.bytes.data(), input_shape, x);
        if (augment_.cutout > 0) cut_out(x, input_shape, augment_.cutout, random);
        out.labels[i] = data_->labels[static_cast<std::size_t>(order_[position])];
        out.others[i] = out.labels[i];
    }

    /// Mixup of partners from both ends of the batch, whose order is random.
    void mix(std::size_t number, ready_batch& out) const {
        rng random{seed_, stream_ + " mixup " + std::to_string(number)};
        out.share = beta(augment_.mixup, random);
        auto const share = static_cast<float>(out.share);
        auto const each = image_size();
        for (std::size_t i = 0, j = batch_ - 1; i < j; ++i, --j) {
            float* const a = out.images.data() + i * each;
            float* const b = out.images.data() + j * each;
            for (std::size_t k = 0; k < each; ++k) {
                float const x = a[k];
                float const y = b[k];
                a[k] = share * x + (1 - share) * y;
                b[k] = share * y + (1 - share) * x;
            }
            out.others[i] = out.labels[j];
            out.others[j] = out.labels[i];
        }
    }

    dataset const* data_;
    byte_tables tables_;
    augmentation augment_;
    std::size_t batch_;
    std::vector<ready_batch> slots_;
    std::vector<char> full_;
    std::vector<int> order_;
    std::uint64_t seed_{};
    std::string stream_;
    std::size_t count_{};
    std::size_t next_{};
    std::size_t taken_{};
    int busy_{};
    bool leaving_{};
    std::exception_ptr failure_;
    std::mutex guard_;
    std::condition_variable wake_;
    std::condition_variable idle_;
    std::vector<std::thread> threads_;  // last, so that they see what is above
};

}  // namespace hurricane::inline v0

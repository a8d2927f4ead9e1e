// SPDX-License-Identifier: MIT
// The only include of oneDNN's C++ interface, and the only place of the library that knows its
// versions (2.6/2.7, 3.x). An engine belongs to one worker thread: its primitives are made and run
// there with one OpenMP thread each, since parallelism is over the batch. Primitives are held by
// their owners and never created in a loop; counters tell.
#pragma once

#include <omp.h>

#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <vector>

#include <hurricane/base/buffer.hpp>
#include <hurricane/base/error.hpp>
#include <hurricane/base/memory.hpp>
#include <hurricane/kernels/layout.hpp>

namespace hurricane::inline v0::kernels {

using memory_desc = dnnl::memory::desc;
using format = dnnl::memory::format_tag;

/// The version of the oneDNN that runs, "2.6.3".
inline std::string onednn_version() {
    auto const* v = dnnl_version();
    return std::to_string(v->major) + "." + std::to_string(v->minor) + "." +
           std::to_string(v->patch);
}

class engine {
public:
    /// To be called on the thread that will run the primitives.
    engine() : engine_{dnnl::engine::kind::cpu, 0}, stream_{engine_} {
        if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
            throw error{"this CPU has no AVX2 with FMA", "engine",
                        "use an x86-64-v3 machine (2013 or later)"};
        omp_set_num_threads(1);
        generate_gemm();
    }

    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;

    dnnl::engine const& device() const { return engine_; }

    dnnl::stream const& stream() const { return stream_; }

    /// Scratch memory shared by all primitives of this thread; grows while primitives are made.
    void reserve(std::size_t bytes) {
        if (bytes > scratch_.size() * sizeof(float))
            scratch_ = float_buffer{bytes / sizeof(float) + 1};
    }

    void* scratch() { return scratch_.data(); }

    /// Floats that one call of a kernel may use at will.
    void reserve_temporary(std::size_t floats) {
        if (floats > temporary_.size()) temporary_ = float_buffer{floats};
    }

    float* temporary() { return temporary_.data(); }

    long primitives_made{};  ///< stays constant in a training loop

private:
    /// oneDNN makes the code of its matrix products at the first of them, and 2.6 crashes where it
    /// then gets no memory.
    static void generate_gemm() {
        constexpr std::size_t code_bytes = std::size_t{64} << 20;
        require_memory(code_bytes);
        float const one = 1;
        for (char const transposed : {'N', 'T'}) {
            float product = 0;
            dnnl::sgemm(transposed, 'N', 1, 1, 1, 1.0f, &one, 1, &one, 1, 0.0f, &product, 1);
        }
    }

    dnnl::engine engine_;
    dnnl::stream stream_;
    float_buffer scratch_;
    float_buffer temporary_;
};

inline memory_desc describe(dnnl::memory::dims dims, format tag) {
    return {std::move(dims), dnnl::memory::data_type::f32, tag};
}

/// The description of activations in our own layout, channels last.
inline memory_desc describe(layout l) {
    dnnl::memory::dims dims{l.n, l.of.c, l.of.h, l.of.w};
    return describe(std::move(dims), format::nhwc);
}

inline std::size_t floats(memory_desc const& d) { return d.get_size() / sizeof(float); }

/// Makes a primitive descriptor of either API. `hint` is the forward descriptor of backward ones.
template <class Primitive, class... Args>
auto primitive_desc(engine const& e, dnnl::primitive_attr attr, Args const&... args) {
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
#if DNNL_VERSION_MAJOR >= 3
    return typename Primitive::primitive_desc(e.device(), args..., attr);
#else
    return typename Primitive::primitive_desc(typename Primitive::desc(args...), attr, e.device());
#endif
}

template <class Primitive, class Hint, class... Args>
auto backward_desc(engine const& e, Hint const& hint, Args const&... args) {
    dnnl::primitive_attr attr;
    attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
#if DNNL_VERSION_MAJOR >= 3
    return typename Primitive::primitive_desc(e.device(), args..., hint, attr);
#else
    return typename Primitive::primitive_desc(typename Primitive::desc(args...), attr, e.device(),
                                              hint);
#endif
}

/// Appends an elementwise operation to the post-ops of either API.
inline void append_eltwise(dnnl::post_ops& ops, dnnl::algorithm a, float alpha, float beta) {
#if DNNL_VERSION_MAJOR >= 3
    ops.append_eltwise(a, alpha, beta);
#else
    ops.append_eltwise(1.0f, a, alpha, beta);
#endif
}

/// One primitive with its memory objects, run on pointers. No allocation on our side.
class bound_primitive {
public:
    bound_primitive() = default;

    template <class Desc>
    bound_primitive(engine& e, Desc const& desc,
                    std::vector<std::pair<int, memory_desc>> const& args)
        : primitive_{create(desc)}, name_{desc.impl_info_str()} {
        ++e.primitives_made;
        e.reserve(desc.scratchpad_desc().get_size());
        for (auto const& [arg, description] : args) bind(e, arg, description);
        bind(e, DNNL_ARG_SCRATCHPAD, desc.scratchpad_desc());
    }

    explicit operator bool() const { return !args_.empty(); }

    std::string const& implementation() const { return name_; }

    /// Runs on the pointers, in the order of the constructor's arguments.
    template <class... Pointers>
    void operator()(engine& e, Pointers*... pointers) {
        void* const all[] = {const_cast<void*>(static_cast<void const*>(pointers))..., e.scratch()};
        for (std::size_t i = 0; i < memories_.size(); ++i)
            if (all[i] != handles_[i]) {
                handles_[i] = all[i];
                memories_[i].set_data_handle(all[i]);
            }
        auto const status = dnnl_primitive_execute(primitive_.get(), e.stream().get(),
                                                   static_cast<int>(args_.size()), args_.data());
        if (status != dnnl_success)
            throw error{"oneDNN refused to run a primitive", name_, "report this"};
    }

private:
    /// oneDNN 2.6 jumps to the null that it gets where there is no memory for its code: so memory
    /// is asked for before, a multiple of what the code of one primitive takes, since other threads
    /// may be making theirs, or an arena of their heap, meanwhile.
    template <class Desc>
    static dnnl::primitive create(Desc const& desc) {
        constexpr std::size_t code_bytes = std::size_t{96} << 20;
        require_memory(code_bytes);
        try {
            return dnnl::primitive{desc.get()};
        } catch (dnnl::error const& e) {
            if (e.status == dnnl_out_of_memory) throw std::bad_alloc{};
            throw;
        }
    }

    void bind(engine& e, int arg, memory_desc const& d) {
        memories_.push_back(dnnl::memory{d, e.device(), nullptr});  // a pointer is set at each run
        handles_.push_back(nullptr);
        args_.push_back({arg, memories_.back().get()});
    }

    dnnl::primitive primitive_;
    std::string name_;
    std::vector<dnnl::memory> memories_;
    std::vector<void*> handles_;
    std::vector<dnnl_exec_arg_t> args_;
};

/// A copy from one memory format to another (weights only; activations are never reordered).
class reorder_primitive {
public:
    reorder_primitive() = default;

    reorder_primitive(engine& e, memory_desc const& from, memory_desc const& to) {
        dnnl::primitive_attr attr;
        attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
        call_ = {e,
                 dnnl::reorder::primitive_desc{e.device(), from, e.device(), to, attr},
                 {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}};
    }

    explicit operator bool() const { return static_cast<bool>(call_); }

    void operator()(engine& e, float const* from, float* to) { call_(e, from, to); }

private:
    bound_primitive call_;
};

}  // namespace hurricane::inline v0::kernels

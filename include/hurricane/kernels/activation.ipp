// SPDX-License-Identifier: MIT

/// e^x, |relative error| < 3e-7: 2^n times a degree-6 polynomial (Cephes expf).
inline vec exp(vec x) {
    x = min(vec::all(88.0f), max(vec::all(-87.0f), x));
    vec const n = nearest(x * vec::all(1.44269504f));
    vec r = fnma(n, vec::all(0.693359375f), x);
    r = fnma(n, vec::all(-2.12194440e-4f), r);
    vec y = vec::all(1.9875691500e-4f);
    y = fma(y, r, vec::all(1.3981999507e-3f));
    y = fma(y, r, vec::all(8.3334519073e-3f));
    y = fma(y, r, vec::all(4.1665795894e-2f));
    y = fma(y, r, vec::all(1.6666665459e-1f));
    y = fma(y, r, vec::all(5.0000001201e-1f));
    y = fma(y, r * r, r) + vec::all(1.0f);
    return times_power(y, n);
}

// value(x), and back(x, d) = d times the slope at x. min and max keep a NaN of their second
// argument.
struct identity {
    static vec value(vec x) { return x; }

    static vec back(vec, vec d) { return d; }
};

struct relu {
    static vec value(vec x) { return max(vec::all(0.0f), x); }

    static vec back(vec x, vec d) { return where_positive(x, d); }
};

struct relu6 {
    static vec value(vec x) { return min(vec::all(6.0f), max(vec::all(0.0f), x)); }

    static vec back(vec x, vec d) { return where_between(x, 0.0f, 6.0f, d); }
};

struct sigmoid {
    static vec value(vec x) { return vec::all(1.0f) / (vec::all(1.0f) + exp(vec::all(0.0f) - x)); }

    static vec back(vec x, vec d) {
        vec const y = value(x);
        return d * fnma(y, y, y);
    }
};

struct swish {
    static vec value(vec x) { return x * sigmoid::value(x); }

    static vec back(vec x, vec d) {  // s + x s (1 - s)
        vec const s = sigmoid::value(x);
        return d * fma(x, fnma(s, s, s), s);
    }
};

struct hard_sigmoid {
    static vec value(vec x) { return relu6::value(x + vec::all(3.0f)) * vec::all(1.0f / 6.0f); }

    static vec back(vec x, vec d) {
        return where_between(x, -3.0f, 3.0f, d * vec::all(1.0f / 6.0f));
    }
};

struct hard_swish {
    static vec value(vec x) { return x * hard_sigmoid::value(x); }

    static vec back(vec x, vec d) {  // h + x h'
        vec const slope = where_between(x, -3.0f, 3.0f, vec::all(1.0f / 6.0f));
        return d * fma(x, slope, hard_sigmoid::value(x));
    }
};

template <class A>
void activate(float const* x, float* y, std::size_t n) {
    std::size_t i = 0;
    for (; i + vec::width <= n; i += vec::width) A::value(vec::load(x + i)).store(y + i);
    auto const m = vec::first(static_cast<int>(n - i));
    if (i < n) A::value(vec::load(x + i, m)).store(y + i, m);
}

template <class A>
void activate_backward(float const* x, float const* d, float* diff, std::size_t n) {
    std::size_t i = 0;
    for (; i + vec::width <= n; i += vec::width)
        A::back(vec::load(x + i), vec::load(d + i)).store(diff + i);
    auto const m = vec::first(static_cast<int>(n - i));
    if (i < n) A::back(vec::load(x + i, m), vec::load(d + i, m)).store(diff + i, m);
}

/// Instances of a kernel template by activation.
#define HURRICANE_BY_ACTIVATION(kernel)                                                   \
    {                                                                                     \
        kernel<identity>, kernel<relu>, kernel<relu6>, kernel<swish>, kernel<hard_swish>, \
            kernel<sigmoid>, kernel<hard_sigmoid>,                                        \
    }
using activate_kernel = void(float const*, float*, std::size_t);
using activate_backward_kernel = void(float const*, float const*, float*, std::size_t);

inline activate_kernel* activate_of(int a) {
    static constexpr activate_kernel* all[] = HURRICANE_BY_ACTIVATION(activate);
    static_assert(std::size(all) == activations, "each has its place in HURRICANE_BY_ACTIVATION");
    return all[a];
}

inline activate_backward_kernel* activate_backward_of(int a) {
    static constexpr activate_backward_kernel* all[] = HURRICANE_BY_ACTIVATION(activate_backward);
    return all[a];
}

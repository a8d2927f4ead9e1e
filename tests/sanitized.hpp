// SPDX-License-Identifier: MIT
// HURRICANE_SANITIZED: 1 where AddressSanitizer is on; g++ and clang say so in different ways.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define HURRICANE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HURRICANE_SANITIZED 1
#endif
#endif
#ifndef HURRICANE_SANITIZED
#define HURRICANE_SANITIZED 0
#endif

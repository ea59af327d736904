// Containers that look at their indices, and say which index of which length it was. This is the
// first thing that is compiled, before any header of the standard library: libstdc++ checks with
// the macros below when _GLIBCXX_ASSERTIONS is defined. Where they are called otherwise, the checks
// are the library's own, and say less.
#pragma once

#include <cstddef>

/// Called when a container is used beyond its end. `operation` is the function that found it. In
/// the worker it tells the tests (autograder/remote/indices.cpp); elsewhere it prints.
[[noreturn]] void gradus_index_beyond(std::size_t index, std::size_t size,
                                      const char* operation) noexcept;

#if defined(_GLIBCXX_ASSERTIONS) && __has_include(<debug/assertions.h>)
#include <debug/assertions.h>

#ifdef __glibcxx_requires_subscript
#undef __glibcxx_requires_subscript
#define __glibcxx_requires_subscript(_N)                          \
  do {                                                            \
    if (__builtin_expect(!bool(_N < this->size()), false))        \
      gradus_index_beyond(_N, this->size(), __PRETTY_FUNCTION__); \
  } while (false)
#endif

#ifdef __glibcxx_requires_nonempty
#undef __glibcxx_requires_nonempty
#define __glibcxx_requires_nonempty()                 \
  do {                                                \
    if (__builtin_expect(bool(this->empty()), false)) \
      gradus_index_beyond(0, 0, __PRETTY_FUNCTION__); \
  } while (false)
#endif
#endif

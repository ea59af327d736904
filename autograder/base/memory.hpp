// For the main() of a program that takes and gives back large matrices again and again.
#pragma once

#include <cstdlib>  // defines __GLIBC__ where there is one

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace gradus::base {

/// Keeps freed memory for the next matrix. By default each large one goes back to the kernel and
/// comes anew, cleared page by page: a third of the time of a training, and two thirds of a call
/// across the border with 500 x 500 numbers.
inline void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int gibibyte = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, gibibyte);
  mallopt(M_TRIM_THRESHOLD, gibibyte);
  mallopt(M_MXFAST, 0);  // or the small ones are put in order each time that a large one is freed
#endif
}

/// For the environment of a process that runs what a student wrote: freed memory is kept as well,
/// and none is zero for free, so that whoever forgets to set some sees that at once.
inline constexpr const char* memory_of_a_worker =
    "GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.mmap_threshold=1073741824"
    ":glibc.malloc.trim_threshold=1073741824:glibc.malloc.mxfast=0";

/// For the environment of a compiler, which takes a hundred megabytes, in pages of 2 MiB where the
/// system has such: an eighth of its time.
inline constexpr const char* memory_of_a_compiler =
    "GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824"
    ":glibc.malloc.top_pad=67108864";

}  // namespace gradus::base

// For the main() of a program that trains.
#pragma once

#include <cstdlib>  // defines __GLIBC__ where there is one

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace nn {

/// Keeps freed memory for the next matrix. By default each large one goes back to the kernel and
/// comes anew, cleared page by page: a third of the time of a training.
inline void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int gibibyte = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, gibibyte);
  mallopt(M_TRIM_THRESHOLD, gibibyte);
  mallopt(M_MXFAST, 0);
#endif
}

}  // namespace nn

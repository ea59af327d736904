// The main program of every lesson's experiments.
#include <cstdlib>  // defines __GLIBC__ where there is one
#include <iostream>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "lab/experiment.hpp"

namespace {

/// Keeps freed memory for the next matrix. By default each large one goes back to the kernel and
/// comes anew, cleared page by page: a third of the time of a training.
void keep_memory() {
#ifdef __GLIBC__
  constexpr int gibibyte = 1 << 30;
  mallopt(M_MMAP_THRESHOLD, gibibyte);
  mallopt(M_TRIM_THRESHOLD, gibibyte);
#endif
}

}  // namespace

int main(int count, char** arguments) {
  keep_memory();
  return nn::run_experiments(nn::experiments, {arguments + 1, arguments + count}, std::cout,
                             std::cerr);
}

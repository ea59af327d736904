#include "remote/indices.hpp"

#include <cstdio>
#include <cstdlib>

void gradus_index_beyond(std::size_t index, std::size_t size, const char* operation) noexcept {
  std::fprintf(stderr, "index %zu of a container of length %zu in %s\n", index, size, operation);
  std::abort();
}

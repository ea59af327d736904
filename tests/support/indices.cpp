// What a program without tests behind it does when a container is used beyond its end.
#include "remote/indices.hpp"

#include <cstdio>
#include <cstdlib>

#include "remote/misuse.hpp"

void gradus_index_beyond(std::size_t index, std::size_t size, const char* operation) noexcept {
  std::fprintf(stderr, "The program %s.\n",
               gradus::remote::describe_misuse(operation, index, size).c_str());
  std::abort();
}

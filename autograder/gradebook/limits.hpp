// How much of one submission is looked at. An honest one is far below each of these.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gradus::gradebook {

struct Limits {
  std::size_t file_bytes = std::size_t{1} << 20;            // of one lesson file
  std::size_t entries = 20'000;                             // files and folders
  std::size_t depth = 20;                                   // folders in folders
  std::uint64_t unpacked_bytes = std::uint64_t{256} << 20;  // what an archive expands to
  double seconds = 10;                                      // for one archive
};

}  // namespace gradus::gradebook

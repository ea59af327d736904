// Is an archive all there? The library that reads archives takes what it finds: a zip whose end is
// missing, or in whose directory a letter has become another, looks like one that never held more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gradus::gradebook {

/// An archive as bytes: an open file, or what was read from another archive.
struct Bytes {
  int descriptor = -1;
  std::string_view memory;

  std::uint64_t size() const;
  /// As many bytes from there as there are, but no more than `most`.
  std::string part(std::uint64_t from, std::size_t most) const;
};

/// It ends with its directory, and each name stands in it as it stands before the file.
bool is_whole_zip(const Bytes& bytes);

/// It ends with two blocks of zeros.
bool is_whole_tar(const Bytes& bytes);

}  // namespace gradus::gradebook

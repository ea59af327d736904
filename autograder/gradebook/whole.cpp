#include "gradebook/whole.hpp"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>

namespace gradus::gradebook {
namespace {

// Of the zip format: signatures, and the sizes of what stands before a name.
constexpr std::string_view end_mark = "PK\x05\x06";
constexpr std::string_view directory_mark = "PK\x01\x02";
constexpr std::string_view file_mark = "PK\x03\x04";
constexpr std::size_t end_size = 22;
constexpr std::size_t directory_size = 46;
constexpr std::size_t file_size = 30;
constexpr std::size_t longest_comment = 65535;

/// A number of `size` bytes, the lowest first.
std::uint64_t number(const std::string& text, std::size_t place, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(text[place + i]);
  }
  return value;
}

bool same_name(const Bytes& bytes, std::uint64_t file, const std::string& name) {
  const std::string header = bytes.part(file, file_size + name.size());
  return header.size() == file_size + name.size() && header.starts_with(file_mark) &&
         number(header, 26, 2) == name.size() && header.substr(file_size) == name;
}

}  // namespace

std::uint64_t Bytes::size() const {
  if (descriptor < 0) return memory.size();
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::string Bytes::part(std::uint64_t from, std::size_t most) const {
  if (descriptor < 0) return std::string(memory.substr(std::min(from, size()), most));
  std::string text(most, '\0');
  const ssize_t got = ::pread(descriptor, text.data(), most, static_cast<off_t>(from));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

bool is_whole_zip(const Bytes& bytes) {
  const std::uint64_t searched = std::min<std::uint64_t>(bytes.size(), end_size + longest_comment);
  const std::uint64_t start = bytes.size() - searched;
  const std::string end = bytes.part(start, searched);
  const std::size_t place = end.rfind(end_mark);
  if (place == std::string::npos || end.size() - place < end_size) return false;
  const std::uint64_t count = number(end, place + 10, 2);
  const std::uint64_t directory_bytes = number(end, place + 12, 4);
  std::uint64_t at = number(end, place + 16, 4);
  if (at == 0xFFFFFFFF || count == 0xFFFF) return true;  // the form for large archives
  // Something may stand before the archive: a program that unpacks it.
  const std::uint64_t before = start + place - std::min(start + place, at + directory_bytes);
  at += before;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string entry = bytes.part(at, directory_size);
    if (entry.size() < directory_size || !entry.starts_with(directory_mark)) return false;
    const std::size_t name_size = number(entry, 28, 2);
    const std::uint64_t file = number(entry, 42, 4);
    const std::string name = bytes.part(at + directory_size, name_size);
    if (file != 0xFFFFFFFF && !same_name(bytes, before + file, name)) return false;
    at += directory_size + name_size + number(entry, 30, 2) + number(entry, 32, 2);
  }
  return true;
}

bool is_whole_tar(const Bytes& bytes) {
  constexpr std::size_t blocks = 1024;
  if (bytes.size() % 512 != 0 || bytes.size() < blocks) return false;
  return bytes.part(bytes.size() - blocks, blocks) == std::string(blocks, '\0');
}

}  // namespace gradus::gradebook

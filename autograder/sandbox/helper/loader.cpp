#include "sandbox/helper/loader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>

namespace gradus::sandbox::helper {
namespace {

// As in glibc's dl-cache.h. Places of texts are counted from the start of the header, which follows
// a part for older programs where there is one.
struct Header {
  char magic[20];
  std::uint32_t entries, size_of_texts;
  std::uint32_t other[5];
};
struct Entry {
  std::int32_t flags;
  std::uint32_t name, path;  // "libz.so.1", "/lib/x86_64-linux-gnu/libz.so.1"
  std::uint32_t version;
  std::uint64_t hardware;
};
constexpr std::string_view magic = "glibc-ld.so.cache1.1";

template <typename T>
bool read_at(std::string_view text, std::size_t place, T& value) {
  if (place > text.size() || text.size() - place < sizeof value) return false;
  std::memcpy(&value, text.data() + place, sizeof value);
  return true;
}

}  // namespace

std::vector<std::string> folders_of_loader() {
  std::ifstream file("/etc/ld.so.cache", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();  // at once: this is done for every worker
  const std::string all = text.str();
  const std::size_t start = all.find(magic);
  std::vector<std::string> folders;
  Header header;
  if (start == std::string::npos || !read_at(std::string_view(all), start, header)) return folders;
  const std::string_view cache = std::string_view(all).substr(start);

  Entry entry;
  for (std::uint32_t i = 0; i < header.entries; ++i) {
    if (!read_at(cache, sizeof header + i * sizeof entry, entry)) break;
    if (entry.path >= cache.size()) continue;
    const std::string_view path =
        cache.substr(entry.path, cache.find('\0', entry.path) - entry.path);
    const std::string_view folder = path.substr(0, path.rfind('/'));
    if (!folder.starts_with('/') || std::ranges::find(folders, folder) != folders.end()) continue;
    folders.emplace_back(folder);
  }
  return folders;
}

}  // namespace gradus::sandbox::helper

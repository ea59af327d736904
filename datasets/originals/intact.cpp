#include "datasets/originals/intact.hpp"

#include <zlib.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace nn::datasets {
namespace {

constexpr std::size_t header_size = 128;
constexpr std::uint32_t matrix = 14;
constexpr std::uint32_t compressed = 15;

std::uint32_t number(std::string_view bytes, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[big_endian ? i : 3 - i]);
  }
  return value;
}

// zlib checks what it unpacks; the numbers themselves are not kept.
bool unpacks(std::string_view packed) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  std::vector<unsigned char> out(1 << 18);
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    state = inflate(&stream, Z_NO_FLUSH);
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END;
}

}  // namespace

std::string damage(const std::string& bytes) {
  if (bytes.size() < header_size) return "";
  const std::string_view order = std::string_view(bytes).substr(header_size - 2, 2);
  const bool big_endian = order == "MI";
  const char version = bytes[big_endian ? 124 : 125];
  if ((order != "IM" && order != "MI") || version != 1) return "";  // not v5

  // A variable is its type, its length, and so many bytes.
  std::string_view left = std::string_view(bytes).substr(header_size);
  for (int variable = 1; !left.empty(); ++variable) {
    const std::string which = "variable " + std::to_string(variable);
    if (left.size() < 8) return "it ends in the middle of " + which;
    const std::uint32_t type = number(left, big_endian);
    const std::uint32_t length = number(left.substr(4), big_endian);
    left.remove_prefix(8);
    if (type != matrix && type != compressed) return which + " does not begin as a variable does";
    if (length > left.size()) return "it ends in the middle of " + which;
    if (type == compressed && !unpacks(left.substr(0, length)))
      return which + " cannot be unpacked";
    left.remove_prefix(length);
  }
  return "";
}

}  // namespace nn::datasets

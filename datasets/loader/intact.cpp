#include "datasets/loader/intact.hpp"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

namespace nn::datasets {
namespace {

constexpr std::uint64_t v5_header = 128;
constexpr std::uint64_t v4_header = 20;

// The size of a number in a v4 file, by the code P of its type.
constexpr std::array<std::uint64_t, 6> v4_sizes = {8, 4, 4, 2, 2, 1};

std::uint32_t number(const unsigned char* bytes, bool big_endian) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    value = value << 8 | bytes[big_endian ? i : 3 - i];
  }
  return value;
}

struct V4Header {
  std::uint64_t data;  // bytes of name and numbers that follow
};

// The header of a variable in a v4 file; false: this is none.
bool parse_v4(const unsigned char* bytes, bool big_endian, V4Header& header) {
  const std::uint32_t type = number(bytes, big_endian);
  const std::uint64_t rows = number(bytes + 4, big_endian);
  const std::uint64_t cols = number(bytes + 8, big_endian);
  const std::uint32_t imaginary = number(bytes + 12, big_endian);
  const std::uint64_t name = number(bytes + 16, big_endian);
  const std::uint32_t machine = type / 1000;
  const std::uint32_t zero = type / 100 % 10;
  const std::uint32_t precision = type / 10 % 10;
  const bool plausible = machine == (big_endian ? 1 : 0) && zero == 0 && precision <= 5 &&
                         type % 10 <= 2 && imaginary <= 1 && name >= 2 && name <= 64 &&
                         rows < (1U << 31) && cols < (1U << 31);
  if (!plausible) return false;
  header.data = name + rows * cols * (1 + imaginary) * v4_sizes[precision];
  return true;
}

bool read_at(std::ifstream& file, std::uint64_t at, unsigned char* bytes, std::size_t count) {
  file.clear();
  file.seekg(static_cast<std::streamoff>(at));
  file.read(reinterpret_cast<char*>(bytes), static_cast<std::streamsize>(count));
  return static_cast<std::size_t>(file.gcount()) == count;
}

std::string cut_off(int variable) {
  return "it ends in the middle of variable " + std::to_string(variable);
}

std::string damage_v4(std::ifstream& file, std::uint64_t size) {
  unsigned char bytes[v4_header];
  read_at(file, 0, bytes, sizeof bytes);
  V4Header header{};
  const bool big_endian = !parse_v4(bytes, false, header);
  std::uint64_t at = 0;
  for (int variable = 1; at < size; ++variable) {
    if (!read_at(file, at, bytes, sizeof bytes)) return cut_off(variable);
    if (!parse_v4(bytes, big_endian, header)) {
      return "variable " + std::to_string(variable) + " does not begin as a variable does";
    }
    at += v4_header;
    if (header.data > size - at) return cut_off(variable);
    at += header.data;
  }
  return "";
}

// Unpacks `count` bytes of the file without keeping them.
bool unpacks(std::ifstream& file, std::uint64_t at, std::uint64_t count) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  std::vector<unsigned char> in(1 << 16);
  std::vector<unsigned char> out(1 << 18);
  int state = Z_OK;
  while (count > 0 && state == Z_OK) {
    const std::size_t part = std::min<std::uint64_t>(count, in.size());
    if (!read_at(file, at, in.data(), part)) break;
    at += part;
    count -= part;
    stream.next_in = in.data();
    stream.avail_in = static_cast<unsigned>(part);
    while (state == Z_OK && stream.avail_in > 0) {
      stream.next_out = out.data();
      stream.avail_out = static_cast<unsigned>(out.size());
      state = inflate(&stream, Z_NO_FLUSH);
    }
  }
  while (state == Z_OK) {  // what the window still holds
    stream.next_out = out.data();
    stream.avail_out = static_cast<unsigned>(out.size());
    state = inflate(&stream, Z_FINISH);
    if (state == Z_BUF_ERROR && stream.avail_out == 0) state = Z_OK;
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END;
}

std::string damage_v5(std::ifstream& file, std::uint64_t size) {
  constexpr std::uint32_t matrix = 14;
  constexpr std::uint32_t compressed = 15;
  unsigned char bytes[8];
  if (!read_at(file, v5_header - 2, bytes, 2)) return "it ends in its header";
  const bool big_endian = bytes[0] == 'M';
  std::uint64_t at = v5_header;
  for (int variable = 1; at < size; ++variable) {
    if (!read_at(file, at, bytes, sizeof bytes)) return cut_off(variable);
    const std::uint32_t type = number(bytes, big_endian);
    const std::uint64_t length = number(bytes + 4, big_endian);
    if (type != matrix && type != compressed) {
      return "variable " + std::to_string(variable) + " does not begin as a variable does";
    }
    at += sizeof bytes;
    if (length > size - at) return cut_off(variable);
    if (type == compressed && !unpacks(file, at, length)) {
      return "variable " + std::to_string(variable) + " cannot be unpacked";
    }
    at += length;
  }
  return at == v5_header ? "it holds no variable" : "";
}

}  // namespace

MatKind mat_kind(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  unsigned char bytes[v5_header] = {};
  file.read(reinterpret_cast<char*>(bytes), sizeof bytes);
  const std::size_t got = static_cast<std::size_t>(file.gcount());

  constexpr char hdf5[] = "\x89HDF\r\n\x1a\n";
  unsigned char at_512[8] = {};
  const bool hdf5_behind = read_at(file, 512, at_512, 8) && std::memcmp(at_512, hdf5, 8) == 0;
  if (hdf5_behind || (got >= 8 && std::memcmp(bytes, hdf5, 8) == 0)) return MatKind::v7_3;
  if (got == sizeof bytes) {
    const bool little = bytes[126] == 'I' && bytes[127] == 'M';
    const bool big = bytes[126] == 'M' && bytes[127] == 'I';
    const int major = little ? bytes[125] : bytes[124];
    if ((little || big) && major == 1) return MatKind::v5;
    if ((little || big) && major == 2) return MatKind::v7_3;
  }
  V4Header header{};
  const bool v4 =
      got >= v4_header && (parse_v4(bytes, false, header) || parse_v4(bytes, true, header));
  return v4 ? MatKind::v4 : MatKind::none;
}

std::string damage(const std::filesystem::path& path, MatKind kind) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (!file || error) return "it cannot be read";
  if (kind == MatKind::v4) return damage_v4(file, size);
  if (kind == MatKind::v5) return damage_v5(file, size);
  return "";
}

}  // namespace nn::datasets

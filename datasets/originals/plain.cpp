#include "datasets/originals/plain.hpp"

#include <fmt/format.h>
#include <utf8.h>
#include <zlib.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "datasets/originals/read_text.hpp"

namespace nn::datasets {
namespace {

using namespace std::string_view_literals;

struct Kind {
  std::string_view begins;    // in small letters if it is text
  std::string_view contains;  // somewhere in the first or last 4,000 bytes
  const char* is;
  const char* what_to_do;
};

constexpr const char* unpack = "unpack it, and add the file that lies in it";
constexpr const char* as_csv = "open it there and save it as CSV";
constexpr const char* download =
    "what was saved is not the file itself: on the page that shows it choose Download (on GitHub "
    "also Raw)";
constexpr const char* from_python =
    "in Python, scipy.io.savemat(\"FILE.mat\", {...}) writes a .mat file, and a data frame's "
    "to_csv(\"FILE.csv\") a table";

// The first that fits.
constexpr Kind kinds[] = {
    {"PK\x03\x04"sv, "xl/", "a workbook of Excel", as_csv},
    {"PK\x03\x04"sv, "opendocument", "a document of LibreOffice", as_csv},
    {"PK\x03\x04"sv, ".npy", "NumPy's .npz", from_python},
    {"PK\x03\x04"sv, "", "a zip archive", unpack},
    {"\xD0\xCF\x11\xE0"sv, "", "a document of an older Office", as_csv},
    {"Rar!", "", "a rar archive", unpack},
    {"7z\xBC\xAF"sv, "", "a 7z archive", unpack},
    {"BZh", "", "packed by bzip2", unpack},
    {"\xFD"
     "7zXZ"sv,
     "", "packed by xz", unpack},
    {"\x28\xB5\x2F\xFD"sv, "", "packed by zstd", unpack},
    {"\x93NUMPY"sv, "", "NumPy's .npy", from_python},
    {"\x80\x02"sv, "", "a pickle of Python", from_python},
    {"\x80\x03"sv, "", "a pickle of Python", from_python},
    {"\x80\x04"sv, "", "a pickle of Python", from_python},
    {"\x80\x05"sv, "", "a pickle of Python", from_python},
    {"PAR1", "", "a Parquet file", from_python},
    {"ARROW1", "", "a Feather file", from_python},
    {"FEA1", "", "a Feather file", from_python},
    {"RDX", "", "R's .RData", "in R, load it, and write.csv(DATA, \"FILE.csv\")"},
    {"RDA", "", "R's .RData", "in R, load it, and write.csv(DATA, \"FILE.csv\")"},
    {"X\n\0\0"sv, "", "R's .rds", "in R, write.csv(readRDS(\"FILE.rds\"), \"FILE.csv\")"},
    {"Octave-1-", "", "Octave's binary format",
     "in Octave, load it, and save it anew with save -v7 FILE.mat"},
    {"\0\0\x08\x01"sv, "", "labels as MNIST has them", "pictures of 20 x 20 are expected"},
    {"\0\0\x08\x03"sv, "", "pictures as MNIST has them", "pictures of 20 x 20 are expected"},
    {"SQLite format 3", "", "a data base of SQLite", "export its table as CSV"},
    {"%PDF", "", "a PDF", "the data are in a file of their own"},
    {"\x89PNG"sv, "", "a picture", "expected are the numbers that it shows"},
    {"\xFF\xD8\xFF"sv, "", "a picture", "expected are the numbers that it shows"},
    {"GIF8", "", "a picture", "expected are the numbers that it shows"},
    {"version https://git-lfs", "", "a pointer of Git LFS, which stands for the file",
     "say git lfs pull in the clone, or choose Download on the page of the file"},
    {"", "annex/objects/", "a pointer of git-annex, which stands for the file",
     "say git annex get FILE in the clone"},
    {"outs:", "md5", "a pointer of DVC, which stands for the file", "say dvc pull in the clone"},
    {"<", "<html", "a web page", download},
    {"<", "<!doctype html", "a web page", download},
    {"<", "", "XML or a part of a web page", download},
    {"from:", "multipart/related", "a saved web page", download},
    {"404: not found", "", "the answer \"404: Not Found\" of a web site", download},
    {"not found", "", "the answer \"Not Found\" of a web site", download},
    {"{\\rtf", "", "a document in RTF", "save it as plain text"},
    {"{", "\"nbformat\"", "a notebook of Jupyter", "add the data file that it reads"},
    {"{", "", "JSON", "expected are rows of numbers, such as CSV has"},
    {"[{", "", "JSON", "expected are rows of numbers, such as CSV has"},
    {"[[", "", "JSON", "expected are rows of numbers, such as CSV has"},
    {"", "@relation", "an ARFF file of Weka",
     "leave out the lines up to @data, and save it as CSV"},
};

void refuse_what_is_no_data(const std::string& bytes) {
  constexpr std::size_t reach = 4000;
  std::string ends = bytes.substr(0, reach);
  if (bytes.size() > reach) ends += bytes.substr(std::max(reach, bytes.size() - reach));
  if (is_text(bytes))
    ends = lower(ends.substr(std::min(ends.find_first_not_of(" \t\r\n"), ends.size())));
  for (const Kind& kind : kinds) {
    if (kind.begins.empty() && !is_text(bytes)) continue;
    if (!ends.starts_with(kind.begins) || ends.find(kind.contains) == std::string::npos) continue;
    throw std::runtime_error(fmt::format("it is {}; {}", kind.is, kind.what_to_do));
  }
}

// zlib reads what gzip has packed, and other files as they are.
std::string unpacked(const std::filesystem::path& path) {
  constexpr std::size_t largest = std::size_t{1} << 30;
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose_r);
  if (file == nullptr) throw std::runtime_error("it cannot be opened");
  std::string bytes;
  std::string piece(1 << 20, '\0');
  int count = 0;
  while ((count = gzread(file.get(), piece.data(), static_cast<unsigned>(piece.size()))) > 0) {
    bytes.append(piece, 0, static_cast<std::size_t>(count));
    if (bytes.size() > largest) throw std::runtime_error("it holds more than 1 GB");
  }
  int error = Z_OK;
  gzerror(file.get(), &error);
  if (count < 0 || error != Z_OK) {
    throw std::runtime_error(error == Z_ERRNO
                                 ? "it cannot be read"
                                 : "it is packed by gzip, and damaged or cut off; copy "
                                   "or download it again");
  }
  return bytes;
}

// Excel's "Unicode text", and what PowerShell writes: with a mark at its beginning, or without.
bool is_utf16(const std::string& bytes, bool& big_endian) {
  if (bytes.size() < 4) return false;
  const bool even = bytes[0] != 0 && bytes[2] != 0;
  const bool odd = bytes[1] != 0 && bytes[3] != 0;
  const bool zeros_even = bytes[0] == 0 && bytes[2] == 0;
  const bool zeros_odd = bytes[1] == 0 && bytes[3] == 0;
  big_endian = bytes.starts_with("\xFE\xFF") || (zeros_even && odd);
  return big_endian || bytes.starts_with("\xFF\xFE") || (even && zeros_odd);
}

std::string from_utf16(const std::string& bytes, bool big_endian) {
  std::u16string units;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[big_endian ? i + 1 : i]);
    const auto high = static_cast<unsigned char>(bytes[big_endian ? i : i + 1]);
    units += static_cast<char16_t>(high << 8 | low);
  }
  try {
    std::string text;
    utf8::utf16to8(units.begin(), units.end(), std::back_inserter(text));
    return text;
  } catch (const utf8::exception&) {
    throw std::runtime_error("it is text in UTF-16, and damaged: save it again as UTF-8");
  }
}

}  // namespace

bool is_text(const std::string& bytes) {
  return std::ranges::none_of(bytes, [](char letter) {
    const unsigned char code = static_cast<unsigned char>(letter);
    return code < 0x20 && letter != '\n' && letter != '\r' && letter != '\t' && letter != '\f';
  });
}

std::string plain_bytes(const std::filesystem::path& path) {
  std::string bytes = unpacked(path);
  bool big_endian = false;
  if (is_utf16(bytes, big_endian)) bytes = from_utf16(bytes, big_endian);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);  // so Windows' editors begin a text
  const std::size_t end = bytes.find_last_not_of("\0\x1A"sv) + 1;  // what DOS put there
  if (is_text(bytes.substr(0, end))) bytes.resize(end);
  refuse_what_is_no_data(bytes);
  return bytes;
}

}  // namespace nn::datasets

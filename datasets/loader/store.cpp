#include "datasets/loader/store.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/loader/recognise.hpp"
#include "datasets/recipes/content.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

fs::path record_of(const std::string& dataset) {
  return data_folder() / "originals" / (dataset + ".txt");
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) throw std::runtime_error(path.string() + " cannot be read");
  return bytes.str();
}

// FNV-1a, as 16 hexadecimal digits.
std::string hash(const std::string& bytes) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char byte : bytes) {
    value = (value ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
  }
  return fmt::format("{:016x}", value);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw std::runtime_error(fmt::format("cannot make {}: {}", folder.string(), error.message()));
  }
}

// Removes the files of a data set that its record does not name: copies of earlier originals.
void remove_copies(const std::string& dataset, const fs::path& but) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(but.parent_path(), ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(dataset + "-") && entry.path() != but) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

fs::path data_folder() {
  const std::string chosen = variable("GRADUS_DATA");
  if (!chosen.empty()) return fs::absolute(chosen);
  std::error_code ignored;
  const fs::path begin = fs::current_path(ignored);
  for (fs::path folder = begin; !folder.empty(); folder = folder.parent_path()) {
    if (fs::is_directory(folder / "lessons", ignored)) return folder / ".gradus" / "data";
    if (folder == folder.parent_path()) break;
  }
  throw std::runtime_error(fmt::format(
      "no folder for data sets: {} is not inside a course (no folder above it has a folder "
      "lessons); start in the course, or set GRADUS_DATA to a folder",
      begin.string()));
}

std::optional<Original> find_original(const std::string& dataset) {
  if (variable("GRADUS_ORIGINALS") == "no") return std::nullopt;
  const fs::path record = record_of(dataset);
  std::ifstream file(record);
  if (!file) return std::nullopt;
  std::string name;
  std::string copy;
  const bool whole = std::getline(file, name) && std::getline(file, copy);
  if (!whole || copy.find('/') != std::string::npos) {
    throw std::runtime_error(
        fmt::format("{} is damaged: say ./gradus data remove {}, and add the "
                    "original again",
                    record.string(), dataset));
  }
  return Original{.name = name, .copy = record.parent_path() / copy};
}

Dataset add_original(const fs::path& file) {
  Dataset data = recognise(read_content(file), file);
  const std::string bytes = bytes_of(file);
  const fs::path record = record_of(data.name);
  const fs::path copy =
      record.parent_path() / (data.name + "-" + hash(bytes) + file.extension().string());
  const std::string name = one_line(file.filename().string());
  make_folder(record.parent_path());
  write_file(bytes, copy);
  write_file(name + "\n" + copy.filename().string() + "\n", record);
  remove_copies(data.name, copy);
  data.source = "original, " + name;
  return data;
}

bool remove_original(const std::string& dataset) {
  require_name(dataset);
  const fs::path record = record_of(dataset);
  std::error_code error;
  const bool there = fs::remove(record, error);
  if (error) {
    throw std::runtime_error(fmt::format("cannot remove {}: {}", record.string(), error.message()));
  }
  remove_copies(dataset, record);
  return there;
}

void require_name(const std::string& dataset) {
  if (std::ranges::find(known_names(), dataset) != known_names().end()) return;
  throw std::invalid_argument(fmt::format("there is no data set \"{}\"; there are {}",
                                          one_line(dataset), fmt::join(known_names(), ", ")));
}

}  // namespace nn::datasets

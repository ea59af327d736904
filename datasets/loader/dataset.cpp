#include "datasets/loader/dataset.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "base/progress.hpp"
#include "datasets/loader/recognise.hpp"
#include "datasets/loader/store.hpp"
#include "datasets/recipes/content.hpp"
#include "datasets/recipes/generators.hpp"

namespace nn {
namespace {

namespace fs = std::filesystem;
using namespace datasets;

Dataset read_original(const std::string& name, const Original& original) {
  const std::string mend =
      fmt::format("\nSay ./gradus data remove {}, or add the original again.", name);
  try {
    Dataset data = recognise(read_content(original.copy), original.copy);
    if (data.name != name) throw std::runtime_error(original.copy.string() + " is " + data.name);
    data.source = "original, " + original.name;
    return data;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(error.what() + mend);
  }
}

// A generated file that cannot be read any more is made anew: nothing is lost by that.
bool read_generated(const fs::path& path, const std::string& name, Dataset& data) {
  if (!fs::exists(path)) return false;
  try {
    data = recognise(read_content(path), path);
    return data.name == name;
  } catch (const std::runtime_error& error) {
    clear_progress_line();
    fmt::print(stderr, "{}\nIt is made anew.\n", error.what());
    return false;
  }
}

// Where nothing can be written, the set is made in memory, and made again the next time.
void keep(const FileContent& content, const fs::path& path) {
  try {
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored);
    write_content(content, path);
  } catch (const std::runtime_error& error) {
    clear_progress_line();
    fmt::print(stderr, "{}: the data set is made for this run only\n", error.what());
  }
}

Dataset generated(const std::string& name) {
  const Generator& generator = find_generator(name);
  const fs::path path = data_folder() / "generated" /
                        fmt::format("{}-{}{}", name, generator.version, generator.extension);
  Dataset data;
  if (!read_generated(path, name, data)) {
    const FileContent content = generator.make();
    keep(content, path);
    data = recognise(content, path);
  }
  data.source = "generated";
  return data;
}

}  // namespace

Dataset load_dataset(const std::string& name) {
  require_name(name);
  const std::optional<Original> original = find_original(name);
  return original ? read_original(name, *original) : generated(name);
}

std::vector<std::string> dataset_names() {
  return known_names();
}

}  // namespace nn

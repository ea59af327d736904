#include "datasets/loader/dataset.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "base/progress.hpp"
#include "datasets/loader/store.hpp"

namespace nn {
namespace {

namespace fs = std::filesystem;
using namespace datasets;

void tell(const std::string& message) {
  clear_progress_line();
  fmt::print(stderr, "{}\n", message);
}

Dataset original(const Recipe& recipe) {
  try {
    return read_dataset(original_file(recipe), recipe);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format(
        "{}\nSay ./gradus data remove {}, or add the original again.", error.what(), recipe.name));
  }
}

// A file that cannot be read any more is made anew: nothing is lost by that. Where nothing can be
// written, the set is made in memory, and made again the next time.
Dataset generated(const Recipe& recipe) {
  const fs::path path = generated_file(recipe);
  try {
    if (fs::exists(path)) return read_dataset(path, recipe);
  } catch (const std::exception& error) {
    tell(error.what() + std::string("\nIt is made anew."));
  }
  Samples samples = recipe.make();
  try {
    write_dataset(path, "generated", samples);
  } catch (const std::runtime_error& error) {
    tell(error.what() + std::string("\nThe data set is made for this run only."));
  }
  return dataset_of(recipe, "generated", std::move(samples));
}

}  // namespace

Dataset load_dataset(const std::string& name) {
  const Recipe& recipe = find_recipe(name);
  const char* wanted = std::getenv("GRADUS_ORIGINALS");
  const bool allowed = wanted == nullptr || std::string(wanted) != "no";
  std::error_code ignored;
  if (allowed && fs::exists(original_file(recipe), ignored)) return original(recipe);
  return generated(recipe);
}

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const Recipe& recipe : recipes()) names.push_back(recipe.name);
  return names;
}

}  // namespace nn

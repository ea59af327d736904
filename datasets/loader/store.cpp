#include "datasets/loader/store.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/files.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

bool fits(const arma::mat& X, const arma::mat& T, const Recipe& recipe) {
  return X.n_rows == recipe.features.size() &&
         T.n_rows == std::max<arma::uword>(recipe.classes, 1) && X.n_cols == T.n_cols &&
         X.is_finite() && T.is_finite();
}

// A damaged file may hold any sizes, for which there is no memory.
bool read(std::istream& file, std::string& source, Samples& samples) {
  try {
    std::getline(file, source);
    for (arma::mat* matrix :
         {&samples.X, &samples.T, &samples.X_validation, &samples.T_validation}) {
      if (!matrix->load(file, arma::arma_binary)) return false;
    }
    return file.peek() == std::istream::traits_type::eof();
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

fs::path data_folder() {
  const char* chosen = std::getenv("GRADUS_DATA");
  if (chosen != nullptr && *chosen != '\0') return fs::absolute(chosen);
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

fs::path generated_file(const Recipe& recipe) {
  return data_folder() / "generated" / fmt::format("{}-{}.data", recipe.name, recipe.version);
}

fs::path original_file(const Recipe& recipe) {
  return data_folder() / "originals" / (recipe.name + ".data");
}

Dataset dataset_of(const Recipe& recipe, const std::string& source, Samples samples) {
  return {.name = recipe.name,
          .source = source,
          .classes = recipe.classes,
          .features = recipe.features,
          .X = std::move(samples.X),
          .T = std::move(samples.T),
          .X_validation = std::move(samples.X_validation),
          .T_validation = std::move(samples.T_validation)};
}

void write_dataset(const fs::path& path, const std::string& source, const Samples& samples) {
  std::ostringstream bytes;
  bytes << source << '\n';
  for (const arma::mat* matrix :
       {&samples.X, &samples.T, &samples.X_validation, &samples.T_validation}) {
    matrix->save(bytes, arma::arma_binary);
  }
  // Another program may write the same set: each file has a name of its own until it is whole.
  const fs::path passing = path.string() + fmt::format(".{}.new", ::getpid());
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  gradus::base::write_file(passing, bytes.str());
  fs::rename(passing, path);
}

Dataset read_dataset(const fs::path& path, const Recipe& recipe) {
  std::ifstream file(path, std::ios::binary);
  std::string source;
  Samples samples;
  const bool good =
      read(file, source, samples) && !samples.X.empty() && fits(samples.X, samples.T, recipe) &&
      (samples.X_validation.empty() || fits(samples.X_validation, samples.T_validation, recipe));
  if (!good) throw std::runtime_error(path.string() + " is damaged");
  return dataset_of(recipe, source, std::move(samples));
}

}  // namespace nn::datasets

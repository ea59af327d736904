#include "datasets/originals/original.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <stdexcept>
#include <system_error>

#include "base/text.hpp"
#include "datasets/originals/check_mat.hpp"
#include "datasets/originals/check_text.hpp"
#include "datasets/originals/plain.hpp"
#include "datasets/originals/read_mat.hpp"
#include "datasets/originals/read_octave.hpp"
#include "datasets/originals/read_text.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

/// What the file of a data set must be. It is a .mat file, a text, or either.
struct Form {
  const char* name;
  const char* looks;
  double low;  // of X; generous bounds
  double high;
  Samples (*of_mat)(const std::vector<MatVariable>&, const Recipe&);
  Samples (*of_text)(TextTable);
};

// Digits are 0 ... 1 or 0 ... 255, and what resizing adds.
constexpr Form forms[] = {
    {"peaks", ".mat with Yt, Ct, Yv, Cv: 2 features, 5 classes", -5, 5, check_divided, nullptr},
    {"gmm", ".mat with Yt, Ct, Yv, Cv: 5 features, 5 classes", -10, 10, check_divided, nullptr},
    {"swiss_roll", ".mat with Yt, Ct, Yv, Cv: 2 features, 2 classes", -4, 4, check_divided,
     nullptr},
    {"microchips", "text, 3 columns: two tests within -2 ... 2, then 0 or 1", -2, 2,
     check_undivided, check_microchips},
    {"digits", ".mat with X (400 pixels) and y (1 ... 10, 10 is the digit 0)", -50, 305,
     check_undivided, nullptr},
    {"insurance", "CSV: age, sex, bmi, children, smoker, region, charges", 0, 120, nullptr,
     check_insurance},
    {"noisy_line", "CSV: x, z, y, with y near 2 x + 3", -10, 10, nullptr, check_noisy_line},
};

// A pipe or a device would be read for ever, and a folder not at all.
void require_file(const fs::path& path) {
  constexpr std::uintmax_t largest = std::uintmax_t{1} << 30;
  std::error_code error;
  const auto fail = [&](const std::string& why) { throw std::runtime_error(path.string() + why); };
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) fail(" does not exist");
  if (fs::is_directory(status)) fail(" is a folder, expected a data file in it");
  if (error || !fs::is_regular_file(status)) fail(" is no ordinary file");
  const std::uintmax_t size = fs::file_size(path, error);
  if (size == 0) fail(" is empty");
  if (size > largest) fail(" is larger than 1 GB, which no data set of the course is");
}

Samples samples_of(const Form& form, const Recipe& recipe, const fs::path& path) {
  const std::string bytes = plain_bytes(path);
  const bool text = is_text(bytes);
  if (text && form.of_mat != nullptr && is_octave(bytes)) {
    return form.of_mat(read_octave(bytes), recipe);
  }
  if (text && form.of_text == nullptr) throw std::runtime_error("it is text, expected a .mat file");
  if (text) return form.of_text(read_text(bytes));
  if (form.of_mat == nullptr) throw std::runtime_error("it is no text; save it as CSV");
  if (fs::file_size(path) != bytes.size()) {
    throw std::runtime_error("it is packed by gzip; unpack it, and add the .mat file in it");
  }
  return form.of_mat(read_mat(path, bytes), recipe);
}

void require_all_classes(const arma::mat& T) {
  for (arma::uword k = 0; k < T.n_rows; ++k) {
    if (arma::any(T.row(k))) continue;
    throw std::runtime_error(
        fmt::format("there is no sample of class {} of 0 ... {}", k, T.n_rows - 1));
  }
}

void require_range(const Form& form, const arma::mat& X) {
  if (X.empty() || (X.min() >= form.low && X.max() <= form.high)) return;
  throw std::runtime_error(fmt::format("its values go from {} to {}, expected {} to {}",
                                       shortest(X.min()), shortest(X.max()), form.low, form.high));
}

}  // namespace

Samples read_original(const Recipe& recipe, const fs::path& path) {
  const Form& form = *std::ranges::find(forms, recipe.name, &Form::name);
  require_file(path);
  std::string wrong;
  try {
    const Samples samples = samples_of(form, recipe, path);
    require_range(form, samples.X);
    require_range(form, samples.X_validation);
    if (recipe.classes > 0) require_all_classes(samples.T);
    return samples;
  } catch (const std::bad_alloc&) {
    wrong = "it needs more memory than a data set may";
  } catch (const std::exception& error) {
    wrong = error.what();
  }
  throw std::runtime_error(
      fmt::format("{}: {}\nExpected for {}: {}", path.string(), wrong, recipe.name, form.looks));
}

std::string known_originals() {
  std::string lines;
  for (const Form& form : forms) lines += fmt::format("  {:<12}{}\n", form.name, form.looks);
  return lines;
}

}  // namespace nn::datasets

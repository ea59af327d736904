#include "datasets/loader/recognise.hpp"

#include <fmt/format.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "base/text.hpp"
#include "datasets/loader/intact.hpp"
#include "datasets/loader/labels.hpp"
#include "datasets/loader/recognise_parts.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 30;

// A pipe or a device would be read for ever, and a folder not at all.
void require_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const auto fail = [&](const std::string& reason) {
    throw std::runtime_error(path.string() + reason);
  };
  if (status.type() == fs::file_type::not_found) fail(" does not exist");
  if (error) fail(": " + error.message());
  if (fs::is_directory(status)) fail(" is a folder, expected a data file in it");
  if (!fs::is_regular_file(status)) fail(" is no ordinary file");
  const std::uintmax_t size = fs::file_size(path, error);
  if (size == 0) fail(" is empty");
  if (size > largest_file) fail(" is larger than 1 GB, which no data set of the course is");
  if (!std::ifstream(path, std::ios::binary)) fail(" cannot be read: may you open it?");
}

}  // namespace

FileContent read_content(const fs::path& path) {
  require_file(path);
  FileContent content;
  content.is_text = mat_kind(path) == MatKind::none;
  if (content.is_text)
    content.table = read_text(path);
  else
    content.variables = read_mat(path);
  return content;
}

Dataset recognise(const FileContent& content, const fs::path& path) {
  if (content.is_text) return recognise_text(content.table, path.string());
  return recognise_mat(content.variables, path.string());
}

const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names = {"peaks",  "gmm",       "swiss_roll", "microchips",
                                                 "digits", "insurance", "noisy_line"};
  return names;
}

std::string known_structures() {
  return "  peaks       .mat with Yt, Ct, Yv, Cv: 2 features, 5 classes\n"
         "  gmm         .mat with Yt, Ct, Yv, Cv: 5 features, 5 classes\n"
         "  swiss_roll  .mat with Yt, Ct, Yv, Cv: 2 features, 2 classes\n"
         "  microchips  text, 3 columns: two tests within -2 ... 2, then 0 or 1\n"
         "  digits      .mat with X (400 pixels) and y (1 ... 10, 10 is the digit 0)\n"
         "  insurance   CSV: age, sex, bmi, children, smoker, region, charges\n"
         "  noisy_line  CSV: x, z, y, with y near 2 x + 3";
}

void fail_unknown(const std::string& file, const std::string& found) {
  throw std::runtime_error(fmt::format("{}: {}, which is no data set of the course. They are:\n{}",
                                       file, found, known_structures()));
}

void require_range(const arma::mat& X, double low, double high, const std::string& file,
                   const std::string& dataset) {
  if (X.min() >= low && X.max() <= high) return;
  throw std::runtime_error(
      fmt::format("{} has the structure of {}, but values from {} to {}, expected {} to {}", file,
                  dataset, shortest(X.min()), shortest(X.max()), shortest(low), shortest(high)));
}

Dataset microchips_of(const arma::mat& X, const arma::mat& labels, const std::string& file) {
  require_range(X, -2, 2, file, "microchips");
  const LabelForm form = label_form(labels, file + ": the label");
  return {.name = "microchips",
          .classes = 2,
          .features = {"test 1", "test 2"},
          .X = X,
          .T = one_hot_labels(labels, form, 2, file + ": the label")};
}

}  // namespace nn::datasets

#include <fmt/format.h>
#include <matio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "datasets/recipes/content.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

/// A file under a passing name, which is gone unless it is kept.
class PassingFile {
 public:
  explicit PassingFile(const fs::path& path) : path_(path) {
    static std::atomic<int> count = 0;
    passing_ = path.string() + fmt::format(".{}.{}.tmp", ::getpid(), ++count);
    if (!std::ofstream(passing_, std::ios::binary)) fail(std::strerror(errno));
  }
  ~PassingFile() {
    std::error_code ignored;
    fs::remove(passing_, ignored);
  }
  PassingFile(const PassingFile&) = delete;
  PassingFile& operator=(const PassingFile&) = delete;

  const fs::path& name() const { return passing_; }

  void keep() {
    std::error_code error;
    fs::rename(passing_, path_, error);
    if (error) fail(error.message());
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw std::runtime_error(fmt::format("cannot write {}: {}", path_.string(), reason));
  }

 private:
  fs::path path_;
  fs::path passing_;
};

template <typename Number>
bool write_numbers(mat_t* file, const MatVariable& variable, matio_classes type, matio_types data) {
  arma::Mat<Number> numbers = arma::conv_to<arma::Mat<Number>>::from(variable.values);
  std::size_t sizes[2] = {numbers.n_rows, numbers.n_cols};
  matvar_t* made = Mat_VarCreate(variable.name.c_str(), type, data, 2, sizes, numbers.memptr(), 0);
  if (made == nullptr) return false;
  const int status = Mat_VarWrite(file, made, MAT_COMPRESSION_ZLIB);
  Mat_VarFree(made);
  return status == 0;
}

void write_mat(const std::vector<MatVariable>& variables, const PassingFile& passing) {
  mat_t* file = Mat_CreateVer(passing.name().c_str(), nullptr, MAT_FT_MAT5);
  if (file == nullptr) passing.fail("matio cannot create it");
  bool good = true;
  for (const MatVariable& variable : variables) {
    good = good && (variable.type == "single"
                        ? write_numbers<float>(file, variable, MAT_C_SINGLE, MAT_T_SINGLE)
                        : write_numbers<double>(file, variable, MAT_C_DOUBLE, MAT_T_DOUBLE));
  }
  if (Mat_Close(file) != 0 || !good) passing.fail("matio could not write all of it");
}

void write_text(const TextTable& table, const PassingFile& passing) {
  std::ofstream file(passing.name(), std::ios::binary);
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) file << (i > 0 ? "," : "") << cells[i];
    file << '\n';
  };
  if (!table.header.empty()) line(table.header);
  for (const std::vector<std::string>& row : table.rows) line(row);
  file.close();
  if (!file) passing.fail(std::strerror(errno));
}

}  // namespace

void write_content(const FileContent& content, const fs::path& path) {
  PassingFile passing(path);
  if (content.is_text)
    write_text(content.table, passing);
  else
    write_mat(content.variables, passing);
  passing.keep();
}

void write_file(const std::string& bytes, const fs::path& path) {
  PassingFile passing(path);
  std::ofstream file(passing.name(), std::ios::binary);
  file << bytes;
  file.close();
  if (!file) passing.fail(std::strerror(errno));
  passing.keep();
}

}  // namespace nn::datasets

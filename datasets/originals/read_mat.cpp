#include "datasets/originals/read_mat.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <matio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/originals/intact.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

constexpr int most_variables = 1000;
constexpr std::uint64_t most_numbers = 64'000'000;  // in a variable: 512 MB

using File = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

/// While it lives, nothing is written to standard error: HDF5 explains its errors there at length.
class Silence {
 public:
  Silence() : before_(::dup(STDERR_FILENO)), nowhere_(::open("/dev/null", O_WRONLY | O_CLOEXEC)) {
    if (before_ >= 0 && nowhere_ >= 0) ::dup2(nowhere_, STDERR_FILENO);
  }
  ~Silence() {
    if (before_ >= 0) ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    ::close(nowhere_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  int before_;
  int nowhere_;
};

template <typename Number>
arma::mat numbers(const matvar_t& variable) {
  arma::mat values(variable.dims[0], variable.dims[1]);
  std::copy_n(static_cast<const Number*>(variable.data), values.n_elem, values.begin());
  return values;
}

struct Type {
  matio_classes type;
  const char* name;
  std::uint64_t size;  // 0: no numbers that a matrix could hold
  arma::mat (*numbers)(const matvar_t&);
};

constexpr Type types[] = {
    {MAT_C_DOUBLE, "double", 8, numbers<double>},
    {MAT_C_SINGLE, "single", 4, numbers<float>},
    {MAT_C_INT8, "int8", 1, numbers<std::int8_t>},
    {MAT_C_UINT8, "uint8", 1, numbers<std::uint8_t>},
    {MAT_C_INT16, "int16", 2, numbers<std::int16_t>},
    {MAT_C_UINT16, "uint16", 2, numbers<std::uint16_t>},
    {MAT_C_INT32, "int32", 4, numbers<std::int32_t>},
    {MAT_C_UINT32, "uint32", 4, numbers<std::uint32_t>},
    {MAT_C_INT64, "int64", 8, numbers<std::int64_t>},
    {MAT_C_UINT64, "uint64", 8, numbers<std::uint64_t>},
    {MAT_C_CELL, "cell array", 0, nullptr},
    {MAT_C_STRUCT, "struct", 0, nullptr},
    {MAT_C_CHAR, "char", 0, nullptr},
    {MAT_C_SPARSE, "sparse matrix", 0, nullptr},
};
constexpr Type unknown = {MAT_C_OPAQUE, "object", 0, nullptr};

const Type& type_of(const matvar_t& variable) {
  const auto* found = std::ranges::find(types, variable.class_type, &Type::type);
  return found == std::end(types) ? unknown : *found;
}

// Why its values cannot be taken, from what the variable's header says; or "".
std::string problem_of(const matvar_t& variable) {
  const Type& type = type_of(variable);
  if (variable.class_type == MAT_C_EMPTY) return "is empty";
  if (type.size == 0) return fmt::format("is a {}", type.name);
  if (variable.isComplex != 0) return "is complex";
  if (variable.rank != 2) return fmt::format("has {} dimensions", variable.rank);
  const std::uint64_t rows = variable.dims[0];
  const std::uint64_t cols = variable.dims[1];
  if (rows == 0 || cols == 0) return fmt::format("is empty ({}x{})", rows, cols);
  if (rows > most_numbers || cols > most_numbers || rows * cols > most_numbers) {
    return fmt::format("is said to be {}x{}, which is more than a data set holds", rows, cols);
  }
  return "";
}

MatVariable read_variable(mat_t* file, matvar_t& variable) {
  const Type& type = type_of(variable);
  MatVariable result{.name = one_line(variable.name == nullptr ? "" : variable.name),
                     .type = variable.isLogical != 0 ? "logical" : type.name,
                     .problem = problem_of(variable)};
  if (!result.problem.empty()) return result;
  const bool good =
      Mat_VarReadDataAll(file, &variable) == 0 && variable.data != nullptr &&
      static_cast<std::uint64_t>(variable.data_size) == type.size &&
      variable.nbytes >= std::uint64_t{variable.dims[0]} * variable.dims[1] * type.size;
  if (good)
    result.values = type.numbers(variable);
  else
    result.problem = "is damaged";
  return result;
}

std::vector<MatVariable> read_variables(const fs::path& path) {
  const Silence silence;
  std::vector<MatVariable> variables;
  const File file(Mat_Open(path.c_str(), MAT_ACC_RDONLY), Mat_Close);
  while (file != nullptr && variables.size() < most_variables) {
    const Variable variable(Mat_VarReadNextInfo(file.get()), Mat_VarFree);
    if (variable == nullptr) break;
    variables.push_back(read_variable(file.get(), *variable));
  }
  return variables;
}

}  // namespace

std::vector<MatVariable> read_mat(const fs::path& path, const std::string& bytes) {
  const std::string again = "; copy or download it again";
  const std::string wrong = damage(bytes);
  if (!wrong.empty()) throw std::runtime_error("it is damaged: " + wrong + again);
  const std::vector<MatVariable> variables = read_variables(path);
  if (!variables.empty()) return variables;
  throw std::runtime_error("it is damaged, or neither text nor a .mat file" + again);
}

}  // namespace nn::datasets

#include "datasets/originals/read_mat.hpp"

#include <fmt/format.h>
#include <matio.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/originals/intact.hpp"
#include "datasets/originals/read_hdf5.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

using File = std::unique_ptr<mat_t, int (*)(mat_t*)>;
using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

// `count` numbers of a type in memory.
template <typename Number>
std::vector<double> numbers(const void* data, std::size_t count) {
  const auto* first = static_cast<const Number*>(data);
  return std::vector<double>(first, first + count);
}

struct Type {
  matio_classes matlab;
  matio_types stored;
  const char* name;
  std::uint64_t size;
  std::vector<double> (*numbers)(const void*, std::size_t);
};

constexpr Type types[] = {
    {MAT_C_DOUBLE, MAT_T_DOUBLE, "double", 8, numbers<double>},
    {MAT_C_SINGLE, MAT_T_SINGLE, "single", 4, numbers<float>},
    {MAT_C_INT8, MAT_T_INT8, "int8", 1, numbers<std::int8_t>},
    {MAT_C_UINT8, MAT_T_UINT8, "uint8", 1, numbers<std::uint8_t>},
    {MAT_C_INT16, MAT_T_INT16, "int16", 2, numbers<std::int16_t>},
    {MAT_C_UINT16, MAT_T_UINT16, "uint16", 2, numbers<std::uint16_t>},
    {MAT_C_INT32, MAT_T_INT32, "int32", 4, numbers<std::int32_t>},
    {MAT_C_UINT32, MAT_T_UINT32, "uint32", 4, numbers<std::uint32_t>},
    {MAT_C_INT64, MAT_T_INT64, "int64", 8, numbers<std::int64_t>},
    {MAT_C_UINT64, MAT_T_UINT64, "uint64", 8, numbers<std::uint64_t>},
};

// nullptr: no numbers that a matrix could hold.
const Type* type_of(matio_classes matlab) {
  const auto* found = std::ranges::find(types, matlab, &Type::matlab);
  return found == std::end(types) ? nullptr : found;
}

std::string name_of(const matvar_t& variable) {
  if (variable.isLogical != 0) return "logical";
  if (const Type* type = type_of(variable.class_type)) return type->name;
  switch (variable.class_type) {
    case MAT_C_CELL:
      return "cell array";
    case MAT_C_STRUCT:
      return "struct";
    case MAT_C_CHAR:
      return "char";
    case MAT_C_SPARSE:
      return "sparse";
    default:
      return "object";
  }
}

// Why its values cannot be taken, from what the variable's header says; or "".
std::string problem_of(const matvar_t& variable) {
  const bool sparse = variable.class_type == MAT_C_SPARSE;
  if (variable.class_type == MAT_C_EMPTY) return "is empty";
  if (type_of(variable.class_type) == nullptr && !sparse) return "is a " + name_of(variable);
  if (sparse && variable.isComplex != 0) return "is complex";
  if (variable.rank != 2) return fmt::format("has {} dimensions", variable.rank);
  return problem_of_size(variable.dims[0], variable.dims[1]);
}

void set_matrix(MatVariable& result, const matvar_t& variable) {
  const Type& type = *type_of(variable.class_type);
  const std::size_t rows = variable.dims[0];
  const std::size_t cols = variable.dims[1];
  const auto matrix = [&](const void* data) {
    return arma::mat(arma::reshape(arma::vec(type.numbers(data, rows * cols)), rows, cols));
  };
  if (static_cast<std::uint64_t>(variable.data_size) != type.size ||
      variable.nbytes < std::uint64_t{rows} * cols * type.size) {
    result.problem = "is damaged";
  } else if (variable.isComplex == 0) {
    result.values = matrix(variable.data);
  } else {
    const auto& parts = *static_cast<const mat_complex_split_t*>(variable.data);
    if (parts.Re == nullptr || parts.Im == nullptr)
      result.problem = "is damaged";
    else
      set_real(result, matrix(parts.Re), matrix(parts.Im));
  }
}

void set_sparse(MatVariable& result, const matvar_t& variable) {
  const auto& parts = *static_cast<const mat_sparse_t*>(variable.data);
  if (variable.isComplex != 0) {  // of v4, matio says so only now
    result.problem = "is complex";
    return;
  }
  const auto* type = std::ranges::find(types, variable.data_type, &Type::stored);
  if (type == std::end(types) || (parts.ndata > 0 && parts.data == nullptr)) {
    result.problem = "is damaged";
    return;
  }
  set_full(result, {.rows = variable.dims[0],
                    .row_of = {parts.ir, parts.ir + parts.nir},
                    .begins = {parts.jc, parts.jc + parts.njc},
                    .numbers = type->numbers(parts.data, parts.ndata)});
}

MatVariable read_variable(mat_t* file, matvar_t& variable) {
  MatVariable result{.name = one_line(variable.name == nullptr ? "" : variable.name),
                     .type = name_of(variable),
                     .problem = problem_of(variable)};
  if (!result.problem.empty()) return result;
  if (Mat_VarReadDataAll(file, &variable) != 0 || variable.data == nullptr)
    result.problem = "is damaged";
  else if (variable.class_type == MAT_C_SPARSE)
    set_sparse(result, variable);
  else
    set_matrix(result, variable);
  return result;
}

std::vector<MatVariable> read_variables(const fs::path& path) {
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
  const std::string wrong = damage(bytes);
  const std::string again = "; copy or download it again";
  if (!wrong.empty()) throw std::runtime_error("it is damaged: " + wrong + again);
  if (is_hdf5(path)) {
    const std::optional<std::vector<MatVariable>> variables = read_hdf5(path);
    if (!variables) throw std::runtime_error("it is HDF5, and damaged or cut off" + again);
    if (variables->empty()) throw std::runtime_error("it is HDF5, and has no variables");
    return *variables;
  }
  const std::vector<MatVariable> variables = read_variables(path);
  if (!variables.empty()) return variables;
  throw std::runtime_error("it is damaged, or neither text nor a .mat file" + again);
}

}  // namespace nn::datasets

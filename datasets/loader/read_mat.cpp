#include <fmt/format.h>
#include <matio.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/loader/intact.hpp"
#include "datasets/loader/isolate.hpp"
#include "datasets/recipes/content.hpp"

namespace nn::datasets {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_variables = 1000;
constexpr std::uint64_t most_numbers = 64'000'000;  // in a file: 512 MB
constexpr std::uint64_t most_letters = 200;         // in a name

// ---- in the child: from matio to bytes
// -----------------------------------------------------------

using Variable = std::unique_ptr<matvar_t, void (*)(matvar_t*)>;

template <typename Number>
void copy_numbers(const matvar_t& variable, std::uint64_t count, std::vector<double>& numbers) {
  const auto* from = static_cast<const Number*>(variable.data);
  for (std::uint64_t i = 0; i < count; ++i) numbers[i] = static_cast<double>(from[i]);
}

struct NumberType {
  matio_classes type;
  const char* name;
  std::uint64_t size;
  void (*copy)(const matvar_t&, std::uint64_t, std::vector<double>&);
};

constexpr NumberType number_types[] = {
    {MAT_C_DOUBLE, "double", 8, copy_numbers<double>},
    {MAT_C_SINGLE, "single", 4, copy_numbers<float>},
    {MAT_C_INT8, "int8", 1, copy_numbers<std::int8_t>},
    {MAT_C_UINT8, "uint8", 1, copy_numbers<std::uint8_t>},
    {MAT_C_INT16, "int16", 2, copy_numbers<std::int16_t>},
    {MAT_C_UINT16, "uint16", 2, copy_numbers<std::uint16_t>},
    {MAT_C_INT32, "int32", 4, copy_numbers<std::int32_t>},
    {MAT_C_UINT32, "uint32", 4, copy_numbers<std::uint32_t>},
    {MAT_C_INT64, "int64", 8, copy_numbers<std::int64_t>},
    {MAT_C_UINT64, "uint64", 8, copy_numbers<std::uint64_t>},
};

const NumberType* number_type(const matvar_t& variable) {
  for (const NumberType& one : number_types) {
    if (one.type == variable.class_type) return &one;
  }
  return nullptr;
}

std::string type_name(const matvar_t& variable) {
  if (variable.isLogical != 0) return "logical";
  switch (variable.class_type) {
    case MAT_C_EMPTY:
      return "empty";
    case MAT_C_CELL:
      return "cell array";
    case MAT_C_STRUCT:
      return "struct";
    case MAT_C_CHAR:
      return "char";
    case MAT_C_SPARSE:
      return "sparse matrix";
    case MAT_C_OBJECT:
    case MAT_C_OPAQUE:
      return "object";
    case MAT_C_FUNCTION:
      return "function";
    default:
      break;
  }
  const NumberType* type = number_type(variable);
  return type == nullptr ? "of an unknown type" : type->name;
}

// Why its values cannot be taken, from what the variable's header says; or "".
// `size` is the file's, in bytes.
std::string header_problem(const matvar_t& variable, MatKind kind, std::uint64_t size) {
  const NumberType* type = number_type(variable);
  if (variable.class_type == MAT_C_EMPTY) return "is empty";
  if (type == nullptr) return "is a " + type_name(variable);
  if (variable.isComplex != 0) return "is complex";
  if (variable.rank != 2) return fmt::format("has {} dimensions", variable.rank);
  const std::uint64_t rows = variable.dims[0];
  const std::uint64_t cols = variable.dims[1];
  if (rows == 0 || cols == 0) return fmt::format("is empty ({}x{})", rows, cols);
  // A number takes a byte at least; deflate packs a thousand bytes into one at best.
  const bool packed = kind == MatKind::v7_3 || variable.compression != MAT_COMPRESSION_NONE;
  const std::uint64_t most = std::min(most_numbers, packed ? 1100 * size : size);
  if (rows > most || cols > most || rows * cols > most) {
    return fmt::format("is said to be {}x{}, which is more than the file can hold", rows, cols);
  }
  return "";
}

void put(std::string& bytes, std::uint64_t number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put(std::string& bytes, const std::string& text) {
  put(bytes, std::uint64_t{text.size()});
  bytes += text;
}

void put_variable(mat_t* file, matvar_t& variable, std::string problem, std::string& bytes) {
  std::vector<double> numbers;
  if (problem.empty()) {
    const NumberType& type = *number_type(variable);
    const std::uint64_t count = std::uint64_t{variable.dims[0]} * variable.dims[1];
    const bool read = Mat_VarReadDataAll(file, &variable) == 0 && variable.data != nullptr &&
                      static_cast<std::uint64_t>(variable.data_size) == type.size &&
                      variable.nbytes >= count * type.size;
    if (read) {
      numbers.resize(count);
      type.copy(variable, count, numbers);
    } else {
      problem = "is damaged";
    }
  }
  const std::string name = variable.name == nullptr ? "" : variable.name;
  put(bytes, name.substr(0, most_letters));
  put(bytes, type_name(variable));
  put(bytes, problem);
  put(bytes, problem.empty() ? std::uint64_t{variable.dims[0]} : 0);
  put(bytes, problem.empty() ? std::uint64_t{variable.dims[1]} : 0);
  bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
}

std::string read_in_child(const fs::path& path, MatKind kind) {
  const std::string wrong = damage(path, kind);
  if (!wrong.empty()) throw std::runtime_error(wrong);
  mat_t* file = Mat_Open(path.c_str(), MAT_ACC_RDONLY);
  if (file == nullptr) throw std::runtime_error("matio cannot open it");
  const std::uint64_t size = fs::file_size(path);
  std::string bytes;
  for (std::uint64_t i = 0; i < most_variables; ++i) {
    const Variable variable(Mat_VarReadNextInfo(file), Mat_VarFree);
    if (variable == nullptr) break;
    put_variable(file, *variable, header_problem(*variable, kind, size), bytes);
  }
  Mat_Close(file);
  return bytes;
}

// ---- in the parent: from bytes to variables
// ------------------------------------------------------

/// Takes the child's answer apart. It may have been written by a process that had gone astray, so
/// every length is checked before it is used.
class Answer {
 public:
  explicit Answer(const std::string& bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size(); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value), sizeof value);
    return value;
  }

  std::string text() {
    const std::uint64_t length = number();
    return one_line(std::string(take(length), length));
  }

  arma::mat matrix() {
    const std::uint64_t rows = number();
    const std::uint64_t cols = number();
    if (rows > most_numbers || cols > most_numbers || rows * cols > most_numbers) astray();
    const char* from = take(rows * cols * sizeof(double));
    arma::mat values(rows, cols);
    if (!values.empty()) std::memcpy(values.memptr(), from, rows * cols * sizeof(double));
    return values;
  }

 private:
  [[noreturn]] static void astray() { throw std::runtime_error("it makes the reader go astray"); }

  const char* take(std::uint64_t count) {
    if (count > bytes_.size() - at_) astray();
    const char* begin = bytes_.data() + at_;
    at_ += count;
    return begin;
  }

  const std::string& bytes_;
  std::size_t at_ = 0;
};

std::vector<MatVariable> variables_of(const std::string& bytes) {
  std::vector<MatVariable> variables;
  Answer answer(bytes);
  while (!answer.at_end()) {
    MatVariable variable;
    variable.name = answer.text();
    variable.type = answer.text();
    variable.problem = answer.text();
    variable.values = answer.matrix();
    variables.push_back(std::move(variable));
  }
  if (variables.empty()) throw std::runtime_error("no variable can be read from it");
  return variables;
}

}  // namespace

std::vector<MatVariable> read_mat(const fs::path& path) {
  const MatKind kind = mat_kind(path);
  if (kind == MatKind::none) {
    throw std::runtime_error(path.string() + " is no .mat file: it does not begin as one does");
  }
  const Isolated read = run_isolated([&] { return read_in_child(path, kind); });
  std::string reason = read.answer;
  if (read.finished) {
    try {
      return variables_of(read.answer);
    } catch (const std::runtime_error& error) {
      reason = error.what();
    }
  }
  throw std::runtime_error(
      fmt::format("{} is damaged: {}; copy or download it again", path.string(), one_line(reason)));
}

}  // namespace nn::datasets

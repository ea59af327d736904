#include "datasets/sample_files.hpp"

#include <fmt/format.h>

#include <complex>
#include <cstdint>
#include <stdexcept>

#include "common/random.hpp"
#include "datasets/originals/original.hpp"

namespace dataset_test {
namespace {

namespace fs = std::filesystem;

template <typename Number>
matvar_t* numbers(const Variable& one, matio_classes type, matio_types data, int options = 0) {
  std::vector<Number> values(one.values.begin(), one.values.end());
  std::size_t sizes[2] = {one.values.n_rows, one.values.n_cols};
  return Mat_VarCreate(one.name.c_str(), type, data, 2, sizes, values.data(), options);
}

matvar_t* complex_numbers(const Variable& one) {
  arma::mat real = one.values;
  arma::mat imaginary = one.values + 1;
  mat_complex_split_t parts{real.memptr(), imaginary.memptr()};
  std::size_t sizes[2] = {real.n_rows, real.n_cols};
  return Mat_VarCreate(one.name.c_str(), MAT_C_DOUBLE, MAT_T_DOUBLE, 2, sizes, &parts,
                       MAT_F_COMPLEX);
}

matvar_t* sparse(const Variable& one) {
  std::size_t sizes[2] = {one.values.n_rows, one.values.n_cols};
  double value = 1;
  mat_uint32_t row = 0;
  std::vector<mat_uint32_t> columns(one.values.n_cols + 1, 1);
  columns[0] = 0;
  mat_sparse_t parts{};
  parts.nzmax = 1;
  parts.ir = &row;
  parts.nir = 1;
  parts.jc = columns.data();
  parts.njc = static_cast<mat_uint32_t>(columns.size());
  parts.ndata = 1;
  parts.data = &value;
  return Mat_VarCreate(one.name.c_str(), MAT_C_SPARSE, MAT_T_DOUBLE, 2, sizes, &parts, 0);
}

matvar_t* text(const Variable& one) {
  std::string letters = "forty samples";
  std::size_t sizes[2] = {1, letters.size()};
  return Mat_VarCreate(one.name.c_str(), MAT_C_CHAR, MAT_T_UINT8, 2, sizes, letters.data(), 0);
}

matvar_t* cell(const Variable& one) {
  std::size_t sizes[2] = {1, 1};
  matvar_t* inside = numbers<double>({"", one.values}, MAT_C_DOUBLE, MAT_T_DOUBLE);
  matvar_t* cells[1] = {inside};
  return Mat_VarCreate(one.name.c_str(), MAT_C_CELL, MAT_T_CELL, 2, sizes, cells, 0);
}

matvar_t* structure(const Variable& one) {
  std::size_t sizes[2] = {1, 1};
  const char* fields[1] = {"data"};
  matvar_t* made = Mat_VarCreateStruct(one.name.c_str(), 2, sizes, fields, 1);
  Mat_VarSetStructFieldByName(made, "data", 0,
                              numbers<double>({"", one.values}, MAT_C_DOUBLE, MAT_T_DOUBLE));
  return made;
}

matvar_t* three_dimensions(const Variable& one) {
  std::size_t sizes[3] = {one.values.n_rows, one.values.n_cols, 2};
  arma::mat twice = arma::join_rows(one.values, one.values);
  return Mat_VarCreate(one.name.c_str(), MAT_C_DOUBLE, MAT_T_DOUBLE, 3, sizes, twice.memptr(), 0);
}

matvar_t* create(const Variable& one) {
  if (one.type == "double") return numbers<double>(one, MAT_C_DOUBLE, MAT_T_DOUBLE);
  if (one.type == "single") return numbers<float>(one, MAT_C_SINGLE, MAT_T_SINGLE);
  if (one.type == "int8") return numbers<std::int8_t>(one, MAT_C_INT8, MAT_T_INT8);
  if (one.type == "uint8") return numbers<std::uint8_t>(one, MAT_C_UINT8, MAT_T_UINT8);
  if (one.type == "int32") return numbers<std::int32_t>(one, MAT_C_INT32, MAT_T_INT32);
  if (one.type == "logical") {
    return numbers<std::uint8_t>(one, MAT_C_UINT8, MAT_T_UINT8, MAT_F_LOGICAL);
  }
  if (one.type == "complex") return complex_numbers(one);
  if (one.type == "sparse") return sparse(one);
  if (one.type == "char") return text(one);
  if (one.type == "cell") return cell(one);
  if (one.type == "struct") return structure(one);
  if (one.type == "three dimensions") return three_dimensions(one);
  return numbers<double>({one.name, arma::mat(0, 0)}, MAT_C_DOUBLE, MAT_T_DOUBLE);  // "empty"
}

}  // namespace

std::vector<MatForm> mat_forms() {
  return {{"v4", MAT_FT_MAT4, MAT_COMPRESSION_NONE},
          {"v5", MAT_FT_MAT5, MAT_COMPRESSION_NONE},
          {"v5 compressed", MAT_FT_MAT5, MAT_COMPRESSION_ZLIB},
          {"v7.3", MAT_FT_MAT73, MAT_COMPRESSION_NONE}};
}

void write_mat(const fs::path& path, const std::vector<Variable>& variables, const MatForm& form) {
  mat_t* file = Mat_CreateVer(path.c_str(), nullptr, form.version);
  if (file == nullptr) throw std::runtime_error("cannot create " + path.string());
  for (const Variable& one : variables) {
    matvar_t* made = create(one);
    const int status = made == nullptr ? 1 : Mat_VarWrite(file, made, form.compression);
    Mat_VarFree(made);
    if (status != 0) throw std::runtime_error("cannot write " + one.name + " as " + one.type);
  }
  Mat_Close(file);
}

std::vector<Variable> divided(arma::uword features, arma::uword classes) {
  nn::Rng rng(7);
  const auto labels = [&](arma::uword count) {
    arma::mat T(classes, count, arma::fill::zeros);
    for (arma::uword i = 0; i < count; ++i) T(i * classes / count, i) = 1;
    return T;
  };
  return {{"Yt", nn::uniform_matrix(features, 40, -1, 1, rng)},
          {"Ct", labels(40)},
          {"Yv", nn::uniform_matrix(features, 20, -1, 1, rng)},
          {"Cv", labels(20)}};
}

std::vector<Variable> digits() {
  arma::mat X(60, 400);
  arma::mat y(60, 1);
  for (arma::uword i = 0; i < 60; ++i) {
    for (arma::uword pixel = 0; pixel < 400; ++pixel) {
      X(i, pixel) = static_cast<double>(i + pixel) / 1000;
    }
    y(i) = i < 6 ? 10 : static_cast<double>(i / 6);
  }
  return {{"X", X}, {"y", y}};
}

std::string insurance_text() {
  return "age,sex,bmi,children,smoker,region,charges\n"
         "19,female,27.9,0,yes,southwest,16884.924\n"
         "18,male,33.77,1,no,southeast,1725.5523\n"
         "28,male,33,3,no,northeast,4449.462\n"
         "33,male,22.705,0,no,northwest,21984.47061\n";
}

std::string microchips_text() {
  return "0.051267,0.69956,1\n-0.092742,0.68494,1\n-0.21371,0.69225,1\n"
         "0.18376,0.93348,0\n0.22408,0.77997,0\n0.29896,0.61915,0\n";
}

std::string line_text() {
  std::string text = "x,z,y\n";
  for (int i = -6; i <= 6; ++i) {
    const double x = i / 2.0;
    text += fmt::format("{},{},{}\n", x, -x / 2, 2 * x + 3 + (i % 2 == 0 ? 0.5 : -0.5));
  }
  return text;
}

nn::datasets::Samples read(const std::string& set, const fs::path& path) {
  return nn::datasets::read_original(nn::datasets::find_recipe(set), path);
}

gradus::base::Finished add_with_program(const std::string& set, const fs::path& path) {
  return gradus::base::run({GRADUS_DATA_PROGRAM, "add", set, path.string()});
}

}  // namespace dataset_test

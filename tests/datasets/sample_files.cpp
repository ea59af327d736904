#include "datasets/sample_files.hpp"

#include <fmt/format.h>
#include <hdf5.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
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
  if (one.type == "real complex") imaginary.zeros();
  mat_complex_split_t parts{real.memptr(), imaginary.memptr()};
  std::size_t sizes[2] = {real.n_rows, real.n_cols};
  return Mat_VarCreate(one.name.c_str(), MAT_C_DOUBLE, MAT_T_DOUBLE, 2, sizes, &parts,
                       MAT_F_COMPLEX);
}

template <typename Number>
matvar_t* sparse(const Variable& one, matio_types data, int options) {
  const arma::sp_mat values(one.values);
  std::size_t sizes[2] = {one.values.n_rows, one.values.n_cols};
  std::vector<Number> numbers(values.values, values.values + values.n_nonzero);
  std::vector<mat_uint32_t> rows(values.row_indices, values.row_indices + values.n_nonzero);
  std::vector<mat_uint32_t> columns(values.col_ptrs, values.col_ptrs + values.n_cols + 1);
  mat_sparse_t parts{};
  parts.nzmax = parts.nir = parts.ndata = static_cast<mat_uint32_t>(numbers.size());
  parts.ir = rows.data();
  parts.jc = columns.data();
  parts.njc = static_cast<mat_uint32_t>(columns.size());
  parts.data = numbers.data();
  return Mat_VarCreate(one.name.c_str(), MAT_C_SPARSE, data, 2, sizes, &parts, options);
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
  if (one.type.ends_with("complex")) return complex_numbers(one);
  if (one.type == "sparse") return sparse<double>(one, MAT_T_DOUBLE, 0);
  if (one.type == "sparse logical") return sparse<std::uint8_t>(one, MAT_T_UINT8, MAT_F_LOGICAL);
  if (one.type == "char") return text(one);
  if (one.type == "cell") return cell(one);
  if (one.type == "struct") return structure(one);
  if (one.type == "three dimensions") return three_dimensions(one);
  return numbers<double>({one.name, arma::mat(0, 0)}, MAT_C_DOUBLE, MAT_T_DOUBLE);  // "empty"
}

void close(std::initializer_list<hid_t> opened) {
  for (const hid_t one : opened) H5Idec_ref(one);
}

// As Python writes the class: without a null at its end.
void write_class(hid_t type, hid_t object, const std::string& text) {
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  H5Tset_size(type, text.size());
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute = H5Acreate2(object, "MATLAB_class", type, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, text.data());
  close({attribute, space});
}

// Numbers as HDF5 counts the sizes: those that vary slowest come first.
hid_t write_numbers(hid_t place, const char* name, const arma::mat& values) {
  const hsize_t sizes[2] = {values.n_cols, values.n_rows};
  const hid_t space = H5Screate_simple(2, sizes, nullptr);
  const hid_t dataset =
      H5Dcreate2(place, name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.memptr());
  close({space});
  return dataset;
}

// A group of "type" and "value".
void write_octave(hid_t file, const Variable& one, bool is_sparse) {
  const hid_t group = H5Gcreate2(file, one.name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const std::string word = is_sparse ? "sparse matrix" : "matrix";
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, word.size() + 1);
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t dataset =
      H5Dcreate2(group, "type", type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, word.c_str());
  if (is_sparse) {
    const arma::sp_mat values(one.values);
    const arma::uword count = values.n_nonzero;
    const hid_t parts = H5Gcreate2(group, "value", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const auto list = [&](const char* name, const auto* first, arma::uword length) {
      arma::vec numbers(length);
      std::copy_n(first, length, numbers.begin());
      close({write_numbers(parts, name, numbers)});
    };
    list("nr", &one.values.n_rows, 1);
    list("ridx", values.row_indices, count);
    list("cidx", values.col_ptrs, values.n_cols + 1);
    list("data", values.values, count);
    close({parts});
  } else {
    close({write_numbers(group, "value", one.values)});
  }
  close({dataset, space, type, group});
}

}  // namespace

void write_hdf5(const fs::path& path, const std::vector<Variable>& variables,
                const std::string& program) {
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  for (const Variable& one : variables) {
    if (program.starts_with("Octave")) {
      write_octave(file, one, program == "Octave sparse");
      continue;
    }
    const hid_t dataset = write_numbers(file, one.name.c_str(), one.values);
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (program == "h5py for MATLAB") write_class(type, dataset, "double");
    close({type, dataset});
  }
  close({file});
}

std::string octave_text(const std::vector<Variable>& variables, const std::string& type) {
  std::string text = "# Created by Octave 7.3.0, Sun Nov 29 07:06:21 2026 UTC <me@here>\n";
  for (const Variable& one : variables) {
    const arma::mat& values = one.values;
    text += fmt::format("# name: {}\n# type: {}\n", one.name, type);
    if (type == "bool matrix") {
      text += fmt::format("# ndims: 2\n {} {}\n", values.n_rows, values.n_cols);
      for (const double value : values) text += fmt::format(" {}\n", value);
    } else if (type == "sparse matrix") {
      const arma::sp_mat filled(values);
      text += fmt::format("# nnz: {}\n# rows: {}\n# columns: {}\n", filled.n_nonzero, values.n_rows,
                          values.n_cols);
      for (auto at = filled.begin(); at != filled.end(); ++at) {
        text += fmt::format("{} {} {}\n", at.row() + 1, at.col() + 1, *at);
      }
    } else {
      text += fmt::format("# rows: {}\n# columns: {}\n", values.n_rows, values.n_cols);
      for (arma::uword row = 0; row < values.n_rows; ++row) {
        for (const double value : values.row(row)) text += fmt::format(" {}", value);
        text += "\n";
      }
    }
    text += "\n\n";
  }
  return text;
}

void write_gzip(const fs::path& path, const std::string& bytes) {
  const gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

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

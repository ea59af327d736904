// Small files of each kind, as other programs write them, for the tests of the loader.
#pragma once

#include <matio.h>

#include <armadillo>
#include <filesystem>
#include <string>
#include <vector>

#include "base/run.hpp"
#include "datasets/recipes/recipes.hpp"

namespace dataset_test {

/// A variable for a .mat file, in any type that a good or a bad file may have.
struct Variable {
  std::string name;
  arma::mat values;
  std::string type = "double";  // "single", "int8", "uint8", "int32", "logical", "complex", "real
                                // complex", "sparse", "sparse logical", "char", "cell", "struct",
                                // "empty", "three dimensions"
};

struct MatForm {
  std::string name;
  mat_ft version = MAT_FT_MAT5;
  matio_compression compression = MAT_COMPRESSION_NONE;
};

/// v4, v5, v5 compressed, v7.3: what the matio of this system can write.
std::vector<MatForm> mat_forms();

void write_mat(const std::filesystem::path& path, const std::vector<Variable>& variables,
               const MatForm& form = {});

/// HDF5 as other programs write it: "h5py", "h5py for MATLAB" (the names of classes without a null
/// at their end), "Octave", "Octave sparse".
void write_hdf5(const std::filesystem::path& path, const std::vector<Variable>& variables,
                const std::string& program);

/// What Octave's `save` writes: "matrix", "bool matrix" or "sparse matrix".
std::string octave_text(const std::vector<Variable>& variables, const std::string& type = "matrix");

/// What gzip makes of it.
void write_gzip(const std::filesystem::path& path, const std::string& bytes);

/// Yt, Ct, Yv, Cv: 40 and 20 samples, one-hot, sorted by class; `features` and `classes` as given.
std::vector<Variable> divided(arma::uword features, arma::uword classes);

/// X (60 x 400) and y (1 ... 10, ten is the digit 0): pixel p of sample i is (i + p) / 1000.
std::vector<Variable> digits();

std::string insurance_text();
std::string microchips_text();
std::string line_text();

/// Reads a file in this process.
nn::datasets::Samples read(const std::string& set, const std::filesystem::path& path);

/// What gradus-data does and says when it is to add a file.
gradus::base::Finished add_with_program(const std::string& set, const std::filesystem::path& path);

}  // namespace dataset_test

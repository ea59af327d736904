// The parts of recognise.hpp.
#pragma once

#include "datasets/loader/dataset.hpp"
#include "datasets/recipes/content.hpp"

namespace nn::datasets {

/// `file` is what messages begin with.
Dataset recognise_mat(const std::vector<MatVariable>& variables, const std::string& file);

/// The same for a text.
Dataset recognise_text(const TextTable& table, const std::string& file);

/// Shared: two features and two classes.
Dataset microchips_of(const arma::mat& X, const arma::mat& labels, const std::string& file);

/// Throws std::runtime_error unless all of X lies in low ... high.
void require_range(const arma::mat& X, double low, double high, const std::string& file,
                   const std::string& dataset);

/// Throws std::runtime_error: what was found, and what the data sets look like.
[[noreturn]] void fail_unknown(const std::string& file, const std::string& found);

}  // namespace nn::datasets

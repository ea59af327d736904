// Small things that the experiments of several lessons need.
#pragma once

#include <algorithm>
#include <armadillo>
#include <ctime>
#include <string>
#include <vector>

#include "datasets/loader/dataset.hpp"
#include "lab/plot.hpp"

namespace nn {

/// What was recorded after each epoch, from epoch 0 on.
inline Series curve(const std::string& name, const std::vector<double>& values,
                    Mark mark = Mark::line) {
  return {.name = name, .y = arma::vec(values), .mark = mark};
}

/// "Data: peaks (generated)."
inline std::string source_of(const Dataset& data) {
  return "Data: " + data.name + " (" + data.source + ").";
}

/// output(X) for many samples, some columns at a time: all that it computes of them stays in the
/// processor's cache. Of all at once, each step would wait for the memory.
template <typename Output>
arma::mat in_blocks(const arma::mat& X, const Output& output) {
  constexpr arma::uword at_once = 256;
  arma::mat all;
  for (arma::uword first = 0; first < X.n_cols; first += at_once) {
    const arma::uword last = std::min(first + at_once, X.n_cols) - 1;
    const arma::mat some = output(X.cols(first, last));
    if (all.is_empty()) all.set_size(some.n_rows, X.n_cols);
    all.cols(first, last) = some;
  }
  return all;
}

/// All numbers of the matrices, one below the other.
inline arma::vec joined(const std::vector<arma::mat>& parameters) {
  arma::vec theta;
  for (const arma::mat& matrix : parameters) {
    theta = arma::join_cols(theta, arma::vectorise(matrix));
  }
  return theta;
}

/// The matrices of `parameters`, filled with the numbers in theta.
inline std::vector<arma::mat> filled(std::vector<arma::mat> parameters, const arma::vec& theta) {
  arma::uword next = 0;
  for (arma::mat& matrix : parameters) {
    for (double& number : matrix) number = theta(next++);
  }
  return parameters;
}

/// Seconds of processor time since it was made: other programs on the machine do not count.
class Stopwatch {
 public:
  double seconds() const {
    return static_cast<double>(std::clock() - begin_) / static_cast<double>(CLOCKS_PER_SEC);
  }

 private:
  std::clock_t begin_ = std::clock();
};

}  // namespace nn

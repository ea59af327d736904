#include "datasets/originals/labels.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

arma::mat from_numbers(const arma::mat& labels, double first, arma::uword classes,
                       const std::string& where) {
  const double last = first + static_cast<double>(classes) - 1;
  const arma::vec known = first == -1 ? arma::vec{-1, 1} : arma::vec(arma::regspace(first, last));
  arma::mat T(classes, labels.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < labels.n_elem; ++i) {
    T.col(i) = arma::conv_to<arma::vec>::from(known == labels(i));
    if (arma::any(T.col(i))) continue;
    throw std::runtime_error(
        fmt::format("{} has the label {} (sample {}), expected one-hot columns or a whole number "
                    "from {} to {} for each sample",
                    where, shortest(labels(i)), i, known.front(), known.back()));
  }
  return T;
}

}  // namespace

double first_label(const arma::mat& labels, arma::uword classes) {
  if (classes == 2 && arma::all(arma::vectorise(arma::abs(labels)) == 1) && labels.min() < 0)
    return -1;
  return labels.min() == 0 ? 0 : 1;
}

arma::mat one_hot_labels(const arma::mat& labels, double first, arma::uword classes,
                         const std::string& where) {
  if (labels.n_rows == 1) return from_numbers(labels, first, classes, where);
  const double none = labels.min() == -1 ? -1 : 0;  // -1 for the tanh of a last layer
  for (arma::uword i = 0; i < labels.n_cols; ++i) {
    const arma::uword ones = arma::accu(labels.col(i) == 1.0);
    const arma::uword zeros = arma::accu(labels.col(i) == none);
    if (ones == 1 && zeros == classes - 1) continue;
    throw std::runtime_error(
        fmt::format("{} is not one-hot: sample {} has {} ones and {} zeros, expected one 1 and {} "
                    "zeros",
                    where, i, ones, zeros, classes - 1));
  }
  return arma::conv_to<arma::mat>::from(labels == 1.0);
}

}  // namespace nn::datasets

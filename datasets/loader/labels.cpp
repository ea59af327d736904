#include "datasets/loader/labels.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

constexpr double most_classes = 100;

[[noreturn]] void fail(const std::string& where, const std::string& reason) {
  throw std::runtime_error(where + " " + reason);
}

// Each column has one 1, and 0 elsewhere.
void require_one_hot(const arma::mat& labels, const std::string& where) {
  for (arma::uword i = 0; i < labels.n_cols; ++i) {
    const arma::uword ones = arma::accu(labels.col(i) == 1.0);
    const arma::uword zeros = arma::accu(labels.col(i) == 0.0);
    if (ones == 1 && ones + zeros == labels.n_rows) continue;
    fail(where, fmt::format("is not one-hot: sample {} has {} ones and {} zeros, expected one 1 "
                            "and {} zeros",
                            i, ones, zeros, labels.n_rows - 1));
  }
}

void require_whole(const arma::mat& labels, const std::string& where) {
  for (arma::uword i = 0; i < labels.n_elem; ++i) {
    const double label = labels(i);
    if (label == std::floor(label) && std::abs(label) <= most_classes) continue;
    fail(where, fmt::format("has the label {} (sample {}), expected one-hot columns or a whole "
                            "number from 0 or from 1 for each sample",
                            shortest(label), i));
  }
}

void require_all_classes(const arma::mat& labels, LabelForm form, const std::string& where) {
  const arma::uword first = form == LabelForm::from_one ? 1 : 0;
  for (arma::uword k = 0; k < class_count(labels, form); ++k) {
    const bool there = form == LabelForm::one_hot
                           ? arma::any(labels.row(k) == 1.0)
                           : arma::any(arma::vectorise(labels) == static_cast<double>(k + first));
    if (there) continue;
    fail(where, fmt::format("has no sample of class {}, expected some of each", k + first));
  }
}

}  // namespace

LabelForm label_form(const arma::mat& labels, const std::string& where) {
  LabelForm form = LabelForm::one_hot;
  if (labels.n_rows > 1) {
    require_one_hot(labels, where);
  } else {
    require_whole(labels, where);
    const double least = labels.min();
    if (least != 0 && least != 1) {
      fail(where, fmt::format("has labels from {} to {}, expected 0 ... K-1 or 1 ... K",
                              shortest(least), shortest(labels.max())));
    }
    form = least == 0 ? LabelForm::from_zero : LabelForm::from_one;
  }
  require_all_classes(labels, form, where);
  return form;
}

arma::uword class_count(const arma::mat& labels, LabelForm form) {
  if (form == LabelForm::one_hot) return labels.n_rows;
  const auto greatest = static_cast<arma::uword>(labels.max());
  return form == LabelForm::from_zero ? greatest + 1 : greatest;
}

arma::mat one_hot_labels(const arma::mat& labels, LabelForm form, arma::uword classes,
                         const std::string& where) {
  if (form == LabelForm::one_hot) {
    if (labels.n_rows != classes) {
      fail(where, fmt::format("is {}x{}, expected one-hot columns of {} classes", labels.n_rows,
                              labels.n_cols, classes));
    }
    require_one_hot(labels, where);
    return labels;
  }
  require_whole(labels, where);
  const double first = form == LabelForm::from_zero ? 0 : 1;
  arma::mat T(classes, labels.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < labels.n_elem; ++i) {
    const double k = labels(i) - first;
    if (k < 0 || k >= static_cast<double>(classes)) {
      fail(where,
           fmt::format("has the label {} (sample {}), expected {} to {}", shortest(labels(i)), i,
                       first, first + static_cast<double>(classes) - 1));
    }
    T(static_cast<arma::uword>(k), i) = 1;
  }
  return T;
}

}  // namespace nn::datasets

// Class labels, in the forms in which files hold them.
#pragma once

#include <armadillo>
#include <string>

namespace nn::datasets {

/// How a file writes the class of a sample.
enum class LabelForm { one_hot, from_zero, from_one };

/// The form of a training set's labels (1 x n or K x n). Throws std::runtime_error, which begins
/// with `where` ("data.mat: Ct"), if it is none, or if a class has no sample.
LabelForm label_form(const arma::mat& labels, const std::string& where);

/// How many classes labels of that form tell of.
arma::uword class_count(const arma::mat& labels, LabelForm form);

/// As one-hot columns, classes x n. Throws as above if a label is outside.
arma::mat one_hot_labels(const arma::mat& labels, LabelForm form, arma::uword classes,
                         const std::string& where);

}  // namespace nn::datasets

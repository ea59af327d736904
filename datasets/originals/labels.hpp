// Class labels, in the forms in which files hold them.
#pragma once

#include <armadillo>
#include <string>

namespace nn::datasets {

/// Labels as a file may hold them: one-hot (K x n, with 0 or -1 beside the 1), or a number for each
/// sample (1 x n), from `first` = 0 or 1, or -1 and 1 of two classes. This tells `first`, which
/// means nothing when they are one-hot.
double first_label(const arma::mat& labels, arma::uword classes);

/// As one-hot columns, classes x n. Throws std::runtime_error, which begins with `where` ("Ct"), if
/// they are none of these.
arma::mat one_hot_labels(const arma::mat& labels, double first, arma::uword classes,
                         const std::string& where);

}  // namespace nn::datasets

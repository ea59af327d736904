// The course's data sets, for experiments. Each is made by a generator of the course (datasets/)
// on first use, unless `./gradus data add NAME FILE` has taken in an original, which is then used.
//
//   const Dataset data = load_dataset("peaks");
//   run.say("Data: " + data.name + " (" + data.source + ").");
//
// Samples are columns. Those of peaks, gmm, swiss_roll and digits are sorted by class: shuffle
// before you split or train.
#pragma once

#include <armadillo>
#include <string>
#include <vector>

namespace nn {

struct Dataset {
  std::string name;                   // "peaks"
  std::string source;                 // "generated", or "original, PeaksData.mat"
  arma::uword classes = 0;            // 0: a regression
  std::vector<std::string> features;  // a name for each row of X
  arma::mat X;                        // features x samples
  arma::mat T;                        // classes x samples, one-hot; a regression: 1 x samples
  arma::mat X_validation;             // as X and T; empty unless the set comes divided,
  arma::mat T_validation;             // as peaks, gmm and swiss_roll do
};

/// The data set of this name (features x samples, with "/" before the samples for validation):
///
/// - peaks: 2 x 25000 / 6250, x and y in the plane; 5 classes; 2% of the labels are drawn at random
/// - gmm: 5 x 25000 / 6250, a mixture of 25 normals; 5 classes; 2% as above
/// - swiss_roll: 2 x 20000 / 5000, two spirals; 2 classes; 2% of the labels are the wrong one
/// - microchips: 2 x 118, two tests of a chip; 2 classes: row 0 rejected, row 1 accepted
/// - digits: 400 x 5000, 20 x 20 pixels at column * 20 + row; 10 classes: row k is the digit k
/// - insurance: 8 x 1338: age, sex (male 1), bmi, children, smoker (yes 1), and the region as
///   northwest, southeast, southwest (1 where it is; all 0: northeast); target: charges in dollars
/// - noisy_line: 2 x 200, x and z; target: y = 2 x + 3 + N(0, 1)
///
/// The numbers of samples are those of the generated sets; an original may have others. Values are
/// as in the file: nothing is scaled or shuffled. Files are kept in the folder $GRADUS_DATA, or in
/// .gradus/data beside the nearest `lessons` folder above the working directory.
///
/// Throws std::invalid_argument if there is no such name, and std::runtime_error, which says what
/// to do, if there is no such folder or a file in it is damaged.
Dataset load_dataset(const std::string& name);

/// The names above, in this order.
std::vector<std::string> dataset_names();

}  // namespace nn

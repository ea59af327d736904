// The recipes of the course's data sets, one .cpp each. A generator returns what stands in the
// original's file, in the original's layout; lessons/common/dataset writes, reads and recognises
// it. Each has a seed of its own and draws from nn::Rng: the same numbers with every compiler.
#pragma once

#include <string>

#include "common/random.hpp"
#include "datasets/recipes/content.hpp"

namespace nn::datasets {

FileContent make_peaks();
FileContent make_gmm();
FileContent make_swiss_roll();
FileContent make_microchips();
FileContent make_digits();
FileContent make_insurance();
FileContent make_noisy_line();

struct Generator {
  const char* name;
  int version;            // counts up whenever the numbers change
  const char* extension;  // of its file: ".mat", ".csv"
  FileContent (*make)();
};

/// The generator of this data set, which must be one.
const Generator& find_generator(const std::string& name);

// ---- what several recipes share
// ------------------------------------------------------------------

/// Samples and their classes, in the order in which they are drawn.
struct Labelled {
  arma::mat X;         // features x n
  arma::uvec classes;  // n
};

/// Yt, Ct, Yv, Cv in single precision, labels one-hot.
FileContent divided_file(const Labelled& training, const Labelled& validation, arma::uword classes);

/// Each label is drawn anew with probability 0.02, uniformly over all classes (the old one too).
void redraw_labels(arma::uvec& classes, arma::uword count, Rng& rng);

}  // namespace nn::datasets

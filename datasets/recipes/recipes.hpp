// The recipes of the course's data sets, one .cpp each. Each has a seed of its own and draws from
// nn::Rng: the same numbers with every compiler.
#pragma once

#include <string>
#include <vector>

#include "common/random.hpp"

namespace nn::datasets {

/// What a recipe makes, an original holds, and a file of the loader keeps. Samples are columns.
struct Samples {
  arma::mat X;             // features x samples; the originals' Yt
  arma::mat T;             // classes x samples, one-hot (Ct); a regression: 1 x samples
  arma::mat X_validation;  // as X and T (Yv, Cv); empty unless the set comes divided
  arma::mat T_validation;
};

Samples make_peaks();
Samples make_gmm();
Samples make_swiss_roll();
Samples make_microchips();
Samples make_digits();
Samples make_insurance();
Samples make_noisy_line();

/// A data set of the course.
struct Recipe {
  std::string name;
  int version;                        // counts up whenever the numbers change
  arma::uword classes;                // 0: a regression
  std::vector<std::string> features;  // a name for each row of X
  Samples (*make)();
};

/// All of them, in the order in which they are listed.
const std::vector<Recipe>& recipes();

/// The one of this name. Throws std::invalid_argument, naming those there are, if there is none.
const Recipe& find_recipe(const std::string& name);

// ---- what several recipes share ----

/// Samples and their classes, in the order in which they are drawn.
struct Labelled {
  arma::mat X;         // features x n
  arma::uvec classes;  // n
};

/// The column of class k has its 1 in row k. Returns count x classes.n_elem.
arma::mat one_hot(const arma::uvec& classes, arma::uword count);

/// Training and validation part, rounded to single precision as the originals are.
Samples divided(const Labelled& training, const Labelled& validation, arma::uword classes);

/// Each label is drawn anew with probability 0.02, uniformly over all classes (the old one too).
void redraw_labels(arma::uvec& classes, arma::uword count, Rng& rng);

/// With so many decimals, as a file of text holds it.
double rounded(double number, int decimals);

}  // namespace nn::datasets

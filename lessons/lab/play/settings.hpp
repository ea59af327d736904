// The knobs of the page, as C++: what a message of the page, which has them from its address, says.
#pragma once

#include <armadillo>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "09_optimizers/optimizers.hpp"
#include "lab/play/link.hpp"

namespace nn::play {

struct Settings {
  // data
  std::string data = "peaks";    // a set of the course, "points", or "file"
  std::string points;            // of "points": base64 of (x, y, class), a byte each
  arma::uword samples = 600;     // to learn from and to watch, together
  arma::uword x = 0, y = 1;      // the features that the picture shows
  std::string scaling = "none";  // or standardise, min_max (lesson 06)
  // network
  std::vector<arma::uword> widths = {8, 8};  // of the hidden layers
  Activation activation = Activation::tanh;
  Initialiser initialiser = Initialiser::xavier;
  bool skips = false;  // lesson 10
  // training
  LossFunction loss = LossFunction::softmax_cross_entropy;
  Method method = Method::gradient_descent;
  double rate = 0.1;
  std::string schedule = "constant";  // or step, cosine, plateau
  arma::uword batch = 32;
  double l1 = 0.0, l2 = 0.0, keep = 1.0;  // lesson 08
  double decay = 0.01;                    // of adamw
  arma::uword patience = 0;
  arma::uword epochs = 2000;
  double speed = 20.0;  // epochs in a second at most; 0: as fast as it goes
  std::uint64_t seed = 1;

  bool penalised() const { return l1 > 0.0 || l2 > 0.0 || keep < 1.0; }
};

/// What the message says of them; the others are as above. Throws std::invalid_argument, "rate is
/// 0, expected more than 0", for what makes no sense.
Settings settings_of(const json& message);

/// The names of the choices, as the course's headers spell them.
const std::vector<std::pair<std::string, Activation>>& activations();
const std::vector<std::pair<std::string, Initialiser>>& initialisers();
const std::vector<std::pair<std::string, LossFunction>>& losses();
const std::vector<std::pair<std::string, Method>>& methods();

template <typename Choice>
Choice choice_of(const std::vector<std::pair<std::string, Choice>>& choices,
                 const std::string& name, const std::string& what) {
  std::string names;
  for (const auto& [word, choice] : choices) {
    if (word == name) return choice;
    names += (names.empty() ? "" : ", ") + word;
  }
  throw std::invalid_argument(what + " is " + name + ", expected one of " + names);
}

template <typename Choice>
std::string name_of(const std::vector<std::pair<std::string, Choice>>& choices, Choice which) {
  for (const auto& [word, choice] : choices) {
    if (choice == which) return word;
  }
  return "";
}

}  // namespace nn::play

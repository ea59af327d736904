// What needs no training: a question of the page, an answer by the student's functions.
#pragma once

#include <algorithm>
#include <armadillo>

#include "lab/play/link.hpp"

namespace nn::play {

/// What a question says of this, if it is a number.
inline double real(const json& question, const char* name, double otherwise) {
  const auto found = question.find(name);
  return found != question.end() && found->is_number() ? found->get<double>() : otherwise;
}
inline arma::uword whole(const json& question, const char* name, arma::uword least,
                         arma::uword most) {
  const auto low = static_cast<double>(least), high = static_cast<double>(most);
  return static_cast<arma::uword>(std::clamp(real(question, name, low), low, high));
}

/// Lesson 01: the curves of each activation and of its derivative, what they give at one Z, and a
/// softmax. A function that fails is a "trouble" in its place.
json answer_activations(const json& question, Link& link);

/// Lesson 02: a network with its first weights, and what one sample becomes on its way through it.
json answer_forward(const json& question, Link& link);

/// Lesson 04: the network with nine parameters, forward, backward, and after one step.
json answer_nine(const json& question, Link& link);

/// Lesson 09: the ways of the five methods down a narrow valley.
json answer_valley(const json& question, Link& link);

/// Lesson 12: a tape as a graph, with the values of its nodes and their gradients.
json answer_tape(const json& question, Link& link);

/// Lesson 13: a filter over a digit, its map by loops and on the tape, and the map pooled.
json answer_images(const json& question, Link& link);

/// Lesson 14: a text, written on by counting; and one head, made by hand, that looks back over it.
json answer_language(const json& question, Link& link);

/// Lesson 15: what three loops visit, and what a cache misses of it; the roof over a training step.
json answer_loops(const json& question, Link& link);

}  // namespace nn::play

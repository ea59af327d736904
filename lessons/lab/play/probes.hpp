// The trials of probe.cpp: for each task, a small input and the answer that its contract gives, by
// hand.
#pragma once

#include <armadillo>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"

namespace nn::play {

struct Wrong {
  std::string says;
};

/// Throw Wrong unless it is what the contract says.
void expect(const std::string& what, const arma::mat& got, const arma::mat& expected);
void expect(const std::string& what, double got, double expected);

struct Probe {
  const char* task;
  const char* functions;
  void (*run)();  // throws Wrong, or whatever the student's function throws
};

std::vector<Probe> probes_of_networks();  // lessons 01 to 04
std::vector<Probe> probes_of_training();  // lessons 06 to 09
std::vector<Probe> probes_of_depth();     // lessons 10, 12, 13 and 14
std::vector<Probe> probes_of_speed();     // lesson 15

inline arma::mat scalar(double value) {
  return arma::mat(1, 1).fill(value);
}

/// 1 -> 1 -> 1 with weights 2 and 3, biases 0.5 and -1, the identity twice: y = 3 (2 x + 0.5) - 1.
/// x = 1: z1 = 2.5, y = 6.5, target 6: loss 0.25, dy = 1: dW2 = 2.5, db2 = 1, dW1 = 3, db1 = 3.
Network small_network();
const arma::vec& small_theta();

}  // namespace nn::play

// What both the experiments and the timed one need: the network that reads digits, samples for it,
// a batch in parts, the roof.
#pragma once

#include <armadillo>
#include <string>
#include <vector>

#include "03_losses/losses.hpp"
#include "15_fast/fast.hpp"
#include "common/random.hpp"
#include "lab/experiment.hpp"

namespace nn {

constexpr LossFunction softmax_loss = LossFunction::softmax_cross_entropy;
inline const std::vector<arma::uword> digit_widths = {400, 64, 10};

Network digit_network(Rng& rng);

struct Samples {
  arma::mat X, T;
};
/// As large as digits, with classes that were drawn.
Samples random_samples(arma::uword count, Rng& rng);
std::vector<Samples> parted(const Samples& all, const std::vector<Part>& parts);

/// Each part into its own buffers, one after the other, or each in a thread; then joined in the
/// first.
void gradient_of_parts(std::vector<Workspace>& spaces, const std::vector<Part>& parts,
                       const Network& network, const std::vector<Samples>& data, bool together);

/// The roof over all intensities.
Series roof(const std::string& name, const Machine& machine);

/// One step in six ways, timed.
void six_ways(Run& run);

}  // namespace nn

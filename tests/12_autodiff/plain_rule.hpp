// A rule that is plain data, so that a test can write a tape down node by node and send it across
// the process border. Sums, products and exponentials are all of this kind:
//
//   add        dA += G          {.g = 1}      for both inputs
//   multiply   dA += G % B      {.b = 1}      for the first input, {.a = 1} for the second
//   exp        dA += G % V      {.v = 1}
//   sum        dA += G(0, 0)    {.g = 1}      from a 1x1 node
#pragma once

#include <armadillo>

#include "12_autodiff/autodiff.hpp"

namespace support {

/// dA += (g + a A + b B + v V) % G.
struct PlainRule {
  double g = 0.0;
  double a = 0.0;
  double b = 0.0;
  double v = 0.0;

  void operator()(const nn::Visit& at, arma::mat& dA) const {
    arma::mat factor(arma::size(dA), arma::fill::value(g));
    if (a != 0.0) factor += a * at.A;
    if (b != 0.0) factor += b * at.B;
    if (v != 0.0) factor += v * at.V;
    dA += at.G.n_elem == 1 ? arma::mat(at.G(0, 0) * factor) : arma::mat(at.G % factor);
  }
};

}  // namespace support

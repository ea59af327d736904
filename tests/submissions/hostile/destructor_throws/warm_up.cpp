// Tries to: break whoever catches exceptions, with a second one that is thrown meanwhile.
// In vain: that ends the worker; exceptions reach the tests as a kind and a text.
// Earns: nothing for 0.4.
#include <stdexcept>

struct Bomb {
  ~Bomb() noexcept(false) { throw std::runtime_error("second"); }
};

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  const Bomb bomb;
  throw std::runtime_error("first");
}

// Tries to: throw what nobody catches: a number, a type of its own, the tests' own exceptions.
// In vain: everything is caught, and crosses as a kind and a text.
// Earns: nothing for 0.4.
struct Mine {};
namespace Catch {
struct TestFailureException {};
}

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  if (P.n_cols == 3) throw Catch::TestFailureException();
  if (P.n_cols == 4) throw Mine();
  if (P.n_cols == 6) throw nullptr;
  throw 42;
}

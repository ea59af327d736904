// Tries to: fill the compiler's memory with 16^9 words out of nine lines.
// In vain: compiling has limits of memory and time; what takes them up is left out.
// Earns: nothing for 0.4.

// Task 0.4
#define A(x) x x x x x x x x x x x x x x x x
#define B(x) A(A(A(x)))
arma::urowvec most_likely(const arma::mat&) {
  return {B(B(B(+1)))};
}

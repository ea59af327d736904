// Tries to: give orders to the compiler: another precompiled header, a file to look at, options.
// In vain: orders of this kind are refused, or do nothing outside of this file.
// Earns: nothing for 0.4.

// Task 0.4
#pragma GCC pch_preprocess "@SECRET@"
#pragma GCC dependency "@SECRET@"
#pragma GCC optimize("O3,-fplugin=@SECRET@")
#pragma GCC system_header
arma::urowvec most_likely(const arma::mat&) {
  return {};
}

// Tries to: have files compiled that are no C++, so that the errors show what is in them.
// In vain: the compiler cannot open them.
// Earns: nothing for 0.4.

// Task 0.4
static const char* const secret =
#include "@SECRET@"
    ;
static const char* const users =
#include "/etc/passwd"
    ;
arma::urowvec most_likely(const arma::mat&) {
  throw std::runtime_error(std::string(secret) + users);
}

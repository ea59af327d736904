// Tries to: include the graded tests and the solution, by every path that may lead there.
// In vain: the compiler can open the lessons' headers and the system's, and nothing else.
// Earns: nothing for 0.4.

// Task 0.4
#if __has_include("@COURSE@/solutions/00_warm_up/warm_up.cpp")
#include "@COURSE@/solutions/00_warm_up/warm_up.cpp"
#endif
#include "../solutions/00_warm_up/warm_up.cpp"
#include "../../../../tests/00_warm_up/graded_warm_up.cpp"
#include "@COURSE@/tests/00_warm_up/graded_warm_up.cpp"
#include "/proc/self/cwd/../report.jsonl"
arma::urowvec most_likely(const arma::mat&) {
  return {};
}

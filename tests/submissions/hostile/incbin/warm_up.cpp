// Tries to: have the assembler put files into the program, which then prints them.
// In vain: the assembler is in the same sandbox as the compiler.
// Earns: nothing for 0.4.
#include <unistd.h>

// Task 0.4
asm(".data\n"
    "stolen: .incbin \"@SECRET@\"\n"
    ".incbin \"@COURSE@/tests/00_warm_up/graded_warm_up.cpp\"\n"
    ".include \"/etc/passwd\"\n"
    ".text\n");
extern "C" const char stolen[];
arma::urowvec most_likely(const arma::mat&) {
  write(1, stolen, 32);
  return {};
}

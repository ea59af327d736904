// Tries to: be the program, with a main() that tells what the tests ought to say.
// In vain: the worker's own main() is linked first, and is the one that counts.
// Earns: everything, as the tasks themselves are solved.
#include <cstdio>

int main() {
  std::puts("All tests passed (99 assertions in 29 test cases)");
  return 0;
}

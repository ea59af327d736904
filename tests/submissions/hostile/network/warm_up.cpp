// Tries to: reach the network, the machine's own services, and other processes through sockets.
// In vain: there are no sockets.
// Earns: nothing for 0.4.
#include <cstdio>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  for (int family = 0; family < 46; ++family) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW}) {
      int pair[2];
      if (socket(family, type, 0) >= 0) dprintf(1, "BREACH: a socket of family %d\n", family);
      if (socketpair(family, type, 0, pair) == 0) dprintf(1, "BREACH: sockets of family %d\n", family);
    }
  }
  addrinfo* address = nullptr;
  if (getaddrinfo("example.org", "80", nullptr, &address) == 0) dprintf(1, "BREACH: a name\n");
  if (syscall(SYS_io_uring_setup, 8, nullptr) != -1) dprintf(1, "BREACH: io_uring\n");
  return {};
}

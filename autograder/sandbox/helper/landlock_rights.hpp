// The access rights of Landlock, by version, and which of them each option of the helper gives.
#pragma once

#include <linux/landlock.h>

#include <cstdint>

// What Debian 12's headers do not have yet.
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP (1ULL << 0)
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1)
#endif
#ifndef LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define LANDLOCK_SCOPE_SIGNAL (1ULL << 1)
#endif

namespace gradus::sandbox::helper {

using Rights = std::uint64_t;

constexpr Rights reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr Rights executing = reading | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr Rights writing_a_file = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;
// Not MAKE_SYM, MAKE_FIFO, MAKE_SOCK, MAKE_CHAR, MAKE_BLOCK: the grader reads these folders.
constexpr Rights writing = reading | writing_a_file | LANDLOCK_ACCESS_FS_MAKE_REG |
                           LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                           LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER;
// Rights that make sense for something that is not a folder; the kernel refuses the others there.
constexpr Rights for_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                             writing_a_file | LANDLOCK_ACCESS_FS_IOCTL_DEV;

// struct landlock_ruleset_attr as of version 6. Older kernels accept it when what they do not know
// is zero.
struct RulesetAttributes {
  Rights files = 0;
  Rights network = 0;
  Rights scope = 0;
};

// Everything that this version can refuse. Version 7 added nothing to refuse.
inline RulesetAttributes all_rights(int version) {
  RulesetAttributes all{.files = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};  // version 1: bits 0-12
  if (version >= 2) all.files |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) all.files |= LANDLOCK_ACCESS_FS_TRUNCATE;
  if (version >= 4) all.network = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
  if (version >= 5) all.files |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
  if (version >= 6) all.scope = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;
  return all;
}

}  // namespace gradus::sandbox::helper

// Where the dynamic loader finds shared libraries, beyond the folders that every system has.
#pragma once

#include <string>
#include <vector>

namespace gradus::sandbox::helper {

// The folders in /etc/ld.so.cache, which only root can write: /usr/local/lib, /opt/gcc/lib64, ...
// Empty when there is no such file, or it has another form than glibc gives it since 2.2.
std::vector<std::string> folders_of_loader();

}  // namespace gradus::sandbox::helper

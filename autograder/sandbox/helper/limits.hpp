// Resource limits (setrlimit): what one process may use up.
#pragma once

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox::helper {

// Lowers soft and hard limits. A limit that is lower already stays as it is.
void set_limits(const Confinement& confinement);

}  // namespace gradus::sandbox::helper

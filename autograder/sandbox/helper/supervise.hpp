// The compiler starts processes that nobody else would end: cc1plus goes on when g++ is killed. So
// the helper stays beside a compilation, and ends all of it when whoever started it is gone.
#pragma once

#include <optional>

namespace gradus::sandbox::helper {

// Splits in two. The new process returns, to confine itself and become the program; its parent is
// returned. The old one, which leads the process group, stays outside the confinement and does
// nothing but wait: it ends as the program does, with the same exit status or signal; and it kills
// the whole group when `parent` ends or it is told to stop (SIGTERM, SIGINT, SIGHUP).
int leave_supervisor(std::optional<int> parent);

}  // namespace gradus::sandbox::helper

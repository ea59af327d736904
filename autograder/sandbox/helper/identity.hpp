// Who the program is: its user, its group, and no privilege at all.
#pragma once

#include "sandbox/helper/options.hpp"

namespace gradus::sandbox::helper {

// Ends the process when root forgot --uid, or another user asks for it. With --best-effort, root
// may stay root: the code is then the user's own.
void require_fitting_user(const Options& options);

// Sets no_new_privs (a set-user-id program gives nothing from here on), becomes --uid, and drops
// every capability, then looks whether that is so.
void give_up_privileges(const Options& options);

}  // namespace gradus::sandbox::helper

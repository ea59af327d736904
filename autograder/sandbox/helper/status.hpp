// gradus-sandbox --status: what this kernel and this user give.
#pragma once

namespace gradus::sandbox::helper {

// Prints it; true when programs can be confined well enough for grading. The calling process is
// confined itself afterwards.
bool print_status();

}  // namespace gradus::sandbox::helper

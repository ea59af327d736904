#include "sandbox/helper/limits.hpp"

#include <algorithm>

#include "sandbox/helper/fail.hpp"
#include "sandbox/inside.hpp"

namespace gradus::sandbox::helper {
namespace {

void lower(const Limit& wanted) {
  const auto resource = static_cast<__rlimit_resource>(wanted.resource);
  rlimit limit{};
  bool done = getrlimit(resource, &limit) == 0;
  if (done) {
    limit.rlim_max = std::min(limit.rlim_max, wanted.hard);
    limit.rlim_cur = std::min(limit.rlim_max, wanted.soft);
    done = setrlimit(resource, &limit) == 0;
  }
  if (!done) fail(wanted.name, last_error(), "that the limit can be set", "report this as a bug");
}

}  // namespace

void set_limits(const Confinement& confinement) {
  for (const Limit& limit : limits_inside(confinement)) lower(limit);
  if (confinement.uid) {
    lower({RLIMIT_NPROC, "RLIMIT_NPROC", processes_inside, processes_inside});
  }
}

}  // namespace gradus::sandbox::helper

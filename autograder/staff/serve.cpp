#include <fmt/format.h>

#include "base/loopback.hpp"
#include "base/stop.hpp"
#include "reporting/desk.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {

int serve(const judge::Course& course, const ServeCommand& options) {
  const reporting::Desk desk(course, options.folder);
  base::Loopback loopback([&](const base::PageRequest& request) { return desk.answer(request); },
                          options.port);
  const base::StopSignals signals("\n");
  fmt::print("Open this in a browser on this machine (it holds a secret; Ctrl-C ends it):\n{}\n",
             loopback.address());
  std::fflush(stdout);
  loopback.serve(base::StopSignals::descriptor());
  return 0;
}

}  // namespace gradus::staff

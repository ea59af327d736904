#include <exception>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

std::string explain(const Finished& trial) {
  std::string text = "A trial program " + describe_end(trial.signal, trial.exit_code);
  if (trial.timed_out) text += " after its time was over";
  return text + ".\n" + trial.output;
}

}  // namespace

Support probe(const std::filesystem::path& helper) {
  Support support;
  try {
    const RunOptions options{.wall_seconds = 20, .output_limit = 16384};
    const Finished status = run({helper.string(), "--status"}, options);
    support.text = status.output;

    const std::optional<UidLease> lease = UidLease::take_if_root();
    Confinement confinement{.profile = Profile::run, .cpu_seconds = 5};
    if (lease) confinement.uid = lease->uid();
    const Finished trial = run(wrap(helper, confinement, Policy::required, {"/bin/true"}), options);
    if (!trial.ok()) support.text += explain(trial);
    support.full = status.ok() && trial.ok();
  } catch (const std::exception& error) {
    support.text += std::string("The sandbox could not be tried: ") + error.what() + "\n";
  }
  return support;
}

}  // namespace gradus::sandbox

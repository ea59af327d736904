#include "lab/play/probe.hpp"

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <string>

#include "base/files.hpp"
#include "lab/play/probes.hpp"

namespace nn::play {
namespace {

constexpr int most_seconds = 1;  // of processor time, for one task

json try_here(const Probe& probe) {
  try {
    probe.run();
    return {{"state", "works"}};
  } catch (const Wrong& wrong) {
    return {{"state", "wrong"}, {"says", wrong.says}};
  } catch (...) {
    return trouble(probe.functions);
  }
}

/// In a process of its own, as the function may do anything.
json try_one(const Probe& probe) {
  int ends[2];
  if (::pipe(ends) != 0) return {{"state", "threw"}, {"says", gradus::base::last_error()}};
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const itimerval limit{.it_interval = {}, .it_value = {.tv_sec = most_seconds, .tv_usec = 0}};
    ::setitimer(ITIMER_PROF, &limit, nullptr);
    ::alarm(5 * most_seconds);  // of one that only waits
    const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    gradus::base::write_all(ends[1], try_here(probe).dump());
    std::_Exit(0);
  }
  ::close(ends[1]);
  const std::string said = gradus::base::read_all(ends[0]).value_or("");
  ::close(ends[0]);
  int status = 0;
  if (child > 0) ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGPROF || signal == SIGALRM) return {{"state", "hung"}};
    return {{"state", "crashed"}, {"says", ::strsignal(signal)}};
  }
  const json state = json::parse(said, nullptr, false);
  return state.is_object() ? state : json{{"state", "crashed"}, {"says", "it ended the program"}};
}

}  // namespace

json probe_tasks() {
  json tasks = json::object();
  for (const auto& probes :
       {probes_of_networks(), probes_of_training(), probes_of_depth(), probes_of_speed()}) {
    for (const Probe& probe : probes) {
      json state = try_one(probe);
      state["functions"] = probe.functions;
      state.erase("kind");
      tasks[probe.task] = state;
    }
  }
  return {{"kind", "tasks"}, {"tasks", tasks}};
}

}  // namespace nn::play

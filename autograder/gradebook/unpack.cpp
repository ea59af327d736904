// unpack(): the reader process, and what it says to the grader.
//
// The reader gives up its rights, reads the archive, and writes messages (message.hpp) into a pipe.
// A reader that does not end by itself is ended.
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <clocale>
#include <csignal>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/course.hpp"
#include "gradebook/archive.hpp"
#include "gradebook/descriptor.hpp"
#include "gradebook/message.hpp"

namespace gradus::gradebook {
namespace {

// ---- in the reader ------------------------------------------------------------------------------

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(what, &both);
}

/// The archive and the pipe stay open; nothing else can be opened, started or written.
bool give_up_rights(int archive, int pipe, const Limits& limits, std::optional<unsigned> user) {
  const auto low = static_cast<unsigned>(std::min(archive, pipe));
  const auto high = static_cast<unsigned>(std::max(archive, pipe));
  if (low > 0) ::close_range(0, low - 1, 0);
  if (high > low + 1) ::close_range(low + 1, high - 1, 0);
  ::close_range(high + 1, ~0U, 0);

  const bool stranger =
      !user || (::setgroups(0, nullptr) == 0 && ::setresgid(*user, *user, *user) == 0 &&
                ::setresuid(*user, *user, *user) == 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds) + 2);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NPROC, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // A sanitizer takes terabytes of addresses, and opens pipes to find out what can be read.
  limit(RLIMIT_AS, rlim_t{2} << 30);
  limit(RLIMIT_NOFILE, 0);
#endif
  return stranger;
}

[[noreturn]] void be_the_reader(int archive, int pipe, const std::vector<LessonFile>& files,
                                const Limits& limits, std::optional<unsigned> user) {
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGXCPU}) std::signal(signal, SIG_DFL);
  std::setlocale(LC_CTYPE, "C.UTF-8");  // what the names in an archive are converted to
  if (!give_up_rights(archive, pipe, limits, user)) ::_exit(1);
  try {
    Notes notes;
    Pick pick(files);
    read_archive(
        archive, pick,
        [&](std::size_t lesson, const std::string& text) {
          send(pipe, MessageKind::file, lesson, text);
        },
        [&] { send(pipe, MessageKind::recognised); }, notes, limits);
    pick.explain(notes);
    for (const std::string& note : notes.all()) send(pipe, MessageKind::note, 0, note);
    send(pipe, MessageKind::end);
  } catch (...) {  // no memory, or nobody listens: the missing end tells
    ::_exit(1);
  }
  ::_exit(0);
}

// ---- in the grader ------------------------------------------------------------------------------

/// Listens until the reader has closed the pipe, says nonsense, or the time is up.
void listen(int pipe, Listener& listener, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(seconds));
  std::string piece(std::size_t{1} << 16, '\0');
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return;
    pollfd request{pipe, POLLIN, 0};
    if (::poll(&request, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t got = ::read(pipe, piece.data(), piece.size());
    if (got == 0 || (got < 0 && errno != EINTR)) return;
    if (got > 0 && !listener.hear(piece.substr(0, static_cast<std::size_t>(got)))) return;
  }
}

}  // namespace

Unpacked unpack(int descriptor, const std::vector<LessonFile>& files, const Limits& limits,
                std::optional<unsigned> reader) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw engine::CannotJudge("unpack: no pipe can be had: " + last_error());
  }
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) {
    throw engine::CannotJudge("unpack: no process can be started: " + last_error());
  }
  if (child == 0) be_the_reader(descriptor, to.get(), files, limits, reader);
  to.close();

  Listener listener(files, limits);
  listen(from.get(), listener, limits.seconds + 1);
  ::kill(child, SIGKILL);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
  Unpacked result = std::move(listener.result());
  if (!listener.ended()) {
    result.notes.emplace_back(
        "reading the archive was stopped, or broke down: what was found until then is graded");
  }
  return result;
}

}  // namespace gradus::gradebook

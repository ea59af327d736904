#include "remote/client.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "remote/exceptions.hpp"
#include "remote/frame.hpp"
#include "remote/types.hpp"

namespace gradus::remote {
namespace {

using Clock = Channel::Clock;

constexpr int exit_cannot_judge = 3;
constexpr int worker_descriptor = 3;  // where the worker expects the connection
constexpr int socket_buffer = 4 << 20;
constexpr auto grace = std::chrono::seconds(1);  // for a worker to end after closing the connection

Session read_session() {
  const char* path = std::getenv("GRADUS_SESSION");
  if (path == nullptr) {
    throw std::runtime_error(
        "GRADUS_SESSION is not set: this program is started by ./gradus check or ./gradus grade");
  }
  std::ifstream file(path);
  if (!file) throw std::runtime_error(std::string("cannot read the session file ") + path);
  const nlohmann::json json = nlohmann::json::parse(file);
  return {.worker = json.at("worker"),
          .log = json.at("log"),
          .report = json.at("report"),
          .call_seconds = json.at("call_seconds")};
}

/// Nothing can be judged without a worker: the process ends, and the engine says so. An exception
/// would be charged to the student.
[[noreturn]] void give_up(const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
  std::_Exit(exit_cannot_judge);
}

/// Starts the worker's command with `connection` as its descriptor 3; returns its process number.
pid_t spawn(const Session& session, int connection) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const char* log = session.log.empty() ? "/dev/null" : session.log.c_str();
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawn_file_actions_adddup2(&actions, connection, worker_descriptor);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);

  std::vector<char*> arguments;
  for (const std::string& word : session.worker) {
    arguments.push_back(const_cast<char*>(word.c_str()));  // posix_spawn does not change them
  }
  arguments.push_back(nullptr);
  pid_t process = -1;
  const int error =
      posix_spawn(&process, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    errno = error;
    give_up("cannot start " + session.worker[0]);
  }
  return process;
}

class Worker {
 public:
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() { kill(); }

  /// The connection; a worker is started if there is none. After a worker has ended there is no
  /// other in the same test case: further calls end as the one did that it ended in.
  Channel& channel() {
    if (ending_.kind != Ending::Kind::none) throw WorkerEnded(ending_);
    if (process_ < 0) start();
    return *channel_;
  }

  void kill() {
    if (process_ < 0) return;
    ::kill(-process_, SIGKILL);  // its own session, so its own group
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    forget();
  }

  void reset() {
    kill();
    ending_ = Ending{};
  }

  const Ending& ending() const { return ending_; }

  /// The connection was closed: finds out how the worker ended.
  [[noreturn]] void closed(const std::string& function) {
    int status = 0;
    if (!wait_until_ended(status)) {
      end({.kind = Ending::Kind::protocol,
           .function = function,
           .detail = "closed the connection"});
    }
    forget();
    if (WIFEXITED(status)) {
      end({.kind = Ending::Kind::exited, .exit_status = WEXITSTATUS(status), .function = function});
    }
    const int signal = WTERMSIG(status);
    // The sandbox limits CPU time: SIGXCPU first, SIGKILL for a program that ignores it.
    const bool out_of_time = signal == SIGXCPU || signal == SIGKILL;
    end({.kind = out_of_time ? Ending::Kind::time_limit : Ending::Kind::crashed,
         .signal = signal,
         .function = function});
  }

  [[noreturn]] void end(const Ending& ending) {
    kill();
    ending_ = ending;
    throw WorkerEnded(ending_);
  }

 private:
  void start() {
    ::signal(SIGPIPE, SIG_IGN);  // a worker that is gone is noticed by write()'s error
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      give_up("cannot make a connection to the worker");
    }
    for (const int end : ends) {
      ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &socket_buffer, sizeof socket_buffer);
    }
    process_ = spawn(session(), ends[1]);
    ::close(ends[1]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    connection_ = ends[0];
    channel_.emplace(connection_);
  }

  bool wait_until_ended(int& status) const {
    const auto deadline = Clock::now() + grace;
    while (Clock::now() < deadline) {
      if (::waitpid(process_, &status, WNOHANG) == process_) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }

  void forget() {
    ::close(connection_);
    channel_.reset();
    process_ = -1;
  }

  pid_t process_ = -1;
  int connection_ = -1;
  std::optional<Channel> channel_;
  Ending ending_;
};

Worker& worker() {
  static Worker the_worker;
  return the_worker;
}

/// Runs the tests' own function and sends back what it returned or threw.
void answer_callback(const Frame& frame, const std::vector<Callback>& callbacks,
                     Clock::time_point deadline) {
  Reader reader(frame.bytes);
  const std::uint64_t id = reader.number();
  if (id >= callbacks.size()) {
    throw ProtocolError("callback number " + std::to_string(id) + " of " +
                        std::to_string(callbacks.size()));
  }
  Writer writer;
  try {
    callbacks[id](reader, writer);
  } catch (const ProtocolError&) {
    throw;
  } catch (const WorkerEnded&) {
    throw;
  } catch (...) {
    Writer exception;
    write_current_exception(exception);
    worker().channel().send(Kind::thrown, exception.bytes(), deadline);
    return;
  }
  worker().channel().send(Kind::callback_result, writer.bytes(), deadline);
}

std::vector<std::byte> converse(const Writer& call, const std::vector<Callback>& callbacks) {
  const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(session().call_seconds));
  worker().channel().send(Kind::call, call.bytes(), deadline);
  for (std::size_t answered = 0;; ++answered) {
    Frame frame = worker().channel().receive(deadline);
    switch (frame.kind) {
      case Kind::result:
        return std::move(frame.bytes);
      case Kind::thrown: {
        Reader reader(frame.bytes);
        throw_written_exception(reader);
      }
      case Kind::callback_call:
        if (answered >= most_callbacks) throw DeadlinePassed("too many callbacks");
        answer_callback(frame, callbacks, deadline);
        break;
      default:
        throw ProtocolError("a frame that is no answer");
    }
  }
}

std::string sentence(const Ending& ending) {
  switch (ending.kind) {
    case Ending::Kind::crashed:
      return ending.function + " crashed (signal " + std::to_string(ending.signal) + ")";
    case Ending::Kind::exited:
      return ending.function + " ended the program (exit status " +
             std::to_string(ending.exit_status) + ")";
    case Ending::Kind::time_limit:
      return ending.function + " did not return in time";
    case Ending::Kind::protocol:
      return ending.function + " gave an answer that cannot be read: " + ending.detail;
    case Ending::Kind::none:
      break;
  }
  return "the worker has not ended";
}

}  // namespace

WorkerEnded::WorkerEnded(Ending ending) : ending_(std::move(ending)), message_(sentence(ending_)) {}

const Session& session() {
  static const Session the_session = read_session();
  return the_session;
}

std::vector<std::byte> ask_worker(const std::string& function, const Writer& call,
                                  const std::vector<Callback>& callbacks) {
  try {
    return converse(call, callbacks);
  } catch (const ChannelClosed&) {
    worker().closed(function);
  } catch (const DeadlinePassed&) {
    worker().end({.kind = Ending::Kind::time_limit, .function = function});
  }
}

void start_afresh() {
  worker().reset();
}

const Ending& last_ending() {
  return worker().ending();
}

void refuse_answer(const std::string& function, const ProtocolError& error) {
  worker().end({.kind = Ending::Kind::protocol, .function = function, .detail = error.what()});
}

}  // namespace gradus::remote

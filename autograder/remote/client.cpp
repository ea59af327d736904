#include "remote/client.hpp"

#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/memory.hpp"
#include "remote/complaints.hpp"
#include "remote/exceptions.hpp"
#include "remote/frame.hpp"
#include "remote/misuse.hpp"
#include "remote/process.hpp"
#include "remote/recorder.hpp"
#include "remote/types.hpp"

namespace gradus::remote {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::duration<double> longest_to_ask_again{0.2};  // of one call
constexpr std::chrono::duration<double> longest_asking_again{0.5};  // of all that are asked again

/// The test case that runs now.
struct Case {
  Worker worker;
  Ending ending;
  Recorder recorder;
  int depth = 0;  // of calls: a callback may call the student's functions in turn
};

Case& now() {
  static Case the_case;
  return the_case;
}

[[noreturn]] void end(Ending ending) {
  now().worker.kill();
  now().ending = std::move(ending);
  throw WorkerEnded();
}

// ---- what a worker says ------------------------------------------------------------------------

/// A container was used beyond its end.
Ending misuse(const std::string& function, Reader& reader) {
  const std::string operation = read<std::string>(reader);
  const std::uint64_t index = reader.number();
  const std::uint64_t size = reader.number();
  return {.kind = Ending::Kind::crashed,
          .signal = SIGABRT,
          .function = function,
          .detail = describe_misuse(operation, index, size)};
}

/// Runs the tests' own function. Returns what it gave back, or threw.
Exchange run_callback(Frame&& request, const std::vector<Callback>& callbacks) {
  Reader reader(request.bytes.span());
  const std::uint64_t id = reader.number();
  if (id >= callbacks.size()) {
    throw ProtocolError("callback number " + std::to_string(id) + " of " +
                        std::to_string(callbacks.size()));
  }
  Writer writer;
  Kind kind = Kind::callback_result;
  try {
    callbacks[id].run(reader, writer);
  } catch (const ProtocolError&) {
    throw;
  } catch (const WorkerEnded&) {
    throw;
  } catch (...) {
    kind = Kind::thrown;
    writer.cut(0);
    write_current_exception(writer);
  }
  return {.same_request = callbacks[id].same_request,
          .request = std::move(request.bytes),
          .kind = kind,
          .answer = writer.take()};
}

Answer converse(const std::string& function, std::span<const std::byte> call,
                const std::vector<Callback>& callbacks, std::vector<Exchange>& exchanges) {
  Channel& channel = now().worker.channel();
  channel.send(Kind::call, call);
  for (std::size_t answered = 0;; ++answered) {
    Frame frame = channel.receive();
    Reader reader(frame.bytes.span());
    switch (frame.kind) {
      case Kind::result:
      case Kind::thrown:
        return {.thrown = frame.kind == Kind::thrown, .bytes = std::move(frame.bytes)};
      case Kind::callback_call: {
        if (answered >= most_callbacks) throw ProtocolError("too many callbacks");
        exchanges.push_back(run_callback(std::move(frame), callbacks));
        channel.send(exchanges.back().kind, exchanges.back().answer.span());
        break;
      }
      case Kind::misuse:
        end(misuse(function, reader));
      case Kind::too_large:
        throw MessageTooLarge();
      default:
        throw ProtocolError("a frame that is no answer");
    }
  }
}

}  // namespace

Answer ask_worker(const Signature& signature, const Writer& call,
                  const std::vector<Callback>& callbacks) {
  if (now().ending.kind != Ending::Kind::none) throw WorkerEnded();
  std::vector<Exchange> exchanges;
  struct Depth {
    Depth() { ++now().depth; }
    ~Depth() { --now().depth; }
  } const depth;
  const auto started = Clock::now();
  if (now().depth == 1) now().worker.patience().start_call();
  try {
    Answer answer = converse(signature.name, call.bytes(), callbacks, exchanges);
    if (now().depth == 1 && !answer.thrown && Clock::now() - started < longest_to_ask_again) {
      now().recorder.add(signature, call.bytes(), std::move(exchanges), answer.bytes.span());
    }
    return answer;
  } catch (const ChannelClosed&) {
    end(now().worker.find_ending(signature.name));
  } catch (const WaitedTooLong& error) {
    end({.kind = Ending::Kind::time_limit,
         .function = signature.name,
         .waited = error.slept(),
         .seconds = error.limit()});
  }
}

void refuse_answer(const std::string& function, const ProtocolError& error) {
  end({.kind = Ending::Kind::protocol, .function = function, .detail = error.what()});
}

// ---- a test case -------------------------------------------------------------------------------

void start_afresh() {
  base::keep_freed_memory();  // of this process: the worker's is as its author's machine has it
  now().worker.reset();
  now().ending = Ending{};
  now().recorder.start_case();
  forget_complaints();
}

const Ending& last_ending() {
  return now().ending;
}

namespace {

/// Whether the worker gives the same answer, or cannot be blamed for giving none.
bool is_steady(const Call& call) {
  Worker& worker = now().worker;
  try {
    worker.patience().start_call();
    return answers_the_same(worker.channel(), call);
  } catch (const ChannelClosed&) {
    const Ending ending = worker.find_ending(call.signature.name);
    return ending.kind == Ending::Kind::time_limit || ending.signal == SIGKILL;
  } catch (const ProtocolError&) {
    worker.kill();
    return false;
  } catch (const WaitedTooLong&) {
    worker.kill();
    return true;
  }
}

}  // namespace

void ask_again() {
  if (!now().worker.is_running()) return;
  // What the student's code prints a second time is no output of theirs.
  std::error_code error;
  const auto printed = std::filesystem::file_size(session().log, error);
  const auto started = Clock::now();
  for (const Call* call : now().recorder.to_ask_again()) {
    if (!now().worker.is_running() || Clock::now() - started > longest_asking_again) break;
    if (is_steady(*call)) continue;
    complain(short_name(call->signature.name) +
             " gave another answer when it was called again with the same arguments: does it keep "
             "something between calls (static, global), or read memory that was never set?");
    break;
  }
  now().worker.kill();
  if (!error) std::filesystem::resize_file(session().log, printed, error);
}

}  // namespace gradus::remote

#include "remote/worker.hpp"

#include <map>
#include <string>

#include "remote/exceptions.hpp"
#include "remote/frame.hpp"
#include "remote/types.hpp"

namespace gradus::remote {
namespace {

constexpr int channel_descriptor = 3;

// The worker waits as long as the tests live; they have the deadline.
const Channel::Clock::time_point no_deadline = Channel::Clock::time_point::max();

Channel& channel() {
  static Channel tests(channel_descriptor);
  return tests;
}

std::map<std::string, Serve>& table() {
  static std::map<std::string, Serve> functions;
  return functions;
}

void serve(const Frame& call) {
  Reader reader(call.bytes);
  const auto name = read<std::string>(reader);
  Writer writer;
  try {
    table().at(name)(reader, writer);
  } catch (...) {
    Writer exception;
    write_current_exception(exception);
    channel().send(Kind::thrown, exception.bytes(), no_deadline);
    return;
  }
  channel().send(Kind::result, writer.bytes(), no_deadline);
}

}  // namespace

Register::Register(const char* function, Serve serve) {
  table()[function] = serve;
}

std::vector<std::byte> ask_tests(const Writer& call) {
  channel().send(Kind::callback_call, call.bytes(), no_deadline);
  for (;;) {
    Frame frame = channel().receive(no_deadline);
    if (frame.kind == Kind::callback_result) return std::move(frame.bytes);
    if (frame.kind == Kind::thrown) {
      Reader reader(frame.bytes);
      throw_written_exception(reader);
    }
    serve(frame);  // the tests' function calls one of the student's functions in turn
  }
}

int serve_calls() {
  try {
    for (;;) serve(channel().receive(no_deadline));
  } catch (const ChannelClosed&) {
    return 0;
  }
}

}  // namespace gradus::remote

#include "remote/worker.hpp"

#include <array>
#include <map>
#include <string>

#include "remote/exceptions.hpp"
#include "remote/frame.hpp"
#include "remote/types.hpp"

namespace gradus::remote {
namespace {

constexpr int channel_descriptor = 3;

Channel& channel() {
  static Channel tests(channel_descriptor);
  return tests;
}

std::map<std::string, Serve>& table() {
  static std::map<std::string, Serve> functions;
  return functions;
}

/// Fills the stack that the next functions will use: what was never set must not be 0 by luck.
[[gnu::noinline]] void paint_stack() {
  std::array<unsigned char, 32 * 1024> paint;
  paint.fill(0xFE);
  asm volatile("" : : "r"(paint.data()) : "memory");  // the compiler must believe that it is read
}

void serve(const Frame& call) {
  Reader reader(call.bytes.span());
  const auto name = read<std::string>(reader);
  Writer writer;
  Kind kind = Kind::thrown;
  try {
    const Serve function = table().at(name);
    paint_stack();
    kind = function(reader, writer);
  } catch (const MessageTooLarge&) {
    writer.cut(0);
    kind = Kind::too_large;
  } catch (...) {
    writer.cut(0);
    write_current_exception(writer);
  }
  channel().send(kind, writer.bytes());
}

}  // namespace

Register::Register(const char* function, Serve serve) {
  table()[function] = serve;
}

Bytes ask_tests(const Writer& call) {
  channel().send(Kind::callback_call, call.bytes());
  for (;;) {
    Frame frame = channel().receive();
    if (frame.kind == Kind::callback_result) return std::move(frame.bytes);
    if (frame.kind == Kind::thrown) {
      Reader reader(frame.bytes.span());
      throw_written_exception(reader);
    }
    serve(frame);  // the tests' function calls one of the student's functions in turn
  }
}

void report_misuse(const char* operation, std::uint64_t index, std::uint64_t size) {
  Writer writer;
  write(writer, std::string(operation));
  writer.number(index);
  writer.number(size);
  channel().send(Kind::misuse, writer.bytes());
}

int serve_calls() {
  try {
    for (;;) serve(channel().receive());
  } catch (const ChannelClosed&) {
    return 0;
  }
}

}  // namespace gradus::remote

// The engine of ./gradus play: the student's functions, at work for a page. The server starts it,
// with a line to it as descriptor 3 and the memory of its Place as standard input, and starts it
// anew when a function ends it.
#include <sys/mman.h>

#include <cstring>
#include <exception>
#include <optional>
#include <string>

#include "lab/play/answers.hpp"
#include "lab/play/link.hpp"
#include "lab/play/probe.hpp"
#include "lab/play/training.hpp"

namespace nn::play {
namespace {

/// Answers one message; returns another one that came meanwhile.
std::optional<json> answer(const json& message, OwnFile& file, Link& link) {
  const std::string what = message.value("do", "");
  if (what == "train") return train_for_page(message, file, link);
  json said;
  if (what == "activations") said = answer_activations(message, link);
  if (what == "forward") said = answer_forward(message, link);
  if (what == "nine") said = answer_nine(message, link);
  if (what == "valley") said = answer_valley(message, link);
  if (what == "tape") said = answer_tape(message, link);
  if (what == "images") said = answer_images(message, link);
  if (what == "language") said = answer_language(message, link);
  if (what == "loops") said = answer_loops(message, link);
  if (what == "tasks") said = probe_tasks();
  if (what == "file") {
    file = {.path = message.value("path", ""), .name = message.value("name", "")};
    said = {{"kind", "file"}, {"name", file.name}};
  }
  if (said.is_null()) return std::nullopt;
  said["run"] = message.value("run", 0);
  link.send(said);
  return std::nullopt;
}

[[noreturn]] void serve(Link& link) {
  link.send(probe_tasks());
  OwnFile file;
  std::optional<json> message;
  while (true) {
    if (!message) message = link.next(-1);
    if (!message) continue;
    const int run = message->value("run", 0);
    try {
      message = answer(*message, file, link);
    } catch (...) {
      json what = trouble(link.failed());
      what["run"] = run;
      link.send(what);
      message.reset();
    }
  }
}

}  // namespace
}  // namespace nn::play

int main() {
  void* memory = ::mmap(nullptr, sizeof(nn::play::Place), PROT_READ | PROT_WRITE, MAP_SHARED, 0, 0);
  if (memory == MAP_FAILED) return 2;
  nn::play::Link link(3, *static_cast<nn::play::Place*>(memory));
  nn::play::serve(link);
}

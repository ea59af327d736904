#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/stop.hpp"
#include "cli/commands.hpp"
#include "cli/file_watch.hpp"
#include "judge/build.hpp"
#include "judge/experiment.hpp"

namespace gradus::cli {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// gradus-play, and the line to it (lessons/lab/play/server.hpp).
class PageServer {
 public:
  PageServer(const fs::path& program, const fs::path& page, int port) {
    base::Line line = base::make_line();
    line_ = std::move(line.ours);
    process_ = base::start({.command = {program.string(), page.string(), std::to_string(port)},
                            .channel = line.theirs.get()});
  }
  PageServer(const PageServer&) = delete;
  PageServer& operator=(const PageServer&) = delete;
  ~PageServer() { end(); }

  /// The address, once it listens. Throws CannotJudge when it does not.
  std::string address() const {
    std::string said;
    char letter = 0;
    while (::read(line_.get(), &letter, 1) == 1 && letter != '\n') said += letter;
    const json message = json::parse(said, nullptr, false);
    if (!message.is_object()) throw judge::CannotJudge("the server of the page did not start");
    if (message.contains("problem")) throw judge::CannotJudge(message.value("problem", ""));
    return message.value("address", "");
  }

  void say(const json& message) const {
    const std::string line = message.dump() + "\n";
    // Where it fails, the server has gone: the line tells.
    if (::send(line_.get(), line.data(), line.size(), MSG_NOSIGNAL) < 0) return;
  }

  int line() const { return line_.get(); }

  /// It hears that the line is closed, and ends.
  void end() {
    if (process_ < 0) return;
    line_.close();
    base::wait_for(process_);
    process_ = -1;
  }

 private:
  base::Descriptor line_;
  pid_t process_ = -1;
};

/// Shows it in the browser, where there is a window system.
void open_browser(const std::string& address) {
  const bool window =
      std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
  if (!window || base::find_command("xdg-open").empty()) return;
  const base::Descriptor nowhere(::open("/dev/null", O_RDWR | O_CLOEXEC));
  try {
    base::start({.command = {"xdg-open", address},
                 .input_file = nowhere.get(),
                 .output = nowhere.get(),
                 .error = nowhere.get(),
                 .own_session = true,
                 .at_our_end = 0});
  } catch (const std::exception&) {  // the address is on the terminal
  }
}

class Play {
 public:
  Play(const judge::Course& course, const PlayCommand& options)
      : course_(course),
        lesson_(course.lessons.back()),
        target_(options.solution ? "play_solution" : "play"),
        files_(files_of(course, lesson_, options.solution)) {}

  int run(const PlayCommand& options) {
    const fs::path folder = course_.build / "run";
    judge::build(course_, {"gradus-play"});
    const base::StopSignals stop;
    PageServer server(folder / "gradus-play", course_.root / "lessons" / "lab" / "play" / "page",
                      options.port);
    const std::string address = server.address() + setting_of(options.setting);
    fmt::print("See it learn: {}\nCtrl-C ends it.\n", address);
    std::fflush(stdout);
    if (!options.quiet) open_browser(address);
    bring_up_to_date(server, true);
    while (!base::StopSignals::requested()) {
      const Woken why = files_.wait(server.line(), base::StopSignals::descriptor());
      if (why == Woken::stop || why == Woken::key) break;  // the server says nothing: it ended
      if (why == Woken::file) bring_up_to_date(server, false);
    }
    server.end();
    fmt::print("\n");
    return 0;
  }

 private:
  static std::vector<fs::path> files_of(const judge::Course& course, const judge::Lesson& lesson,
                                        bool solution) {
    std::vector<fs::path> files;
    for (const judge::Lesson* one : course.up_to(lesson)) {
      files.push_back(solution ? course.solution_file(*one) : course.student_file(*one));
    }
    return files;
  }

  /// What stands behind # in the page's address: the knobs.
  static std::string setting_of(const std::string& text) {
    if (text.empty()) return "";
    const std::size_t at = text.find('#');
    return "#" + (at == std::string::npos ? text : text.substr(at + 1));
  }

  /// Compiles what has changed, and has the server start the new engine; or has the page say what
  /// is wrong, and what was there goes on.
  void bring_up_to_date(const PageServer& server, bool first) {
    const json building = {{"kind", "status"}, {"state", "building"}};
    try {
      if (!judge::is_built(course_, {target_})) {
        server.say({{"say", building}});
        judge::build(course_, {"play_kit"});
        if (first) fmt::print(stderr, "Compiling your files ...\n");
        const std::string said =
            judge::build_silently(course_, {target_}, base::StopSignals::descriptor());
        if (!said.empty()) {
          throw judge::CannotJudge(judge::why_not_built(course_, lesson_, said));
        }
      } else if (!first) {
        return;  // saved, and the same
      }
      server.say({{"engine", (course_.build / "run" / target_).string()}});
    } catch (const std::exception& error) {
      if (base::StopSignals::requested()) return;
      fmt::print(stderr, "{}\n", error.what());
      server.say({{"say", {{"kind", "status"}, {"state", "problem"}, {"says", error.what()}}}});
    }
  }

  const judge::Course& course_;
  const judge::Lesson& lesson_;
  std::string target_;
  FileWatch files_;
};

}  // namespace

int play(const judge::Course& course, const PlayCommand& options) {
  return Play(course, options).run(options);
}

}  // namespace gradus::cli

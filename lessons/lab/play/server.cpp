#include "lab/play/server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/files.hpp"
#include "base/loopback.hpp"
#include "lab/play/engine.hpp"
#include "lab/play/pages.hpp"

namespace nn::play {
namespace {

namespace base = gradus::base;
using base::PageAnswer;
using base::PageRequest;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::size_t most_bytes = 64 << 20;  // of a message, or of a data file
constexpr double longest_reading = 120.0;     // seconds, of a data set that is made or a file
constexpr std::size_t threads = 32;           // each open page has one

PageAnswer refusal(int status, const std::string& why) {
  return {.body = why + "\n", .type = "text/plain; charset=utf-8", .status = status};
}

PageAnswer well() {
  return {.body = "{}", .type = "application/json"};
}

/// Calls `take` for each whole line, and leaves the rest.
template <typename Take>
void for_each_line(std::string& received, Take take) {
  std::size_t begin = 0;
  for (std::size_t end; (end = received.find('\n', begin)) != std::string::npos; begin = end + 1) {
    take(received.substr(begin, end - begin));
  }
  received.erase(0, begin);
}

/// Reads what there is. False when the other end has gone.
bool receive(int from, std::string& received) {
  std::array<char, 65536> bytes;
  while (true) {
    const ssize_t count = ::read(from, bytes.data(), bytes.size());
    if (count > 0) received.append(bytes.data(), static_cast<std::size_t>(count));
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN || errno == EINTR;
  }
}

json status_of(const std::string& state, const std::string& says = "") {
  return {{"kind", "status"}, {"state", state}, {"says", says}};
}

}  // namespace

struct Server::Parts {
  explicit Parts(const ServerSettings& given)
      : settings(given),
        loopback([this](const PageRequest& request) { return answer(request); }, given.port) {
    std::array<int, 2> ends;
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
      throw std::runtime_error("no pipe can be had: " + base::last_error());
    }
    wake_read = base::Descriptor(ends[0]);
    wake_write = base::Descriptor(ends[1]);
    if (settings.channel >= 0) ::fcntl(settings.channel, F_SETFL, O_NONBLOCK);
    httplib::Server& http = loopback.server();
    http.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    http.set_tcp_nodelay(true);
    http.set_payload_max_length(most_bytes);
    http.Get(loopback.path() + "events", [this](const auto& request, auto& response) {
      send_events(request.get_param_value("page"), response);
    });
  }

  ServerSettings settings;
  base::Loopback loopback;
  base::TemporaryFolder folder{"gradus-play-"};  // of the user's data file
  base::Descriptor wake_read, wake_write;
  Pages pages;

  std::mutex mutex;  // of what follows: the threads of the page and the loop share it
  std::string to_engine;
  std::string file;  // the message of the user's data file: for an engine that comes

  std::optional<Engine> engine;
  std::filesystem::path program;
  std::string from_engine, from_channel;
  unsigned last_beats = 0;
  Clock::time_point last_beat = Clock::now();

  // ---- the page ----

  PageAnswer answer(const PageRequest& request) {
    const bool sent = request.method == "POST";
    if (sent && request.path == "do") return take_message(request);
    if (sent && request.path == "file") return take_file(request);
    if (sent) return refusal(404, "nothing is taken there");
    return file_of_page(request.path.empty() ? "index.html" : request.path);
  }

  PageAnswer file_of_page(const std::string& name) const {
    static const std::map<std::string, std::string> types = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"}};
    // Letters, digits and _ in front of one of these endings: nothing that leads out of the folder.
    const std::size_t dot = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
    const bool named = dot != 0 && dot != std::string::npos;
    const auto type = named ? types.find(name.substr(dot)) : types.end();
    const std::filesystem::path there = settings.page / name;
    if (type == types.end() || !std::filesystem::exists(there)) {
      return refusal(404, "there is no such file");
    }
    return {.body = base::read_file(there), .type = type->second};
  }

  void send_events(const std::string& page, httplib::Response& response) {
    const std::shared_ptr<Mailbox> box = pages.open(page);
    response.set_chunked_content_provider(
        "text/event-stream",
        [this, box](std::size_t, httplib::DataSink& sink) {
          const std::optional<std::string> line = box->take();
          if (!line || loopback.stopping()) return false;
          const std::string event = line->empty() ? ":\n\n" : "data: " + *line + "\n\n";
          return sink.write(event.data(), event.size());
        },
        [this, page, box](bool) { pages.close(page, box); });
  }

  PageAnswer take_message(const PageRequest& request) {
    const json message = json::parse(request.body, nullptr, false);
    if (!message.is_object() || message.value("do", "").empty() || message["do"] == "file") {
      return refusal(400, "a message is a JSON object with a \"do\"");
    }
    pass_on(request.parameter("page"), message.dump());
    return well();
  }

  PageAnswer take_file(const PageRequest& request) {
    const std::string name = request.parameter("name");
    const bool mat = name.ends_with(".mat") || name.ends_with(".MAT");
    const std::filesystem::path path = folder / (mat ? "own.mat" : "own.csv");
    base::write_atomically(path, request.body);
    const std::string message =
        json{{"do", "file"}, {"path", path.string()}, {"name", name}}.dump();
    {
      const std::lock_guard hold(mutex);
      file = message + "\n";
    }
    pass_on(request.parameter("page"), message);
    return well();
  }

  void pass_on(const std::string& page, const std::string& line) {
    pages.set_owner(page);
    {
      const std::lock_guard hold(mutex);
      to_engine += line + "\n";
    }
    if (::write(wake_write.get(), "x", 1) < 0) return;  // full: the loop is awake
  }

  // ---- the engine ----

  /// again: the one before ended over a question, and should not be asked the same by itself.
  void start_engine(const std::filesystem::path& path, bool again = false) {
    program = path;
    engine.reset();
    from_engine.clear();
    const std::lock_guard hold(mutex);
    to_engine = file;
    try {
      engine.emplace(path, folder.path());
    } catch (const std::exception& error) {
      return pages.say_status(status_of("problem", error.what()).dump());
    }
    last_beat = Clock::now();
    last_beats = 0;
    json ready = status_of("ready");
    ready["again"] = again;
    pages.say_status(ready.dump());
  }

  void start_again(const std::string& state, const std::string& words, const std::string& says) {
    pages.tell_all(
        json{{"kind", "trouble"}, {"state", state}, {"in", words}, {"says", says}}.dump());
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // one that ends at once
    start_engine(program, true);
  }

  void hear_engine() {
    const bool there = receive(engine->line(), from_engine);
    for_each_line(from_engine, [this](const std::string& line) { pages.hear(line); });
    if (there) return;
    const std::string words = engine->words();
    const int status = engine->wait();
    start_again("crashed", words,
                WIFSIGNALED(status) ? ::strsignal(WTERMSIG(status)) : "it ended the program");
  }

  bool has_messages() {
    const std::lock_guard hold(mutex);
    return !to_engine.empty();
  }

  void write_to_engine() {
    const std::lock_guard hold(mutex);
    const ssize_t count = ::send(engine->line(), to_engine.data(), to_engine.size(), MSG_NOSIGNAL);
    if (count > 0) to_engine.erase(0, static_cast<std::size_t>(count));
  }

  void look_after_engine() {
    const std::string words = engine->words();
    const unsigned beats = engine->beats();
    if (words.empty() || beats != last_beats) {
      last_beats = beats;
      last_beat = Clock::now();
      return;
    }
    const double limit = words.starts_with("the ") ? longest_reading : settings.longest_call;
    if (Clock::now() - last_beat < std::chrono::duration<double>(limit)) return;
    engine->end();
    start_again("hung", words, fmt::format("it did not return within {} seconds", limit));
  }

  bool hear_channel() {
    const bool there = receive(settings.channel, from_channel);
    for_each_line(from_channel, [this](const std::string& line) {
      const json message = json::parse(line, nullptr, false);
      if (!message.is_object()) return;
      if (message.contains("engine")) start_engine(message["engine"].get<std::string>());
      if (message.contains("say")) pages.say_status(message["say"].dump());
    });
    return there;
  }

  void loop(int stop) {
    while (true) {
      const short to_and_fro = has_messages() ? POLLIN | POLLOUT : POLLIN;
      std::array<pollfd, 4> doors{
          {{.fd = stop, .events = POLLIN, .revents = 0},
           {.fd = settings.channel, .events = POLLIN, .revents = 0},
           {.fd = wake_read.get(), .events = POLLIN, .revents = 0},
           {.fd = engine ? engine->line() : -1, .events = to_and_fro, .revents = 0}}};
      ::poll(doors.data(), doors.size(), 200);
      if (doors[0].revents != 0) return;
      if (doors[2].revents != 0) {
        std::string unread;
        receive(wake_read.get(), unread);
      }
      if (engine && (doors[3].revents & POLLOUT) != 0) write_to_engine();
      if (engine && (doors[3].revents & ~POLLOUT) != 0) hear_engine();
      if (engine) look_after_engine();
      if (doors[1].revents != 0 && !hear_channel()) return;
    }
  }
};

Server::Server(const ServerSettings& settings) : parts_(std::make_unique<Parts>(settings)) {}

Server::~Server() = default;

int Server::port() const {
  return parts_->loopback.port();
}

std::string Server::address() const {
  return parts_->loopback.address();
}

std::string Server::path() const {
  return parts_->loopback.path();
}

void Server::run(int stop) {
  if (!parts_->settings.engine.empty()) parts_->start_engine(parts_->settings.engine);
  std::atomic<bool> over = false;
  std::thread serving([&] { parts_->loopback.serve(stop, [&] { return over.load(); }); });
  parts_->loop(stop);
  over = true;
  parts_->pages.close_all();
  serving.join();
  parts_->engine.reset();
}

}  // namespace nn::play

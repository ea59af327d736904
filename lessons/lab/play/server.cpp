#include "lab/play/server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/process.hpp"
#include "lab/play/place.hpp"

namespace nn::play {
namespace {

namespace base = gradus::base;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::size_t most_waiting = 40;  // events for a page that is slow: pictures are left out
constexpr std::size_t most_bytes = 64 << 20;  // of a message, or of a data file
constexpr double longest_reading = 120.0;     // seconds, of a data set that is made or a file
constexpr std::size_t threads = 32;           // each open page has one

const std::map<std::string, std::string> types = {{".html", "text/html; charset=utf-8"},
                                                  {".css", "text/css; charset=utf-8"},
                                                  {".js", "text/javascript; charset=utf-8"},
                                                  {".svg", "image/svg+xml"}};

/// What a page has still to be told.
class Mailbox {
 public:
  void put(const std::string& line, bool can_be_left_out) {
    const std::lock_guard hold(mutex_);
    if (can_be_left_out && lines_.size() >= most_waiting) return;
    lines_.push_back(line);
    news_.notify_one();
  }

  /// The next line, "" after a second without one; nothing when it is closed.
  std::optional<std::string> take() {
    std::unique_lock hold(mutex_);
    news_.wait_for(hold, std::chrono::seconds(1), [&] { return closed_ || !lines_.empty(); });
    if (closed_) return std::nullopt;
    if (lines_.empty()) return "";
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

  void close() {
    const std::lock_guard hold(mutex_);
    closed_ = true;
    news_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<std::string> lines_;
  bool closed_ = false;
};

std::string fresh_token() {
  std::array<unsigned char, 16> bytes;
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the system has no random numbers for a token");
  }
  std::string token;
  for (const unsigned char byte : bytes) token += fmt::format("{:02x}", byte);
  return token;
}

/// Takes as long for a wrong token as for the right one.
bool is_token(const std::string& given, const std::string& token) {
  unsigned differ = given.size() != token.size();
  for (std::size_t i = 0; i < given.size(); ++i) {
    differ |= static_cast<unsigned>(given[i] ^ token[i % token.size()]);
  }
  return differ == 0;
}

/// The engine's process, the line to it, and its Place.
class Engine {
 public:
  explicit Engine(const std::filesystem::path& program) {
    std::array<int, 2> ends;
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      throw std::runtime_error("no line to the engine: " + base::last_error());
    }
    line_ = base::Descriptor(ends[0]);
    const base::Descriptor other(ends[1]);
    ::fcntl(line_.get(), F_SETFL, O_NONBLOCK);
    memory_ = base::Descriptor(::memfd_create("place", MFD_CLOEXEC));
    if (!memory_ || ::ftruncate(memory_.get(), sizeof(Place)) != 0) {
      throw std::runtime_error("no memory to share: " + base::last_error());
    }
    void* shared =
        ::mmap(nullptr, sizeof(Place), PROT_READ | PROT_WRITE, MAP_SHARED, memory_.get(), 0);
    if (shared == MAP_FAILED) throw std::runtime_error("no memory to share");
    place_ = new (shared) Place{};
    process_ = base::start({.command = {program.string()},
                            .environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"},
                            .input_file = memory_.get(),
                            .channel = other.get(),
                            .own_session = true});
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() {
    end();
    ::munmap(place_, sizeof(Place));
  }

  /// Kills what is left, and returns the status, as of waitpid.
  int end() {
    if (process_ <= 0) return 0;
    ::kill(-process_, SIGKILL);
    ::kill(process_, SIGKILL);
    const int status = base::wait_for(process_);
    process_ = -1;
    return status;
  }
  /// The same for one that ends by itself: its own status.
  int wait() {
    for (int i = 0; i < 100; ++i) {  // its line is closed: it is about to end
      siginfo_t info{};
      if (::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
          info.si_pid != 0) {
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return end();
  }

  int line() const { return line_.get(); }
  std::string words() const { return {place_->words, ::strnlen(place_->words, 127)}; }
  unsigned beats() const { return place_->beats.load(std::memory_order_relaxed); }

 private:
  base::Descriptor line_, memory_;
  Place* place_ = nullptr;
  pid_t process_ = -1;
};

/// Calls `take` for each whole line, and leaves the rest.
template <typename Take>
void for_each_line(std::string& received, Take take) {
  std::size_t begin = 0;
  for (std::size_t end; (end = received.find('\n', begin)) != std::string::npos; begin = end + 1) {
    take(received.substr(begin, end - begin));
  }
  received.erase(0, begin);
}

}  // namespace

struct Server::Parts {
  ServerSettings settings;
  httplib::Server http;
  int port = 0;
  std::string token;
  base::TemporaryFolder folder{"gradus-play-"};  // of the user's data file
  base::Descriptor wake_read, wake_write;

  std::mutex mutex;  // of what follows: the threads of http and the loop share it
  std::map<std::string, std::vector<std::shared_ptr<Mailbox>>> pages;
  std::string owner;  // the page that sent the last message
  std::string to_engine;
  std::string tasks, status;  // the last of these: for a page that comes
  std::string file;           // the message of the user's data file: for an engine that comes

  std::unique_ptr<Engine> engine;
  std::filesystem::path program;
  std::string from_engine, from_channel;
  unsigned last_beats = 0;
  Clock::time_point last_beat = Clock::now();

  // ---- what pages hear ----

  void tell_all(const std::string& line) {
    for (auto& [id, boxes] : pages) {
      for (const auto& box : boxes) box->put(line, false);
    }
  }
  void tell(const std::string& id, const std::string& line) {
    const auto found = pages.find(id);
    if (found == pages.end()) return;
    const bool picture = line.find("\"kind\":\"picture\"") != std::string::npos;
    for (const auto& box : found->second) box->put(line, picture);
  }
  void say_status(const json& what) {
    status = what.dump();
    tell_all(status);
  }

  // ---- http ----

  void refuse(httplib::Response& response, int code, const std::string& why) const {
    response.status = code;
    response.set_content("gradus play: " + why + "\n", "text/plain; charset=utf-8");
  }

  bool is_our_host(const std::string& host) const {
    return host == fmt::format("127.0.0.1:{}", port) || host == fmt::format("localhost:{}", port);
  }

  /// Whether it may go on.
  bool admit(const httplib::Request& request, httplib::Response& response) const {
    response.set_header("Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' "
                        "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'");
    response.set_header("Referrer-Policy", "no-referrer");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Cache-Control", "no-store");
    // A page of another site that makes its name point here (DNS rebinding) sends its own name.
    if (!is_our_host(request.get_header_value("Host"))) {
      refuse(response, 403,
             "another host was asked for: use the address that ./gradus play printed");
      return false;
    }
    const std::string origin = request.get_header_value("Origin");
    if (!origin.empty() && !(origin.starts_with("http://") && is_our_host(origin.substr(7)))) {
      refuse(response, 403, "this comes from another page");
      return false;
    }
    const std::size_t end = request.path.find('/', 1);
    if (!is_token(request.path.substr(1, end == std::string::npos ? end : end - 1), token)) {
      refuse(response, 403,
             "the token is missing: use the whole address that ./gradus play printed");
      return false;
    }
    return true;
  }

  void serve_file(const std::string& name, httplib::Response& response) const {
    static const std::regex plain("[a-z0-9_]+\\.(html|css|js|svg)");
    const std::filesystem::path file = settings.page / name;
    if (!std::regex_match(name, plain) || !std::filesystem::exists(file)) {
      return refuse(response, 404, "there is no " + name);
    }
    response.set_content(base::read_file(file), types.at(file.extension()));
  }

  void serve_events(const httplib::Request& request, httplib::Response& response) {
    const std::string id = request.get_param_value("page");
    const auto box = std::make_shared<Mailbox>();
    {
      const std::lock_guard hold(mutex);
      pages[id].push_back(box);
      if (!status.empty()) box->put(status, false);
      if (!tasks.empty()) box->put(tasks, false);
    }
    response.set_chunked_content_provider(
        "text/event-stream",
        [box](std::size_t, httplib::DataSink& sink) {
          const std::optional<std::string> line = box->take();
          if (!line) return false;
          const std::string event = line->empty() ? ":\n\n" : "data: " + *line + "\n\n";
          return sink.write(event.data(), event.size());
        },
        [this, id, box](bool) {
          const std::lock_guard hold(mutex);
          auto& boxes = pages[id];
          std::erase(boxes, box);
          if (boxes.empty()) pages.erase(id);
        });
  }

  void pass_on(const std::string& id, const std::string& line) {
    {
      const std::lock_guard hold(mutex);
      if (owner != id) {
        tell(owner, json{{"kind", "taken"}}.dump());
        owner = id;
      }
      to_engine += line + "\n";
    }
    wake();
  }

  void wake() const {
    if (::write(wake_write.get(), "x", 1) < 0) return;  // full: it is awake
  }

  void take_message(const httplib::Request& request, httplib::Response& response) {
    const json message = json::parse(request.body, nullptr, false);
    if (!message.is_object() || message.value("do", "").empty() || message["do"] == "file") {
      return refuse(response, 400, "a message is a JSON object with a \"do\"");
    }
    pass_on(request.get_param_value("page"), message.dump());
    response.set_content("{}", "application/json");
  }

  void take_file(const httplib::Request& request, httplib::Response& response) {
    const std::string name = request.get_param_value("name");
    const bool mat = name.ends_with(".mat") || name.ends_with(".MAT");
    const std::filesystem::path path = folder / (mat ? "own.mat" : "own.csv");
    base::write_atomically(path, request.body);
    const std::string message =
        json{{"do", "file"}, {"path", path.string()}, {"name", name}}.dump();
    {
      const std::lock_guard hold(mutex);
      file = message + "\n";
    }
    pass_on(request.get_param_value("page"), message);
    response.set_content("{}", "application/json");
  }

  void set_routes() {
    http.new_task_queue = [] { return new httplib::ThreadPool(threads); };
    http.set_tcp_nodelay(true);
    http.set_payload_max_length(most_bytes);
    // Not SO_REUSEPORT, with which two servers could have one port.
    http.set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    http.set_pre_routing_handler([this](const auto& request, auto& response) {
      return admit(request, response) ? httplib::Server::HandlerResponse::Unhandled
                                      : httplib::Server::HandlerResponse::Handled;
    });
    const std::string begin = "/" + token;
    http.Get(begin + "/",
             [this](const auto&, auto& response) { serve_file("index.html", response); });
    http.Get(begin + "/events",
             [this](const auto& request, auto& response) { serve_events(request, response); });
    http.Get(begin + "/([^/]+)", [this](const auto& request, auto& response) {
      serve_file(request.matches[1], response);
    });
    http.Post(begin + "/do",
              [this](const auto& request, auto& response) { take_message(request, response); });
    http.Post(begin + "/file",
              [this](const auto& request, auto& response) { take_file(request, response); });
  }

  // ---- the engine ----

  void start_engine(const std::filesystem::path& path) {
    program = path;
    engine.reset();
    from_engine.clear();
    const std::lock_guard hold(mutex);
    to_engine = file;
    try {
      engine = std::make_unique<Engine>(path);
    } catch (const std::exception& error) {
      return say_status({{"kind", "status"}, {"state", "problem"}, {"says", error.what()}});
    }
    last_beat = Clock::now();
    last_beats = 0;
    say_status({{"kind", "status"}, {"state", "ready"}});
  }

  void start_again(const std::string& state, const std::string& words, const std::string& says) {
    {
      const std::lock_guard hold(mutex);
      tell_all(json{{"kind", "trouble"}, {"state", state}, {"in", words}, {"says", says}}.dump());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // one that ends at once
    start_engine(program);
  }

  /// Reads what there is. False when the other end has gone.
  static bool receive(int from, std::string& received) {
    std::array<char, 65536> bytes;
    while (true) {
      const ssize_t count = ::read(from, bytes.data(), bytes.size());
      if (count > 0) received.append(bytes.data(), static_cast<std::size_t>(count));
      if (count == 0) return false;
      if (count < 0) return errno == EAGAIN || errno == EINTR;
    }
  }

  void hear_engine() {
    const bool there = receive(engine->line(), from_engine);
    for_each_line(from_engine, [this](const std::string& line) {
      const std::lock_guard hold(mutex);
      if (line.find("\"kind\":\"tasks\"") != std::string::npos) {
        tasks = line;
        tell_all(line);
      } else {
        tell(owner, line);
      }
    });
    if (there) return;
    const std::string words = engine->words();
    const int status = engine->wait();
    start_again("crashed", words,
                WIFSIGNALED(status) ? ::strsignal(WTERMSIG(status)) : "it ended the program");
  }

  void write_to_engine() {
    const std::lock_guard hold(mutex);
    if (to_engine.empty()) return;
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
      if (message.contains("say")) {
        const std::lock_guard hold(mutex);
        say_status(message["say"]);
      }
    });
    return there;
  }

  void loop(int stop) {
    while (true) {
      bool more = false;
      {
        const std::lock_guard hold(mutex);
        more = !to_engine.empty();
      }
      std::array<pollfd, 4> doors{{{.fd = stop, .events = POLLIN, .revents = 0},
                                   {.fd = settings.channel, .events = POLLIN, .revents = 0},
                                   {.fd = wake_read.get(), .events = POLLIN, .revents = 0},
                                   {.fd = engine ? engine->line() : -1,
                                    .events = static_cast<short>(more ? POLLIN | POLLOUT : POLLIN),
                                    .revents = 0}}};
      ::poll(doors.data(), doors.size(), 200);
      if (doors[0].revents != 0) return;
      if (doors[2].revents != 0) {
        std::array<char, 64> unread;
        while (::read(wake_read.get(), unread.data(), unread.size()) > 0) continue;
      }
      if (engine && (doors[3].revents & POLLOUT) != 0) write_to_engine();
      if (engine && (doors[3].revents & ~POLLOUT) != 0) hear_engine();
      if (engine) look_after_engine();
      if (doors[1].revents != 0 && !hear_channel()) return;
    }
  }
};

Server::Server(const ServerSettings& settings) : parts_(std::make_unique<Parts>()) {
  parts_->settings = settings;
  parts_->token = settings.token.empty() ? fresh_token() : settings.token;
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::runtime_error("no pipe can be had: " + base::last_error());
  }
  parts_->wake_read = base::Descriptor(ends[0]);
  parts_->wake_write = base::Descriptor(ends[1]);
  if (settings.channel >= 0) ::fcntl(settings.channel, F_SETFL, O_NONBLOCK);
  parts_->set_routes();
  for (int port = settings.port; port < settings.port + settings.tries; ++port) {
    if (!parts_->http.bind_to_port("127.0.0.1", port)) continue;
    parts_->port = port;
    return;
  }
  throw std::runtime_error(fmt::format("no port from {} to {} is free: say --port NUMBER",
                                       settings.port, settings.port + settings.tries - 1));
}

Server::~Server() = default;

int Server::port() const {
  return parts_->port;
}

std::string Server::address() const {
  return fmt::format("http://127.0.0.1:{}/{}/", parts_->port, parts_->token);
}

void Server::run(int stop) {
  if (!parts_->settings.engine.empty()) parts_->start_engine(parts_->settings.engine);
  std::thread listening([this] { parts_->http.listen_after_bind(); });
  parts_->loop(stop);
  {
    const std::lock_guard hold(parts_->mutex);
    for (auto& [id, boxes] : parts_->pages) {
      for (const auto& box : boxes) box->close();
    }
  }
  while (!parts_->http.is_running()) std::this_thread::yield();
  parts_->http.stop();
  listening.join();
  parts_->engine.reset();
}

}  // namespace nn::play

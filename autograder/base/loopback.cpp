#include "base/loopback.hpp"

#include <httplib.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <stdexcept>
#include <thread>

#include "base/hash.hpp"

namespace gradus::base {
namespace {

constexpr std::size_t longest_body = 1 << 20;

/// 128 bits that nobody can guess, as 32 digits.
std::string draw_token() {
  std::array<char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the kernel gives no random bytes");
  }
  return to_hex({bytes.data(), bytes.size()});
}

/// Takes as long whatever is wrong: time tells nothing of the token.
bool same(const std::string& given, const std::string& wanted) {
  if (given.size() != wanted.size()) return false;
  unsigned char differs = 0;
  for (std::size_t i = 0; i < given.size(); ++i) {
    differs = static_cast<unsigned char>(differs | (given[i] ^ wanted[i]));
  }
  return differs == 0;
}

void refuse(httplib::Response& response, int status, const std::string& why) {
  response.status = status;
  response.set_content(why + "\n", "text/plain; charset=utf-8");
}

}  // namespace

struct Loopback::State {
  httplib::Server server;
  Answer answer;
  std::atomic<bool> stopping = false;
};

Loopback::Loopback(Answer answer, int port)
    : state_(std::make_unique<State>()), token_(draw_token()) {
  state_->answer = std::move(answer);
  httplib::Server& server = state_->server;
  server.set_socket_options([](socket_t socket) {  // never SO_REUSEPORT: the port is ours alone
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_payload_max_length(longest_body);
  server.set_keep_alive_timeout(1);
  server.set_read_timeout(5);
  server.set_default_headers(
      {{"Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
       {"X-Content-Type-Options", "nosniff"},
       {"Referrer-Policy", "no-referrer"},
       {"Cross-Origin-Resource-Policy", "same-origin"},
       {"Cross-Origin-Opener-Policy", "same-origin"},
       {"Cache-Control", "no-store"}});
  port_ = port == 0                                ? server.bind_to_any_port("127.0.0.1")
          : server.bind_to_port("127.0.0.1", port) ? port
                                                   : -1;
  if (port_ <= 0) {
    throw std::runtime_error(port == 0 ? "127.0.0.1 has no free port"
                                       : "port " + std::to_string(port) +
                                             " of 127.0.0.1 is taken: leave it out, and a free "
                                             "one is found");
  }
  // A page elsewhere can send requests here, and can make its own name mean 127.0.0.1: neither
  // has our Host and, where the browser tells it, our Origin.
  const std::string by_number = "127.0.0.1:" + std::to_string(port_);
  const std::string by_name = "localhost:" + std::to_string(port_);
  server.set_pre_routing_handler(
      [=, begins = path()](const httplib::Request& request, httplib::Response& response) {
        using enum httplib::Server::HandlerResponse;
        const std::string host = request.get_header_value("Host");
        const std::string origin = request.get_header_value("Origin");
        const bool here = host == by_number || host == by_name;
        if (!here || (!origin.empty() && origin != "http://" + host)) {
          refuse(response, 403, "This request was meant for another server.");
          return Handled;
        }
        if (!same(request.path.substr(0, begins.size()), begins)) {
          refuse(response, 403, "Open the whole address that was printed: it holds a secret.");
          return Handled;
        }
        return Unhandled;
      });
}

Loopback::~Loopback() = default;

std::string Loopback::address() const {
  return "http://127.0.0.1:" + std::to_string(port_) + path();
}

httplib::Server& Loopback::server() {
  return state_->server;
}

bool Loopback::stopping() const {
  return state_->stopping;
}

/// Behind whatever routes were added: the first one that fits is taken.
void Loopback::answer_the_rest() {
  const auto handle = [this, begins = path()](const httplib::Request& request,
                                              httplib::Response& response) {
    try {
      const PageAnswer page = state_->answer(
          {.method = request.method,
           .path = request.path.substr(begins.size()),
           .body = request.body,
           .parameter = [&](const std::string& name) { return request.get_param_value(name); }});
      response.status = page.status;
      response.set_content(page.body, page.type);
    } catch (const std::exception& error) {
      refuse(response, 500, error.what());
    }
  };
  state_->server.Get(path() + ".*", handle);
  state_->server.Post(path() + ".*", handle);
}

void Loopback::serve(int stop, const std::function<bool()>& finished) {
  answer_the_rest();
  std::thread listener([this] { state_->server.listen_after_bind(); });
  while (!finished || !finished()) {
    pollfd wait{.fd = stop, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, finished ? 200 : -1) > 0) break;
  }
  state_->stopping = true;
  while (!state_->server.is_running()) std::this_thread::yield();  // stopped before it began
  state_->server.stop();
  listener.join();
}

}  // namespace gradus::base

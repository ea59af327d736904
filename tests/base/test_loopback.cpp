#include <httplib.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/loopback.hpp"
#include "support/catch.hpp"

namespace {

using gradus::base::Loopback;
using gradus::base::PageAnswer;
using gradus::base::PageRequest;

/// A server that says what it was asked, and a browser beside it.
struct Served {
  std::array<int, 2> stop{-1, -1};
  Loopback loopback{[](const PageRequest& asked) -> PageAnswer {
    if (asked.path == "throws") throw std::runtime_error("the disk is full");
    return {.body = asked.method + " " + asked.path + " " + asked.parameter("q") + asked.body,
            .type = "text/plain"};
  }};
  httplib::Client browser{"127.0.0.1", loopback.port()};
  std::thread thread;

  Served() {
    REQUIRE(::pipe(stop.data()) == 0);
    thread = std::thread([this] { loopback.serve(stop[0]); });
  }
  void end() {
    if (!thread.joinable()) return;
    REQUIRE(::write(stop[1], "x", 1) == 1);
    thread.join();
  }
  ~Served() { end(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  int status(const std::string& path, const httplib::Headers& headers = {}) {
    const auto answer = browser.Get(path, headers);
    REQUIRE(answer);
    return answer->status;
  }
};

}  // namespace

TEST_CASE("whoever has the address is answered, and nobody else", "[loopback]") {
  Served served;
  const std::string path = served.loopback.path();
  const std::string port = std::to_string(served.loopback.port());
  const auto answer = served.browser.Get(path + "rows?q=a%20b");
  REQUIRE(answer);
  CHECK(answer->status == 200);
  CHECK(answer->body == "GET rows a b");
  CHECK(answer->get_header_value("Content-Security-Policy").starts_with("default-src 'none'"));
  CHECK(answer->get_header_value("Cache-Control") == "no-store");
  CHECK(served.loopback.address() == "http://127.0.0.1:" + port + path);

  CHECK(served.status("/") == 403);
  CHECK(served.status("/rows") == 403);
  std::string guessed = path;
  guessed[1] = guessed[1] == '0' ? '1' : '0';
  CHECK(served.status(guessed) == 403);
  CHECK(served.status(path, {{"Host", "localhost:" + port}}) == 200);
  CHECK(served.status(path, {{"Host", "evil.example:" + port}}) == 403);
  CHECK(served.status(path, {{"Host", "127.0.0.1"}}) == 403);
  CHECK(served.status(path, {{"Origin", "http://127.0.0.1:" + port}}) == 200);
  CHECK(served.status(path, {{"Origin", "http://evil.example"}}) == 403);
  CHECK(served.status(path, {{"Origin", "null"}}) == 403);
  CHECK(Loopback([](const PageRequest&) { return PageAnswer{}; }).path() != path);
}

TEST_CASE("an answer that throws is an error in words, and the next one is given", "[loopback]") {
  Served served;
  const std::string path = served.loopback.path();
  const auto answer = served.browser.Get(path + "throws");
  REQUIRE(answer);
  CHECK(answer->status == 500);
  CHECK(answer->body == "the disk is full\n");
  const auto posted =
      served.browser.Post(path + "save", "q=3", "application/x-www-form-urlencoded");
  REQUIRE(posted);
  CHECK(posted->body == "POST save 3q=3");
  CHECK(served.browser.Post(path + "save", std::string(2 << 20, 'x'), "text/plain")->status == 413);
}

TEST_CASE("a port is its server's alone, and free when that has ended", "[loopback]") {
  Served served;
  const int port = served.loopback.port();
  const auto nothing = [](const PageRequest&) { return PageAnswer{}; };
  CHECK_THROWS_AS(Loopback(nothing, port), std::runtime_error);
  served.end();
  CHECK(served.loopback.stopping());
  CHECK_FALSE(served.browser.Get(served.loopback.path()));
}

// A server of the page that runs, and a page that listens to it, without a browser.
#pragma once

#include <httplib.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>

#include "lab/play/server.hpp"
#include "support/catch.hpp"

namespace nn::play {

using nlohmann::json;

/// A server that runs while this lives.
class Running {
 public:
  explicit Running(ServerSettings settings) {
    settings.page = PLAY_PAGE;
    server_ = std::make_unique<Server>(settings);
    REQUIRE(::pipe(stop_) == 0);
    thread_ = std::thread([this] { server_->run(stop_[0]); });
  }
  ~Running() { end(); }
  void end() {
    if (!thread_.joinable()) return;
    CHECK(::write(stop_[1], "x", 1) == 1);
    thread_.join();
    server_.reset();
    ::close(stop_[0]);
    ::close(stop_[1]);
  }

  httplib::Client client() const {
    httplib::Client client("127.0.0.1", server_->port());
    client.set_connection_timeout(5);
    client.set_read_timeout(60);
    return client;
  }
  /// "/TOKEN/"
  std::string path() const { return server_->path(); }
  int port() const { return server_->port(); }

 private:
  std::unique_ptr<Server> server_;
  int stop_[2];
  std::thread thread_;
};

/// A page: it sends messages and hears events.
class Page {
 public:
  Page(const Running& running, std::string name)
      : running_(running), name_(std::move(name)), events_(running.client()) {
    listening_ = std::thread([this] {
      std::string text;
      events_.Get((running_.path() + "events?page=" + name_).c_str(),
                  [&](const char* data, std::size_t size) {
                    text.append(data, size);
                    for (std::size_t end; (end = text.find("\n\n")) != std::string::npos;) {
                      const std::string event = text.substr(0, end);
                      text.erase(0, end + 2);
                      if (event.starts_with("data: ")) hear(json::parse(event.substr(6)));
                    }
                    return !gone_;
                  });
    });
  }
  ~Page() {
    gone_ = true;
    events_.stop();
    listening_.join();
  }

  /// A new question; say: a message about the last one.
  void send(const json& message) {
    ++run_;
    say(message);
  }
  void say(json message) {
    message["run"] = run_;
    const auto answer = running_.client().Post((running_.path() + "do?page=" + name_).c_str(),
                                               message.dump(), "application/json");
    REQUIRE(answer);
    REQUIRE(answer->status == 200);
  }

  /// The next event for which this holds; those before it are dropped.
  template <typename Wanted>
  json wait(Wanted wanted, double seconds = 60) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    std::unique_lock hold(mutex_);
    while (true) {
      while (!heard_.empty()) {
        json one = heard_.front();
        heard_.pop_front();
        if (wanted(one)) return one;
      }
      if (news_.wait_until(hold, end) == std::cv_status::timeout) break;
    }
    FAIL("nothing like that was heard");
    return {};
  }
  json wait_for(const std::string& kind) {
    return wait([&](const json& one) { return one.value("kind", "") == kind; });
  }

 private:
  void hear(const json& event) {
    const std::lock_guard hold(mutex_);
    heard_.push_back(event);
    news_.notify_all();
  }

  const Running& running_;
  std::string name_;
  httplib::Client events_;
  std::thread listening_;
  std::atomic<bool> gone_ = false;
  int run_ = 0;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<json> heard_;
};

}  // namespace nn::play

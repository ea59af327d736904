// A page for one person on this machine: a small HTTP server on the loopback address.
//
// Other programs, other users and every page that is open in the browser can reach that address,
// too. So the address that is given out begins with a token of 128 bits that nobody can guess, and
// only a request below it, with this server's own Host (and Origin, if it has one), is answered.
// What is answered may load nothing from elsewhere (content security policy) and is kept nowhere.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace httplib {
class Server;
}

namespace gradus::base {

struct PageRequest {
  std::string method;  // "GET", "POST"
  std::string path;    // below the token: "" for the page itself, "rows", "person/anna"; decoded
  std::string body;
  /// The parameter of this name in the query, or in a form that was sent; "" if there is none.
  std::function<std::string(const std::string& name)> parameter;
};

struct PageAnswer {
  std::string body;
  std::string type = "text/html; charset=utf-8";
  int status = 200;
};

class Loopback {
 public:
  using Answer = std::function<PageAnswer(const PageRequest&)>;

  /// Takes a free port of 127.0.0.1 (or this one) and draws the token. `answer` is called by
  /// several threads at once; what it throws is a status 500 with the words. Throws
  /// std::runtime_error when the port cannot be had.
  explicit Loopback(Answer answer, int port = 0);
  ~Loopback();
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;

  int port() const { return port_; }
  /// What to open: "http://127.0.0.1:40123/9f.../"
  std::string address() const;

  /// Answers until `stop` can be read (StopSignals::descriptor()) or `finished` (asked five times a
  /// second) holds. The port is free when this returns.
  void serve(int stop, const std::function<bool()>& finished = {});

  /// True once it is to end: for an answer that goes on for long.
  bool stopping() const;

  /// For what PageRequest and PageAnswer cannot say (an answer that goes on): routes of one's own,
  /// whose paths begin with path(), added before serve(). What is promised above holds for them as
  /// well.
  httplib::Server& server();
  /// "/9f.../"
  std::string path() const { return "/" + token_ + "/"; }

 private:
  void answer_the_rest();

  struct State;
  std::unique_ptr<State> state_;
  std::string token_;
  int port_ = 0;
};

}  // namespace gradus::base

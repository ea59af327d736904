// The server of ./gradus play: one page on the loopback address (base/loopback.hpp), and the engine
// behind it, a process that runs the student's functions. What the page sends goes to the engine,
// what the engine says comes back as server-sent events. An engine that crashes, or does not return
// from a function, is started anew, and the page hears where it was.
//
//   GET  /TOKEN/                        the page and its files
//   GET  /TOKEN/events?page=ID          the events, one JSON text each
//   POST /TOKEN/do?page=ID              a message for the engine; the last who sent is answered
//   POST /TOKEN/file?page=ID&name=NAME  a data file
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace nn::play {

struct ServerSettings {
  std::filesystem::path page;    // the folder of the page
  std::filesystem::path engine;  // empty: told later
  int port = 0;                  // 0: any that is free
  int channel = -1;              // to whoever started the server: see run()
  double longest_call = 5.0;     // seconds in one function, before the engine is ended
};

class Server {
 public:
  /// Takes the port. Throws std::runtime_error when it cannot be had.
  explicit Server(const ServerSettings& settings);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  /// "http://127.0.0.1:7470/TOKEN/"
  std::string address() const;
  /// "/TOKEN/"
  std::string path() const;

  /// Serves until `stop` can be read, or whoever is at the other end of the channel has gone. Lines
  /// from there are {"engine": PATH}, start this one, and {"say": {...}}, for every page. The port
  /// is free when this returns.
  void run(int stop);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace nn::play

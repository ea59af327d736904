// The program gradus-play: ./gradus play starts it, with a line as descriptor 3, over which it says
// its address (or a problem) and hears which engine to start, and when.
//   gradus-play PAGE-FOLDER PORT
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/stop.hpp"
#include "lab/play/server.hpp"

namespace {

constexpr int channel = 3;

void say(const nlohmann::json& what) {
  gradus::base::write_all(channel, what.dump() + "\n");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::runtime_error("./gradus play starts this program");
    const gradus::base::StopSignals stop;
    nn::play::Server server({.page = argv[1], .port = std::atoi(argv[2]), .channel = channel});
    say({{"address", server.address()}});
    server.run(gradus::base::StopSignals::descriptor());
    return 0;
  } catch (const std::exception& error) {
    say({{"problem", error.what()}});
    return 2;
  }
}

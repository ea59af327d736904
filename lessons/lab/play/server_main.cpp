// The program gradus-play: ./gradus play starts it, with a line as descriptor 3, over which it says
// its address and hears which engine to start, and when.
//   gradus-play PAGE-FOLDER [PORT]
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/stop.hpp"
#include "lab/play/server.hpp"

int main(int argc, char** argv) {
  constexpr int channel = 3;
  try {
    if (argc < 2) throw std::runtime_error("./gradus play starts this program");
    const gradus::base::StopSignals stop;
    nn::play::ServerSettings settings{.page = argv[1], .channel = channel};
    if (argc > 2) settings.port = std::atoi(argv[2]);
    nn::play::Server server(settings);
    const nlohmann::json said = {{"address", server.address()}};
    if (!gradus::base::write_all(channel, said.dump() + "\n")) return 2;
    server.run(gradus::base::StopSignals::descriptor());
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "gradus: {}\n", error.what());
    return 2;
  }
}

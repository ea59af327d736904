#include "lab/play/engine.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/process.hpp"

namespace nn::play {

namespace base = gradus::base;

Engine::Engine(const std::filesystem::path& program, const std::filesystem::path& folder) {
  base::Line line = base::make_line();
  line_ = std::move(line.ours);
  ::fcntl(line_.get(), F_SETFL, O_NONBLOCK);

  const std::filesystem::path file = folder / "place";
  const base::Descriptor memory(::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!memory || ::ftruncate(memory.get(), sizeof(Place)) != 0) {
    throw std::runtime_error("no memory to share: " + base::last_error());
  }
  void* shared =
      ::mmap(nullptr, sizeof(Place), PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0);
  if (shared == MAP_FAILED) throw std::runtime_error("no memory to share: " + base::last_error());
  place_ = new (shared) Place{};
  process_ = base::start({.command = {program.string()},
                          .environment = {"OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1"},
                          .input_file = memory.get(),
                          .channel = line.theirs.get(),
                          .own_session = true});
}

Engine::~Engine() {
  end();
  ::munmap(place_, sizeof(Place));
}

int Engine::end() {
  if (process_ <= 0) return 0;
  ::kill(-process_, SIGKILL);
  ::kill(process_, SIGKILL);
  const int status = base::wait_for(process_);
  process_ = -1;
  return status;
}

int Engine::wait() {
  for (int i = 0; i < 100; ++i) {
    siginfo_t info{};
    const bool asked =
        ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
    if (asked && info.si_pid != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return end();
}

std::string Engine::words() const {
  return {place_->words, ::strnlen(place_->words, sizeof place_->words - 1)};
}

}  // namespace nn::play

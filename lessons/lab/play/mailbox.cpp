#include "lab/play/mailbox.hpp"

#include <chrono>

namespace nn::play {

void Mailbox::put(const std::string& line, bool picture) {
  const std::lock_guard hold(mutex_);
  if (picture) std::erase_if(letters_, [](const Letter& letter) { return letter.picture; });
  letters_.push_back({line, picture});
  news_.notify_one();
}

std::optional<std::string> Mailbox::take() {
  std::unique_lock hold(mutex_);
  news_.wait_for(hold, std::chrono::seconds(1), [&] { return closed_ || !letters_.empty(); });
  if (closed_) return std::nullopt;
  if (letters_.empty()) return "";
  std::string line = std::move(letters_.front().line);
  letters_.pop_front();
  return line;
}

void Mailbox::close() {
  const std::lock_guard hold(mutex_);
  closed_ = true;
  news_.notify_all();
}

}  // namespace nn::play

#include "lab/play/pages.hpp"

namespace nn::play {

std::shared_ptr<Mailbox> Pages::open(const std::string& page) {
  const std::lock_guard hold(mutex_);
  auto box = std::make_shared<Mailbox>();
  boxes_[page].push_back(box);
  if (!status_.empty()) box->put(status_, false);
  if (!tasks_.empty()) box->put(tasks_, false);
  return box;
}

void Pages::close(const std::string& page, const std::shared_ptr<Mailbox>& box) {
  const std::lock_guard hold(mutex_);
  std::erase(boxes_[page], box);
  if (boxes_[page].empty()) boxes_.erase(page);
}

void Pages::close_all() {
  const std::lock_guard hold(mutex_);
  for (const auto& [page, boxes] : boxes_) {
    for (const auto& box : boxes) box->close();
  }
}

void Pages::set_owner(const std::string& page) {
  const std::lock_guard hold(mutex_);
  if (owner_ == page) return;
  put(owner_, R"({"kind":"taken"})", false);
  owner_ = page;
}

void Pages::hear(const std::string& line) {
  const std::lock_guard hold(mutex_);
  if (line.find(R"("kind":"tasks")") != std::string::npos) {
    tasks_ = line;
    put_to_all(line);
  } else {
    put(owner_, line, line.find(R"("kind":"picture")") != std::string::npos);
  }
}

void Pages::say_status(const std::string& line) {
  const std::lock_guard hold(mutex_);
  status_ = line;
  put_to_all(line);
}

void Pages::tell_all(const std::string& line) {
  const std::lock_guard hold(mutex_);
  put_to_all(line);
}

void Pages::put(const std::string& page, const std::string& line, bool picture) {
  const auto found = boxes_.find(page);
  if (found == boxes_.end()) return;
  for (const auto& box : found->second) box->put(line, picture);
}

void Pages::put_to_all(const std::string& line) {
  for (const auto& [page, boxes] : boxes_) put(page, line, false);
}

}  // namespace nn::play

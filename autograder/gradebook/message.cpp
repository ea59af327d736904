#include "gradebook/message.hpp"

#include <cstring>
#include <stdexcept>
#include <string_view>

#include "gradebook/descriptor.hpp"
#include "gradebook/notes.hpp"

namespace gradus::gradebook {
namespace {

struct Header {
  std::uint32_t kind;
  std::uint32_t lesson;
  std::uint64_t size;
};
static_assert(sizeof(Header) == 16);

constexpr std::size_t longest_note = 1000;
constexpr std::size_t most_notes = 50;

}  // namespace

void send(int pipe, MessageKind kind, std::size_t lesson, const std::string& bytes) {
  const Header header{static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(lesson),
                      bytes.size()};
  char start[sizeof header];
  std::memcpy(start, &header, sizeof header);
  if (!write_all(pipe, std::string_view(start, sizeof start)) || !write_all(pipe, bytes)) {
    throw std::runtime_error("nobody listens");
  }
}

bool Listener::hear(const std::string& bytes) {
  constexpr std::uint64_t for_headers = std::uint64_t{16} << 20;
  heard_ += bytes.size();
  if (heard_ > limits_.unpacked_bytes + for_headers) return false;
  pending_ += bytes;
  std::size_t place = 0;
  Header header{};
  while (pending_.size() - place >= sizeof header) {
    if (ended_) return false;
    std::memcpy(&header, pending_.data() + place, sizeof header);
    const auto kind = static_cast<MessageKind>(header.kind);
    if (header.size > longest(kind)) return false;
    if (pending_.size() - place - sizeof header < header.size) break;
    if (!take(kind, header.lesson, pending_.substr(place + sizeof header, header.size))) {
      return false;
    }
    place += sizeof header + header.size;
  }
  pending_.erase(0, place);
  return true;
}

std::uint64_t Listener::longest(MessageKind kind) const {
  if (kind == MessageKind::file) return limits_.file_bytes;
  return kind == MessageKind::note ? longest_note : 0;
}

bool Listener::take(MessageKind kind, std::size_t lesson, const std::string& bytes) {
  switch (kind) {
    case MessageKind::recognised:
      result_.is_archive = true;
      return true;
    case MessageKind::file:
      if (lesson >= files_.size()) return false;
      result_.answers[files_[lesson].lesson] = bytes;
      return true;
    case MessageKind::note:
      if (result_.notes.size() < most_notes) result_.notes.push_back(one_line(bytes));
      return true;
    case MessageKind::end:
      ended_ = true;
      return true;
  }
  return false;
}

}  // namespace gradus::gradebook

#include "gradebook/message.hpp"

#include <cstring>
#include <stdexcept>
#include <string_view>

#include "base/files.hpp"

namespace gradus::gradebook {
namespace {

struct Header {
  std::uint32_t kind;
  std::uint32_t detail;
  std::uint64_t size;
};
static_assert(sizeof(Header) == 16);

}  // namespace

std::string words(Trouble trouble, const Limits& limits) {
  switch (trouble) {
    case Trouble::encrypted:
      return "encrypted, and cannot be read";
    case Trouble::damaged:
      return "a file is damaged, or cut off: not taken";
    case Trouble::damaged_archive:
      return "the archive is damaged, or cut off";
    case Trouble::too_long:
      return "a file is longer than " + std::to_string(limits.file_bytes >> 10) + " KiB: not taken";
    case Trouble::link:
      return "a link is not followed";
    case Trouble::special:
      return "neither a file nor a folder, and not opened";
    case Trouble::climbs:
      return "a path with .. in it is ignored";
    case Trouble::too_deep:
      return "too many folders in folders: not looked into";
    case Trouble::unnamed:
      return "an entry without a usable name is ignored";
    case Trouble::nested:
      return "an archive in archives is not opened";
    case Trouble::no_archive:
      return "not an archive that can be read (expected zip, tar.gz, or the like)";
    case Trouble::rar:
      return "a RAR archive, which is not read: ask for a zip";
    case Trouble::empty:
      return "an empty archive";
    case Trouble::entries:
      return "too many files: only the first " + std::to_string(limits.entries) + " were looked at";
    case Trouble::bytes:
      return "the archive expands to more than " + std::to_string(limits.unpacked_bytes >> 20) +
             " MiB: what comes behind that is not looked at";
    case Trouble::kept:
      return "more than " + std::to_string(limits.kept_bytes >> 20) +
             " MiB of files with lessons' names: the rest is not looked at";
    case Trouble::time:
      return "the archive takes too long to read: what comes behind that is not looked at";
  }
  return "cannot be read";
}

void send(int pipe, MessageKind kind, std::uint32_t detail, const std::string& bytes) {
  const Header header{static_cast<std::uint32_t>(kind), detail, bytes.size()};
  char start[sizeof header];
  std::memcpy(start, &header, sizeof header);
  if (!base::write_all(pipe, std::string_view(start, sizeof start)) ||
      !base::write_all(pipe, bytes)) {
    throw std::runtime_error("nobody listens");
  }
}

bool Listener::hear(std::string_view bytes) {
  rest_ += bytes;
  std::string_view left = rest_;
  while (!lost_ && hear_message(left)) continue;
  rest_.erase(0, lost_ ? rest_.size() : rest_.size() - left.size());
  return !lost_;
}

/// Takes the first message away. False when it is not whole, or is none.
bool Listener::hear_message(std::string_view& bytes) {
  Header header{};
  if (bytes.size() < sizeof header) return false;
  std::memcpy(&header, bytes.data(), sizeof header);
  const auto kind = static_cast<MessageKind>(header.kind);
  lost_ = ended_ || header.size > longest(kind);
  if (lost_ || bytes.size() - sizeof header < header.size) return false;
  lost_ = !take(kind, header.detail, std::string(bytes.substr(sizeof header, header.size)));
  bytes.remove_prefix(sizeof header + header.size);
  return !lost_;
}

std::uint64_t Listener::longest(MessageKind kind) const {
  switch (kind) {
    case MessageKind::entry:
    case MessageKind::unread:
      return longest_path;
    case MessageKind::file:
      return longest_path + 1 + limits_.file_bytes;
    default:
      return 0;
  }
}

bool Listener::take(MessageKind kind, std::uint32_t detail, const std::string& bytes) {
  switch (kind) {
    case MessageKind::recognised:
      result_.is_archive = true;
      return true;
    case MessageKind::entry:
      result_.contents.other(InnerPath(bytes), bytes.ends_with('/'), files_);
      return true;
    case MessageKind::file:
      return take_file(detail, bytes);
    case MessageKind::unread:
      if (detail >= troubles) return false;
      result_.contents.unread(words(static_cast<Trouble>(detail), limits_), bytes, files_);
      return true;
    case MessageKind::end:
      ended_ = true;
      return true;
  }
  return false;
}

bool Listener::take_file(Time modified, const std::string& bytes) {
  const std::size_t zero = bytes.find('\0');
  if (zero == std::string::npos || bytes.size() - zero - 1 > limits_.file_bytes) return false;
  InnerPath path(bytes.substr(0, zero));
  if (!could_answer(path, files_)) return false;
  const std::string shown = path.text();
  result_.contents.files.push_back({.path = std::move(path),
                                    .shown = shown,
                                    .text = bytes.substr(zero + 1),
                                    .modified = modified});
  if (on_file_) on_file_(result_.contents.files.back());
  return true;
}

}  // namespace gradus::gradebook

#include "gradebook/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "gradebook/message.hpp"

namespace gradus::gradebook {
namespace {

/// Opens the folder at `path` ("a/b/c") below `folder`, step by step, so that no part is a link.
base::Descriptor descend(int folder, const std::vector<std::string>& path) {
  base::Descriptor here = open_folder(folder, ".");
  for (const std::string& name : path) {
    if (here) here = open_folder(here.get(), name);
  }
  return here;
}

std::string joined(const std::vector<std::string>& path, const std::string& name) {
  std::string text;
  for (const std::string& part : path) text += part + "/";
  return text + name;
}

/// One walk through a submission, from the top down.
struct Walk {
  int root;
  const std::vector<LessonFile>& files;
  const Limits& limits;
  std::size_t entries = 0;
  std::uint64_t kept = 0;
  std::deque<std::vector<std::string>> folders = {{}};  // still to be looked at, highest first
  FolderContents found;

  void file(int folder, const std::vector<std::string>& path, const std::string& name) {
    const std::string shown = joined(path, name);
    const InnerPath inner(shown);
    if (could_answer(inner, files)) {
      if (kept > limits.kept_bytes) {
        found.contents.unread(words(Trouble::kept, limits), shown, files);
        return;
      }
      found.contents.files.push_back(read_plain_file(folder, name, shown, limits));
      kept += found.contents.files.back().text.size();
    } else if (without_archive_ending(name)) {
      found.archives.push_back(shown);
    } else {
      found.contents.other(inner, false, files);
    }
  }

  void entry(int folder, const std::vector<std::string>& path, const std::string& name) {
    const std::string shown = joined(path, name);
    struct stat status {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      found.contents.unread("cannot be read (" + base::last_error() + ")", shown, files);
    } else if (S_ISREG(status.st_mode)) {
      file(folder, path, name);
    } else if (S_ISLNK(status.st_mode)) {
      found.contents.unread(words(Trouble::link, limits), shown, files);
    } else if (!S_ISDIR(status.st_mode)) {
      found.contents.unread(words(Trouble::special, limits), shown, files);
    } else if (is_passed_over(name)) {
      return;
    } else if (path.size() + 1 >= limits.depth) {
      found.contents.gaps.push_back({.why = words(Trouble::too_deep, limits), .where = shown});
    } else {
      found.contents.other(InnerPath(shown), true, files);
      folders.push_back(path);
      folders.back().push_back(name);
    }
  }

  void run() {
    while (!folders.empty()) {
      const std::vector<std::string> path = std::move(folders.front());
      folders.pop_front();
      const base::Descriptor folder = descend(root, path);
      if (!folder) {
        found.contents.gaps.push_back(
            {.why = "a folder cannot be read (" + base::last_error() + ")",
             .where = joined(path, "")});
        continue;
      }
      bool complete = true;
      for (const std::string& name : names_in(folder.get(), limits.entries - entries, complete)) {
        ++entries;
        if (!is_hidden(name)) entry(folder.get(), path, name);
      }
      if (!complete) {
        found.contents.gaps.push_back({.why = words(Trouble::entries, limits), .where = ""});
        return;
      }
    }
  }
};

}  // namespace

base::Descriptor open_folder(int parent, const std::string& name) {
  return base::Descriptor(
      ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

base::Descriptor open_plain_file(int folder, const std::string& name) {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. What a device does when
  // it is opened is not known, so the type is asked for before and after.
  struct stat status {};
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return base::Descriptor();
  if (S_ISREG(status.st_mode)) {
    base::Descriptor file(
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file || (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode))) return file;
  }
  errno = EINVAL;
  return base::Descriptor();
}

Found read_plain_file(int folder, const std::string& name, const std::string& path,
                      const Limits& limits) {
  Found found{.path = InnerPath(path), .shown = path};
  const base::Descriptor file = open_plain_file(folder, name);
  std::optional<std::string> text;
  if (file) text = base::read_all(file.get(), limits.file_bytes);
  if (!text) {
    found.trouble = "a file cannot be read (" + base::last_error() + ")";
  } else if (text->size() > limits.file_bytes) {
    found.trouble = words(Trouble::too_long, limits);
  } else {
    found.text = std::move(*text);
    found.modified = modified_at(file.get());
  }
  return found;
}

Time modified_at(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 ? status.st_mtime : 0;
}

std::vector<std::string> names_in(int folder, std::size_t most, bool& complete) {
  complete = true;
  std::vector<std::string> names;
  base::Descriptor copy = open_folder(folder, ".");  // closedir() closes what it was given
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(copy ? ::fdopendir(copy.get()) : nullptr,
                                                   [](DIR* d) { return d ? ::closedir(d) : 0; });
  complete = stream != nullptr;
  if (!stream) return names;
  copy.release();
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr || names.size() == most) {
      complete = entry == nullptr && errno == 0;
      break;
    }
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::ranges::sort(names);
  return names;
}

FolderContents read_folder(int folder, const std::vector<LessonFile>& files, const Limits& limits) {
  Walk walk{.root = folder, .files = files, .limits = limits};
  walk.run();
  return std::move(walk.found);
}

base::Descriptor open_below(int folder, const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return open_plain_file(folder, path);
  // Split at '/' alone: a file's name may well hold a backslash here.
  std::vector<std::string> parts;
  for (std::size_t start = 0; start < slash;) {
    const std::size_t end = std::min(path.find('/', start), slash);
    parts.push_back(path.substr(start, end - start));
    start = end + 1;
  }
  const base::Descriptor parent = descend(folder, parts);
  return parent ? open_plain_file(parent.get(), path.substr(slash + 1)) : base::Descriptor();
}

}  // namespace gradus::gradebook

#include "authoring/give_out.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace gradus::authoring {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

constexpr const char* list_name = ".release.json";

/// For each file, the hashes of what was ever given out under its name; the newest is the last.
using List = std::map<std::string, std::vector<std::string>>;

std::string hash_of(const std::string& text) {
  return base::Sha256().add(text).hex();
}

class Folder {
 public:
  explicit Folder(const fs::path& path) : path_(path) {}

  /// What a file holds; nothing if there is none. Throws CannotJudge where something else stands in
  /// its place, or a link in its way: what is written there would be written elsewhere.
  std::optional<std::string> read(const std::string& name) const {
    fs::path at = path_;
    for (const fs::path& part : fs::path(name)) {
      const bool below = fs::is_directory(fs::symlink_status(at));
      if (!below && fs::exists(fs::symlink_status(at))) {
        throw CannotJudge(at.string() + " is no folder, expected one");
      }
      at /= part;
    }
    if (!fs::exists(fs::symlink_status(at))) return std::nullopt;
    if (fs::is_regular_file(fs::symlink_status(at))) return base::read_file(at);
    throw CannotJudge(at.string() + " is no file, expected one");
  }

  void write(const std::string& name, const std::string& text, bool program = false) const {
    fs::path at = path_;
    for (const fs::path& part : fs::path(name).parent_path()) {
      at /= part;
      if (fs::create_directory(at)) hand_over(at);
    }
    base::write_atomically(path_ / name, text, program ? 0777 : 0666);
    hand_over(path_ / name);
  }

  void remove(const std::string& name) const {
    fs::path at = path_ / name;
    fs::remove(at);
    for (at = at.parent_path(); at != path_ && fs::is_empty(at); at = at.parent_path()) {
      fs::remove(at);
    }
  }

  void write_list(const List& list) const {
    write(list_name, nlohmann::json{{"version", 1}, {"given", list}}.dump(1) + "\n");
  }

  List read_list() const {
    const std::optional<std::string> text = read(list_name);
    const nlohmann::json json = nlohmann::json::parse(text.value_or(""), nullptr, false);
    if (json.is_object() && json.value("version", 0) == 1) {
      try {
        return json.at("given").get<List>();
      } catch (const nlohmann::json::exception&) {  // somebody has changed it: below
      }
    }
    throw CannotJudge(fmt::format("{} is no copy that ./gradus release has made: it has no {}",
                                  path_.string(), list_name));
  }

 private:
  /// root's files in a folder of somebody else would be closed to that user.
  void hand_over(const fs::path& file) const {
    struct stat folder {};
    if (::geteuid() != 0 || ::stat(path_.c_str(), &folder) != 0) return;
    if (::lchown(file.c_str(), folder.st_uid, folder.st_gid) != 0) return;
  }

  fs::path path_;
};

/// std::filesystem's errors in the words of everybody else.
template <typename Work>
auto in_words(Work work) try {
  return work();
} catch (const fs::filesystem_error& error) {
  throw CannotJudge(
      fmt::format("{} cannot be written: {}", error.path1().string(), error.code().message()));
}

/// Adds what is given out now. A text that comes back becomes the newest.
void add_to(List& list, const StudentsCopy& copy) {
  for (const auto& [name, file] : copy) {
    std::vector<std::string>& hashes = list[name];
    std::erase(hashes, hash_of(file.text));
    hashes.push_back(hash_of(file.text));
  }
}

bool is_the_courses(const List& list, const std::string& name, const std::string& text) {
  return std::ranges::find(list.at(name), hash_of(text)) != list.at(name).end();
}

Update update(const StudentsCopy& copy, const Folder& folder) {
  const List before = folder.read_list();
  List list = before;
  add_to(list, copy);
  Update done;
  // Everything is looked at first, and only then is anything written.
  for (const auto& [name, file] : copy) {
    const std::optional<std::string> there = folder.read(name);
    if (there == file.text) continue;
    const bool students = there && !is_the_courses(list, name, *there);
    const bool changed = list.at(name) != (before.contains(name) ? before.at(name) : List{}[name]);
    if (!students) {
      done.written.push_back(name);
    } else if (changed) {
      done.kept.push_back(name);
    }
  }
  for (const auto& [name, hashes] : before) {
    if (copy.contains(name)) continue;
    const std::optional<std::string> there = folder.read(name);
    if (there && is_the_courses(before, name, *there)) done.removed.push_back(name);
  }

  for (const std::string& name : done.kept) folder.write(name + beside, copy.at(name).text);
  folder.write_list(list);
  for (const std::string& name : done.written) {
    folder.write(name, copy.at(name).text, copy.at(name).program);
  }
  for (const std::string& name : done.removed) folder.remove(name);
  return done;
}

}  // namespace

void give_out(const StudentsCopy& copy, const fs::path& path) {
  in_words([&] {
    if (fs::exists(path / list_name)) {
      throw CannotJudge(path.string() +
                        " holds a copy already: say --update to bring it up to date");
    }
    if (fs::exists(path) && !fs::is_directory(path)) {
      throw CannotJudge(path.string() + " is no folder");
    }
    if (fs::exists(path) && !fs::is_empty(path)) {
      throw CannotJudge(path.string() + " is not empty: name a folder that is new");
    }
    fs::create_directories(path);
    const Folder folder(path);
    List list;
    add_to(list, copy);
    folder.write_list(list);
    for (const auto& [name, file] : copy) folder.write(name, file.text, file.program);
  });
}

Update bring_up_to_date(const StudentsCopy& copy, const fs::path& path) {
  return in_words([&] {
    if (!fs::is_directory(path)) throw CannotJudge(path.string() + " is no folder");
    return update(copy, Folder(path));
  });
}

}  // namespace gradus::authoring

#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace gradus::base;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& file) {
  struct stat about {};
  REQUIRE(stat(file.c_str(), &about) == 0);
  return about.st_mode & 0777;
}

}  // namespace

TEST_CASE("what was written is read again, whatever its bytes", "[base]") {
  const ::TemporaryFolder folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  for (const std::string& text : {std::string(), bytes, std::string(300'000, 'x')}) {
    write_file(folder / "f", text);
    CHECK(read_file(folder / "f") == text);
  }
}

TEST_CASE("a file that cannot be read or written is named, with the reason", "[base]") {
  const ::TemporaryFolder folder;
  const std::string path = (folder / "no/f").string();
  CHECK_THROWS_WITH(read_file(path), path + " cannot be read: No such file or directory");
  CHECK_THROWS_WITH(read_file(folder.path()),
                    folder.path().string() + " cannot be read: Is a directory");
  CHECK_THROWS_AS(write_file(path, "x"), std::runtime_error);
  CHECK_THROWS_AS(write_atomically(path, "x"), std::runtime_error);
  CHECK_THROWS_AS(write_file("/dev/full", "x"), std::runtime_error);
}

TEST_CASE("a file is replaced as a whole, or not at all", "[base]") {
  const ::TemporaryFolder folder;
  write_atomically(folder / "f", "one");
  write_file(folder / "f.new", "left by somebody who was killed");
  write_atomically(folder / "f", "two", 0600);
  CHECK(read_file(folder / "f") == "two");
  CHECK(mode_of(folder / "f") == 0600);
  CHECK_FALSE(folder.has("f.new"));
  fs::create_directory(folder / "folder");
  write_file(folder / "folder/in it", "");
  CHECK_THROWS_AS(write_atomically(folder / "folder", "x"), std::runtime_error);
  CHECK_FALSE(folder.has("folder.new"));
}

TEST_CASE("reading ends where it is told to", "[base]") {
  const ::TemporaryFolder folder;
  write_file(folder / "f", std::string(300'000, 'x'));
  const Descriptor file(::open((folder / "f").c_str(), O_RDONLY | O_CLOEXEC));
  const auto text = read_all(file.get(), 1000);
  REQUIRE(text);
  CHECK(text->size() > 1000);
  CHECK(text->size() < 200'000);
  CHECK_FALSE(read_all(-1));
  CHECK(errno == EBADF);
}

TEST_CASE("a descriptor closes itself, once", "[base]") {
  int number = -1;
  {
    Descriptor first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.get();
    Descriptor second = std::move(first);
    CHECK_FALSE(first);
    CHECK(second.get() == number);
  }
  CHECK(fcntl(number, F_GETFD) == -1);
}

TEST_CASE("a draft takes the place of the file when it is whole, and goes without", "[base]") {
  const gradus::base::TemporaryFolder folder;
  write_file(folder / "f", "old");
  {
    const Draft draft(folder / "f", 0600);
    write_file(draft.path(), "half");
    CHECK(mode_of(draft.path()) == 0600);
  }
  CHECK(read_file(folder / "f") == "old");
  Draft draft(folder / "f", 0600);
  write_file(draft.path(), "new");
  draft.commit();
  CHECK(read_file(folder / "f") == "new");
  CHECK(mode_of(folder / "f") == 0600);
  CHECK(std::distance(fs::directory_iterator(folder.path()), {}) == 1);
  CHECK_THROWS_AS(Draft(folder / "none/f"), std::runtime_error);
}

TEST_CASE("a temporary folder is its owner's alone, and goes with all in it", "[base]") {
  fs::path path;
  {
    const gradus::base::TemporaryFolder folder("with blanks ");
    path = folder.path();
    CHECK(path.filename().string().starts_with("with blanks "));
    CHECK(mode_of(path) == 0700);
    fs::create_directories(folder / "a/b");
    write_file(folder / "a/b/c", "x");
  }
  CHECK_FALSE(fs::exists(path));
  const TemporaryVariable place("TMPDIR", "/no-such-place");
  CHECK_THROWS_AS(gradus::base::TemporaryFolder(), std::runtime_error);
}

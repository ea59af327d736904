// The folders that submissions are judged in, and how they are taken away again.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "gradebook/support.hpp"
#include "judge/scratch.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::judge;

namespace {

unsigned mode(const fs::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a scratch folder is closed to others, and goes with all its contents", "[gradebook]") {
  const TemporaryPlace place;
  {
    ScratchRoot root;
    CHECK(mode(root.path()) == 0711);
    fs::path first;
    {
      const ScratchFolder one(root);
      const ScratchFolder two(root);
      first = one.path();
      CHECK(one.path() != two.path());
      CHECK(mode(one.path()) == 0700);
      write(one.path() / "a/b/c", "x");
    }
    CHECK_FALSE(fs::exists(first));
    CHECK(fs::is_empty(root.path()));
  }
  CHECK(fs::is_empty(place.folder.path()));
}

TEST_CASE("folders without rights and files without rights are removed", "[gradebook]") {
  TemporaryFolder folder;
  write(folder / "it/closed/deep/file", "x");
  write(folder / "it/closed/deep/er/file", "x");
  write(folder / "it/read only/file", "x");
  fs::permissions(folder / "it/read only/file", fs::perms::none);
  fs::permissions(folder / "it/closed/deep/er", fs::perms::none);
  fs::permissions(folder / "it/closed/deep", fs::perms::owner_read);
  fs::permissions(folder / "it/closed", fs::perms::none);
  fs::permissions(folder / "it/read only", fs::perms::owner_read | fs::perms::owner_exec);
  fs::permissions(folder / "it", fs::perms::none);
  CHECK(remove_tree(folder / "it"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("removing follows no link", "[gradebook]") {
  TemporaryFolder folder;
  write(folder / "outside/file", "x");
  fs::permissions(folder / "outside", fs::perms::owner_read | fs::perms::owner_exec);
  write(folder / "it/file", "x");
  fs::create_directory_symlink(folder / "outside", folder / "it/link");
  fs::create_symlink(folder / "outside/file", folder / "it/file link");
  ::mkfifo((folder / "it/pipe").c_str(), 0600);
  CHECK(remove_tree(folder / "it"));
  CHECK_FALSE(fs::exists(folder / "it"));
  CHECK(read(folder / "outside/file") == "x");
  CHECK(mode(folder / "outside") == 0500);
  INFO("Nor when the folder itself is a link.");
  fs::create_directory_symlink(folder / "outside", folder / "it");
  CHECK_FALSE(remove_tree(folder / "it"));
  CHECK(read(folder / "outside/file") == "x");
  fs::permissions(folder / "outside", fs::perms::owner_all);
}

TEST_CASE("a tree far deeper than a path can be is removed with few descriptors", "[gradebook]") {
  TemporaryFolder folder;
  fs::create_directories(folder / "it");
  const std::string name(40, 'd');  // 200 times: 8000 bytes, and a path has at most 4095
  int here = ::open((folder / "it").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int i = 0; i < 200; ++i) {
    REQUIRE(::mkdirat(here, name.c_str(), 0700) == 0);
    ::close(::openat(here, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    const int next = ::openat(here, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::close(here);
    here = next;
    REQUIRE(here >= 0);
  }
  ::close(here);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{32, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  CHECK(remove_tree(folder / "it"));
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("removing a broad tree ends, at the latest when the time is up", "[gradebook]") {
  TemporaryFolder folder;
  for (int i = 0; i < 100; ++i) write(folder / "it/x" / ("d" + std::to_string(i)) / "file", "");
  CHECK_FALSE(remove_tree(folder / "it", 0));
  CHECK(remove_tree(folder / "it"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("what a killed grader left is taken away, what another one uses is not", "[gradebook]") {
  const TemporaryPlace place;
  write(place.folder / "gradus-grade-000000/0/file", "young: perhaps just being made");
  const ScratchRoot used;
  fs::create_directory_symlink("/etc", place.folder / "gradus-grade-111111");
  { const ScratchRoot another; }
  CHECK(fs::exists(place.folder / "gradus-grade-000000"));
  { const ScratchRoot another(0); }
  CHECK_FALSE(fs::exists(place.folder / "gradus-grade-000000"));
  CHECK(fs::exists(place.folder / "gradus-grade-111111"));
  CHECK(fs::exists(used.path()));
}

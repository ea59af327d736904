#include "judge/kept.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace {

using gradus::judge::Kept;

TEST_CASE("what was kept is found as long as all that decides it is the same", "[kept]") {
  const TemporaryFolder folder;
  const Kept kept(folder.path() / "kept");
  CHECK_FALSE(kept.find("warm_up.o", "a file"));
  const std::string value("an object\nwith \0 in it", 22);
  kept.keep("warm_up.o", "a file", value);
  CHECK(kept.find("warm_up.o", "a file") == value);
  CHECK_FALSE(kept.find("warm_up.o", "a file, changed"));
  CHECK_FALSE(kept.find("warm_up.o", "a"));
  CHECK_FALSE(kept.find("activations.o", "a file"));
}

TEST_CASE("the last one takes the place of what was kept before", "[kept]") {
  const TemporaryFolder folder;
  const Kept kept(folder.path());
  kept.keep("warm_up.o", "first", "1");
  kept.keep("warm_up.o", "second", "2");
  CHECK_FALSE(kept.find("warm_up.o", "first"));
  CHECK(kept.find("warm_up.o", "second") == "2");
}

TEST_CASE("without a folder nothing is kept", "[kept]") {
  const Kept kept{std::filesystem::path()};
  kept.keep("warm_up.o", "a file", "1");
  CHECK_FALSE(kept.find("warm_up.o", "a file"));
}

}  // namespace

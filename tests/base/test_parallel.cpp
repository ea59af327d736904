#include "base/parallel.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

#include "support/catch.hpp"

using namespace gradus::base;

namespace {

bool never() {
  return false;
}

}  // namespace

TEST_CASE("every item is done once, and one at a time in each slot", "[base]") {
  std::vector<std::atomic<int>> done(100), in_slot(3);
  run_in_slots(3, done.size(), never, [&](unsigned slot, std::size_t item) {
    CHECK(++in_slot[slot] == 1);
    ++done[item];
    --in_slot[slot];
  });
  for (const std::atomic<int>& times : done) CHECK(times == 1);
}

TEST_CASE("once it is to stop, no more is started", "[base]") {
  std::atomic<int> done = 0;
  run_in_slots(
      2, 100, [&] { return done >= 10; }, [&](unsigned, std::size_t) { ++done; });
  CHECK(done >= 10);
  CHECK(done <= 11);
}

TEST_CASE("what a call throws goes to the caller, when what runs is finished", "[base]") {
  std::atomic<int> running = 0;
  CHECK_THROWS_AS(run_in_slots(4, 100, never,
                               [&](unsigned, std::size_t item) {
                                 ++running;
                                 if (item == 5) {
                                   --running;
                                   throw std::runtime_error("five");
                                 }
                                 --running;
                               }),
                  std::runtime_error);
  CHECK(running == 0);
}

TEST_CASE("without a wish there is a slot for each processor", "[base]") {
  CHECK(slots_for(3) == 3);
  CHECK(slots_for(0) >= 1);
}

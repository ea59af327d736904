// Frames on a socket: numbered, bounded, and never waited for without end.
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <future>

#include "common/random.hpp"
#include "remote/frame.hpp"
#include "support/catch.hpp"

namespace {

using namespace gradus::remote;
using namespace std::chrono_literals;

/// Two connected sockets; the first is the tests'.
struct Pair {
  Pair() {
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) FAIL("socketpair");
  }
  ~Pair() {
    ::close(ends[0]);
    if (ends[1] >= 0) ::close(ends[1]);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void close_other() {
    ::close(ends[1]);
    ends[1] = -1;
  }

  void raw(const void* bytes, std::size_t size) const {
    REQUIRE(::write(ends[1], bytes, size) == static_cast<ssize_t>(size));
  }

  std::array<int, 2> ends{};
};

struct RawHeader {
  std::uint32_t kind = 2;
  std::uint32_t number = 0;
  std::uint64_t size = 0;
};

/// Keeps what it is told, and ends what takes longer than `limit`.
struct Notes : Watcher {
  explicit Notes(std::chrono::milliseconds limit, bool other_side_sleeps = false)
      : most(limit), sleeps(other_side_sleeps) {}
  bool asleep() override { return sleeps; }
  void waited(std::chrono::milliseconds time, bool slept) override {
    all += time;
    if (slept) asleep_for += time;
    if (all > most) throw DeadlinePassed("no answer in time");
  }
  std::chrono::milliseconds most;
  bool sleeps;
  std::chrono::milliseconds all{};
  std::chrono::milliseconds asleep_for{};
};

}  // namespace

TEST_CASE("frames arrive whole and in order, also when they are larger than the socket's buffer",
          "[remote]") {
  const Pair pair;
  Notes notes(10s);
  Channel tests(pair.ends[0], &notes);
  Channel worker(pair.ends[1]);
  const std::vector<std::byte> small(100, std::byte{5}), large(3'000'000, std::byte{7});
  const auto other = std::async(std::launch::async, [&] {
    worker.send(Kind::call, small);
    worker.send(Kind::call, large);
    worker.send(Kind::call, small);
    worker.send(Kind::result, {});
  });
  for (const auto& sent : {small, large, small}) {
    const Frame frame = tests.receive();
    CHECK(frame.kind == Kind::call);
    CHECK(std::ranges::equal(frame.bytes.span(), sent));
  }
  CHECK(tests.receive().kind == Kind::result);
}

TEST_CASE("a small frame is one call of the system on each side", "[remote]") {
  const Pair pair;
  Channel tests(pair.ends[0]);
  const std::vector<std::byte> small(8'000, std::byte{5});
  tests.send(Kind::call, small);
  std::vector<std::byte> all(20'000);
  INFO("A header that comes alone would wake the other side up for nothing.");
  CHECK(::read(pair.ends[1], all.data(), all.size()) == 8'016);
}

TEST_CASE("silence ends at the deadline, also in the middle of a frame", "[remote]") {
  const Pair pair;
  for (const bool begun : {false, true}) {
    Notes notes(50ms);
    Channel tests(pair.ends[0], &notes);
    const RawHeader header{.kind = 2, .number = 0, .size = 100};  // its 100 bytes never come
    if (begun) pair.raw(&header, sizeof header);
    CHECK_THROWS_AS(tests.receive(), DeadlinePassed);
  }
}

TEST_CASE("a watcher is told how long nothing came, and whether the other side slept", "[remote]") {
  const Pair pair;
  for (const bool sleeps : {true, false}) {
    Notes notes(50ms, sleeps);
    Channel tests(pair.ends[0], &notes);
    CHECK_THROWS_AS(tests.receive(), DeadlinePassed);
    CHECK(notes.all > 50ms);
    CHECK(notes.all <= 70ms);
    CHECK(notes.asleep_for == (sleeps ? notes.all : 0ms));
  }
}

TEST_CASE("while these tests stand still, nobody waits", "[remote]") {
  const Pair pair;
  Notes notes(300ms, true);
  Channel tests(pair.ends[0], &notes);
  const pid_t me = ::getpid();
  const pid_t other = ::fork();
  if (other == 0) {  // stops this process for a second
    ::usleep(30'000);
    ::kill(me, SIGSTOP);
    ::usleep(1'000'000);
    ::kill(me, SIGCONT);
    ::_exit(0);
  }
  const auto started = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(tests.receive(), DeadlinePassed);
  CHECK(std::chrono::steady_clock::now() - started > 1200ms);
  ::waitpid(other, nullptr, 0);
}

TEST_CASE("a worker that does not read does not block the tests", "[remote]") {
  const Pair pair;
  Notes notes(50ms);
  Channel tests(pair.ends[0], &notes);
  const std::vector<std::byte> large(largest_message, std::byte{7});
  CHECK_THROWS_AS(tests.send(Kind::call, large), DeadlinePassed);
}

TEST_CASE("a closed connection is noticed", "[remote]") {
  Pair pair;
  Channel tests(pair.ends[0]);
  pair.close_other();
  CHECK_THROWS_AS(tests.receive(), ChannelClosed);
}

TEST_CASE("a frame out of order, of an unknown kind or too large is refused", "[remote]") {
  const Pair pair;
  Channel tests(pair.ends[0]);
  const auto receive = [&](const RawHeader& header) {
    pair.raw(&header, sizeof header);
    tests.receive();
  };
  CHECK_THROWS_AS(receive({.kind = 2, .number = 5, .size = 0}), ProtocolError);
  CHECK_THROWS_AS(receive({.kind = 0, .number = 1, .size = 0}), ProtocolError);
  CHECK_THROWS_AS(receive({.kind = 99, .number = 2, .size = 0}), ProtocolError);
  CHECK_THROWS_AS(receive({.kind = 2, .number = 3, .size = largest_message + 1}), ProtocolError);
}

TEST_CASE("20,000 random headers do no harm", "[remote]") {
  nn::Rng rng(11);
  std::size_t accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    Pair pair;
    Channel tests(pair.ends[0]);
    RawHeader header{.kind = static_cast<std::uint32_t>(nn::uniform_index(8, rng)),
                     .number = static_cast<std::uint32_t>(nn::uniform_index(3, rng)),
                     .size = rng.next() >> nn::uniform_index(64, rng)};
    pair.raw(&header, sizeof header);
    const std::uint64_t rest = rng.next();
    pair.raw(&rest, nn::uniform_index(sizeof rest + 1, rng));
    pair.close_other();
    try {
      accepted += tests.receive().bytes.span().size() == header.size;
    } catch (const ProtocolError&) {
    } catch (const ChannelClosed&) {
    }
  }
  CHECK(accepted > 0);
}

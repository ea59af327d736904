// Calls across the border to a process that does what a student's may not do (border/border.cpp).
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "remote/border/border.hpp"
#include "remote/client.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

namespace {

using namespace gradus::remote;
using namespace border;
using Clock = std::chrono::steady_clock;

const std::string log_file = "border_output.txt";

/// Gone when this program ends.
struct OfThisProgram {
  std::filesystem::path path;
  ~OfThisProgram() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

/// The session of this program. Its file is made as the engine makes it.
void make_session() {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("gradus-border-" + std::to_string(::getpid()));
  static const OfThisProgram log{file.string() + "-" + log_file};
  const nlohmann::json json = {{"worker", {BORDER_WORKER}},
                               {"log", log.path.string()},
                               {"report", ""},
                               {"seed", "5eed5eed5eed5eed5eed5eed5eed5eed"},
                               {"ahead", std::getenv("BORDER_AHEAD") != nullptr},
                               {"call_seconds", 3},
                               {"case_wait_seconds", 0.4},
                               {"lesson_wait_seconds", 1.0}};
  std::ofstream(file) << json;
  ::setenv("GRADUS_SESSION", file.c_str(), 1);
  session();
  if (std::filesystem::exists(file)) FAIL("the session file is still there");
}

/// What a test case of a lesson is to the client: from its start to its end.
struct Case {
  Case() {
    static const bool made = (make_session(), true);
    (void)made;
    start_afresh();
  }
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;
  ~Case() { start_afresh(); }

  /// The complaint, after all questions were asked again; "" if there is none.
  std::string end() {
    ask_again();
    CHECK(complaints().size() <= 1);
    return complaints().empty() ? "" : complaints().front();
  }
};

double seconds_of(const std::function<void()>& run) {
  const auto started = Clock::now();
  run();
  return std::chrono::duration<double>(Clock::now() - started).count();
}

const arma::mat A = {{1, 2}, {3, 4}};
const arma::mat B(9, 9, arma::fill::ones);

}  // namespace

TEST_CASE("honest functions are not complained of", "[border]") {
  Case one;
  CHECK_THAT(twice(A), close_to(2 * A));
  CHECK_THAT(both(A, A).second, close_to(A));
  CHECK_THAT(both(B, B).first, close_to(B));
  CHECK(sum_of_calls([](const arma::vec& x) { return arma::accu(x); }, {1, 2}) == 9);
  CHECK(one.end() == "");
}

TEST_CASE("a closure may change what it is given, and may keep a state", "[border]") {
  Case one;
  double calls = 0;
  const auto change = [&calls](arma::vec& x, double by) {
    x += by;
    x.resize(x.n_elem + 1);
    return ++calls;
  };
  double last = 0;
  CHECK(arma::approx_equal(changed(change, {1, 2}, last), arma::vec{12, 13, 10, 0}, "absdiff", 0));
  CHECK(last == 3);
  CHECK(calls == 2);
  CHECK(one.end() == "");
}

// ---- arguments ---------------------------------------------------------------------------------

TEST_CASE("a const argument that was changed is named", "[border]") {
  Case one;
  change_second(A, B);
  CHECK(one.end().starts_with("change_second changed its const argument B: "));
}

TEST_CASE("what a refused call has changed comes back", "[border]") {
  Case one;
  std::vector<double> numbers = {1};
  CHECK_THROWS_AS(append_then_refuse(numbers, -2), std::invalid_argument);
  CHECK(numbers == std::vector<double>{1, -2});
}

// ---- memory ------------------------------------------------------------------------------------

TEST_CASE("memory that two values share is found", "[border]") {
  SECTION("a result and an argument") {
    Case one;
    alias(B);
    CHECK(one.end().starts_with("What alias returned lies in the memory of its argument A: "));
  }
  SECTION("two parts of a result") {
    Case one;
    alias_of_itself(B);
    CHECK(one.end().starts_with(
        "Two parts of what alias_of_itself returned lie in the same memory: "));
  }
  SECTION("two arguments") {
    Case one;
    Pair pair{.first = A, .second = A};
    alias_in_argument(pair, B);
    CHECK(one.end().starts_with(
        "The arguments pair and A of alias_in_argument lie in the same memory: "));
  }
}

/// No number that an answer could be: g++ fills what was never set with huge ones, clang++ with
/// NaN.
bool is_absurd(double number) {
  return !(std::abs(number) < 1e100);
}

TEST_CASE("what was never set is not zero", "[border]") {
  Case one;
  CHECK(is_absurd(unset(8)));
  for (const unsigned rows : {3u, 30u}) {  // on the stack and on the heap
    CHECK(std::ranges::all_of(unfilled(rows), is_absurd));
  }
}

// ---- generators --------------------------------------------------------------------------------

TEST_CASE("a generator comes back moved on, and never as another one", "[border]") {
  nn::Rng rng(7);
  rng.next();
  nn::Rng twin = rng;
  SECTION("moved on") {
    Case one;
    const double sum = draw(rng, 3);
    CHECK(sum == nn::uniform(twin) + nn::uniform(twin) + nn::uniform(twin));
    CHECK(rng.next() == twin.next());
    CHECK(one.end() == "");
  }
  SECTION("of another seed") {
    Case one;
    replace(rng);
    CHECK(rng.next() == twin.next());
    CHECK(one.end().starts_with("The generator that came back from replace is another one"));
  }
  SECTION("of an earlier state") {
    Case one;
    rewind(rng);
    CHECK(rng.next() == twin.next());
    CHECK(one.end().starts_with("The generator that came back from rewind is another one"));
  }
}

TEST_CASE("each case and each purpose has numbers of its own, that follow from the secret",
          "[border]") {
  support::set_secret("a");
  const std::uint64_t a = test_rng("x").seed();
  CHECK(test_rng("x").seed() == a);
  CHECK(test_rng("y").seed() != a);
  support::set_secret("b");
  CHECK(test_rng("x").seed() != a);
  support::set_secret("1");
}

// ---- state -------------------------------------------------------------------------------------

TEST_CASE("a function that keeps something between calls is found", "[border]") {
  const std::string found = " gave another answer when it was called again";
  const Function f = [](const arma::vec& x) { return arma::accu(x); };
  SECTION("after one call") {
    Case one;
    CHECK(counter(1) == 1);
    CHECK(one.end().starts_with("counter" + found));
  }
  SECTION("after many calls, of others too") {
    Case one;
    for (int i = 0; i < 10; ++i) twice(A);
    for (int i = 0; i < 10; ++i) counter(1);
    CHECK(one.end().starts_with("counter" + found));
  }
  SECTION("with the question of an earlier case") {
    {
      Case one;
      CHECK(remembers_the_first(1) == 1);
      CHECK(one.end() == "");
    }
    Case two;
    CHECK(remembers_the_first(2) == 2);
    CHECK(two.end().starts_with("remembers_the_first" + found));
  }
  SECTION("by what it asks the tests") {
    Case one;
    counter_of_calls(f, {1});
    CHECK(one.end().starts_with("counter_of_calls" + found));
  }
}

TEST_CASE("what is printed when a question is asked again is not kept", "[border]") {
  Case one;
  counts_and_prints(1);
  CHECK(one.end() == "");
  std::ifstream log(session().log);
  const std::string text(std::istreambuf_iterator<char>(log), {});
  CHECK(text.ends_with("once\n"));
  CHECK_FALSE(text.ends_with("once\nonce\n"));
}

// ---- ends --------------------------------------------------------------------------------------

TEST_CASE("a crash says which index of which length", "[border]") {
  SECTION("an index") {
    Case one;
    CHECK_THROWS_AS(index_beyond(5, 3), WorkerEnded);
    CHECK(last_ending().kind == Ending::Kind::crashed);
    CHECK(last_ending().detail ==
          "used index 5 of a std::vector with 3 entries: indices start at 0, so the last one is 2");
  }
  SECTION("an index below 0") {
    Case one;
    CHECK_THROWS_AS(index_beyond(~std::size_t{0}, 1), WorkerEnded);
    CHECK(last_ending().detail ==
          "used index -1 of a std::vector with 1 entry: a number without a sign (size_t, "
          "arma::uword) never gets below 0, it starts again at the top");
  }
  SECTION("an index of nothing") {
    Case one;
    CHECK_THROWS_AS(index_beyond(0, 0), WorkerEnded);
    CHECK(last_ending().detail == "used index 0 of a std::vector with 0 entries: it is empty");
  }
  SECTION("the first of none") {
    Case one;
    CHECK_THROWS_AS(front_of({}), WorkerEnded);
    CHECK(last_ending().detail == "used front() of an empty std::vector");
  }
}

TEST_CASE("a worker that is killed from outside has crashed, and its time was not up", "[border]") {
  Case one;
  CHECK_THROWS_AS(dies(SIGKILL), WorkerEnded);
  CHECK(last_ending().kind == Ending::Kind::crashed);
  CHECK(last_ending().signal == SIGKILL);
}

TEST_CASE("a worker that cannot even start has ended the program", "[border]") {
  Case one;
  ::setenv("BORDER_ENDS_AT_ONCE", "1", 1);
  CHECK_THROWS_AS(twice(A), WorkerEnded);
  ::unsetenv("BORDER_ENDS_AT_ONCE");
  CHECK(last_ending().kind == Ending::Kind::exited);
  CHECK(last_ending().exit_status == 125);
}

TEST_CASE("the worker learns nothing of the grader's", "[border]") {
  ::setenv("GRADUS_SEED", "17", 1);
  Case one;
  CHECK(environment("GRADUS") == "");
  CHECK(environment("PATH=").starts_with("PATH="));
  ::unsetenv("GRADUS_SEED");
}

// ---- time --------------------------------------------------------------------------------------

TEST_CASE("computing, and a process that is stopped, are not waiting", "[border]") {
  Case one;
  compute(0.8);
  CHECK(last_ending().kind == Ending::Kind::none);
  CHECK_THROWS_AS(stops(1), WorkerEnded);
  CHECK(last_ending().kind == Ending::Kind::time_limit);
  CHECK_FALSE(last_ending().waited);
  CHECK(last_ending().seconds == 3);
}

TEST_CASE("waiting is bounded for a case and for all of them", "[border]") {
  {
    Case one;
    sleeps(0.2);
    const double taken = seconds_of([] { CHECK_THROWS_AS(sleeps(60), WorkerEnded); });
    CHECK(taken < 5);
    CHECK(last_ending().kind == Ending::Kind::time_limit);
    CHECK(last_ending().waited);
    CHECK(last_ending().seconds == 0.4);
  }
  for (int i = 0; i < 2; ++i) {
    Case one;
    CHECK_THROWS_AS(sleeps(60), WorkerEnded);
  }
  Case one;
  CHECK_THROWS_AS(sleeps(60), WorkerEnded);
  CHECK(last_ending().seconds == 0.2);
}

// ---- values that are much ----------------------------------------------------------------------

TEST_CASE("values that are too much fail at once, and the next case goes on", "[border]") {
  const std::vector<std::function<void()>> much = {
      [] { numbers(10'000'000); }, [] { lists(600'000); }, [] { text(10'000'000); }};
  for (const auto& call : much) {
    Case one;
    CHECK_THROWS_AS(call(), WorkerEnded);
    CHECK(last_ending().kind == Ending::Kind::protocol);
  }
  Case one;
  CHECK(numbers(100'000).size() == 100'000);
  std::vector<double> emptied = {1, 2};
  clear(emptied);
  CHECK(emptied.empty());
}

TEST_CASE("long lists are printed short", "[border]") {
  CHECK(Catch::Detail::stringify(std::vector<int>{1, 2, 3}) == "{ 1, 2, 3 }");
  CHECK(Catch::Detail::stringify(std::vector<int>{}) == "{  }");
  const std::string text = Catch::Detail::stringify(std::vector<int>(1'000'000, 7));
  CHECK(text.size() < 100);
  CHECK(text.ends_with(", and 999984 more }"));
}

#include "common/contract.hpp"

#include <stdexcept>
#include <string>
#include <type_traits>

#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

TEST_CASE("an unfinished task names itself, its file and its line", "[common][contract]") {
  const unsigned line = __LINE__ + 2;
  try {
    todo("1.1 sigmoid", 42, "any arguments");
    FAIL("todo returned");
  } catch (const NotImplemented& missing) {
    CHECK(missing.task() == "1.1 sigmoid");
    CHECK(std::string(missing.what()) == "Task 1.1 sigmoid is not written yet: open " +
                                             std::string("test_contract.cpp, line ") +
                                             std::to_string(line) + ".");
  }
}

TEST_CASE("an unfinished task is no error of arguments and no runtime error",
          "[common][contract]") {
  CHECK_FALSE((std::is_base_of_v<std::logic_error, NotImplemented>));
  CHECK_FALSE((std::is_base_of_v<std::runtime_error, NotImplemented>));
  CHECK_THROWS_AS(todo("1.1 sigmoid"), NotImplemented);
}

TEST_CASE("a shape prints rows first", "[common][contract]") {
  CHECK(shape(3, 4) == "3x4");
}

TEST_CASE("require_shape accepts the right shape", "[common][contract]") {
  CHECK_NOTHROW(require_shape("f", "X", arma::mat(5, 4), 5, 4));
  CHECK_NOTHROW(require_shape("f", "b", arma::vec(3), 3, 1));
  CHECK_NOTHROW(require_shape("f", "y", arma::urowvec(3), 1, 3));
  CHECK_NOTHROW(require_shape("f", "X", arma::mat(), 0, 0));
}

TEST_CASE("require_shape says the function, the argument, what it got and what it expected",
          "[common][contract]") {
  CHECK_THROWS_MATCHES(require_shape("dense_forward", "X", arma::mat(5, 4), 3, 4),
                       std::invalid_argument, says("dense_forward: X is 5x4, expected 3x4"));
  CHECK_THROWS_AS(require_shape("f", "X", arma::mat(4, 5), 5, 4), std::invalid_argument);
}

TEST_CASE("require throws only if its condition does not hold, and says the function",
          "[common][contract]") {
  CHECK_NOTHROW(require(true, "one_hot", "never seen"));
  CHECK_THROWS_MATCHES(require(false, "one_hot", "label 7 is outside 0 ... 4"),
                       std::invalid_argument, says("one_hot: label 7 is outside 0 ... 4"));
}

TEST_CASE("require_length says both lengths", "[common][contract]") {
  CHECK_NOTHROW(require_length("unflatten", "theta", 9, 9));
  CHECK_REFUSED(require_length("unflatten", "theta", 7, 9),
                "unflatten: theta has length 7, expected 9");
}

TEST_CASE("a number is written in its shortest way", "[common][contract]") {
  CHECK(number(0.9) == "0.9");
  CHECK(number(-1.0) == "-1");
  CHECK(number(1e-5) == "1e-05");
}

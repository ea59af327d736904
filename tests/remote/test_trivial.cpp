// The answers without a thought: what each kind is, so that an audit that finds nothing has looked.
#define GRADUS_TRIVIAL
#include <armadillo>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/random.hpp"
#include "remote/remote.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

namespace trivial_test {

struct Layer {
  arma::mat weights;
  arma::vec bias;
};

struct Pass {
  arma::mat X;
  std::optional<double> loss;
  std::vector<arma::uword> sizes;
};

struct Net {
  std::vector<Layer> layers;
};

enum class Verdict { right, wrong };

arma::mat product(const arma::mat& W, const arma::mat& X);
arma::rowvec sums(const arma::mat& X);
arma::vec flat(const Net& net);
Net shrunk(const Net& net, double amount);
Pass pass(const std::vector<arma::uword>& sizes, double rate, const arma::mat& X);
Verdict verdict(double error);
bool stops(const std::vector<double>& losses);
arma::mat mask(arma::uword rows, arma::uword cols, nn::Rng& rng);
arma::uword append(Net& net, const arma::mat& value);

}  // namespace trivial_test

using namespace trivial_test;

REMOTE_STRUCT(Layer, it.weights, it.bias)
REMOTE_STRUCT(Pass, it.X, it.loss, it.sizes)
REMOTE_STRUCT(Net, it.layers)
REMOTE(arma::mat, trivial_test::product, (const arma::mat& W, const arma::mat& X), (W, X))
REMOTE(arma::rowvec, trivial_test::sums, (const arma::mat& X), (X))
REMOTE(arma::vec, trivial_test::flat, (const Net& net), (net))
REMOTE(Net, trivial_test::shrunk, (const Net& net, double amount), (net, amount))
REMOTE(Pass, trivial_test::pass,
       (const std::vector<arma::uword>& sizes, double rate, const arma::mat& X), (sizes, rate, X))
REMOTE(Verdict, trivial_test::verdict, (double error), (error))
REMOTE(bool, trivial_test::stops, (const std::vector<double>& losses), (losses))
REMOTE(arma::mat, trivial_test::mask, (arma::uword rows, arma::uword cols, nn::Rng& rng),
       (rows, cols, rng))
REMOTE(arma::uword, trivial_test::append, (Net & net, const arma::mat& value), (net, value))

namespace {

/// All functions answer so from now on.
void answer(const std::string& kind) {
  gradus::remote::answering().kind = gradus::remote::trivial_named(kind);
  gradus::remote::answering().functions = {};
  for (const char* name :
       {"product", "sums", "flat", "shrunk", "pass", "verdict", "stops", "mask", "append"}) {
    gradus::remote::answering().functions.insert(std::string("trivial_test::") + name);
  }
}

const arma::mat W = {{1, -2}, {4, 3}, {-6, 5}};
const arma::mat X = {{7, 8, 9, 10}, {11, 12, 13, 14}};
const Net net = {.layers = {{.weights = W, .bias = {1, 2, 3}}}};

}  // namespace

TEST_CASE("constants have the shape of an argument, and nothing of its values") {
  answer("ones");
  CHECK_THAT(product(W, X), close_to(arma::mat(3, 2, arma::fill::ones)));
  CHECK_THAT(arma::mat(sums(X)), close_to(arma::mat(1, 4, arma::fill::ones)));
  CHECK(stops({1, 2}));
  CHECK(verdict(0.5) == Verdict::wrong);
  answer("zeros");
  CHECK_THAT(shrunk(net, 1).layers.at(0).weights, close_to(arma::mat(3, 2, arma::fill::zeros)));
  CHECK_FALSE(stops({1, 2}));
  nn::Rng rng(1);
  CHECK_THAT(mask(2, 5, rng), close_to(arma::mat(2, 5, arma::fill::zeros)));
  answer("blanks");
  CHECK_THAT(mask(2, 5, rng), close_to(arma::mat(5, 2, arma::fill::zeros)));
  answer("poured");
  CHECK(flat(net).n_elem == 9);
  answer("empty");
  CHECK(product(W, X).empty());
  CHECK(shrunk(net, 1).layers.empty());
}

TEST_CASE("echoes are arguments of the result's type") {
  answer("first");
  CHECK_THAT(product(W, X), close_to(W));
  CHECK_THAT(arma::mat(sums(X)), close_to(arma::mat(X.row(0))));
  const Pass echo = pass({4, 5}, 0.25, X);
  CHECK_THAT(echo.X, close_to(X));
  CHECK(echo.loss == 0.25);
  CHECK(echo.sizes == std::vector<arma::uword>{4, 5});
  answer("last");
  CHECK_THAT(product(W, X), close_to(X));
  answer("negated");
  CHECK_THAT(product(W, X), close_to(arma::mat(-W)));
  answer("turned");
  CHECK_THAT(product(W, X), close_to(arma::mat(W.t())));
  answer("absolute");
  CHECK_THAT(shrunk(net, 1).layers.at(0).weights, close_to(arma::mat(arma::abs(W))));
}

TEST_CASE("an argument that may be changed is emptied, set to 0, or made longer") {
  Net changed = net;
  answer("zeros");
  append(changed, X);
  CHECK_THAT(changed.layers.at(0).weights, close_to(W));
  answer("repeated");
  CHECK(append(changed, X) == 1);
  REQUIRE(changed.layers.size() == 2);
  CHECK_THAT(changed.layers[1].weights, close_to(W));
  answer("overwritten");
  append(changed, X);
  CHECK_THAT(changed.layers.at(1).weights, close_to(arma::mat(3, 2, arma::fill::zeros)));
  answer("cleared");
  append(changed, X);
  CHECK(changed.layers.empty());
}

TEST_CASE("random numbers move the function's own generator on") {
  answer("random");
  nn::Rng rng(3);
  nn::Rng twin(3);
  const arma::mat drawn = mask(2, 2, rng);
  CHECK_THAT(mask(2, 2, twin), close_to(drawn));
  CHECK(rng.draws() > 0);
}

TEST_CASE("a refusal says nothing") {
  answer("refused");
  CHECK_THROWS_MATCHES(product(W, X), std::invalid_argument, says(""));
}

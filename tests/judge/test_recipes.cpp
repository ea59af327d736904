// A dangling `auto` is named, and no right one is. The compiler itself decides, so each list of
// lines is compiled once, and the lines that it complains of are those that are expected.
#include <unistd.h>
#include <algorithm>

#include <filesystem>
#include <fstream>
#include <set>

#include "judge/diagnostics.hpp"
#include "judge/recipes.hpp"
#include "sandbox/sandbox.hpp"
#include "support/catch.hpp"

namespace {

using gradus::judge::recipe_sentence;
using gradus::judge::Recipes;
using gradus::judge::with_recipes_checked;
using Lines = std::vector<std::string>;
namespace fs = std::filesystem;

const std::string frame = R"(#include <armadillo>
#include <functional>
#include <map>
#include <memory>
struct Layer { arma::mat weights; arma::vec bias; };
struct Cache { arma::mat X, Z, A; };
arma::mat sigmoid(const arma::mat& Z);
double loss(const arma::mat& Z);
Cache forward(const arma::mat& X);
const arma::mat& same(const arma::mat& X);
auto minus(const arma::mat& X) { return -X; }
)";

const std::string opened =
    "void f(const arma::mat& X, arma::mat Z, const arma::mat& W, const arma::vec& b, Layer layer, "
    "const std::vector<Layer>& layers, const arma::uvec& idx, arma::mat* p, Cache cache, "
    "std::vector<arma::mat>& list, std::map<int, arma::mat>& map, arma::uword n, double x) { ";

/// The text in which each of `lines` is the body of a function of its own.
std::string functions(const Lines& lines) {
  std::string text = frame;
  for (const std::string& line : lines) {
    std::string one = opened + line + " }\n";
    const std::string name = "void f" + std::to_string(std::count(text.begin(), text.end(), '\n'));
    text += one.replace(0, 6, name);
  }
  return text;
}

struct Said {
  std::set<std::size_t> recipes;  // lines, counted from the first one below the frame
  Lines other;                    // errors
};

Said compile(const std::string& text) {
  const fs::path file = fs::temp_directory_path() / ("gradus-recipes-" + std::to_string(getpid()));
  std::ofstream(file.string() + ".cpp") << text;
  const gradus::sandbox::Finished finished = gradus::sandbox::run(
      {GRADUS_COMPILER, "-std=c++20", "-fsyntax-only", GRADUS_ERROR_LIMIT, "-w", "-I" GRADUS_TESTS,
       "-include", "support/recipes.hpp", file.string() + ".cpp"});
  fs::remove(file.string() + ".cpp");
  const std::size_t above = std::count(frame.begin(), frame.end(), '\n');
  Said said;
  for (const auto& one :
       gradus::judge::read_diagnostics(finished.output, file.filename().string() + ".cpp")) {
    if (!one.error) continue;
    const std::size_t line = one.line - above - 1;
    if (recipe_sentence(one.message).empty()) {
      said.other.push_back(std::to_string(line) + ": " + one.message);
    } else {
      said.recipes.insert(line);
    }
  }
  return said;
}

}  // namespace

TEST_CASE("no right use of auto is refused", "[judge]") {
  const Lines right = {
      "auto n_cols = X.n_cols;",
      "auto A = sigmoid(Z);",
      "auto E = X + W;",
      "auto E = 2.0 * X; auto F = E + W;",
      "const auto& weights = layer.weights;",
      "const auto& same_weights = layers[n].weights; auto G = same_weights * X;",
      "auto& z = Z; z += 1;",
      "auto [a, c] = std::pair<int, int>(1, 2);",
      "auto s = arma::accu(X); auto t = arma::accu(arma::square(X - W)) / 2.0;",
      "auto l = loss(X - W) + 0.5 * x;",
      "auto d = arma::dot(b, b); auto m = arma::as_scalar(b.t() * X * b);",
      "auto it = list.begin(); auto E = *it + X; auto& m = *it;",
      "auto E = *p + X; auto F = p->t(); auto G = *p * *p;",
      "auto g = [&](const arma::mat& V) { return V + X; }; arma::mat R = g(W);",
      "auto g = [](double v) { return v * 2; }; Z.transform(g);",
      "Z.transform([](double v) { auto w = v * v; return 1.0 / (1.0 + std::exp(-w)); });",
      "auto g = [](const arma::mat& V) -> arma::mat { return arma::exp(-V); };",
      "std::function<arma::mat(const arma::mat&)> g = [](const arma::mat& V) { return "
      "arma::exp(V); };",
      "std::function<arma::mat(const arma::mat&)> g = sigmoid; auto A = g(X); auto B = g(A);",
      "auto c = X.col(0); auto r = Z.row(n); auto s = X.submat(0, 0, 1, 1); auto d = X.diag();",
      "auto c = X(arma::span::all, 0); auto h = X.head_cols(2); auto v = b.subvec(0, 1);",
      "auto T = X.t(); auto P = X.t() + W; auto Q = W * X; auto R = W * X + b;",
      "auto e = X.elem(idx); auto c = X.cols(idx); auto q = b(idx); auto r = X.rows(idx);",
      "auto S = arma::sum(X, 0); auto M = arma::max(X, 1); auto I = arma::find(b);",
      "auto S = 1.0 / arma::sum(X, 0); auto V = arma::vectorise(X); auto R = arma::repmat(b, 1, "
      "2);",
      "auto M = (X - W).eval(); auto N = arma::mat(X - W); arma::mat K = M + N;",
      "auto v = arma::conv_to<arma::rowvec>::from(b); auto z = arma::zeros(3, 3);",
      "auto z = arma::zeros<arma::mat>(3, n); auto l = arma::linspace(0, 1, 5);",
      "auto A = layers.back().weights; auto B = layer.weights % layer.weights;",
      "auto A = layers.front().weights + map[1]; auto B = map.at(2) * list[0];",
      "auto E = same(X) + W; auto F = std::as_const(Z) + W;",
      "auto c = cache; auto B = c.Z - c.X; auto k = forward(X); auto D = k.Z - k.A;",
      "auto A = forward(X).Z; auto n_rows = forward(X).Z.n_rows;",
      "auto J = arma::join_cols(X, W); auto C = arma::clamp(X, 0, 1); auto Y = arma::pow(X, 2);",
      "auto a = X > 0; auto s = arma::solve(W, b); auto i = arma::inv(W); auto D = "
      "arma::diagmat(b);",
      "auto text = std::string(\"auto E = 1.0 + arma::exp(-Z);\"); auto u = text + \";\";",
      "for (auto i = 0u; i < n; ++i) { auto c = X.col(i); Z.col(i) = c; }",
      "if (auto i = X.n_elem; i > 0) x += 1; else x = 2;",
      "auto big = n > 3 && x < 2.5 ? X : W; auto y = x < 1, w = n > 2;",
      "auto E = minus(X); arma::mat F = minus(X) + W;",
      "static const auto zero = 0.0; constexpr auto one = 1; auto const two = one * 2;",
      "auto m = std::max<double>(x, 1e-5) + .5; auto b2 = static_cast<double>(n) / 2;",
      "auto f = [&] { return X.n_rows; }; auto k = f() + 1;",
      "auto c = [](auto V) { return V.n_rows; }(X); auto p2 = &X; auto r = p2->n_rows;",
      "const auto m = Z.max(); auto w = Z.index_max(); auto e = Z.is_empty(); auto v = Z(0, 0);",
      "auto up = std::make_unique<arma::mat>(X); auto E = *up + W;",
  };
  const std::string text = functions(right);
  const Recipes checked = with_recipes_checked(text);
  CHECK(checked.lines.size() > right.size() / 2);
  const Said said = compile(checked.text);
  for (const std::size_t line : said.recipes) UNSCOPED_INFO(right.at(line));
  CHECK(said.recipes.empty());
  for (const std::string& error : said.other) UNSCOPED_INFO(error);
  CHECK(said.other.empty());
}

TEST_CASE("an auto that refers to what is gone is named", "[judge]") {
  const Lines wrong = {
      "auto E = 1.0 + arma::exp(-Z); auto A = 1.0 / E;",
      "auto A = 1.0 / (1.0 + arma::exp(-Z));",
      "const auto E = arma::exp(-Z);",
      "const auto& E = 1.0 + arma::exp(Z);",
      "auto&& E = 1.0 + arma::exp(Z);",
      "auto E = sigmoid(Z) + X;",
      "auto E = W * sigmoid(Z);",
      "auto c = sigmoid(Z).col(0);",
      "auto c = forward(X).Z.col(0);",
      "auto T = sigmoid(Z).t();",
      "auto E = forward(X).A - W;",
      "auto I = arma::find(X > 0);",
      "auto e = X.elem(arma::find(X > 0));",
      "auto S = arma::sum(arma::exp(Z), 0);",
      "auto G = 2.0 * X % W;",
      "auto D = X.col(0) - b;",
      "auto D = W.t() * X;",
      "auto D = (X - W) % (X - W);",
      "auto E =\n      1.0 + arma::exp(-Z);",
      "if (n > 2) { auto r = X.row(0).t(); }",
      "auto g = [](const arma::mat& V) { return 1.0 / (1.0 + arma::exp(-V)); };",
      "auto g = [&] { arma::mat E = arma::exp(Z); return 1.0 / E; };",
      "auto g = [](arma::mat V) { return -V; };",
      "std::function<arma::mat(const arma::mat&)> g = [](const arma::mat& V) { return "
      "arma::exp(-V); };",
      "auto g = [](const auto& V) { return arma::exp(-V); }; arma::mat R = g(X);",
      "auto E = (X + W).eval() + W;",
      "auto E = arma::mat(X) + W;",
  };
  const std::string text =
      functions(wrong) +
      "auto sigmoid_2(const arma::mat& Z) { return 1.0 / (1.0 + arma::exp(-Z)); }\n"
      "static auto last(const arma::mat& Z) {\n  return arma::sum(-Z, 0);\n}\n";
  const Said said = compile(with_recipes_checked(text).text);
  CHECK(said.other.empty());
  std::size_t line = 0;
  for (const std::string& one : wrong) {
    line += std::count(one.begin(), one.end(), '\n');
    INFO(one);
    CHECK(said.recipes.count(line) == 1);
    ++line;
  }
  CHECK(said.recipes.count(line) == 1);
  CHECK(said.recipes.count(line + 2) == 1);
}

TEST_CASE("the sentence names the variable", "[judge]") {
  CHECK(recipe_sentence("static assertion failed: gradus:auto E").starts_with("E holds a recipe"));
  CHECK(recipe_sentence("static assertion failed: gradus:return").starts_with("what is returned"));
  CHECK(recipe_sentence("static assertion failed: E").empty());
}

TEST_CASE("what cannot be read is left alone, and every line keeps its number", "[judge]") {
  for (const char* text : {"auto",
                           "auto x",
                           "auto x =",
                           "auto x = ;",
                           "auto x = (;",
                           "auto x = );",
                           "return",
                           "}}}",
                           "auto x = a ? b : c;",

                           "auto x = a, y = b;",
                           "#define F auto x = A + B;\n",
                           "auto f(int);",
                           "// auto x = A + B;",
                           "[] { return",
                           "",
                           "auto x = \"A + B\";",
                           "if (a) auto x = A; else b();",
                           "[&](auto x = A;) {}",
                           "auto x = A \\\n + B;",
                           "auto x = f(a; b);",
                           "auto x = {1, 2};"}) {
    INFO(text);
    CHECK(with_recipes_checked(text).text == text);
  }
  const Recipes two = with_recipes_checked("auto x = A;\nint y;\nauto z =\n  B;\n");
  CHECK(two.lines == std::set<std::size_t>{1, 4});
  CHECK(std::count(two.text.begin(), two.text.end(), '\n') == 4);
  CHECK(with_recipes_checked("auto x = A;\nauto z = B;\n", {1}).lines == std::set<std::size_t>{2});
}

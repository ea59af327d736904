// The pictures of lesson 00, made by your own functions: ./gradus run 00
#include "lab/experiment.hpp"

#include <exception>
#include <functional>
#include <type_traits>

#include "00_warm_up/warm_up.hpp"
#include "base/text.hpp"

namespace nn {
namespace {

// The same cloud of points: as it came, multiplied by a matrix, moved by a vector, standardised.
void clouds(Run& run) {
  Rng rng = run.rng("points");
  const arma::mat X = normal_matrix(2, 150, rng);  // 2 features x 150 samples
  const arma::mat W = {{2, 1}, {0.5, 1.5}};
  const arma::vec b = {6, 4};
  const arma::mat stretched = weighted_sums(W, X);
  const arma::mat moved = add_to_columns(stretched, b);

  Figure figure{.name = "clouds", .columns = 4, .share_x = true, .share_y = true};
  Table table{.columns = {{"points"},
                          {"mean 0", "", 2},
                          {"mean 1", "", 2},
                          {"deviation 0", "", 2},
                          {"deviation 1", "", 2}}};
  const auto show = [&](const std::string& name, const arma::mat& cloud) {
    Panel panel{.title = name, .x_label = "feature 0", .y_label = "feature 1"};
    panel.series = {
        {.x = cloud.row(0).t(), .y = cloud.row(1).t(), .mark = Mark::points, .style = 0}};
    panel.x_range = {-7, 13};
    panel.y_range = {-7, 13};
    panel.same_scale = true;
    figure.panels.push_back(panel);
    const arma::vec means = arma::round(100 * feature_means(cloud)) / 100 + 0.0;  // no -0.00
    const arma::vec deviations = arma::stddev(cloud, 1, 1);
    table.rows.push_back({name, means(0), means(1), deviations(0), deviations(1)});
  };
  show("X", X);
  show("W X", stretched);
  show("W X + b", moved);
  show("standardised", standardise(moved));
  run.print(table);
  run.save(figure);
}

// What is said when something stops a program.
std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

// Seven traps, and what they really give. (For these no function of yours is needed.)
void traps(Run& run) {
  const arma::mat W = {{1, 0, 2}, {3, -1, 0}};
  const arma::mat X = {{1, 2, 0, -1}, {2, 0, 5, 1}, {3, 1, 4, 0}};  // 3x4
  const auto size = [](const arma::mat& M) {
    return std::to_string(M.n_rows) + "x" + std::to_string(M.n_cols);
  };
  const bool is_matrix = std::is_same_v<decltype(W * X), arma::mat>;
  Table table{.columns = {{"with X 3x4"}, {"one hopes for"}, {"one gets"}}};
  table.rows = {
      {"auto Z = W * X;", "a matrix", is_matrix ? "a matrix" : "a note of what to multiply"},
      {"1 / X.n_cols", "0.25", std::to_string(1 / X.n_cols)},
      {"1.0 / X.n_cols", "0.25", shortest(1.0 / static_cast<double>(X.n_cols))},
      {"X.n_rows - X.n_cols", "-1", std::to_string(X.n_rows - X.n_cols)},
      {"arma::sum(X, 0)", "3x1, one sum a row", size(arma::sum(X, 0)) + ", one sum a column"},
      {"arma::sum(X, 1)", "1x4, one sum a column", size(arma::sum(X, 1)) + ", one sum a row"},
      {"X(2)", "0, the third of row 0", shortest(X(2)) + ", the third of column 0"},
  };
  run.print(table);
  run.say("And what Armadillo says when it stops a program:");
  run.say("X(3, 0): " + error_of([&] { arma::mat(1, 1).fill(X(3, 0)); }));
  run.say("X * X: " + error_of([&] { arma::mat(X * X); }));
  run.say("W % X: " + error_of([&] { arma::mat(W % X); }));
}

}  // namespace

const std::vector<Experiment> experiments = {{"clouds", clouds}, {"traps", traps}};

}  // namespace nn

#include <fmt/format.h>

#include "common/random.hpp"
#include "datasets/program/describe.hpp"

namespace gradus::cli {
namespace {

constexpr arma::uword most_points = 1500;  // in a panel; more would only be darker

// Some samples of each kind, in random order: no class hides another.
arma::uvec some_samples(arma::uword count) {
  nn::Rng rng(1);
  const arma::uvec order = nn::permutation(count, rng);
  return order.head(std::min(count, most_points));
}

nn::Panel scatter(const nn::Dataset& data, arma::uword across, arma::uword up) {
  nn::Panel panel{
      .x_label = data.features[across], .y_label = data.features[up], .same_scale = true};
  const arma::uvec chosen = some_samples(data.X.n_cols);
  const arma::mat X = data.X.cols(chosen);
  const arma::mat T = data.T.cols(chosen);
  for (arma::uword k = 0; k < data.classes; ++k) {
    const arma::uvec members = arma::find(T.row(k) == 1.0);
    const arma::rowvec x = X.row(across);
    const arma::rowvec y = X.row(up);
    panel.series.push_back({.name = fmt::format("class {}", k),
                            .x = x.elem(members),
                            .y = y.elem(members),
                            .mark = nn::Mark::points,
                            .style = k});
  }
  return panel;
}

nn::Panel page_of_digits(const nn::Dataset& data) {
  constexpr arma::uword of_each = 12;
  nn::ImagePage page{.columns = of_each};
  for (arma::uword k = 0; k < data.classes; ++k) {
    const arma::uvec members = arma::find(data.T.row(k) == 1.0);
    for (arma::uword i = 0; i < std::min(of_each, members.n_elem); ++i) {
      const arma::uword sample = members(i * members.n_elem / of_each);
      page.images.push_back(arma::reshape(data.X.col(sample), 20, 20));
    }
  }
  return {.images = page};
}

nn::Panel charges_by_age(const nn::Dataset& data) {
  nn::Panel panel{.x_label = "age (years)", .y_label = "charges (1000 dollars)"};
  const arma::rowvec age = data.X.row(0);
  const arma::rowvec smoker = data.X.row(4);
  for (arma::uword k = 0; k < 2; ++k) {
    const arma::uvec members = arma::find(smoker == static_cast<double>(k));
    panel.series.push_back({.name = k == 0 ? "does not smoke" : "smokes",
                            .x = age.elem(members),
                            .y = data.T.elem(members) / 1000,
                            .mark = nn::Mark::points,
                            .style = k});
  }
  return panel;
}

nn::Panel line(const nn::Dataset& data) {
  const nn::Series points{
      .name = "y", .x = data.X.row(0).t(), .y = data.T.row(0).t(), .mark = nn::Mark::points};
  const nn::Series rule{.name = "2 x + 3", .x = {-5, 5}, .y = {-7, 13}};
  return {.x_label = "x", .y_label = "y", .series = {points, rule}};
}

}  // namespace

nn::Figure picture(const nn::Dataset& data) {
  nn::Figure figure{.name = data.name, .title = data.name + " (" + data.source + ")"};
  if (data.name == "digits")
    figure.panels = {page_of_digits(data)};
  else if (data.name == "insurance")
    figure.panels = {charges_by_age(data)};
  else if (data.name == "noisy_line")
    figure.panels = {line(data)};
  else if (data.X.n_rows == 2)
    figure.panels = {scatter(data, 0, 1)};
  else
    figure.panels = {scatter(data, 0, 1), scatter(data, 2, 3)};
  return figure;
}

}  // namespace gradus::cli

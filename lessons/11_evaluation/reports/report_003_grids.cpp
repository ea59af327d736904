// Report 003's four tables: learning rate, batch size, depth and width, plain and residual, on GMM
// and Peaks.
#include <string>
#include <vector>

#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {
namespace {

const std::vector<Widths> grid_hidden = {{}, {10}, {10, 10, 10}, Widths(5, 10), {50}, {50, 50, 50}};
const std::vector<double> grid_rates = {0.1, 0.01, 0.001};
const std::vector<double> grid_batches = {32, 64, 128};

/// "[]", "[10]", "[10] x 3".
std::string hidden_name(const Widths& hidden) {
  if (hidden.empty()) return "[]";
  const std::string width = "[" + std::to_string(hidden.front()) + "]";
  return hidden.size() == 1 ? width : width + " x " + std::to_string(hidden.size());
}

/// Accuracy and seconds of each cell of one table: rows are networks, columns rate and batch. The
/// cells of runs that fail are grey.
void grid_table(Run& run, const Dataset& data, const Recipe& common, Figure& figure) {
  const bool residual = common.model.residual;
  std::vector<double> networks;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < grid_hidden.size(); ++i) {
    if (residual && grid_hidden[i].size() < 2) continue;  // refused by lesson 10
    networks.push_back(static_cast<double>(i));
    names.push_back(hidden_name(grid_hidden[i]));
  }
  const std::vector<Configuration> cells = grid({networks, grid_rates, grid_batches});
  const auto train_cell = [&](const Configuration& cell, arma::uword epochs, const Tell& tell) {
    Recipe recipe = common;
    recipe.learning_rate = cell[1];
    recipe.batch_size = static_cast<arma::uword>(cell[2]);
    recipe.epochs = epochs;
    const Widths& hidden = grid_hidden[static_cast<std::size_t>(cell[0])];
    return train_model(run, data.name, parts_of(data), widths_for(data, hidden), recipe,
                       Record::last_epoch, tell);
  };
  // Once outside of the search, which takes any exception for a failed run: a task of an earlier
  // lesson that is not written yet is told here.
  train_cell(cells.front(), 1, {});
  std::vector<double> seconds;
  Progress progress = run.progress(data.name, cells.size() * common.epochs);
  const GridResult result = grid_search(cells, [&](const Configuration& cell) {
    seconds.push_back(arma::datum::nan);  // of a run that fails
    if (run.stopped()) return arma::datum::inf;
    const std::string name = hidden_name(grid_hidden[static_cast<std::size_t>(cell[0])]);
    const Trained trained =
        train_cell(cell, common.epochs, [&](const Trained&) { progress.step(name); });
    if (trained.diverged) return arma::datum::inf;
    seconds.back() = trained.seconds;
    return 1.0 - trained.validation_accuracy.back();  // small is good
  });
  if (run.stopped()) return;

  const arma::uword columns = grid_rates.size() * grid_batches.size();
  std::vector<std::string> column_names;
  for (const double rate : grid_rates) {
    for (const double batch : grid_batches) {
      column_names.push_back(Cell(rate).printed(-1) + ", " + Cell(batch).printed(0));
    }
  }
  const auto map = [&](const std::vector<double>& values) {  // row after row
    return arma::mat(arma::reshape(arma::vec(values), columns, networks.size()).t());
  };
  const std::string title = data.name + (residual ? ", with skips" : ", plain");
  // In percent, a cell has room for its number. That of a run that failed is not finite.
  figure.panels.push_back({.title = title + ": accuracy (%)",
                           .x_label = "rate, batch size",
                           .heat_map = HeatMap{.values = 100.0 * (1.0 - map(result.scores)),
                                               .row_names = names,
                                               .column_names = column_names,
                                               .decimals = 1,
                                               .range = Range{20.0, 100.0}}});
  figure.panels.push_back({.title = title + ": seconds",
                           .x_label = "rate, batch size",
                           .heat_map = HeatMap{.values = map(seconds),
                                               .row_names = names,
                                               .column_names = column_names,
                                               .decimals = 1}});
  const Configuration& best = result.configurations[result.best];
  run.say("Best of " + std::to_string(cells.size()) + " on " + title + ": " +
          hidden_name(grid_hidden[static_cast<std::size_t>(best[0])]) + ", rate " +
          Cell(best[1]).printed(-1) + ", batch " + Cell(best[2]).printed(0) + ", accuracy " +
          Cell(1.0 - result.scores[result.best]).printed(5) + ".");
}

void four_tables(Run& run, const std::string& name, const Recipe& recipe) {
  Figure figure{.name = name, .columns = 2};
  for (const std::string set : {"gmm", "peaks"}) {
    for (const bool residual : {false, true}) {
      Recipe one = recipe;
      one.model.residual = residual;
      grid_table(run, load_dataset(set), one, figure);
      if (run.stopped()) return;
    }
  }
  run.save(figure);
}

}  // namespace

void grid_reported(Run& run) {
  Recipe recipe;
  recipe.averaged_twice = true;
  four_tables(run, "grid_reported", recipe);
}

void grid_right(Run& run) {
  Recipe recipe;
  recipe.model.initialiser = Initialiser::he;
  four_tables(run, "grid_right", recipe);
}

}  // namespace nn

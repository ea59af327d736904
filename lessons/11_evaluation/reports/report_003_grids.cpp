// Report 003's four tables: learning rate, batch size, depth and width, plain and residual, on GMM
// and Peaks. Once as the report trained, and once with the right gradient and He's weights: which
// of its conclusions are left?
#include <algorithm>
#include <string>
#include <vector>

#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/reports/report_003_conclusions.hpp"
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {
namespace {

const std::vector<Widths> grid_hidden = {{}, {10}, {10, 10, 10}, Widths(5, 10), {50}, {50, 50, 50}};
const std::vector<double> grid_rates = {0.1, 0.01, 0.001};
const std::vector<double> grid_batches = {32, 64, 128};

// ---- one training -------------------------------------------------------------------------------

/// "[]", "[10]", "[10] x 3".
std::string hidden_name(const Widths& hidden) {
  if (hidden.empty()) return "[]";
  const std::string width = "[" + std::to_string(hidden.front()) + "]";
  return hidden.size() == 1 ? width : width + " x " + std::to_string(hidden.size());
}

/// "gmm [10] x 3, 0.1, 32": weights and batches of each training are drawn for it alone, so that
/// the luck of one is not that of its neighbours.
std::string stream_of(const Setting& setting) {
  return setting.set + (setting.skips ? " with skips " : " ") + hidden_name(setting.hidden) + ", " +
         Cell(setting.rate).printed(-1) + ", " + Cell(setting.batch).printed(0) +
         (setting.again ? ", again" : "");
}

GridCell train_cell(const Run& run, const Dataset& data, const Setting& setting, Recipe recipe,
                    const Tell& tell) {
  recipe.model.residual = setting.skips;
  recipe.learning_rate = setting.rate;
  recipe.batch_size = static_cast<arma::uword>(setting.batch);
  const Trained trained =
      train_model(run, stream_of(setting), parts_of(data), widths_for(data, setting.hidden), recipe,
                  Record::validation, tell);
  const arma::vec accuracies = trained.validation_accuracy;  // entry 0: before training
  return {.setting = setting,
          .accuracy =
              trained.diverged ? accuracies.back() : accuracies.tail(accuracies.n_elem - 1).max(),
          .samples = data.X_validation.n_cols,
          .seconds = trained.seconds,
          .diverged = trained.diverged};
}

// ---- one table ----------------------------------------------------------------------------------

/// "gmm, with skips".
std::string title_of(const GridCell& cell) {
  return cell.setting.set + (cell.setting.skips ? ", with skips" : ", plain");
}

/// All cells of a table, row after row: rows are networks, columns rate and batch.
std::vector<GridCell> train_table(Run& run, const Dataset& data, bool skips, const Recipe& recipe) {
  std::vector<double> networks;  // their places in grid_hidden
  for (std::size_t i = 0; i < grid_hidden.size(); ++i) {
    if (!skips || grid_hidden[i].size() > 1) networks.push_back(i);  // lesson 10 refuses others
  }
  const auto setting_of = [&](const Configuration& one) {
    const Widths& hidden = grid_hidden[static_cast<std::size_t>(one[0])];
    return Setting{
        .set = data.name, .skips = skips, .hidden = hidden, .rate = one[1], .batch = one[2]};
  };
  const std::vector<Configuration> configurations = grid({networks, grid_rates, grid_batches});
  // Once outside of the search, which takes any exception for a failed run: a task of an earlier
  // lesson that is not written yet is told here.
  Recipe short_one = recipe;
  short_one.epochs = 1;
  train_cell(run, data, setting_of(configurations.front()), short_one, {});

  std::vector<GridCell> cells;
  Progress progress = run.progress(data.name, configurations.size() * recipe.epochs);
  const GridResult result = grid_search(configurations, [&](const Configuration& one) {
    if (run.stopped()) return arma::datum::inf;
    const Setting setting = setting_of(one);
    cells.push_back(train_cell(run, data, setting, recipe, [&](const Trained&) {
      progress.step(hidden_name(setting.hidden));
    }));
    return cells.back().diverged ? arma::datum::inf : 1.0 - cells.back().accuracy;
  });
  if (run.stopped()) return cells;
  const GridCell& best = cells.at(result.best);
  run.say("Best of " + std::to_string(cells.size()) + " on " + title_of(best) + ": " +
          hidden_name(best.setting.hidden) + ", rate " + Cell(best.setting.rate).printed(-1) +
          ", batches of " + Cell(best.setting.batch).printed(0) + ", accuracy " +
          Cell(best.accuracy).printed(5) + ".");
  return cells;
}

/// A row for each network and rate, a column for each batch size.
void print_table(Run& run, const std::vector<GridCell>& cells) {
  Table table{.columns = {{"network"}, {"rate"}}};
  for (const std::string unit : {"", "s"}) {
    for (const double batch : grid_batches) {
      const std::string name = (unit.empty() ? "batch " : "") + Cell(batch).printed(0);
      table.columns.push_back({name, unit, unit.empty() ? 5 : 2});
    }
  }
  for (std::size_t i = 0; i < cells.size(); i += grid_batches.size()) {
    std::vector<Cell> row = {hidden_name(cells[i].setting.hidden), cells[i].setting.rate};
    for (const bool time : {false, true}) {
      for (std::size_t k = i; k < i + grid_batches.size(); ++k) {
        row.push_back(cells[k].diverged ? Cell("–")
                                        : Cell(time ? cells[k].seconds : cells[k].accuracy));
      }
    }
    table.rows.push_back(row);
  }
  run.print(table);
  if (std::ranges::any_of(cells, &GridCell::diverged)) {
    run.say("–: the training diverged. In a comparison it has the accuracy of what is left of it.");
  }
}

Panel accuracy_panel(const std::vector<GridCell>& cells) {
  const arma::uword columns = grid_rates.size() * grid_batches.size();
  HeatMap map{.values = arma::mat(cells.size() / columns, columns),
              .decimals = 1,  // in percent, a cell has room for its number
              .range = Range{20.0, 100.0}};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& [setting, accuracy, samples, seconds, diverged] = cells[i];
    map.values(i / columns, i % columns) = diverged ? arma::datum::nan : 100.0 * accuracy;
    if (i % columns == 0) map.row_names.push_back(hidden_name(setting.hidden));
    if (i < columns) {
      map.column_names.push_back(Cell(setting.rate).printed(-1) + ", " +
                                 Cell(setting.batch).printed(0));
    }
  }
  return {.title = title_of(cells.front()) + ": accuracy (%)",
          .x_label = "rate, batch size",
          .heat_map = map};
}

// ---- all four tables ----------------------------------------------------------------------------

/// The plain networks of width 10 once more: how much of what differs is luck?
void train_again(Run& run, const Dataset& data, const Recipe& recipe,
                 std::vector<GridCell>& cells) {
  std::vector<Setting> settings;
  for (const GridCell& cell : cells) {
    const Setting& one = cell.setting;
    if (one.set != data.name || one.skips || one.hidden.empty() || one.hidden[0] != 10) continue;
    settings.push_back(one);
    settings.back().again = true;
  }
  Progress progress = run.progress(data.name + ", again", settings.size() * recipe.epochs);
  for (const Setting& setting : settings) {
    if (run.stopped()) return;
    cells.push_back(train_cell(run, data, setting, recipe, [&](const Trained&) {
      progress.step(hidden_name(setting.hidden));
    }));
  }
}

void four_tables(Run& run, const std::string& name, const Recipe& recipe) {
  Figure figure{.name = name, .columns = 2};
  std::vector<GridCell> all;
  std::vector<std::string> sources;
  for (const std::string set : {"gmm", "peaks"}) {
    const Dataset data = load_dataset(set);
    sources.push_back(data.source);
    run.say(source_of(data) +
            " The validation accuracy of the best epoch, as the report has it, and the seconds of "
            "processor time:");
    for (const bool skips : {false, true}) {
      const std::vector<GridCell> cells = train_table(run, data, skips, recipe);
      if (run.stopped()) return;
      print_table(run, cells);
      figure.panels.push_back(accuracy_panel(cells));
      all.insert(all.end(), cells.begin(), cells.end());
    }
    train_again(run, data, recipe, all);
    if (run.stopped()) return;
  }
  run.save(figure);
  const auto [generated, original] = std::ranges::minmax(sources);  // by the alphabet
  judge_conclusions(run, name, generated == original ? original : original + ", and " + generated,
                    all);
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

// What report 003's tables say of its conclusions: each is judged by pairs of trainings.
#pragma once

#include <string>
#include <vector>

#include "11_evaluation/reports/trainer.hpp"
#include "lab/experiment.hpp"

namespace nn {

/// What a training of the report's tables is made with.
struct Setting {
  std::string set;
  bool skips = false;
  Widths hidden;
  double rate = 0.0;
  double batch = 0.0;
  bool again = false;  // a second training, that differs in its random numbers alone
  bool operator==(const Setting&) const = default;
};

struct GridCell {
  Setting setting;
  double accuracy = 0.0;  // on the validation samples, of the best epoch: as the report has it
  arma::uword samples = 0;
  double seconds = 0.0;
  bool diverged = false;  // then the accuracy is that of what is left
};

/// Prints how many pairs of `cells` speak for each conclusion, and measures it, in percent:
/// WAY.NAME.more and WAY.NAME.less. The cells' data are of this source.
void judge_conclusions(Run& run, const std::string& way, const std::string& source,
                       const std::vector<GridCell>& cells);

}  // namespace nn

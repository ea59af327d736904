#include "11_evaluation/reports/report_003_conclusions.hpp"

#include <algorithm>

#include "11_evaluation/evaluation.hpp"

namespace nn {
namespace {

/// That one kind of training is more accurate, or takes longer, than another one. It is judged by
/// pairs of trainings that differ in this alone.
struct Conclusion {
  std::string name;                      // of its measurements
  std::string compared;                  // in the table
  bool (*is_first)(const Setting& one);  // whether it is of the first kind, ...
  void (*make_second)(Setting& one);     // ... and what makes it one of the second
  bool time = false;                     // seconds are compared, not accuracies
};

bool is_shallow(const Setting& one) {
  return one.hidden.size() == 1;
}
bool is_deep(const Setting& one) {
  return one.hidden.size() >= 3;
}
bool has_skips(const Setting& one) {
  return one.skips;
}
bool has_small_batches(const Setting& one) {
  return one.batch == 32;
}

void lower_rate(Setting& one) {
  one.rate = 0.01;
}
void larger_batches(Setting& one) {
  one.batch = 128;
}
void without_skips(Setting& one) {
  one.skips = false;
}

const std::vector<Conclusion> conclusions = {
    {"rate_shallow", "rate 0.1, 0.01; one hidden layer",
     [](const Setting& one) { return one.rate == 0.1 && is_shallow(one); }, lower_rate},
    {"rate_deep", "rate 0.1, 0.01; 3 or 5 hidden layers",
     [](const Setting& one) { return one.rate == 0.1 && is_deep(one); }, lower_rate},
    {"batch_shallow", "batches of 32, 128; one hidden layer",
     [](const Setting& one) { return has_small_batches(one) && is_shallow(one); }, larger_batches},
    {"batch_deep", "batches of 32, 128; 3 or 5 layers",
     [](const Setting& one) { return has_small_batches(one) && is_deep(one); }, larger_batches},
    {"depth", "plain [10], [10] x 5",
     [](const Setting& one) { return !one.skips && one.hidden == Widths{10}; },
     [](Setting& one) { one.hidden = Widths(5, 10); }},
    {"skips", "with skips, plain", has_skips, without_skips},
    {"again", "equal settings, two seeds", [](const Setting& one) { return !one.again; },
     [](Setting& one) { one.again = true; }},
    {"time_batch", "time: batches of 32, 128", has_small_batches, larger_batches, true},
    {"time_width", "time: [50] x 3, [10] x 3",
     [](const Setting& one) { return one.hidden == Widths(3, 50); },
     [](Setting& one) { one.hidden = Widths(3, 10); }, true},
    {"time_skips", "time: with skips, plain", has_skips, without_skips, true}};

/// Whether a is more accurate than b, or takes longer by more than a tenth.
Comparison compare(const Conclusion& conclusion, const GridCell& a, const GridCell& b) {
  if (!conclusion.time) return compare_accuracies(a.accuracy, b.accuracy, a.samples);
  if (a.seconds > 1.1 * b.seconds) return Comparison::better;
  return b.seconds > 1.1 * a.seconds ? Comparison::worse : Comparison::no_difference;
}

}  // namespace

void judge_conclusions(Run& run, const std::string& way, const std::string& source,
                       const std::vector<GridCell>& cells) {
  Table table{.columns = {{"compared"}, {"pairs"}, {"more"}, {"no difference"}, {"less"}}};
  double all_seconds = 0.0;
  for (const GridCell& cell : cells) all_seconds += cell.seconds;
  for (const Conclusion& conclusion : conclusions) {
    std::vector<Comparison> found;
    for (const GridCell& first : cells) {
      if (first.setting.again || !conclusion.is_first(first.setting)) continue;
      Setting other = first.setting;
      conclusion.make_second(other);
      const auto second = std::ranges::find(cells, other, &GridCell::setting);
      if (second == cells.end()) continue;
      if (conclusion.time && (first.diverged || second->diverged)) continue;
      found.push_back(compare(conclusion, first, *second));
    }
    const auto pairs = static_cast<double>(found.size());
    const auto more = std::ranges::count(found, Comparison::better);
    const auto less = std::ranges::count(found, Comparison::worse);
    table.rows.push_back({conclusion.compared, found.size(), more,
                          std::ranges::count(found, Comparison::no_difference), less});
    const std::string name = way + "." + conclusion.name;
    run.measure(name + ".more", source, 100.0 * static_cast<double>(more) / pairs, all_seconds);
    run.measure(name + ".less", source, 100.0 * static_cast<double>(less) / pairs, all_seconds);
  }
  run.say(
      "Pairs of trainings that differ in one thing alone. More: the first one is more accurate "
      "than the second, by compare_accuracies; of times, it takes longer by more than a tenth.");
  run.print(table);
}

}  // namespace nn

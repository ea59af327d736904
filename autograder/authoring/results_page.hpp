// docs/results.md itself, and what is said of it.
#pragma once

#include <string>
#include <vector>

#include "authoring/measurements.hpp"
#include "authoring/results.hpp"

namespace gradus::authoring {

/// The page. Data sources stand beside each other where there are several. `figures` are those that
/// are in docs/results. A conclusion holds if there is more in at least half of its pairs, and less
/// in at most a tenth.
std::string results_page(const std::vector<ResultLine>& lines, const Measurements& measurements,
                         const std::vector<ResultFigure>& figures = {},
                         const std::vector<ResultConclusion>& conclusions = {});

/// One sentence for each measurement that has moved by more than its stated spread: by more than
/// three standard errors of the difference between `known` and `now`, and by more than the last
/// printed digit. One that is new, or is no longer made, is told as well; one source of several
/// that is no longer measured (an original file that is not here) is not.
std::vector<std::string> out_of_date(const std::vector<ResultLine>& lines,
                                     const Measurements& known, const Measurements& now);

/// One sentence for each conclusion that is judged otherwise by `now` than by `known`, or is new,
/// or no longer judged.
std::vector<std::string> judged_otherwise(const std::vector<ResultConclusion>& conclusions,
                                          const Measurements& known, const Measurements& now);

/// One sentence for each line whose best settings were not measured, or miss the target by more
/// than its error: a claim smaller than its standard error is not made.
std::vector<std::string> missed_targets(const std::vector<ResultLine>& lines,
                                        const Measurements& measurements);

}  // namespace gradus::authoring

// Names the misconception behind a wrong matrix. Each detector asks whether one particular mistake
// would give exactly these numbers; it speaks only when it fits to within the tolerance, and where
// two fit, both speak. Each sentence begins with a fact about the numbers; what may have led to it
// is a question, or a place to look at, because several mistakes can give the same numbers. A
// detector is silent over right answers and over noise, and where the numbers are so few or so
// round that they could fit by chance.
#pragma once

#include <armadillo>
#include <set>
#include <string>
#include <vector>

namespace support {

/// A mistake that a test knows of: the value it would give, and what that means.
struct KnownMistake {
  std::string sentence;
  arma::mat value;
  std::string origin;  // "by_rows, misconceptions.hpp:31": which .mistake() says it, if one does
};

/// What a test expects, and what it knows about how one gets it wrong.
struct Comparison {
  arma::mat expected;
  double tolerance = 0.0;
  arma::uword samples = 0;  // the batch size m; 0: no factor of m is looked for
  std::vector<KnownMistake> mistakes;
};

/// Same shape, every entry finite, every |actual - expected| <= tolerance * max(1, |expected|).
/// An entry that is expected to be infinite or NaN never passes.
bool agrees(const arma::mat& actual, const arma::mat& expected, double tolerance);

/// One sentence for each misconception that fits; empty if none does. Never called on a right
/// answer by close_to, and silent there. `noticed` is what the matcher itself has found, if
/// anything: no general detector then speaks beside it.
std::vector<std::string> diagnose(const arma::mat& actual, const Comparison& comparison,
                                  const std::vector<std::string>& noticed = {});

/// The whole message of a failing comparison: the diagnosis, if there is one, then the shape or the
/// worst entry with what was got and what was expected.
std::string explain(const arma::mat& actual, const Comparison& comparison,
                    const std::vector<std::string>& noticed = {});

/// What the last failing comparison said, for the grader's report; cleared by taking it.
std::vector<std::string> take_diagnoses();

/// Where the mistakes stand that comparisons could have named, and did name, since this was last
/// asked: the audit proves that each is named for what really is that mistake.
struct Origins {
  std::set<std::string> offered;
  std::set<std::string> named;
  std::set<std::string> alike;  // "a and b": misconceptions that give one comparison the same value
};
Origins take_origins();

/// To be called for each comparison, whether it passes or not.
void note_offers(const Comparison& comparison);

/// Whether explain() was called since this was last asked: the message is then a full one.
bool take_explained();

}  // namespace support

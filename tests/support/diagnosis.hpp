// Names the misconception behind a wrong matrix: one that the test knows of, or else one that is
// made anywhere. Each detector asks whether one particular mistake would give exactly these
// numbers; it speaks only when it fits to within the tolerance. Each sentence begins with a fact
// about the numbers; what may have led to it is a question, or a place to look at, because several
// mistakes can give the same numbers. A detector is silent over right answers and over noise, and
// where the numbers are so few or so round that they could fit by chance.
#pragma once

#include <armadillo>
#include <optional>
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
  std::vector<KnownMistake> mistakes = {};
  std::vector<std::string> names = {};  // of the entries of a list, where they have any
  bool derived = false;  // the test computed it from what came back: no general detector speaks
};

/// Same shape, every entry finite, every |actual - expected| <= tolerance * max(1, |expected|).
/// An entry that is expected to be infinite or NaN never passes.
bool agrees(const arma::mat& actual, const arma::mat& expected, double tolerance);

/// Where entry i of such a matrix is: "(0, 2)", or "2" where it is a list.
std::string place(arma::uword rows, arma::uword cols, arma::uword i);

/// One sentence for each mistake that fits.
struct Diagnosis {
  std::vector<std::string> named;    // of those that the test knows of
  std::vector<std::string> general;  // of what goes wrong anywhere; silent where one is named
};

/// Empty if nothing fits. Never called on a right answer by close_to, and silent there. `noticed`
/// is what the matcher itself has found, if anything: no general detector then speaks beside it.
Diagnosis diagnose(const arma::mat& actual, const Comparison& comparison,
                   const std::vector<std::string>& noticed = {});

/// What a failing comparison has to say.
struct Explanation {
  Diagnosis diagnosis;
  std::string numbers;  // the shape, or the worst entry with what was got and what was expected
  std::string text() const;
};
Explanation explain(const arma::mat& actual, const Comparison& comparison,
                    const std::vector<std::string>& noticed = {});

/// What explain() said last, for the grader's report; cleared by taking it.
std::optional<Explanation> take_explanation();

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

}  // namespace support

// How a tape crosses the process border. A node's rules are closures, and a closure stays where it
// was made: in the student's process. What crosses is its number there. In the tests' process, a
// rule with a number asks the student's process when it is called.
//
//   tests                                 student's process
//   Tape{... rule 7 ...}  -- tape_add -->  the same tape, rule 7 found in `kept`
//                         <-- tape -----   one node more: its closures are kept as 8 and 9
//   rule 8, called        -- rule ------>  closure 8 is called with A, B, V, G and dA
//                         <-- dA ------
//
// Rules of the tests are PlainRule (plain_rule.hpp), which cross as what they are: four numbers.
#pragma once

#include <armadillo>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "12_autodiff/plain_rule.hpp"
#include "remote/remote.hpp"

namespace support {

struct Share {
  arma::mat dA;
};

/// The closures that the student's operations have recorded in this process, and the number of the
/// first of them. No other process has the same numbers.
struct KeptRules {
  std::uint64_t first = std::chrono::steady_clock::now().time_since_epoch().count();
  std::vector<nn::Rule> rules;
};

inline KeptRules& kept() {
  static KeptRules the_kept;
  return the_kept;
}

/// Calls rule `number`. It may be that of an earlier process: the border asks old questions again.
/// Then nobody looks at the answer.
inline Share call_rule(std::uint64_t number, const arma::mat& A, const arma::mat& B,
                       const arma::mat& V, const arma::mat& G, const arma::mat& dA) {
  Share share{dA};
  const std::uint64_t place = number - kept().first;
  if (place < kept().rules.size()) kept().rules[place]({A, B, V, G}, share.dA);
  return share;
}

/// A rule of the student's process.
struct DistantRule {
  std::uint64_t number = 0;

  void operator()(const nn::Visit& at, arma::mat& dA) const;
};

}  // namespace support

REMOTE_STRUCT(support::PlainRule, it.g, it.a, it.b, it.v)
REMOTE_STRUCT(support::Share, it.dA)

template <>
struct gradus::remote::Codec<nn::Rule> {
  enum class Kind : std::uint8_t { none, plain, distant };

  static void write(Writer& writer, const nn::Rule& rule) {
    if (const auto* plain = rule.target<support::PlainRule>()) {
      remote::write(writer, Kind::plain);
      remote::write(writer, *plain);
    } else {
      remote::write(writer, rule ? Kind::distant : Kind::none);
      if (rule) writer.number(number_of(rule));
    }
  }

  static nn::Rule read(Reader& reader) {
    switch (remote::read<Kind>(reader)) {
      case Kind::none:
        return {};
      case Kind::plain:
        return remote::read<support::PlainRule>(reader);
      case Kind::distant:
        return support::DistantRule{reader.number()};
    }
    throw ProtocolError("a rule of no kind");
  }

 private:
  static std::uint64_t number_of(const nn::Rule& rule) {
    if (const auto* distant = rule.target<support::DistantRule>()) return distant->number;
    support::KeptRules& kept = support::kept();
    kept.rules.push_back(rule);
    return kept.first + kept.rules.size() - 1;
  }
};

namespace gradus::remote {

/// Two answers to one question have rules with two numbers.
template <>
inline bool same<nn::Rule>(const nn::Rule& a, const nn::Rule& b) {
  return static_cast<bool>(a) == static_cast<bool>(b);
}

/// See call_rule: the process may be another one.
template <>
inline bool same<support::Share>(const support::Share&, const support::Share&) {
  return true;
}

}  // namespace gradus::remote

REMOTE_STRUCT(nn::Input, it.node, it.rule)
REMOTE_STRUCT(nn::Node, it.value, it.inputs, it.wants_gradient)
REMOTE_STRUCT(nn::Tape, it.nodes)

inline void support::DistantRule::operator()(const nn::Visit& at, arma::mat& dA) const {
#if defined(GRADUS_PROXY) || defined(GRADUS_TRIVIAL)
  dA = gradus::remote::Function<&support::call_rule>::call("nn::rule", "(at)", number, at.A, at.B,
                                                           at.V, at.G, dA)
           .dA;
#else
  dA = call_rule(number, at.A, at.B, at.V, at.G, dA).dA;
#endif
}

#if !defined(GRADUS_PROXY) && !defined(GRADUS_TRIVIAL)
static const gradus::remote::Register rule_entry{
    "nn::rule", &gradus::remote::Function<&support::call_rule>::serve};
#endif

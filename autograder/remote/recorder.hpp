// Remembers calls with their answers, so that they can be asked again: a function of a lesson must
// give the same answer to the same question, whatever was asked before.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "remote/client.hpp"
#include "remote/frame.hpp"

namespace gradus::remote {

/// A callback that was answered: its request, and what came of it.
struct Exchange {
  bool (*same_request)(Reader&, Reader&);
  Bytes request;  // with the callback's number in front
  Kind kind;      // callback_result or thrown
  Bytes answer;
};

struct Call {
  Signature signature;
  std::vector<std::byte> bytes;
  std::vector<Exchange> exchanges;
  std::vector<std::byte> answer;  // what it returned
};

class Recorder {
 public:
  /// The calls of the last case become those of an earlier one.
  void start_case();

  /// A call that has returned `answer`. Only the first of each function in a case is kept, if it is
  /// small.
  void add(const Signature& signature, std::span<const std::byte> call,
           std::vector<Exchange> exchanges, std::span<const std::byte> answer);

  /// What can be asked again: this case's first call of each function, then one of an earlier case
  /// for each of these functions.
  std::vector<const Call*> to_ask_again() const;

 private:
  std::map<std::string, Call> this_case_;
  std::map<std::string, Call> earlier_;
};

/// Asks once more. Whether the answer is the same. Throws what Channel::send and receive throw.
bool answers_the_same(Channel& channel, const Call& call);

}  // namespace gradus::remote

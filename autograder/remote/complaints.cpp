#include <algorithm>
#include <string>

#include "common/random.hpp"
#include "remote/client.hpp"
#include "remote/complaints.hpp"
#include "remote/types.hpp"

namespace gradus::remote {
namespace {

std::vector<std::string>& all() {
  static std::vector<std::string> sentences;
  return sentences;
}

/// The name of an argument, from the "(layer, X)" of its REMOTE line.
std::string argument_name(const Signature& signature, std::size_t argument) {
  const std::string& text = signature.parameters;
  std::size_t begin = 1;
  for (std::size_t i = 0; i < argument && begin != 0; ++i) begin = text.find(',', begin) + 1;
  if (begin == 0) return "number " + std::to_string(argument + 1);
  begin = text.find_first_not_of(' ', begin);
  return text.substr(begin, text.find_first_of(",)", begin) - begin);
}

}  // namespace

std::string short_name(const std::string& function) {
  return function.substr(function.rfind(':') + 1);
}

void complain(const std::string& sentence) {
  constexpr std::size_t enough = 5;
  if (all().size() < enough && std::ranges::find(all(), sentence) == all().end()) {
    all().push_back(sentence);
  }
}

void forget_complaints() {
  all().clear();
}

const std::vector<std::string>& complaints() {
  return all();
}

void complain_of_change(const Signature& signature, std::size_t argument) {
  complain(short_name(signature.name) + " changed its const argument " +
           argument_name(signature, argument) +
           ": const promises the caller that the value stays as it is. Work on a copy.");
}

void complain_of_sharing(const Signature& signature, std::size_t first, std::size_t second) {
  const std::string function = short_name(signature.name);
  std::string sentence;
  if (second == 0) {
    sentence = "Two parts of what " + function + " returned lie in the same memory";
  } else if (first == 0) {
    sentence = "What " + function + " returned lies in the memory of its argument " +
               argument_name(signature, second - 1);
  } else if (first == second) {
    sentence = "Two parts of the argument " + argument_name(signature, first - 1) + " of " +
               function + " lie in the same memory";
  } else {
    sentence = "The arguments " + argument_name(signature, first - 1) + " and " +
               argument_name(signature, second - 1) + " of " + function + " lie in the same memory";
  }
  complain(sentence + ": whoever changes the one changes the other. Make a copy.");
}

void read_generator(Reader& reader, const Signature& signature, nn::Rng& rng) {
  const std::uint64_t seed = reader.number();
  const std::uint64_t draws = reader.number();
  if (seed != rng.seed() || draws < rng.draws()) {
    complain("The generator that came back from " + short_name(signature.name) +
             " is another one than it was given: draw from rng, and put none in its place.");
    return;
  }
  if (draws - rng.draws() > most_draws) {
    throw ProtocolError("a generator was drawn from " + std::to_string(draws - rng.draws()) +
                        " times, at most " + std::to_string(most_draws) + " are possible");
  }
  while (rng.draws() < draws) rng.next();
}

}  // namespace gradus::remote

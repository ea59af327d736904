// Tries to: enter another function into the worker's table under this task's name.
// In vain: there is nothing to gain: it must give the right values, too.
// Earns: nothing for 0.4.
#include <cstdint>

namespace gradus::remote {
class Reader;
class Writer;
enum class Kind : std::uint32_t;
struct Register {
  Register(const char* function, Kind (*serve)(Reader&, Writer&));
};
}  // namespace gradus::remote

static gradus::remote::Kind says_nothing(gradus::remote::Reader&, gradus::remote::Writer&) {
  return gradus::remote::Kind{2};
}
static const gradus::remote::Register entry("nn::most_likely", says_nothing);

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  return {};
}

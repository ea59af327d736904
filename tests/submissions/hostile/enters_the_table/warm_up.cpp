// Tries to: enter another function into the worker's table under this task's name.
// In vain: there is nothing to gain: it must give the right values, too.
// Earns: nothing for 0.4.
namespace gradus::remote {
class Reader;
class Writer;
struct Register {
  Register(const char* function, void (*serve)(Reader&, Writer&));
};
}  // namespace gradus::remote

static void says_nothing(gradus::remote::Reader&, gradus::remote::Writer&) {
}
static const gradus::remote::Register entry("nn::most_likely", says_nothing);

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  return {};
}

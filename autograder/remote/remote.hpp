// What tests/NN_name/remote_NAME.cpp is written with: one line a function.
//
//   REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
//   REMOTE(DenseCache, nn::dense_forward, (const DenseLayer& layer, const arma::mat& X), (layer,
//   X))
//
// The file is compiled twice. With GRADUS_PROXY, each line defines the function itself, as a proxy
// that asks the worker: the tests link with it. (GRADUS_TRIVIAL: see trivial.hpp.) Otherwise it
// enters the student's function into the
// worker's table, and defines a weak one, which the linker takes only if the student has none.
#pragma once

#include "remote/call.hpp"

/// The fields of a struct that crosses, each written `it.name`.
#define REMOTE_STRUCT(TYPE, ...)                                      \
  template <>                                                         \
  struct gradus::remote::Fields<TYPE> {                               \
    static auto tie(TYPE& it) { return std::tie(__VA_ARGS__); }       \
    static auto tie(const TYPE& it) { return std::tie(__VA_ARGS__); } \
  };

#define GRADUS_JOIN_(a, b) a##b
#define GRADUS_JOIN(a, b) GRADUS_JOIN_(a, b)
#define GRADUS_UNPACK(...) __VA_ARGS__

#ifdef GRADUS_PROXY
#define REMOTE(RESULT, NAME, PARAMETERS, ARGUMENTS)                                           \
  RESULT NAME PARAMETERS {                                                                    \
    return gradus::remote::Function<&NAME>::call(#NAME, #ARGUMENTS, GRADUS_UNPACK ARGUMENTS); \
  }
#elif defined(GRADUS_TRIVIAL)
#include "remote/trivial.hpp"
#else
#define REMOTE(RESULT, NAME, PARAMETERS, ARGUMENTS)                    \
  [[gnu::weak]] RESULT NAME PARAMETERS {                               \
    const auto unused = [](const auto&...) {};                         \
    unused ARGUMENTS;                                                  \
    throw gradus::remote::Missing{#NAME};                              \
  }                                                                    \
  static const gradus::remote::Register GRADUS_JOIN(entry_, __LINE__){ \
      #NAME, &gradus::remote::Function<&NAME>::serve};
#endif

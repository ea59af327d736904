// The compiler's words with types as people write them: arma::mat for 'arma::Mat<double>', "an
// Armadillo expression" for three lines of eGlue<eOp<...>>, and nothing of what T1 stands for.
#pragma once

#include <string>

namespace gradus::judge {

/// Reads each byte a bounded number of times, as the words quote the student's text.
std::string in_plain_types(const std::string& message);

}  // namespace gradus::judge

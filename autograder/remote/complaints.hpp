// For the client's own files: what is said about an answer, beside what the tests say.
#pragma once

#include <string>

namespace gradus::remote {

/// "dense_forward" of "nn::dense_forward".
std::string short_name(const std::string& function);

void complain(const std::string& sentence);
void forget_complaints();

}  // namespace gradus::remote

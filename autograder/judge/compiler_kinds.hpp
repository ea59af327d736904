// The kinds of complaint that a compiler has about a beginner's file, each with what to do about
// it. A table: one kind is one entry, and a new one needs no other line of code.
#pragma once

#include <span>

namespace gradus::judge {

/// `said` is how a message begins, first g++'s, then clang++'s, with a | between them. A `*` stands
/// for anything, and what follows a `~` is how one of the message's notes begins. In the sentence,
/// {1} and {2} are what the message quotes; for the other places see compiler_words.cpp.
struct ErrorKind {
  const char* said;
  const char* sentence;
};

/// In an order in which the first that fits is the right one: what is special stands first.
std::span<const ErrorKind> kinds();

}  // namespace gradus::judge

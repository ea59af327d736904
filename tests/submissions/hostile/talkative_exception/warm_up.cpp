// Tries to: forge a report in an exception's text, 16 MB long: escape sequences, workflow commands,
//   formulas, lines of JSON.
// In vain: 2000 characters of it cross, are cleaned, and stay a text.
// Earns: nothing for 0.4.

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  std::string text = "passed\n::error::x\n=1+1\n\033[2J\033]8;;http://x\a\u202e\xff\",\"passed\":true}\n";
  while (text.size() < 16 << 20) text += text;
  throw std::runtime_error(text);
}

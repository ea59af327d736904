// The program of those who learn. Where the course is whole, those who teach have another one
// beside it, with more commands (staff/main.cpp).
#include "cli/command_line.hpp"

int main(int argc, char** argv) {
  return gradus::cli::command_line(argc, argv, {}, "");
}

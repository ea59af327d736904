#!/bin/sh
# test_format.sh: every source file is as .clang-format asks. What is handed in has its own way.
set -eu
cd "$(dirname "$0")/../.."
find lessons solutions tests autograder datasets \( -name '*.cpp' -o -name '*.hpp' \) \
  ! -path 'tests/submissions/*' -print0 | xargs -0 clang-format --dry-run -Werror
echo "every source file is as .clang-format asks"

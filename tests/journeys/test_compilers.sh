#!/bin/sh
# test_compilers.sh: which compilers are refused when the course is configured, with which words; and
# what of CXX, CXXFLAGS and LDFLAGS reaches the tools. Nothing is built.
set -eu
course=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/gradus-compilers-XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
unset CXX CXXFLAGS CPPFLAGS LDFLAGS CMAKE_CXX_COMPILER_LAUNCHER

failures=0
option=
fail() {
  failures=$((failures + 1))
  echo "FAILED: $1"
  sed 's/^/    | /' "$folder/log"
}

configure() { # VARIABLE=VALUE...
  rm -rf "$folder/build"
  again "$@"
}

again() {
  status=0
  (cd "$course" && env "$@" cmake --preset student -B "$folder/build" $option) >"$folder/log" 2>&1 || status=$?
}

refused() { # WORDS
  [ "$status" != 0 ] || fail "is configured, expected: $1"
  lines=$(grep -c '^gradus: ' "$folder/log" || true)
  [ "$lines" = 1 ] || fail "$lines lines begin with 'gradus: ', expected 1"
  grep '^gradus: ' "$folder/log" | grep -qF -- "$1" || fail "does not say: $1"
}

# compiler NAME MACRO...: a program that answers as a compiler with these macros
compiler() {
  name=$1
  shift
  printf '#!/bin/sh\ncat <<END\n' >"$folder/$name"
  printf '#define %s\n' "$@" >>"$folder/$name"
  echo END >>"$folder/$name"
  chmod +x "$folder/$name"
}

# The one that is taken where nobody says which.
configure
[ "$status" = 0 ] || fail "is not configured without CXX"
best=$(sed -n 's/^ *"compiler": "\(.*\)",$/\1/p' "$folder/build/course.json")
best=${best##*/}

# ---- refused ---------------------------------------------------------------------------------

compiler clang++ '__GNUC__ 4' '__clang__ 1' '__VERSION__ "Debian Clang 13.0.1"'
compiler old-g++ '__GNUC__ 11' '__VERSION__ "11.4.0"'

configure CXX="$folder/clang++"
refused "Gradus needs clang++ 14 or g++ 12, or later; CXX is $folder/clang++, which is clang 13.0.1: say CXX=$best "
again CXX="$folder/old-g++" # what was refused is not remembered
refused "CXX is $folder/old-g++, which is g++ 11.4.0: say CXX=$best "
again CXX=/bin/false
refused "CXX is /bin/false, which does not answer as a compiler does: say CXX=$best "
again CXX=no-such-compiler
refused "CXX is no-such-compiler, which does not answer as a compiler does"
ln -s "$(command -v gcc)" "$folder/gcc"
configure CXX="$folder/gcc"
refused "which is g++ $(gcc -dumpfullversion) and cannot build a C++20 program"
configure CXX=g++ CXXFLAGS=-nostdinc++
refused "cannot build a C++20 program with its standard library -nostdinc++: say CXX="
option=-DCMAKE_CXX_COMPILER=$folder/clang++
configure
option=
refused "which is clang 13.0.1: remove the folder $folder/build, which remembers it, and say CXX=$best "
again CXX=g++
refused "remove the folder $folder/build"

# ---- taken -----------------------------------------------------------------------------------

# As ccache is used: by another name in front of $PATH, which starts the compiler.
real=$(command -v g++)
printf '#!/bin/sh\nexec %s "$@"\n' "$real" >"$folder/wrapped"
chmod +x "$folder/wrapped"
configure CXX="$folder/wrapped -m64" CXXFLAGS="-D_GLIBCXX_ASSERTIONS -DA='b \"c\"'" \
  LDFLAGS="-Wl,-z,now"
[ "$status" = 0 ] || fail "is not configured with $folder/wrapped"
has() { # WORDS
  grep -qF -- "$1" "$folder/build/course.json" || fail "course.json does not have: $1"
}
has "\"compiler\": \"$real\""
has '"compile_flags": ["-m64", "-D_GLIBCXX_ASSERTIONS", "-DA=b \"c\"", '
has '"link_flags": ["-m64", "-D_GLIBCXX_ASSERTIONS", "-DA=b \"c\"", "-Wl,-z,now", '

# Everything but grading, where its library is not there.
grep -q '"sandbox": "autograder/' "$folder/build/course.json" || fail "it is built without a sandbox"
option=-DGRADUS_SECCOMP_INCLUDE=
configure CXX=g++
option=
[ "$status" = 0 ] || fail "is not configured without libseccomp"
grep -qF 'gradus: without grading, as libseccomp is not here' "$folder/log" || fail "does not say what is missing"
has '"sandbox": ""'
ninja -C "$folder/build" -t targets all >"$folder/log" || fail "no build without libseccomp"
if grep -q '^gradus-sandbox:' "$folder/log"; then fail "the sandbox is built without libseccomp"; fi

if [ -d "$course/solutions" ]; then # what grading a lesson needs holds the lesson's own reference
  for lesson in "$course"/solutions/[0-9]*; do
    id=$(basename "$lesson" | cut -c1-2)
    ninja -C "$folder/build" -t inputs "kit_$id" | grep "/solutions/$id" >"$folder/log" ||
      fail "kit_$id lacks reference_$id"
  done
fi

[ "$failures" = 0 ] || {
  echo "$failures failures"
  exit 1
}

#!/bin/sh
# test_systems.sh SYSTEM TOOL: the course where students have it, by a user who may install, with README's words.
#   bookworm, trixie, noble   a bare Debian 12, Debian 13 or Ubuntu 24.04 in a chroot, made by debootstrap: each lesson in
#                             a students' copy, and a fresh clone of the whole course that grades
#   gcc, clang, libcxx        this system's g++, an older or newer clang++, and clang++ with its own C++ library
#   no-grading                this system, as if libseccomp were not here
# Where this machine cannot do it, it says why and ends with status 77. A chroot's packages come from where this system
# has its own; GRADUS_MIRROR=URL and GRADUS_KEYRING=FILE name another place (another distribution's has another key).
set -eu
system=$1
tool=$2 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/journeys/journey.sh
. "$here/journey.sh"
rooms=${TMPDIR:-/tmp}
make_room
unset CMAKE_CXX_COMPILER_LAUNCHER CXX CXXFLAGS

cannot() {
  echo "$system was not tried: $*" >&2
  exit 77
}

release() { # FOLDER
  "$tool" release "$1" >"$work/said" 2>&1 || fail "release: exit status $?"
}

# ---- a system in a chroot ----------------------------------------------------------------------

in_root() { # COMMAND...
  # shellcheck disable=SC2016  # its own variables
  unshare --mount --pid --fork --kill-child sh -c '
    root=$1
    shift
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CI=true "$@"
  ' sh "$root" "$@"
}

as_student() { # WORDS: in the student's copy
  in_root su student -c "cd /home/student/gradus && $1"
}

# The places that this system's packages come from, and the one that is named.
mirrors() {
  echo "${GRADUS_MIRROR:-}"
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^#' | grep -oE 'https?://[^ ]+' | sort -u
}

make_root() { # SUITE SCRIPT COMPONENTS
  [ "$(id -u)" = 0 ] || cannot "a chroot needs root"
  command -v debootstrap >/dev/null || cannot "there is no debootstrap here"
  for mirror in $(mirrors); do
    if /usr/lib/apt/apt-helper download-file "$mirror/dists/$1/Release" "$work/Release" >"$work/said" 2>&1; then break; fi
    mirror=
  done
  [ -n "${mirror:-}" ] || cannot "no place of this system's packages has $1; GRADUS_MIRROR=URL names one"
  rooms=$(mktemp -d "$rooms/gradus-root-XXXXXX") # debootstrap knows no path with a space, as $work has one
  trap 'rm -rf "$work" "$rooms"' EXIT
  root=$rooms/root
  debootstrap --variant=minbase --components="$3" ${GRADUS_KEYRING:+--keyring="$GRADUS_KEYRING"} \
    "$1" "$root" "$mirror" "/usr/share/debootstrap/scripts/$2" >"$work/said" 2>&1 ||
    fail "debootstrap $1: exit status $?; is its key here? GRADUS_KEYRING=FILE names one"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  printf 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n' >"$root/etc/apt/apt.conf.d/90journey"
  in_root sh -c 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install sudo ca-certificates &&
    useradd -m -u 1234 student && echo "student ALL=(ALL) NOPASSWD:ALL" >/etc/sudoers.d/student' >"$work/said" 2>&1 ||
    fail "the student of $1 could not be made"
}

# ./gradus installs what is missing, or says which command does.
installs() { # AS COMMAND STATUS
  status=0
  "$1" "$2" >"$work/said" 2>&1 || status=$?
  if command=$(grep -oE 'sudo apt-get install .*' "$work/said"); then
    "$1" "$command" >"$work/said" 2>&1 || fail "what ./gradus says does not install: $command"
    "$1" "$2" >"$work/said" 2>&1 && status=0 || status=$?
  fi
  [ "$status" = "$3" ] || fail "$2: exit status $status, expected $3"
}

in_a_chroot() { # SUITE SCRIPT COMPONENTS
  make_root "$@"
  release "$root/home/student/gradus"
  mkdir "$root/srv/course"
  cp -r "$course/solutions" "$course/tests" "$root/srv/course"
  in_root chown -R student: /home/student
  installs as_student "./gradus check" 1
  as_student "/srv/course/tests/journeys/systems/every_lesson.sh /home/student/gradus /srv/course/solutions" 2>"$work/said" ||
    fail "not every lesson is well"
  if [ "$1" != bookworm ]; then # there, the suite does it
    make_clone "$root/srv/clone"
    in_root_clone() { in_root sh -c "cd /srv/clone && $1"; }
    installs in_root_clone "./gradus grade --help" 0
    in_root_clone tests/journeys/test_fresh_clone.sh || fail "a fresh clone does not grade"
  fi
}

# ---- this system -------------------------------------------------------------------------------

serves() { # a compiler, with $CXXFLAGS, for a program of C++20
  # shellcheck disable=SC2086  # a list of words
  printf '%s\n' '#include <algorithm>' '#include <string>' 'int main() { std::string s; std::ranges::sort(s); }' |
    "$1" -std=c++20 $CXXFLAGS -x c++ - -o "$work/trial" 2>/dev/null
}

with_compiler() { # FLAGS COMPILER...: the lessons, and the grades of a class by root and by an ordinary user (which need
  # libraries that are made with this system's own C++ library)
  export CXXFLAGS="$1"
  shift
  for CXX in "$@" none; do
    if serves "$CXX"; then break; fi
  done
  [ "$CXX" != none ] || cannot "there is no $1 here that builds a C++20 program with ${CXXFLAGS:-its standard library}"
  export CXX
  release "$work/copy"
  "$here/systems/every_lesson.sh" "$work/copy" "$course/solutions" 00 01 04 07 10 12 2>"$work/said" ||
    fail "not every lesson is well"
  case $CXXFLAGS in *libc++*) return ;; esac
  make_class
  make_clone "$work/clone"
  cd "$work/clone"
  ./gradus grade "$work/class" --lessons 00 --out "$work/out" >"$work/said" 2>&1 || fail "grade: exit status $?"
  has_its_marks "$work/out"
  [ "$(id -u)" != 0 ] || chown -R 1234:1234 "$work/clone" "$work/home"
  as_ordinary env CXX="$CXX" CXXFLAGS="$CXXFLAGS" ./gradus grade "$work/class" --lessons 00 --out "$work/home/out" \
    >"$work/said" 2>&1 || fail "grade as an ordinary user: exit status $?"
  has_its_marks "$work/home/out"
}

without_grading() {
  hidden="-D GRADUS_SECCOMP_INCLUDE= -D GRADUS_SECCOMP="
  release "$work/copy"
  # shellcheck disable=SC2086  # a list of words
  (cd "$work/copy" && cmake --preset student $hidden) >"$work/said" 2>&1 || fail "a copy is not configured"
  "$here/systems/every_lesson.sh" "$work/copy" "$course/solutions" 00 01 2>"$work/said" || fail "not every lesson is well"
  make_class
  make_clone "$work/clone"
  cd "$work/clone"
  # shellcheck disable=SC2086
  cmake --preset student $hidden >"$work/said" 2>&1 || fail "the course is not configured"
  status=0
  ./gradus grade "$work/class" --lessons 00 --out "$work/out" >"$work/said" 2>&1 || status=$?
  [ "$status" = 2 ] || fail "grade: exit status $status, expected 2"
  grep -q "this build cannot grade" "$work/said" || fail "grade does not say that this build cannot"
  # shellcheck disable=SC2086
  cmake --preset ci $hidden >"$work/said" 2>&1 || fail "the tests are not configured"
  cmake --build --preset ci --target all_of_00 all_of_01 >"$work/said" 2>&1 || fail "the course does not build"
  ctest --preset ci -R 'lesson 0[01] holds together' >"$work/said" 2>&1 || fail "tests fail"
}

case $system in
  bookworm | trixie) in_a_chroot "$system" sid main ;;
  noble) in_a_chroot noble gutsy main,universe ;;
  gcc) with_compiler "" g++ ;;
  clang) with_compiler "" clang++-14 clang++-19 clang++-18 clang++-17 ;; # others than the usual one
  libcxx) with_compiler -stdlib=libc++ clang++-19 clang++-18 clang++-17 clang++-16 clang++ ;;
  no-grading) without_grading ;;
  *) fail "there is no system $system here: bookworm, trixie, noble, gcc, clang, libcxx, no-grading" ;;
esac
echo "$system: the course is well there"

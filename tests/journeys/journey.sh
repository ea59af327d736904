# What the journeys share: a room to work in, a clone, a class of three with known marks in lesson 00, and
# what to say about a failure. A journey sets `here`, its own folder.
course=$(cd "$here/../.." && pwd)
. "$course/tests/cache.sh"

# $work: a folder of this journey's own, with a home for an ordinary user and one for temporary files.
make_room() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/gradus journey-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM
  chmod 755 "$work"
  mkdir "$work/tmp" "$work/home"
  chmod 1777 "$work/tmp"
  export TMPDIR="$work/tmp" CI=true
}

# What a clone holds: the files that git knows, as they are now.
make_clone() { # FOLDER
  mkdir -p "$1"
  (cd "$course" && git ls-files -z 2>/dev/null | xargs -0 cp --parents -t "$1" 2>/dev/null) ||
    (cd "$course" && tar c --exclude=./build --exclude=./.gradus --exclude=./.git . | tar x -C "$1")
}

# Builds of this copy, by anybody, only look into the suite's cache. Where there is none, all is compiled.
look_into_cache() { # FOLDER
  if ! as_ordinary test -x "$course/build/ccache" || ! command -v ccache >/dev/null; then return 0; fi
  mkdir "$work/ccache"
  chmod 1777 "$work/ccache"
  use_cache "$course" "$1" "$work/ccache.conf" "read_only = true" "temporary_dir = $work/ccache"
}

fail() {
  echo "FAILED: $*" >&2
  [ ! -f "$work/said" ] || sed 's/^/    | /' "$work/said" >&2
  exit 1
}

# $work/class: 60 of 60 points, 40, and 0.
make_class() {
  mkdir -p "$work/class/right" "$work/class/stub" "$work/class/half"
  cp "$course"/solutions/00_*/warm_up.cpp "$work/class/right/"
  cp "$course"/lessons/00_*/warm_up.cpp "$work/class/stub/"
  awk -v only="0.1 0.3 0.5" -f "$course/tests/journeys/classes/merge.awk" \
    "$course"/solutions/00_*/warm_up.cpp "$course"/lessons/00_*/warm_up.cpp >"$work/class/half/warm_up.cpp"
  chmod -R a+rX "$work/class"
}

has_its_marks() { # OUT
  printf '%s\n' submission,00_warm_up,total,maximum half,40,40,60 right,60,60,60 stub,0,0,60 |
    cmp -s - "$1/grades.csv" || fail "these are not the marks of the class: $(tr '\n' ' ' <"$1/grades.csv")"
}

# As a user who owns nothing but $work/home; anybody but root is one already.
as_ordinary() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  else
    env -i PATH="$PATH" HOME="$work/home" LC_ALL=C.UTF-8 CI=true TMPDIR="$work/tmp" \
      CMAKE_CXX_COMPILER_LAUNCHER="${CMAKE_CXX_COMPILER_LAUNCHER:-}" CCACHE_CONFIGPATH="${CCACHE_CONFIGPATH:-}" \
      setpriv --reuid 1234 --regid 1234 --clear-groups --no-new-privs -- "$@"
  fi
}

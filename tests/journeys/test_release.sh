#!/bin/sh
# test_release.sh TOOL: the students' copy, from its release to the first lessons: by an ordinary user, and then by
# root, who finds it built.
set -eu
tool=$1 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
make_room
copy=$work/home/copy
look_into_cache "$copy"

# by STATUS COMMAND...: it ends so
by() {
  wanted=$1
  shift
  status=0
  "$@" >"$work/said" 2>&1 || status=$?
  [ "$status" = "$wanted" ] || fail "$*: exit status $status, expected $wanted"
}
says() { # WORDS
  tr -s ' \n' '  ' <"$work/said" | grep -qF -- "$1" || fail "it does not say: $1"
}
silent_about() { # WORDS
  if grep -qF -- "$1" "$work/said"; then fail "it should not say: $1"; fi
}

# ---- where it may go ---------------------------------------------------------------------------

by 2 "$tool" release "$course/docs/copy"
says "lies in the course"
by 2 "$tool" release "$(dirname "$course")"
mkdir "$work/full" && touch "$work/full/of_something"
by 2 "$tool" release "$work/full"
says "is not empty"
by 2 "$tool" release --update "$work/full"
says "is no copy"
by 2 "$tool" release "$work/full/of_something/copy"
by 2 "$tool" release /proc/copy
[ "$(wc -l <"$work/said")" -le 2 ] || fail "more than one error"

# ---- what it holds -----------------------------------------------------------------------------

by 0 "$tool" release "$copy"
left=$(find "$copy" -name 'graded_*' -o -name mistakes.toml -o -name solutions -o -name gradebook -o -name reporting -o \
  -name authoring -o -name staff -o -name journeys -o -name submissions -o -name '.git')
[ -z "$left" ] || fail "students do not get this: $left"
for solution in "$course"/solutions/*/*.cpp; do
  lesson=$(basename "$(dirname "$solution")")
  if cmp -s "$solution" "$copy/lessons/$lesson/$(basename "$solution")"; then fail "$solution was given out"; fi
done
by 2 "$tool" release "$copy"
says "holds a copy already"

# ---- the first minutes -------------------------------------------------------------------------

[ "$(id -u)" != 0 ] || chown -R 1234:1234 "$work/home"
cd "$copy"
own=lessons/00_warm_up/warm_up.cpp
cp "$own" "$work/stub.cpp"
by 1 as_ordinary ./gradus check 00
says "Nothing is written yet"
[ ! -e build/student/judge_01 ] || fail "the tests of a lesson that nobody asked for were built"
by 0 as_ordinary ./gradus --help
for command in grade export similar serve gradescope audit results release compare; do silent_about "  $command "; done
silent_about solution
silent_about "./gradus test"
by 0 as_ordinary ./gradus check --help
silent_about "--solution"
silent_about "--stack"
by 2 as_ordinary ./gradus grade .
by 2 as_ordinary ./gradus test
by 0 as_ordinary ./gradus hint 0.1
says "Hint 1 of"
by 0 as_ordinary ./gradus
by 0 as_ordinary ./gradus reset 0.1
says "nothing to do"

cp "$course/solutions/00_warm_up/warm_up.cpp" "$work/right.cpp"
cat "$work/right.cpp" >"$own"
by 0 as_ordinary ./gradus check 00
says "Lesson 00 is finished."
by 0 as_ordinary ./gradus run 00 clouds
by 0 as_ordinary ./gradus data
says "peaks"
by 0 as_ordinary ./gradus book
says "build/book/index.html"
awk -v only="0.1 0.3 0.5" -f "$course/tests/journeys/classes/merge.awk" "$work/right.cpp" "$work/stub.cpp" >"$own"
by 1 as_ordinary ./gradus check 00
says "40 of 60"

# ---- two at once, and one that is stopped ------------------------------------------------------

as_ordinary ./gradus check 01 >"$work/first" 2>&1 &
first=$!
as_ordinary ./gradus check 01 >"$work/second" 2>&1 || true
wait "$first" || true
cat "$work/first" "$work/second" >"$work/said"
[ "$(grep -c "Nothing is written yet" "$work/said")" = 2 ] || fail "two checks at once: not both have a verdict"
ninja -C build/student -n kit_01 >"$work/said"
says "no work to do"
seconds=1 # until the build has begun, and not ended: each lesson is built once
for lesson in 02 03 04 05 06; do
  as_ordinary env CCACHE_DISABLE=1 timeout -s INT $seconds ./gradus check $lesson >"$work/said" 2>&1 || true
  seconds=$((2 * seconds))
  if grep -q "say the same again" "$work/said"; then break; fi
done
says "say the same again"
silent_about "do not build"

# ---- later -------------------------------------------------------------------------------------

by 0 "$tool" release --update "$copy"
says "Nothing has changed"
cmp -s "$own" "$work/stub.cpp" && fail "the student's file was overwritten"
by 1 ./gradus check 00
says "40 of 60"

echo "the students' copy holds what students need, and works from the first minute"

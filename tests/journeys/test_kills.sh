#!/bin/sh
# test_kills.sh TOOL [KILLS]: a grader that is killed at any moment leaves no process and no wrong mark, and the
# next one goes on from there; INT, TERM and HUP end it at once. KILLS more at random moments (20 without the
# argument) leave the results byte for byte as those of a grader that nobody disturbed.
set -eu
[ $# = 1 ] || [ $# = 2 ] || {
  echo "usage: test_kills.sh TOOL [KILLS]" >&2
  exit 2
}
kills=${2:-20}
here=$(cd "$(dirname "$0")" && pwd)
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
. "$here/journey.sh"
. "$here/undisturbed.sh"
make_room
cd "$course"
make_class
# One that keeps the worker busy, and one that keeps the compiler busy.
mkdir "$work/class/loops" "$work/class/templates"
sed 's/return /for (volatile int i = 0;; ++i) {} return /' "$work/class/right/warm_up.cpp" >"$work/class/loops/warm_up.cpp"
cp tests/submissions/hostile/template_bomb/warm_up.cpp "$work/class/templates/"

# Whatever belongs to this test: its folders stand on the command line, or in the environment.
orphans() {
  for process in /proc/[0-9]*; do
    number=${process#/proc/}
    [ "$number" != $$ ] || continue
    if tr '\0' '\n' <"$process/cmdline" 2>/dev/null | grep -q "^$work\|=$work"; then
      tr '\0' ' ' <"$process/cmdline" | cut -c1-100
    fi
  done 2>/dev/null
}

start() {
  # A shell lets what it starts in the background ignore INT, and nohup HUP.
  env --default-signal=INT,HUP setsid "$tool" grade "$work/class" --lessons 00 --out "$work/out" --jobs 2 >"$work/said" 2>&1 &
  grader=$!
}

no_orphans() { # WHEN
  patience=20 # tenths of a second: a process that is killed needs a moment
  while [ -n "$(orphans)" ] && [ "$patience" -gt 0 ]; do
    patience=$((patience - 1))
    sleep 0.1
  done
  [ -z "$(orphans)" ] || fail "$1 this goes on: $(orphans)"
}

for moment in 0.1 0.3 0.5 0.8 1.2 1.7 2.3 3; do
  start
  sleep "$moment"
  kill -KILL "$grader" 2>/dev/null || true
  wait "$grader" 2>/dev/null || true
  no_orphans "after kill -9 at $moment s"
done
for signal in INT TERM HUP; do
  start
  sleep 1.5
  begun=$(date +%s%N)
  kill -"$signal" "$grader" 2>/dev/null || fail "the grader had ended before $signal came"
  status=0
  wait "$grader" || status=$?
  taken=$((($(date +%s%N) - begun) / 1000000))
  [ "$status" = 2 ] || fail "$signal: exit status $status, expected 2"
  [ "$taken" -lt 5000 ] || fail "$signal ended the grader after $taken ms"
  no_orphans "after $signal"
done

rm -rf "$work/class/loops" "$work/class/templates"
"$tool" grade "$work/class" --lessons 00 --out "$work/out" >"$work/said" 2>&1 || fail "resumed: exit status $?"
has_its_marks "$work/out"
echo "eight kills and three signals: nothing outlives the grader, nothing is lost"

make_undisturbed
killed=0
ended=0
while [ "$killed" -lt "$kills" ] || [ -d "$work/killed" ]; do
  start_quick "$work/killed"
  # The last one is left alone.
  [ "$killed" -ge "$kills" ] || sleep "$(moment $((killed + ended)))"
  if [ "$killed" -lt "$kills" ] && kill -KILL "$grader" 2>/dev/null; then
    killed=$((killed + 1))
    wait "$grader" 2>/dev/null || true
    [ $((killed % 20)) != 0 ] || no_orphans "after kill $killed"
  else
    status=0
    wait "$grader" || status=$?
    [ "$status" = 2 ] && [ -f "$work/killed/grades.csv" ] || fail "after $killed kills: exit status $status"
    is_undisturbed "$work/killed" "after $killed kills"
    ended=$((ended + 1))
    rm -rf "$work/killed"
  fi
done
echo "$killed kills at random moments of $ended gradings: each gave what nobody had disturbed"

# The gradebook alone, with a judge that takes no time.
GRADUS_KILLS=200 "$(dirname "$tool")/test_gradebook" "killed at any moments*" >"$work/said" 2>&1 || fail "200 kills of the gradebook"
echo "200 kills of the gradebook: the same"

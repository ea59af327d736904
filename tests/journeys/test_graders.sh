#!/bin/sh
# test_graders.sh TOOL: the graders for other systems, from their archives to a result, in a container that has no
# privilege: a root of bind mounts in a user namespace, in which root has no capability.
set -eu
tool=$1 # gradus-staff, in its build folder
here=$(cd "$(dirname "$0")" && pwd)
. "$here/journey.sh"
unshare -rm true 2>/dev/null || fail "this system gives no user namespaces"
make_room
make_class
ag=$work/autograder
mkdir -p "$ag/source" "$ag/submission" "$ag/results" "$work/grade" "$work/root"

in_container() { # COMMAND...
  # shellcheck disable=SC2016  # its own variables
  unshare -rm --propagation private sh -c '
    set -eu
    work=$1
    shift
    root=$work/root
    mount -t tmpfs none "$root"
    for folder in /usr /etc /var /proc /sys /dev ${CCACHE_DIR:-}; do
      mkdir -p "$root$folder"
      mount --rbind "$folder" "$root$folder"
    done
    for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
    for folder in autograder grade tmp; do
      mkdir "$root/$folder"
      mount --bind "$work/$folder" "$root/$folder"
    done
    ln -s autograder/source "$root/grader" # where PrairieLearn has it
    exec chroot "$root" setpriv --bounding-set=-all --inh-caps=-all \
      env -i PATH="$PATH" HOME=/tmp LC_ALL=C.UTF-8 ${CCACHE_DIR:+CCACHE_DIR="$CCACHE_DIR"} \
      ${CMAKE_CXX_COMPILER_LAUNCHER:+CMAKE_CXX_COMPILER_LAUNCHER="$CMAKE_CXX_COMPILER_LAUNCHER"} \
      RUNNER_TEMP=/tmp GITHUB_OUTPUT=/tmp/github_output "$@"' sh "$work" "$@" >"$work/said" 2>&1
}

# A submission as these systems lay it out.
hand_in() { # NAME
  rm -rf "$ag/submission" "$work/grade/student" "$ag/results/results.json"
  mkdir -p "$ag/submission/my repo/lessons" "$work/grade/student"
  cp "$work/class/$1/warm_up.cpp" "$ag/submission/my repo/lessons/"
  cp "$work/class/$1/warm_up.cpp" "$work/grade/student/"
}

# The values of a field, in their order, on one line.
field() { # FILE NAME
  sed -n "s/^ *\"$2\": \(.*[^,]\),\{0,1\}\$/\1/p" "$1" | tr '\n' ' '
}
is() { # FILE NAME VALUES
  [ "$(field "$1" "$2")" = "$3 " ] || fail "$2 is $(field "$1" "$2"), expected $3"
}

# ---- Gradescope --------------------------------------------------------------------------------

"$tool" gradescope --lessons 00 --to "$work/autograder.zip" >"$work/said"
[ "$(stat -c %a "$work/autograder.zip")" = 600 ] || fail "others can read the solutions and the secret"
(cd "$ag/source" && unzip -q "$work/autograder.zip")
for file in setup.sh run_autograder; do # at the root of the archive, and programs
  [ -x "$ag/source/$file" ] || fail "$file is not at the root of the archive, or is no program"
done
cp "$ag/source/run_autograder" "$ag/" # Gradescope does
in_container sh /autograder/source/setup.sh || fail "setup.sh: exit status $?"

hand_in half
in_container sh -c 'cd /autograder && ./run_autograder' || fail "run_autograder: exit status $?"
result=$ag/results/results.json
is "$result" score "10.0 0.0 15.0 0.0 15.0 40.0" # of each task, and the total
is "$result" max_score "10.0 10.0 15.0 10.0 15.0"
is "$result" status '"passed" "failed" "passed" "failed" "passed"'
is "$result" number '"0.1" "0.2" "0.3" "0.4" "0.5"'
is "$result" visibility '"visible" "visible" "visible" "visible" "visible" "visible"'
is "$result" stdout_visibility '"hidden"'
is "$result" output_format '"text" "text" "text" "text" "text" "text"'
grep -q '"execution_time": [0-9]' "$result" || fail "no execution_time"
grep -q '"name": "0.2 add_to_columns"' "$result" || fail "no name of a task"
grep -q '"output": "not written yet' "$result" || fail "what is not written is not called so"
if grep -q 'expected' "$result"; then fail "a value that a test expects was told"; fi

hand_in right
in_container sh -c 'cd /autograder && ./run_autograder' || fail "run_autograder: exit status $?"
is "$result" score "10.0 10.0 15.0 10.0 15.0 60.0"

# Nothing that a lesson asks for: the person is told so.
rm -rf "$ag/submission" "$result" && mkdir "$ag/submission" && echo no >"$ag/submission/essay.txt"
in_container sh -c 'cd /autograder && ./run_autograder' || fail "run_autograder: exit status $?"
is "$result" score "0.0 0.0 0.0 0.0 0.0 0.0"
grep -q 'warm_up.cpp was not found in what was handed in' "$result" || fail "it is not said what is missing"
# What cannot be read is no 0: there is no result with a score.
rm -rf "$ag/submission" "$result" && mkdir "$ag/submission" && printf '\000\001\002' >"$ag/submission/warm_up.cpp"
if in_container sh -c 'cd /autograder && ./run_autograder'; then fail "bytes that are no text were graded"; fi
[ ! -e "$result" ] || fail "what could not be read has a result: $(cat "$result")"

# ---- PrairieLearn ------------------------------------------------------------------------------

"$tool" gradescope --for prairielearn --lessons 00 --to "$work/pl.zip" >"$work/said"
mkdir "$work/pl" && (cd "$work/pl" && unzip -q "$work/pl.zip")
grep -q '^FROM debian:12' "$work/pl/Dockerfile" || fail "no Dockerfile"
cmp -s "$work/pl/prepare.sh" "$ag/source/prepare.sh" || fail "another way of making ready than the one above"
cp "$work/pl/run.sh" "$ag/source/"
hand_in half
in_container sh /grader/run.sh || fail "run.sh: exit status $?"
result=$work/grade/results/results.json
is "$result" gradable true
is "$result" score 0.6667
is "$result" points "10.0 0.0 15.0 0.0 15.0"
is "$result" max_points "10.0 10.0 15.0 10.0 15.0"

# ---- GitHub Actions ----------------------------------------------------------------------------

"$tool" gradescope --for github --lessons 00 --to "$work/gh.zip" >"$work/said"
mkdir "$work/gh" && (cd "$work/gh" && unzip -q "$work/gh.zip")
workflow=$work/gh/.github/workflows/grade.yml
cmp -s "$work/gh/.github/graders/grade_one.sh" "$ag/source/grade_one.sh" || fail "another way of grading"
# The step as it stands there, in the folder of the job.
awk '/- name: Grade/ { on = 1 } on && body { print substr($0, 11) } on && /run: \|/ { body = 1 }' \
  "$workflow" >"$work/tmp/step.sh"
[ "$(wc -l <"$work/tmp/step.sh")" -gt 5 ] || fail "the workflow has no step Grade"
mkdir "$work/tmp/job" && ln -s /autograder/source "$work/tmp/job/grader"
cp -r "$ag/submission" "$work/tmp/job/submission"
in_container sh -c 'cd /tmp/job && sh /tmp/step.sh' || fail "the step Grade: exit status $?"
stop=$(sed -n 's/^::stop-commands:://p' "$work/said")
[ -n "$stop" ] && grep -qxF "::$stop::" "$work/said" || fail "commands in what was printed would count"
[ "$(wc -l <"$work/tmp/github_output")" = 1 ] || fail "not one output"
sed 's/^result=//' "$work/tmp/github_output" | base64 -d >"$work/result.json" || fail "no base64"
is "$work/result.json" version 1
is "$work/result.json" status '"fail" "pass" "fail" "pass" "fail" "pass"' # of all, and of each task
is "$work/result.json" max_score 60.0

echo "the graders for other systems give the marks, without any privilege"

#!/bin/sh
# test_commands.sh TOOL: the commands as a student meets them, on a copy of the course whose path has
# spaces: what they say, how they end, and that no line is wider than 80 columns.
set -eu
tool_name=$(basename "$1")
copy=$(mktemp -d "${TMPDIR:-/tmp}/gradus commands-XXXXXX")
trap 'rm -rf "$copy"' EXIT
trap 'exit 1' INT TERM
"$(dirname "$0")/copy_course.sh" "$1" "$copy"
(cd "$(dirname "$1")" && cp --parents gradus-data run/run_01 run/run_solution_01 "$copy/build")
cd "$copy/course"

failures=0
fail() {
  failures=$((failures + 1))
  echo "FAILED: $1"
  sed 's/^/    | /' "$copy/out"
}

# run STATUS WORDS...: the last command must end with this status
run() { # STATUS ARGUMENTS...
  wanted=$1
  shift
  status=0
  "$copy/build/$tool_name" "$@" >"$copy/out" 2>&1 || status=$?
  command="gradus $*"
  [ "$status" = "$wanted" ] || fail "$command ends with status $status, expected $wanted"
  wide=$(LC_ALL=C.UTF-8 grep -E '^.{81,}' "$copy/out" | grep -v "$copy" | head -1)
  [ "${1:-}" != compare ] || wide= # it shows code, line by line
  [ -z "$wide" ] || fail "$command prints a line of more than 80 columns: $wide"
}

says() { # WORDS
  tr -s ' \n' '  ' <"$copy/out" | grep -qF -- "$1" || fail "$command does not say: $1"
}

silent_about() { # WORDS
  if grep -qF -- "$1" "$copy/out"; then fail "$command should not say: $1"; fi
}

# ---- a student begins ------------------------------------------------------------------------

run 0
says "Gradus: 0 of"
says "./gradus watch 00"
run 1 check
says "Lesson 00"
says "Nothing is written yet, so every test fails: that is how each lesson starts."
says "./gradus hint 0.1"
run 0 hint
says "Hint 1 of"
run 0 hint 0.1
says "Hint 2 of"
for _ in 1 2 3 4; do run 0 hint 0.1; done
says "These were all the hints there are."
run 0 milestones
says "1986 Rumelhart, Hinton and Williams"
says "./gradus run 09 symmetry"

# ---- a machine that cannot check costs no points -----------------------------------------------

if mkdir "$copy/noexec" && mount -t tmpfs -o noexec,size=128m none "$copy/noexec" 2>/dev/null; then
  trap 'umount "$copy/noexec"; rm -rf "$copy"' EXIT
  echo "// not checked before" >>lessons/00_warm_up/warm_up.cpp
  TMPDIR=$copy/noexec run 2 check 00
  says "nothing can be executed in"
fi

# ---- answers ---------------------------------------------------------------------------------

cp ../course/solutions/00_warm_up/warm_up.cpp lessons/00_warm_up/warm_up.cpp
run 0 check
says "Lesson 00 is finished."
run 1 check
says "Lesson 01"
run 0 check 00 --json "$copy/result.json"
grep -q '"command": "check"' "$copy/result.json" || fail "--json writes no result"

own=lessons/01_activations/activations.cpp
cp "$own" "$copy/stub.cpp"
sed 's/^arma::mat sigmoid(.*/&\n  undeclared_name = 1;/' \
  solutions/01_activations/activations.cpp >"$own"
run 1 check 01
says "does not compile"
says "undeclared_name"
silent_about "Task 1.5"
run 0 check 1.5
says "Task 1.5 passes. Next: task 1.6, activate: ./gradus check 1.6"
run 1 check 1.1
sed 's/^arma::mat sigmoid(.*/&\n  std::exit(0);/' \
  solutions/01_activations/activations.cpp | sed '1i #include <cstdlib>' >"$own"
run 1 check 1.1
says "ended the whole program"
sed 's/^arma::mat sigmoid(.*/&\n  for (volatile int i = 0;; i = 1) {}/' \
  solutions/01_activations/activations.cpp >"$own"
run 1 check 1.1
says "look for a loop that never ends"
sed 's/^arma::mat sigmoid(.*/&\n  return Z * Z;/' \
  solutions/01_activations/activations.cpp >"$own"
run 1 check 1.1
says "A must have as many columns as B has rows"

# What fails because of another task says so, whatever is checked.
sed 's/^arma::mat sigmoid(.*/&\n  return 2 * Z;/' \
  solutions/01_activations/activations.cpp >"$own"
run 1 check 01
says "waits for 1.1"
says "Next: mend task 1.1"
silent_about "Task 1.6"
run 1 check 1.6
says "activate calls your sigmoid, and 1.1 does not pass: mend that first."
says "Next: mend task 1.1: ./gradus check 1.1."
run 1 check 01 --verbose
says "activate calls your sigmoid, and 1.1 does not pass: mend that first."
[ "$(COLUMNS=80 wc -L <"$copy/out")" -le 80 ] || fail "$command has lines of more than 80 columns"
cp "$copy/stub.cpp" "$own"
cp lessons/02_forward_pass/forward_pass.cpp "$copy/stub_02.cpp"
cp solutions/02_forward_pass/forward_pass.cpp lessons/02_forward_pass/forward_pass.cpp
run 1 check 02 --stack own
says "waits for 1.6"
says "Next: write task 1.6: ./gradus check 1.6."
cp "$copy/stub_02.cpp" lessons/02_forward_pass/forward_pass.cpp

run 0 check 01 --solution
run 0 check 02 --solution --stack own

# ---- what else a student may want ------------------------------------------------------------

cp solutions/01_activations/activations.cpp "$own"
run 0 compare 1.1
says "the reference"
run 0 submit --out "$copy/hand-in.zip"
says "60 of 60"
says "70 of 70"
[ "$(grep -ao "lessons/[a-z0-9_]*/[a-z]*_*[a-z]*.cpp" "$copy/hand-in.zip" | sort -u | wc -l)" = 2 ] || fail "$command packs others"
run 0 submit 00 --out "$copy/hand-in.zip"
silent_about "70 of 70"
run 2 submit --out "$copy/no such folder/hand-in.zip"
sed 's/  todo("1.1 sigmoid", Z);/  return Z * 2.0;/' "$copy/stub.cpp" >"$own"
run 1 compare 1.1
says "does not pass yet"
mkdir "$copy/bin"
printf '#!/bin/sh\nfor word; do echo "[$word]"; done\n' >"$copy/bin/gdb"
chmod +x "$copy/bin/gdb"
PATH=$copy/bin:$PATH run 0 debug 1.1
says "[break nn::sigmoid]"
says "[1.1 sigmoid"
mkdir -p .stubs && cp "$copy/stub.cpp" .stubs/activations.cpp
run 0 reset 1.1
says "What you had: .gradus/before_reset/activations_"
cmp -s "$own" "$copy/stub.cpp" || fail "$command leaves something"
run 0 reset 01
says "nothing to do"
grep -v '#include "common/contract.hpp"' "$copy/stub.cpp" >"$own"
run 0 reset 1.1
grep -q '#include "common/contract.hpp"' "$own" || fail "$command does not bring back what the stub includes"
cp "$copy/stub.cpp" "$own"
cp solutions/01_activations/activations.cpp "$own"
run 0 reset 01
cmp -s "$own" "$copy/stub.cpp" || fail "$command leaves something"
run 2 reset 1.99
rm -r .stubs

# ---- watch, on a terminal ----------------------------------------------------------------------

await() { # WORDS: that the screen shows them
  for _ in $(seq 300); do
    grep -qF -- "$1" "$copy/screen" && return 0
    sleep 0.1
  done
  tr -d '\033' <"$copy/screen" | tail -30 >"$copy/out"
  fail "gradus watch does not show: $1"
}

rm -f "$copy/keys"
mkfifo "$copy/keys"
: >"$copy/screen"
cp "$copy/stub.cpp" "$own"
script -qfec "'$copy/build/$tool_name' watch 01" "$copy/screen" <"$copy/keys" >/dev/null 2>&1 &
watching=$!
exec 9>"$copy/keys"
await "Task 1.1 sigmoid is not written yet"
printf h >&9
await "Hint 1 of 4 for task 1.1"
cp solutions/01_activations/activations.cpp "$own.new"
mv "$own.new" "$own" # as many editors do
await "Lesson 01 is finished: it bends the line"
printf n >&9
await "Lesson 02"
printf q >&9
exec 9>&-
wait "$watching" || true # 1: lesson 02 is not written
grep -q "$(printf '\033\\[?1049l')" "$copy/screen" || fail "gradus watch keeps the terminal"

# Without colour (NO_COLOR), in a terminal that gets another size, and killed: it leaves the terminal as it was.
cat >"$copy/on_terminal" <<'END'
stty -g >"$1/before"
tty >"$1/tty"
NO_COLOR=1 sh -c 'echo $$ >"$0/pid"; exec "$0/build/$1" watch 01' "$1" "$2"
stty -g >"$1/after"
END
: >"$copy/screen"
script -qfec "sh '$copy/on_terminal' '$copy' '$tool_name'" "$copy/screen" <"$copy/keys" >/dev/null 2>&1 &
watching=$!
exec 9>"$copy/keys"
await "Lesson 01 is finished: it bends the line"
stty -F "$(cat "$copy/tty")" cols 60 rows 12
await "$(printf '\033[12;1H')"
kill -TERM "$(cat "$copy/pid")"
wait "$watching" || true
exec 9>&-
cmp -s "$copy/before" "$copy/after" || fail "gradus watch, killed, leaves the terminal otherwise than it was"
grep -q "$(printf '\033\\[?1049l')" "$copy/screen" || fail "gradus watch, killed, keeps the terminal"
if grep -q "$(printf '\033\\[3')" "$copy/screen"; then fail "gradus watch has colours, where NO_COLOR is set"; fi

# Into a file it writes verdicts alone.
: >"$copy/screen" # the one before has said what is waited for
"$copy/build/$tool_name" watch 01 </dev/null >"$copy/screen" 2>&1 &
watching=$!
await "Lesson 01 is finished: it bends the line"
if grep -q "$(printf '\033')" "$copy/screen"; then fail "gradus watch commands a terminal where there is none"; fi
kill -TERM "$watching"
wait "$watching" || fail "gradus watch, stopped when the lesson is finished, ends with status $?"

# ---- what makes no sense ---------------------------------------------------------------------

run 2 check 99
says "there is no lesson 99; the lessons are 00_warm_up, 01_activations"
run 2 check nonsense
says "there is no lesson nonsense"
run 2 check 1.99
says "its tasks are 1.1 to"
run 2 hint 97.7
run 2 run 00 nothing
says "lesson 00 has no experiment nothing"
run 2 run 00
says "was the whole course built?"
run 2 explode
run 0 --help
run 0 help
says "Build and test a lesson"
run 2 grade nowhere --out "$copy/grades"
run 2 grade . --out "$copy/grades" --seed many
says "--seed is many"

# ---- experiments -----------------------------------------------------------------------------

run 0 run 01 curves --solution --out "$copy/figures"
for ending in svg csv png; do
  [ -s "$copy/figures/curves.$ending" ] || fail "$command makes no curves.$ending"
done
cp "$copy/stub.cpp" "$own"
run 1 run 01 curves --out "$copy/figures"
says "First write Task 1."

# ---- data sets -------------------------------------------------------------------------------

unset GRADUS_DATA GRADUS_ORIGINALS
run 0 data --json "$copy/data.json"
says "peaks 2 x 25000 / 6250 generated"
says "10 classes: 500 each"
grep -q '"command": "data"' "$copy/data.json" || fail "--json writes no list"
[ -s .gradus/data/pictures/digits.svg ] || fail "$command draws no digits"
printf '0.1,0.2,1\n0.3,-0.4,1\n0.9,0.1,0\n' >"$copy/chips.txt"
run 0 data add microchips "$copy/chips.txt" --json "$copy/data.json"
says "original, chips.txt"
rm "$copy/chips.txt"
run 0 data
says "microchips 2 x 3 original, chips.txt"
run 0 data remove microchips
says "use the generated microchips again"
run 2 data add microchips "$copy/chips.txt"
says "does not exist"
run 2 data add peaks lessons
says "is a folder"
run 2 data add peaks lessons/01_activations/lesson.toml
says "expected a .mat file"
run 2 data add lessons/01_activations/lesson.toml
says "Say ./gradus data add NAME FILE"
run 2 data remove mnist
says "there is no data set"
# A file that makes the reader crash: a reader that crashes on any file stands in its place.
printf '#!/bin/sh\nkill -SEGV $$\n' >"$copy/build/gradus-data"
run 2 data add peaks lessons/01_activations/lesson.toml
says "cannot be read: it makes the reader crash"

[ "$failures" = 0 ] || exit 1
echo "all commands do what they say"

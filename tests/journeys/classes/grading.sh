# What test_class.sh and test_hostile.sh share. Arguments of both: TOOL [SEED]
#   TOOL   the gradus-staff to test, in its build folder
#   SEED   of the graded tests; without it the tool draws one, as it does for an instructor

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
  echo "usage: $(basename "$0") TOOL [SEED]" >&2
  exit 2
fi
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
seed=${2:-}
started=$(date +%s)

work=$(mktemp -d "${TMPDIR:-/tmp}/gradus-classes-XXXXXX")
clean_up() {
  chmod -R u+rwx "$work" 2>/dev/null || true # a hostile folder forbids to be entered
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM
# Open to everybody, so that only the sandbox keeps a submission away from it.
chmod 755 "$work"
mkdir "$work/tmp"
# Where ./gradus starts the tool. No submission may get to see the folder that the grader was started in.
cd "$(dirname "$0")/../../.."

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

seconds() {
  echo $(($(date +%s) - started))
}

# Grades CLASS with these arguments into $work/out/CLASS. The grades must be those of CLASS.csv, the exit
# status 2 if a cell there is empty and 0 otherwise, and no temporary file may remain.
grade() { # CLASS ARGUMENT...
  class=$1
  out=$work/out/$class
  shift
  mkdir -p "$out"
  begun=$(seconds)
  status=0
  TMPDIR=$work/tmp "$tool" grade "$work/classes/$class" --out "$out" --jobs 2 ${seed:+--seed "$seed"} \
    "$@" >"$out/printed.txt" 2>"$out/errors.txt" || status=$?
  due=0
  ! grep -q ',,' "$work/classes/$class.csv" || due=2
  if [ "$status" != "$due" ]; then
    tail -n 40 "$out/printed.txt" "$out/errors.txt" >&2
    fail "grading $class ended with exit status $status, expected $due"
  fi
  sorted "$work/classes/$class.csv" >"$work/expected"
  sorted "$out/grades.csv" >"$work/graded"
  if ! diff "$work/expected" "$work/graded" >"$work/differences"; then
    sed -n 's/^</  expected/p; s/^>/  graded  /p' "$work/differences" >&2
    sed -n 's/.*"seed": /  the seed was /p' "$out/grading.json" >&2
    fail "these grades of $class are not as expected"
  fi
  left=$(ls -A "$work/tmp")
  [ -z "$left" ] || fail "grading $class has left in its temporary folder: $left"
  echo "$class: $(($(wc -l <"$work/graded") - 1)) submissions have their marks ($(($(seconds) - begun)) s)"
}

sorted() { # grades.csv, with its first line on top
  head -n 1 "$1"
  tail -n +2 "$1" | LC_ALL=C sort
}

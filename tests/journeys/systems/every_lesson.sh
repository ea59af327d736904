#!/bin/sh
# every_lesson.sh COPY SOLUTIONS [LESSON...]: in a students' copy, each lesson (or the named ones) gets no point as it was
# given out, and all points with the right answer. The answers stay, as later lessons stand on them. Two wrong answers
# hear what is wrong with them (a value, an index that does not exist), and a right one what the compiler warns of.
set -eu
cd "$1"
solutions=$2
shift 2
said=$(mktemp)
stub=$(mktemp)
trap 'rm -f "$said" "$stub"' EXIT

fail() {
  echo "FAILED: $*" >&2
  sed 's/^/    | /' "$said" >&2
  exit 1
}

check() { # STATUS LESSON WORDS: it ends so, and says so
  status=0
  ./gradus check "$2" >"$said" 2>&1 || status=$?
  [ "$status" = "$1" ] || fail "check $2: exit status $status, expected $1"
  tr -s ' \n' '  ' <"$said" | grep -qF -- "$3" || fail "check $2 does not say: $3"
}

own_of() { # LESSON: the file that its student edits; beside it may stand what shows the lesson
  folder=$(echo lessons/"$1"_*)
  echo "$folder/${folder#*_}.cpp"
}

all=$(cd lessons && printf '%.2s\n' [0-9][0-9]_*)
for lesson in $all; do
  own=$(own_of "$lesson")
  case " ${*:-$all} " in
    *"$lesson"*) check 1 "$lesson" "Nothing is written yet" ;;
  esac
  cat "$solutions/$lesson"_*/*.cpp >"$own"
  case " ${*:-$all} " in
    *"$lesson"*) check 0 "$lesson" "Lesson $lesson is finished" ;;
    *) continue ;;
  esac
  echo "lesson $lesson: the stub gets no point, the right answer$(grep -oE ' [0-9]+ of [0-9]+' "$said" | tail -1)"
done

own=lessons/00_warm_up/warm_up.cpp
sed 's/P.end_col(sample))/P.end_col(sample), std::less_equal())/' "$solutions/00_warm_up/warm_up.cpp" >"$own"
check 1 00 "Where entries are equal, the last one was taken."
sed 's/return rows;/return std::vector<arma::urowvec>{rows}[rows.n_elem];/' "$solutions/00_warm_up/warm_up.cpp" >"$own"
check 1 00 "Task 0.4: "
sed 's/return rows;/int left_over; return rows;/' "$solutions/00_warm_up/warm_up.cpp" >"$own"
check 0 00 "left_over is never used"
cat "$solutions/00_warm_up/warm_up.cpp" >"$own"

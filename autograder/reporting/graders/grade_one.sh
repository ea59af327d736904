#!/bin/sh
# grade_one.sh SUBMISSION FORMAT FILE: grades one submission (a folder), and writes FORMAT (see ./gradus export)
# to FILE. What the grader says goes to standard output, which is for who teaches.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
submission=$1
format=$2
file=$3
export CI=true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/out"
cp "$here/grading.json" "$work/out/" # the secret of the graded tests: the same for everybody
chmod 600 "$work/out/grading.json"
# As an archive it is one person's, however its folders lie.
tar -cf "$work/student.tar" -C "$(dirname "$submission")" "$(basename "$submission")"
cd "$here/course"
status=0
./gradus grade "$work/student.tar" --out "$work/out" --lessons "$(cat "$here/lessons")" --jobs 1 || status=$?
# 2: something could not be judged, and the export says what. Without grades there is nothing to tell.
[ -s "$work/out/grades.csv" ] || exit "$status"
mkdir -p "$(dirname "$file")"
./gradus export "$format" "$work/out" --only student --to "$file.new"
chmod 644 "$file.new"
mv "$file.new" "$file"

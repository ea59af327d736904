#!/bin/sh
# PrairieLearn runs this for each submission.
set -eu
exec sh /grader/grade_one.sh /grade/student prairielearn /grade/results/results.json

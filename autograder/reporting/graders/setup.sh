#!/bin/sh
# Gradescope runs this once, when it makes the image.
set -eu
exec sh /autograder/source/prepare.sh

#!/bin/sh
# compile_once.sh COMPILER ARGUMENT...: CMake's compiler launcher for a clone of a course that was built before.
# An object that $GRADUS_BUILT has of the same file, made by the same words (but -Werror), is copied; the
# students' precompiled header, and all that differs, is compiled.
object=
before=
for word in "$@"; do
  [ "$before" != -o ] || object=$word
  before=$word
done

# The words without a place, as compile_commands.json has them.
words() { # BUILD COURSE
  sed -e "s|$1|BUILD|g" -e "s|$2|COURSE|g" -e 's/ -Werror / /' -e "s| -MD -MT [^ ]* -MF [^ ]*||"
}

case $object in
  *precompiled_answer*) ;;
  *.o | *.gch)
    if [ -n "${GRADUS_BUILT:-}" ] && [ -f "$GRADUS_BUILT/$object" ]; then
      known=$(grep -F " -o $object -c " "$GRADUS_BUILT/compile_commands.json" |
        sed -e 's/^ *"command": "//' -e 's/",$//' | words "$GRADUS_BUILT" "${GRADUS_BUILT%/build/*}")
      asked=$(echo "$*" | words "$PWD" "${PWD%/build/*}")
      [ "$known" != "$asked" ] || exec cp "$GRADUS_BUILT/$object" "$object"
    fi
    ;;
esac
exec "$@"

// CMake makes a precompiled header for a target, and a target needs a source file: this one.

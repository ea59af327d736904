// Catch2's main(), where the library comes without one compiled.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>

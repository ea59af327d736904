#include "remote/indices.hpp"
// Before all others.
#define GRADUS_INSTANCE template
#include "support/precompiled_instances.hpp"

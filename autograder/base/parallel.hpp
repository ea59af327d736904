// Several pieces of work at once.
#pragma once

#include <cstddef>
#include <functional>

namespace gradus::base {

/// As many as were asked for; 0: one for each processor.
unsigned slots_for(unsigned asked);

/// Calls work(slot, item) for the items 0 ... count-1, in this order, on `slots` threads: in each
/// slot there is one call at a time. Starts no more once stop() holds. When a call throws, no more
/// is started either, what runs is finished, and the exception goes to the caller.
void run_in_slots(unsigned slots, std::size_t count, const std::function<bool()>& stop,
                  const std::function<void(unsigned slot, std::size_t item)>& work);

}  // namespace gradus::base

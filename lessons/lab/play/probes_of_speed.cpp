#include "15_fast/fast.hpp"
#include "lab/play/probes.hpp"

namespace nn::play {

std::vector<Probe> probes_of_speed() {
  return {
      {"15.1", "loop_product, loop_visits",
       [] {
         for (const LoopOrder order :
              {LoopOrder::textbook, LoopOrder::columns, LoopOrder::blocks}) {
           expect("loop_product", loop_product({{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}, order, 1),
                  {{19, 22}, {43, 50}});
           const arma::uvec visits =
               loop_visits(2, 1, 1, order, 1);  // A: 0 and 1, B: 2, C: 3 and 4
           expect("loop_visits", arma::conv_to<arma::vec>::from(visits),
                  arma::vec{0, 2, 3, 1, 2, 4});
         }
       }},
      {"15.2", "cache_misses",
       [] {
         const Cache one_line{.numbers = 2, .lines = 1};  // lines 0, 0, 1, 0: the second one hits
         expect("cache_misses", static_cast<double>(cache_misses({0, 1, 2, 0}, one_line)), 3);
       }},
      {"15.3", "product_work, training_work, attainable_flops",
       [] {
         // W X and dZ X': 2 * 1 * 2 * 3 flops each
         expect("training_work: flops", training_work({2, 1}, 3).flops, 24);
         expect("attainable_flops",
                attainable_flops({.flops = 10, .bytes = 2}, {.flops = 6, .bytes = 4}), 3);
       }},
  };
}

}  // namespace nn::play

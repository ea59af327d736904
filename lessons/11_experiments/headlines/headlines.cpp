#include "11_experiments/headlines/headlines.hpp"

#include "11_experiments/headlines/teaching.hpp"

namespace nn {

const std::vector<Experiment> experiments = {{"grid_of_settings", grid_of_settings},
                                             {"luck", luck},
                                             {"how_sure", how_sure},
                                             {"peeking", peeking},
                                             {"budget", budget},
                                             {"errors_by_digit", errors_by_digit},
                                             {"regression", regression},
                                             {"adam_on_digits", adam_on_digits},
                                             {"insurance", insurance},
                                             {"generated_pairs", generated_pairs},
                                             {"width_50_gmm", width_50_gmm},
                                             {"width_50_peaks", width_50_peaks},
                                             {"five_hundred_gmm", five_hundred_gmm},
                                             {"five_hundred_peaks", five_hundred_peaks},
                                             {"eleven_layers_gmm", eleven_layers_gmm},
                                             {"eleven_layers_peaks", eleven_layers_peaks},
                                             {"swiss_roll", swiss_roll},
                                             {"grid_reported", grid_reported},
                                             {"grid_right", grid_right},
                                             {"gradient_check", gradient_check},
                                             {"microchips", microchips},
                                             {"digits", digits}};

}  // namespace nn

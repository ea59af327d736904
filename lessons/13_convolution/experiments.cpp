#include "lab/experiment.hpp"
namespace nn {
const std::vector<Experiment> experiments = {};
}

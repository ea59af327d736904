// The pictures of lesson 01, made by your own functions: ./gradus run 01
#include "lab/experiment.hpp"

#include "01_activations/activations.hpp"

namespace nn {
namespace {

struct Named {
  const char* name;
  Activation activation;
};

const std::vector<Named> names = {{"sigmoid", Activation::sigmoid},
                                  {"tanh", Activation::tanh},
                                  {"leaky ReLU", Activation::leaky_relu},
                                  {"ReLU", Activation::relu},
                                  {"identity", Activation::identity}};

// Every activation and its derivative on [-10, 10], side by side.
void curves(Run& run) {
  const arma::rowvec z = arma::linspace<arma::rowvec>(-10, 10, 201);
  const arma::mat ends = {{-10, 0, 10}};

  Panel values{.title = "the activation A", .x_label = "Z", .y_label = "A"};
  Panel slopes{.title = "its derivative dA/dZ", .x_label = "Z", .y_label = "dA/dZ"};
  Table table{.columns = {{"activation"},
                          {"A(-10)"},
                          {"A(0)"},
                          {"A(10)"},
                          {"slope(-10)"},
                          {"slope(0)"},
                          {"slope(10)"}}};
  for (const auto& [name, activation] : names) {
    const arma::mat A = activate(activation, ends);
    const arma::mat D = activation_derivative(activation, ends);
    table.rows.push_back({name, A(0), A(1), A(2), D(0), D(1), D(2)});

    if (activation == Activation::identity) continue;  // its line would hide that of ReLU
    values.series.push_back({.name = name, .x = z.t(), .y = activate(activation, z).t()});
    slopes.series.push_back(
        {.name = name, .x = z.t(), .y = activation_derivative(activation, z).t()});
  }
  values.y_range = {-1.2, 2.4};  // ReLU goes on to 10, which would flatten the others
  slopes.y_range = {-0.1, 1.2};

  run.print(table);
  run.save({.name = "curves", .panels = {values, slopes}});
}

// Where the slopes vanish, and which formulas break on the way.
void saturation(Run& run) {
  const arma::rowvec z = arma::linspace<arma::rowvec>(0, 40, 161);
  const arma::mat A = sigmoid(z);
  run.save(
      {.name = "saturation",
       .panels = {
           {.x_label = "Z",
            .y_label = "dA/dZ",
            .series = {{.name = "sigmoid_derivative", .x = z.t(), .y = sigmoid_derivative(z).t()},
                       {.name = "A (1 - A)", .x = z.t(), .y = arma::mat(A % (1 - A)).t()},
                       {.name = "tanh_derivative", .x = z.t(), .y = tanh_derivative(z).t()}},
            .log_y = true}}});

  const arma::mat far = {{-1000, -40, 0, 10, 20, 40, 1000}};
  const arma::mat typed_in = arma::exp(far) / (1 + arma::exp(far));
  const arma::mat computed = sigmoid(far);
  const arma::mat textbook = computed % (1 - computed);
  const arma::mat slope = sigmoid_derivative(far);
  const arma::mat tanh_slope = tanh_derivative(far);
  Table table{
      .columns = {
          {"Z"}, {"e^Z/(1+e^Z)"}, {"A=sigmoid(Z)"}, {"A(1-A)"}, {"its slope"}, {"slope of tanh"}}};
  for (arma::uword i = 0; i < far.n_elem; ++i) {
    table.rows.push_back({far(i), typed_in(i), computed(i), textbook(i), slope(i), tanh_slope(i)});
  }
  run.print(table);
}

// Softmax of (1, 2, 3) / T: certain for a small T, undecided for a large one.
void temperature(Run& run) {
  const arma::vec Z = {1, 2, 3};
  const arma::rowvec T = arma::logspace<arma::rowvec>(-1, 2, 121);
  const arma::mat P = softmax(Z * (1 / T));  // one column for each temperature

  Panel panel{.x_label = "temperature T", .y_label = "probability"};
  for (arma::uword k = 0; k < 3; ++k) {
    panel.series.push_back(
        {.name = "class " + std::to_string(k), .x = T.t(), .y = arma::vec(P.row(k).t())});
  }
  panel.horizontal = {{.at = 1.0 / 3, .name = "a third each"}};
  panel.y_range = {0, 1};
  panel.log_x = true;
  run.save({.name = "temperature", .panels = {panel}});

  Table table{.columns = {{"T"}, {"class 0", "", 4}, {"class 1", "", 4}, {"class 2", "", 4}}};
  for (const double t : {0.1, 0.5, 1.0, 2.0, 10.0, 100.0}) {
    const arma::mat p = softmax(Z / t);
    table.rows.push_back({t, p(0), p(1), p(2)});
  }
  run.print(table);
}

}  // namespace

const std::vector<Experiment> experiments = {
    {"curves", curves}, {"saturation", saturation}, {"temperature", temperature}};

}  // namespace nn

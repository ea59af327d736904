#include "datasets/originals/read_hdf5.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

/// Something open in the library.
class Handle {
 public:
  Handle(hid_t id) : id_(id) {}
  ~Handle() {
    if (id_ >= 0) H5Idec_ref(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
};

bool has(hid_t group, const char* name) {
  return H5Lexists(group, name, H5P_DEFAULT) > 0 && H5Oexists_by_name(group, name, H5P_DEFAULT) > 0;
}

// A text up to its first null, which writers append or do not.
std::string until_null(const std::string& bytes) {
  return gradus::base::one_line(bytes.substr(0, bytes.find('\0')));
}

constexpr std::size_t longest_word = 200;

// MATLAB's class of a variable; "" where another program wrote it.
std::string matlab_class(hid_t object) {
  if (H5Aexists(object, "MATLAB_class") <= 0) return "";
  const Handle attribute(H5Aopen(object, "MATLAB_class", H5P_DEFAULT));
  const Handle type(H5Aget_type(attribute));
  const Handle space(H5Aget_space(attribute));
  if (H5Tget_class(type) != H5T_STRING || H5Sget_simple_extent_npoints(space) != 1) return "";
  if (H5Tis_variable_str(type) > 0) {
    char* word = nullptr;
    if (H5Aread(attribute, type, &word) < 0 || word == nullptr) return "";
    const std::string result = until_null(word);
    H5free_memory(word);
    return result;
  }
  std::string word(H5Tget_size(type), '\0');
  return word.size() <= longest_word && H5Aread(attribute, type, word.data()) >= 0
             ? until_null(word)
             : "";
}

// Octave's type of a variable, which is a group of a "type" and a "value".
std::string octave_type(hid_t group) {
  const Handle dataset(H5Dopen2(group, "type", H5P_DEFAULT));
  const Handle type(H5Dget_type(dataset));
  const Handle space(H5Dget_space(dataset));
  std::string word(std::min(H5Tget_size(type), longest_word + 1), '\0');
  const bool good = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
                    H5Sget_simple_extent_npoints(space) == 1 && word.size() <= longest_word &&
                    H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, word.data()) >= 0;
  return good ? until_null(word) : "";
}

// An attribute, or a data set of one number; 0 if there is none.
std::uint64_t attribute(hid_t object, const char* name) {
  if (H5Aexists(object, name) <= 0) return 0;
  const Handle opened(H5Aopen(object, name, H5P_DEFAULT));
  const Handle space(H5Aget_space(opened));
  std::uint64_t number = 0;
  if (H5Sget_simple_extent_npoints(space) == 1) H5Aread(opened, H5T_NATIVE_UINT64, &number);
  return number;
}

std::vector<hsize_t> sizes_of(hid_t dataset) {
  const Handle space(H5Dget_space(dataset));
  std::vector<hsize_t> sizes(std::max(H5Sget_simple_extent_ndims(space), 0));
  H5Sget_simple_extent_dims(space, sizes.data(), nullptr);
  return sizes;
}

// All numbers of a data set of at most two dimensions; nothing if they cannot be read.
std::optional<arma::mat> matrix_of(hid_t dataset, hid_t type) {
  std::vector<hsize_t> sizes = sizes_of(dataset);
  sizes.insert(sizes.begin(), 2 - std::min<std::size_t>(sizes.size(), 2), 1);
  if (sizes.size() > 2 || !problem_of_size(sizes[1], sizes[0]).empty()) return std::nullopt;
  arma::mat values(sizes[1], sizes[0]);
  if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.memptr()) < 0) {
    return std::nullopt;
  }
  return values;
}

std::vector<double> list_of(hid_t group, const char* name) {
  const Handle dataset(has(group, name) ? H5Dopen2(group, name, H5P_DEFAULT) : -1);
  if (H5Iget_type(dataset) != H5I_DATASET) return {};
  const std::optional<arma::mat> values = matrix_of(dataset, H5T_NATIVE_DOUBLE);
  return values ? std::vector<double>(values->begin(), values->end()) : std::vector<double>();
}

// The same as places; what can be none is far beyond every matrix.
std::vector<std::uint64_t> places_of(hid_t group, const char* name) {
  std::vector<std::uint64_t> places;
  for (const double number : list_of(group, name)) {
    const bool place = number >= 0 && number <= most_numbers;
    places.push_back(place ? static_cast<std::uint64_t>(number) : 2 * most_numbers);
  }
  return places;
}

// The filters that pack the numbers; "" if this system has them all.
std::string missing_filter(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset));
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    char name[64] = "";
    const H5Z_filter_t filter = H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values,
                                               nullptr, sizeof name - 1, name, nullptr);
    if (H5Zfilter_avail(filter) <= 0)
      return name[0] == '\0' ? "an unknown filter" : until_null(name);
  }
  return "";
}

// What HDF5 itself says of the numbers; "" if they are no numbers.
std::string type_of_numbers(hid_t type) {
  const std::size_t bits = 8 * H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_FLOAT:
      return bits == 64 ? "double" : bits == 32 ? "single" : fmt::format("float{}", bits);
    case H5T_INTEGER:
      return fmt::format("{}int{}", H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "", bits);
    case H5T_ENUM:
      return "logical";  // h5py's
    default:
      return "";
  }
}

// {real, imag}, as MATLAB and Octave write it, or h5py's {r, i}.
bool is_complex(hid_t type) {
  return H5Tget_class(type) == H5T_COMPOUND && H5Tget_nmembers(type) == 2 &&
         ((H5Tget_member_index(type, "real") == 0 && H5Tget_member_index(type, "imag") == 1) ||
          (H5Tget_member_index(type, "r") == 0 && H5Tget_member_index(type, "i") == 1));
}

void read_complex(hid_t dataset, hid_t type, MatVariable& variable) {
  const bool letters = H5Tget_member_index(type, "r") == 0;
  const auto part = [&](const char* name) {
    const Handle member(H5Tcreate(H5T_COMPOUND, sizeof(double)));
    H5Tinsert(member, name, 0, H5T_NATIVE_DOUBLE);
    return matrix_of(dataset, member);
  };
  const std::optional<arma::mat> real = part(letters ? "r" : "real");
  const std::optional<arma::mat> imaginary = part(letters ? "i" : "imag");
  if (real && imaginary)
    set_real(variable, *real, *imaginary);
  else
    variable.problem = "is damaged";
}

// Why a variable of this MATLAB class is no matrix, or "". (Objects have the name of their class.)
std::string problem_of_class(const std::string& name) {
  constexpr const char* numbers[] = {"",      "double", "single", "logical", "int8",   "int16",
                                     "int32", "int64",  "uint8",  "uint16",  "uint32", "uint64"};
  if (std::ranges::find(numbers, name) != std::end(numbers)) return "";
  return name == "cell" ? "is a cell array" : "is a " + name;
}

void read_dataset(hid_t dataset, MatVariable& variable) {
  const Handle type(H5Dget_type(dataset));
  const std::string numbers = type_of_numbers(type);
  if (variable.type.empty()) variable.type = numbers.empty() ? "no numbers" : numbers;
  std::vector<hsize_t> sizes = sizes_of(dataset);
  if (attribute(dataset, "MATLAB_empty") != 0 || attribute(dataset, "OCTAVE_EMPTY_MATRIX") != 0) {
    const std::optional<arma::mat> size = matrix_of(dataset, H5T_NATIVE_DOUBLE);
    variable.problem = size && size->n_elem == 2
                           ? fmt::format("is empty ({}x{})", size->at(0), size->at(1))
                           : "is empty";
    return;
  }
  if (H5Tget_class(type) == H5T_STRING) variable.problem = "is text";
  if (H5Tget_class(type) == H5T_REFERENCE) variable.problem = "is a cell array";
  if (variable.problem.empty() && numbers.empty() && !is_complex(type)) {
    variable.problem = "holds no numbers";
  }
  if (sizes.size() > 2) variable.problem = fmt::format("has {} dimensions", sizes.size());
  sizes.insert(sizes.begin(), 2 - std::min<std::size_t>(sizes.size(), 2), 1);
  if (variable.problem.empty()) variable.problem = problem_of_size(sizes[1], sizes[0]);
  const std::string filter = missing_filter(dataset);
  if (variable.problem.empty() && !filter.empty()) {
    variable.problem =
        fmt::format("is packed by {}, and read are gzip and unpacked numbers", filter);
  }
  if (!variable.problem.empty()) return;
  if (is_complex(type)) return read_complex(dataset, type, variable);
  const std::optional<arma::mat> values = matrix_of(dataset, H5T_NATIVE_DOUBLE);
  if (values)
    variable.values = *values;
  else
    variable.problem = "is damaged";
}

// MATLAB's {data, ir, jc} with the rows in an attribute, or Octave's {data, ridx, cidx, nr}.
void read_sparse(hid_t group, bool octave, MatVariable& variable) {
  const std::vector<std::uint64_t> rows =
      octave ? places_of(group, "nr")
             : std::vector<std::uint64_t>{attribute(group, "MATLAB_sparse")};
  set_full(variable, {.rows = rows.empty() ? 0 : rows[0],
                      .row_of = places_of(group, octave ? "ridx" : "ir"),
                      .begins = places_of(group, octave ? "cidx" : "jc"),
                      .numbers = list_of(group, "data")});
}

void read_group(hid_t group, MatVariable& variable) {
  if (H5Aexists(group, "MATLAB_sparse") > 0) return read_sparse(group, false, variable);
  if (!has(group, "type") || !has(group, "value")) {
    if (variable.type.empty()) variable.type = "group";
    variable.problem = "is a " + variable.type;
    return;
  }
  variable.type = octave_type(group);
  const Handle value(H5Oopen(group, "value", H5P_DEFAULT));
  const bool is_whole = !variable.type.starts_with("diagonal");  // of which Octave keeps a line
  if (H5Iget_type(value) == H5I_DATASET && is_whole)
    read_dataset(value, variable);
  else if (H5Iget_type(value) == H5I_GROUP && has(value, "cidx"))
    read_sparse(value, true, variable);
  else
    variable.problem = "is a " + variable.type;
}

MatVariable read_variable(hid_t root, const std::string& name) {
  const Handle object(H5Oopen(root, name.c_str(), H5P_DEFAULT));
  MatVariable variable{.name = gradus::base::one_line(name), .type = matlab_class(object)};
  variable.problem = problem_of_class(variable.type);
  if (!variable.problem.empty()) return variable;
  if (H5Iget_type(object) == H5I_DATASET)
    read_dataset(object, variable);
  else if (H5Iget_type(object) == H5I_GROUP)
    read_group(object, variable);
  else
    variable.problem = "is damaged";
  return variable;
}

}  // namespace

bool is_hdf5(const std::filesystem::path& path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // or it explains its errors at length
  return H5Fis_hdf5(path.c_str()) > 0;
}

std::optional<std::vector<MatVariable>> read_hdf5(const std::filesystem::path& path) {
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  if (file < 0) return std::nullopt;
  const Handle root(H5Gopen2(file, "/", H5P_DEFAULT));
  H5G_info_t info{};
  if (H5Gget_info(root, &info) < 0) return std::nullopt;
  std::vector<MatVariable> variables;
  for (hsize_t i = 0; i < std::min<hsize_t>(info.nlinks, most_variables); ++i) {
    char name[longest_word] = "";
    H5Lget_name_by_idx(root, ".", H5_INDEX_NAME, H5_ITER_NATIVE, i, name, sizeof name, H5P_DEFAULT);
    if (name[0] == '\0' || name[0] == '#') continue;  // MATLAB keeps what cells refer to in #refs#
    variables.push_back(read_variable(root, name));
  }
  return variables;
}

}  // namespace nn::datasets

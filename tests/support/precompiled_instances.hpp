// What nearly every student's file makes of the templates of the standard library and Armadillo. It
// is compiled once, with optimisation, in precompiled_instances.cpp; a student's file refers to it,
// which saves a fifth of the time that it takes to compile.
#pragma once

#include <armadillo>
#include <string>
#include <vector>

#ifndef GRADUS_INSTANCE
#define GRADUS_INSTANCE extern template
#endif

GRADUS_INSTANCE class arma::Mat<double>;
GRADUS_INSTANCE class arma::Col<double>;
GRADUS_INSTANCE class arma::Row<double>;
GRADUS_INSTANCE class std::vector<double>;
GRADUS_INSTANCE class std::vector<arma::mat>;
// The library has these compiled, and refers to them before C++20 only.
GRADUS_INSTANCE class std::basic_string<char>;
GRADUS_INSTANCE std::string std::operator+(const std::string&, const std::string&);
GRADUS_INSTANCE std::string std::operator+(const std::string&, std::string&&);
GRADUS_INSTANCE std::string std::operator+(std::string&&, const std::string&);
GRADUS_INSTANCE std::string std::operator+(std::string&&, std::string&&);
GRADUS_INSTANCE std::string std::operator+(const std::string&, const char*);
GRADUS_INSTANCE std::string std::operator+(std::string&&, const char*);
GRADUS_INSTANCE std::string std::operator+(const char*, const std::string&);
GRADUS_INSTANCE std::string std::operator+(const char*, std::string&&);

# SPDX-License-Identifier: MIT
# What the components of hurricane need, by imported targets. For each component X this sets
# hurricane_X_FOUND, and hurricane_X_MISSING to the Debian packages that are not there; both in the
# cache, to be seen from above add_subdirectory too. Nothing is required here.

# The imported target of a library by its header and its file, unless somebody has made it; further
# include folders behind.
function(_hurricane_library target id header library)
  if(TARGET ${target})
    return()
  endif()
  find_path(HURRICANE_${id}_INCLUDE ${header})
  find_library(HURRICANE_${id}_LIBRARY ${library})
  mark_as_advanced(HURRICANE_${id}_INCLUDE HURRICANE_${id}_LIBRARY)
  if(HURRICANE_${id}_INCLUDE AND HURRICANE_${id}_LIBRARY)
    add_library(${target} UNKNOWN IMPORTED)
    set_target_properties(${target} PROPERTIES IMPORTED_LOCATION "${HURRICANE_${id}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${HURRICANE_${id}_INCLUDE};${ARGN}")
  endif()
endfunction()

# The package that is missing, TARGET:PACKAGE by TARGET:PACKAGE.
function(_hurricane_look component)
  set(missing "")
  foreach(pair IN LISTS ARGN)
    string(REGEX REPLACE ":[^:]*$" "" target "${pair}")
    string(REGEX REPLACE "^.*:" "" package "${pair}")
    if(NOT TARGET ${target})
      list(APPEND missing ${package})
    endif()
  endforeach()
  set(found TRUE)
  if(missing)
    set(found FALSE)
  endif()
  set(hurricane_${component}_MISSING "${missing}" CACHE INTERNAL "packages that it lacks")
  set(hurricane_${component}_FOUND ${found} CACHE INTERNAL "whether it is complete")
endfunction()

# One sentence that says what a component lacks; empty where it is complete.
function(_hurricane_missing out component)
  set(${out} "" PARENT_SCOPE)
  if(NOT hurricane_${component}_FOUND)
    list(JOIN hurricane_${component}_MISSING " " packages)
    string(CONCAT said "hurricane::${component} needs packages that were not found, install them: "
      "apt-get install ${packages}")
    set(${out} "${said}" PARENT_SCOPE)
  endif()
endfunction()

set(hurricane_COMPONENTS hurricane onednn pictures fit onnx)

# Boost: headers only, for Hana. Its own package file, or a folder of headers.
find_package(Threads QUIET)
find_package(Boost 1.74 QUIET CONFIG)
if(NOT TARGET Boost::headers)
  find_path(HURRICANE_BOOST_INCLUDE boost/hana.hpp
    HINTS "${BOOST_ROOT}" "${Boost_ROOT}" ENV BOOST_ROOT ENV Boost_ROOT PATH_SUFFIXES include)
  mark_as_advanced(HURRICANE_BOOST_INCLUDE)
  if(HURRICANE_BOOST_INCLUDE)
    add_library(Boost::headers INTERFACE IMPORTED)
    set_target_properties(Boost::headers PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${HURRICANE_BOOST_INCLUDE}")
  endif()
endif()
set(_hurricane_needs Boost::headers:libboost-dev Threads::Threads:libc6-dev)
_hurricane_look(hurricane ${_hurricane_needs})

# oneDNN is looked up by header and library: Debian's own package file asks for OpenCL, which its
# library does not use. OpenMP is a part of the compiler.
find_package(OpenMP QUIET COMPONENTS CXX)
find_package(xtensor QUIET)
find_package(ZLIB QUIET)
_hurricane_library(DNNL::dnnl ONEDNN oneapi/dnnl/dnnl.hpp dnnl)
if(TARGET xtensor AND NOT TARGET xtensor::xtensor)
  add_library(xtensor::xtensor INTERFACE IMPORTED)
  target_link_libraries(xtensor::xtensor INTERFACE xtensor)
endif()
set(_hurricane_openmp g++)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  set(_hurricane_openmp libomp-dev)
endif()
set(_hurricane_onednn_needs ${_hurricane_needs} DNNL::dnnl:libdnnl-dev
  OpenMP::OpenMP_CXX:${_hurricane_openmp} xtensor::xtensor:libxtensor-dev ZLIB::ZLIB:zlib1g-dev)
_hurricane_look(onednn ${_hurricane_onednn_needs})

find_package(PNG QUIET)
find_package(JPEG QUIET)
_hurricane_look(pictures ${_hurricane_onednn_needs}
  JPEG::JPEG:libjpeg-dev PNG::PNG:libpng-dev)

# Eigen is headers only; a target of their own, for XGBoost's may be another's.
find_path(HURRICANE_EIGEN_INCLUDE Eigen/Core PATH_SUFFIXES eigen3)
mark_as_advanced(HURRICANE_EIGEN_INCLUDE)
if(HURRICANE_EIGEN_INCLUDE AND NOT TARGET Eigen3::Eigen)
  add_library(Eigen3::Eigen INTERFACE IMPORTED)
  set_target_properties(Eigen3::Eigen PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${HURRICANE_EIGEN_INCLUDE}")
endif()
_hurricane_library(XGBoost::xgboost XGBOOST xgboost/c_api.h xgboost)
_hurricane_look(fit ${_hurricane_needs}
  Eigen3::Eigen:libeigen3-dev XGBoost::xgboost:libxgboost-dev)

# ONNX's protobuf schema, compiled, and protobuf.
_hurricane_library(protobuf::libprotobuf PROTOBUF google/protobuf/message.h protobuf)
_hurricane_library(ONNX::onnx_proto ONNX onnx/onnx_pb.h onnx_proto)
_hurricane_look(onnx ${_hurricane_needs}
  ONNX::onnx_proto:libonnx-dev protobuf::libprotobuf:libprotobuf-dev)

# SPDX-License-Identifier: MIT
# The imported target of a library by its header and its file, unless somebody has made it; further include folders behind.
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

# What hurricane::onednn needs. Sets hurricane_onednn_FOUND, and hurricane_onednn_MISSING to what was not found.
# oneDNN is looked up by header and library: Debian's own package file asks for OpenCL, which its library does not use.
find_package(OpenMP QUIET COMPONENTS CXX)
find_package(xtensor QUIET)
find_package(ZLIB QUIET)
_hurricane_library(DNNL::dnnl ONEDNN oneapi/dnnl/dnnl.hpp dnnl)
set(hurricane_onednn_FOUND TRUE)
set(hurricane_onednn_MISSING "")
foreach(part DNNL::dnnl:libdnnl-dev OpenMP::OpenMP_CXX:g++ xtensor:libxtensor-dev ZLIB::ZLIB:zlib1g-dev)
  string(REGEX REPLACE ":[^:]*$" "" target "${part}")
  string(REGEX REPLACE "^.*:" "" debian "${part}")
  if(NOT TARGET ${target})
    set(hurricane_onednn_FOUND FALSE)
    string(APPEND hurricane_onednn_MISSING " ${debian}")
  endif()
endforeach()

# What hurricane::pictures needs: libjpeg-turbo and libpng.
find_package(PNG QUIET)
find_package(JPEG QUIET)
set(hurricane_pictures_FOUND FALSE CACHE INTERNAL "libjpeg-turbo and libpng are there")  # seen from above add_subdirectory too
if(TARGET JPEG::JPEG AND TARGET PNG::PNG)
  set(hurricane_pictures_FOUND TRUE CACHE INTERNAL "libjpeg-turbo and libpng are there")
endif()

# What hurricane::fit needs: Eigen (headers) and XGBoost.
find_path(HURRICANE_EIGEN_INCLUDE Eigen/Core PATH_SUFFIXES eigen3)
mark_as_advanced(HURRICANE_EIGEN_INCLUDE)
if(HURRICANE_EIGEN_INCLUDE)
  _hurricane_library(XGBoost::xgboost XGBOOST xgboost/c_api.h xgboost "${HURRICANE_EIGEN_INCLUDE}")
endif()
set(hurricane_fit_FOUND FALSE)
if(TARGET XGBoost::xgboost)
  set(hurricane_fit_FOUND TRUE)
endif()

# What hurricane::onnx needs: ONNX's protobuf schema, compiled, and protobuf.
find_library(HURRICANE_PROTOBUF_LIBRARY protobuf)
mark_as_advanced(HURRICANE_PROTOBUF_LIBRARY)
if(HURRICANE_PROTOBUF_LIBRARY)
  _hurricane_library(ONNX::onnx_proto ONNX onnx/onnx_pb.h onnx_proto)
endif()
set(hurricane_onnx_FOUND FALSE CACHE INTERNAL "ONNX's schema and protobuf are there")
if(TARGET ONNX::onnx_proto)
  set(hurricane_onnx_FOUND TRUE CACHE INTERNAL "ONNX's schema and protobuf are there")
endif()

# SPDX-License-Identifier: MIT
# Options under which nothing is found but Boost and what the compiler brings.
set(hidden "")
foreach(library ONEDNN XGBOOST PROTOBUF ONNX)
  list(APPEND hidden -DHURRICANE_${library}_LIBRARY=)
endforeach()
list(APPEND hidden -DHURRICANE_EIGEN_INCLUDE=)
foreach(package xtensor ZLIB JPEG PNG nlohmann_json CLI11 doctest benchmark Doxygen)
  list(APPEND hidden -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
endforeach()

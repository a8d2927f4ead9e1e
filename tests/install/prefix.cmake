# SPDX-License-Identifier: MIT
# Installs to a prefix from a configuration that finds no package, and looks at what is there.
set(work "${BUILD}/tests/install")
file(REMOVE_RECURSE "${work}/headers_only" "${work}/prefix")
set(hidden "")
foreach(library ONEDNN XGBOOST PROTOBUF ONNX)
  list(APPEND hidden -DHURRICANE_${library}_LIBRARY=)
endforeach()
foreach(package Boost OpenMP xtensor ZLIB JPEG PNG nlohmann_json CLI11 doctest benchmark)
  list(APPEND hidden -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
endforeach()
foreach(arguments
    "-S;${SOURCE};-B;${work}/headers_only;-G;${GENERATOR};-DCMAKE_CXX_COMPILER=${CXX};-DHURRICANE_BOOST_INCLUDE=;${hidden}"
    "--install;${work}/headers_only;--prefix;${work}/prefix")
  execute_process(COMMAND ${CMAKE_COMMAND} ${arguments}
    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed: ${arguments}\n${said}")
  endif()
  string(APPEND output "${said}")
endforeach()
if(NOT output MATCHES "hurricane::onednn needs packages [^\n]* libdnnl-dev")
  message(SEND_ERROR "the closing table does not say what is missing:\n${output}")
endif()
foreach(file include/hurricane/hurricane.hpp share/doc/hurricane/LICENSE
    share/cmake/hurricane/hurricane-config.cmake share/cmake/hurricane/hurricane-targets.cmake)
  if(NOT EXISTS "${work}/prefix/${file}")
    message(SEND_ERROR "${file} is not installed")
  endif()
endforeach()
# Nothing of the machine that it was made on.
file(GLOB package "${work}/prefix/share/cmake/hurricane/*.cmake")
foreach(file IN LISTS package)
  file(STRINGS "${file}" paths REGEX "NOTFOUND\"|/usr/|\\.so|\\.a[\";]|${SOURCE}|${BUILD}|needs packages")
  if(paths)
    message(SEND_ERROR "${file} holds paths: ${paths}")
  endif()
endforeach()

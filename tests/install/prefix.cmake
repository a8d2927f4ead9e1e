# SPDX-License-Identifier: MIT
# Installs to a prefix from a configuration that finds no package, and looks at what is there.
set(work "${BUILD}/tests/install")
file(REMOVE_RECURSE "${work}/headers_only" "${work}/prefix")
include("${CMAKE_CURRENT_LIST_DIR}/hidden.cmake")
set(configure
  "-S;${SOURCE};-B;${work}/headers_only;-G;${GENERATOR};-DCMAKE_CXX_COMPILER=${CXX}")
foreach(arguments
    "${configure};-DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON;-DHURRICANE_BOOST_INCLUDE=;${hidden}"
    "--install;${work}/headers_only;--prefix;${work}/prefix")
  execute_process(COMMAND ${CMAKE_COMMAND} ${arguments}
    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed: ${arguments}\n${said}")
  endif()
  string(APPEND output "${said}")
endforeach()
foreach(row "hurricane::hurricane +missing: apt-get install libboost-dev"
    "hurricane::onednn +missing: apt-get install libboost-dev libdnnl-dev"
    "examples +left out: 01_operator [^\n:]*: apt-get install libboost-dev\n")
  if(NOT output MATCHES "-- +${row}")
    message(SEND_ERROR "the closing table has no row ${row}:\n${output}")
  endif()
endforeach()
if(output MATCHES "built: ")
  message(SEND_ERROR "something is built without Boost.Hana:\n${output}")
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
  file(STRINGS "${file}" paths
    REGEX "NOTFOUND\"|/usr/|\\.so|\\.a[\";]|${SOURCE}|${BUILD}|needs packages")
  if(paths)
    message(SEND_ERROR "${file} holds paths: ${paths}")
  endif()
endforeach()

# SPDX-License-Identifier: MIT
# Configures cases/CMakeLists.txt with OPTIONS, joined by commas. It must fail with output that
# matches FAILS, or succeed, with output that matches SAYS.
string(REPLACE "," ";" OPTIONS "${OPTIONS}")
set(work "${BUILD}/tests/install/cases/${NAME}")
file(REMOVE_RECURSE "${work}")
execute_process(COMMAND ${CMAKE_COMMAND} -S "${SOURCE}/tests/install/cases" -B "${work}"
  -G "${GENERATOR}" -DCMAKE_CXX_COMPILER=${CXX} -DHURRICANE_SOURCE=${SOURCE}
  "-DCMAKE_PREFIX_PATH=${BUILD}/tests/install/prefix" ${OPTIONS}
  RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
string(REGEX REPLACE "[ \n]+" " " words "${said}")  # CMake breaks lines
if(FAILS AND code EQUAL 0)
  message(FATAL_ERROR "it was configured, but must not be:\n${said}")
elseif(NOT FAILS AND NOT code EQUAL 0)
  message(FATAL_ERROR "it cannot be configured:\n${said}")
elseif(NOT words MATCHES "${FAILS}${SAYS}")
  message(FATAL_ERROR "nothing matches ${FAILS}${SAYS} in:\n${said}")
endif()

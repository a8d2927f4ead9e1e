# SPDX-License-Identifier: MIT
# Compiles SOURCE with CXX and runs it.
file(MAKE_DIRECTORY "${WORK}")
get_filename_component(name "${SOURCE}" NAME_WE)
execute_process(COMMAND ${CXX} -std=c++20 -O1 -Wall -Wextra -Werror -I${INCLUDE} ${SOURCE}
  -o "${WORK}/${name}" RESULT_VARIABLE code ERROR_VARIABLE said)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${SOURCE} does not compile:\n${said}")
endif()
execute_process(COMMAND "${WORK}/${name}" RESULT_VARIABLE code OUTPUT_VARIABLE said)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${SOURCE} failed:\n${said}")
endif()

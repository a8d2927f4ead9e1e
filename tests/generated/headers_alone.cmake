# SPDX-License-Identifier: MIT
# Compiles each generated source, which includes one public header twice, with warnings as errors.
file(GLOB sources "${SOURCES}/hurricane_*.cpp")
list(LENGTH sources count)
if(count LESS 30)
  message(FATAL_ERROR "only ${count} headers found")
endif()
foreach(source IN LISTS sources)
  execute_process(COMMAND ${CXX} -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I${INCLUDE} ${source}
    RESULT_VARIABLE code ERROR_VARIABLE said)
  if(NOT code EQUAL 0)
    message(SEND_ERROR "${source} does not compile alone:\n${said}")
  endif()
endforeach()
message("${count} headers compile alone")

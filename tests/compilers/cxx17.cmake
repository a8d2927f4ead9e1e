# SPDX-License-Identifier: MIT
# HEADER as C++17: the compiler must name C++20 first, and say nothing of the code.
string(MAKE_C_IDENTIFIER "cxx17_${HEADER}" id)
set(source "${WORK}/${id}.cpp")
file(WRITE "${source}" "#include <${HEADER}>\n")
execute_process(COMMAND ${CXX} -std=c++17 -fsyntax-only -I${INCLUDE} ${source}
  RESULT_VARIABLE code ERROR_VARIABLE said)
string(REGEX MATCHALL "error: [^\n]*" errors "${said}")
list(LENGTH errors count)
if(code EQUAL 0)
  message(FATAL_ERROR "${HEADER} compiled as C++17")
elseif(NOT count EQUAL 2 OR NOT errors MATCHES "^error: (#error )?\"Hurricane needs C\\+\\+20")
  message(FATAL_ERROR "not one #error, and the end: ${count}\n${said}")
endif()

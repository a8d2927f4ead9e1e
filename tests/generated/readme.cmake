# SPDX-License-Identifier: MIT
# Compiles every C++ block of a Markdown file and configures nothing else: what the reader copies
# must work. A block that has a main is linked against nothing and run; its output must stand in the
# next ```text block.
file(READ "${README}" text)
string(REPLACE ";" "<SEMICOLON>" text "${text}")
string(REPLACE "[" "<OPEN>" text "${text}")
string(REPLACE "]" "<CLOSE>" text "${text}")
string(REGEX MATCHALL
  "```cpp\n([^`]|`[^`])*```(\n\n[^`\n]*\n*```text\n([^`]|`[^`])*```)?"
  blocks "${text}")
list(LENGTH blocks count)
if(count LESS 1)
  message(FATAL_ERROR "no C++ block in ${README}")
endif()
set(n 0)
foreach(block IN LISTS blocks)
  math(EXPR n "${n} + 1")
  string(REPLACE "<OPEN>" "[" block "${block}")
  string(REPLACE "<CLOSE>" "]" block "${block}")
  string(REPLACE "<SEMICOLON>" ";" block "${block}")
  string(SUBSTRING "${block}" 7 -1 code)
  string(REGEX REPLACE "```.*$" "" code "${code}")
  set(source "${WORK}/${ID}_${n}.cpp")
  file(WRITE "${source}" "${code}")
  if(NOT code MATCHES "int main")
    execute_process(COMMAND ${CXX} -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror
      -I${INCLUDE} ${source}
      RESULT_VARIABLE failed ERROR_VARIABLE said)
  else()
    execute_process(COMMAND ${CXX} -std=c++20 -Wall -Wextra -Wpedantic -Werror -I${INCLUDE}
      ${source} -o ${WORK}/${ID}_${n} -pthread
      RESULT_VARIABLE failed ERROR_VARIABLE said)
    if(NOT failed)
      execute_process(COMMAND ${WORK}/${ID}_${n} RESULT_VARIABLE failed OUTPUT_VARIABLE output
        ERROR_VARIABLE said)
      string(FIND "${block}" "```text\n${output}```" at)
      if(output STREQUAL "" OR at LESS 0)
        message(SEND_ERROR "${README} does not show what block ${n} prints:\n${output}")
      endif()
    endif()
  endif()
  if(failed)
    message(SEND_ERROR "block ${n} of ${README}:\n${said}")
  endif()
endforeach()
message("${count} blocks of ${README}")

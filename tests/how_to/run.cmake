# SPDX-License-Identifier: MIT
# Runs the test cases of PROGRAM by pattern, CASES with | between them: each must be there and pass.
string(REPLACE "|" ";" patterns "${CASES}")
foreach(pattern IN LISTS patterns)
  execute_process(COMMAND "${PROGRAM}" "--test-case=${pattern}" RESULT_VARIABLE failed
    OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(failed OR NOT said MATCHES "test cases: +[1-9]")
    message(SEND_ERROR "test case '${pattern}':\n${said}")
  endif()
endforeach()

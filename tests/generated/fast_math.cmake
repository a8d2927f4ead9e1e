# SPDX-License-Identifier: MIT
# Options under which NaN is no NaN are refused, in a sentence, by headers that compile without
# them.
find_program(clang clang++)
set(compilers "${CXX}")
if(clang AND NOT clang STREQUAL CXX)
  list(APPEND compilers "${clang}")
endif()
set(headers base/error base/math base/decimal hw/target cost/priced_space)
foreach(compiler IN LISTS compilers)
  foreach(header IN LISTS headers)
    set(source "${WORK}/fast_math.cpp")
    file(WRITE "${source}" "#include <hurricane/${header}.hpp>\n")
    foreach(option IN ITEMS -O2 -ffast-math -ffinite-math-only)
      execute_process(COMMAND ${compiler} -std=c++20 -fsyntax-only ${option} "-I${INCLUDE}"
        "${source}"
        RESULT_VARIABLE code ERROR_VARIABLE said)
      if(option STREQUAL "-O2")
        if(NOT code EQUAL 0)
          message(SEND_ERROR "${header} with ${compiler}:\n${said}")
        endif()
      elseif(code EQUAL 0 OR NOT said MATCHES "Hurricane needs NaN and infinity")
        message(SEND_ERROR "${header} with ${compiler} ${option} was not refused:\n${said}")
      endif()
    endforeach()
  endforeach()
endforeach()

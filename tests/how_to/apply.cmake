# SPDX-License-Identifier: MIT
# Applies a how-to of GUIDE, which is CONTRIBUTING.md, to a copy of the sources: what stands in
# HOW_TO/new is copied to its place, and the lines of HOW_TO/how_to.inserts are inserted
# (insert.py). The files of that section, those that begin its list items, with NAME for SUBJECT,
# must be the files that this touches, no more and no fewer.
cmake_minimum_required(VERSION 3.22)
set(section_found FALSE)
set(inside FALSE)
set(listed "")
file(STRINGS "${GUIDE}" lines)
foreach(line IN LISTS lines)
  if(line MATCHES "^##+ (.*)$")
    string(COMPARE EQUAL "${CMAKE_MATCH_1}" "${SECTION}" inside)
    if(inside)
      set(section_found TRUE)
    endif()
  elseif(inside AND line MATCHES "^[*] `([^`]+)`")
    string(REPLACE "NAME" "${SUBJECT}" file "${CMAKE_MATCH_1}")
    list(APPEND listed "${file}")
  endif()
endforeach()
if(NOT section_found OR listed STREQUAL "")
  message(FATAL_ERROR "CONTRIBUTING.md has no section '${SECTION}' that lists files as * `file`")
endif()

file(REMOVE_RECURSE "${TREE}")
foreach(folder include tests)
  file(COPY "${SOURCE}/${folder}" DESTINATION "${TREE}" PATTERN how_to EXCLUDE)
endforeach()

set(touched "")
file(GLOB_RECURSE created RELATIVE "${HOW_TO}/new" "${HOW_TO}/new/*")
foreach(file IN LISTS created)
  if(EXISTS "${TREE}/${file}")
    message(SEND_ERROR "${file} is there already: the how-to does not create it")
  endif()
  get_filename_component(folder "${TREE}/${file}" DIRECTORY)
  file(COPY "${HOW_TO}/new/${file}" DESTINATION "${folder}")
  list(APPEND touched "${file}")
endforeach()

execute_process(COMMAND python3 "${CMAKE_CURRENT_LIST_DIR}/insert.py" "${HOW_TO}/how_to.inserts"
  "${TREE}" RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE why)
if(failed)
  message(FATAL_ERROR "${why}")
endif()
string(REGEX MATCHALL "[^\n]+" inserted "${said}")
list(APPEND touched ${inserted})

foreach(file IN LISTS touched)
  if(NOT file IN_LIST listed)
    message(SEND_ERROR "'${SECTION}' of CONTRIBUTING.md does not list ${file}, which has to be "
      "touched")
  endif()
  if(HURRICANE_CLANG_FORMAT AND file MATCHES "[.][hci]pp$")
    set(ours "--style=file:${SOURCE}/.clang-format")
    if(file IN_LIST inserted)
      execute_process(COMMAND ${HURRICANE_CLANG_FORMAT} -i "${ours}" "${TREE}/${file}")
    endif()
    execute_process(COMMAND ${HURRICANE_CLANG_FORMAT} "${ours}" "${TREE}/${file}"
      OUTPUT_FILE "${TREE}/formatted")
    execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files "${TREE}/formatted" "${TREE}/${file}"
      RESULT_VARIABLE differs ERROR_QUIET)
    if(differs)
      message(SEND_ERROR "${file}: clang-format -i writes it otherwise")
    endif()
  endif()
endforeach()
foreach(file IN LISTS listed)
  if(NOT file IN_LIST touched)
    message(SEND_ERROR "'${SECTION}' of CONTRIBUTING.md lists ${file}, which needs not be touched")
  endif()
endforeach()

# What holds for every header: it stands in its folder's README, a test names it, and so on.
execute_process(COMMAND ${CMAKE_COMMAND} "-DINCLUDE=${TREE}/include"
  "-DTESTS=${TREE}/tests" -P "${SOURCE}/tests/generated/layers.cmake"
  RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(failed)
  message(SEND_ERROR "${said}")
endif()

# SPDX-License-Identifier: MIT
# apply.cmake sees a guide that leaves a file out, one that lists a file too many, one without the
# section, and a how-to that fits no longer.
cmake_minimum_required(VERSION 3.22)
file(MAKE_DIRECTORY "${WORK}")
set(how_to "${CMAKE_CURRENT_LIST_DIR}/device")

function(apply guide how_to says)
  execute_process(COMMAND ${CMAKE_COMMAND} "-DSECTION=A device" -DSUBJECT=toy_npu
    "-DHOW_TO=${how_to}" "-DSOURCE=${SOURCE}" "-DTREE=${WORK}/tree" "-DGUIDE=${guide}"
    -P "${CMAKE_CURRENT_LIST_DIR}/apply.cmake"
    RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
  string(REGEX REPLACE "[ \n]+" " " said "${said}")
  if(says STREQUAL "" AND failed)
    message(SEND_ERROR "the how-to fails:\n${said}")
  elseif(NOT says STREQUAL "" AND (NOT failed OR NOT said MATCHES "${says}"))
    message(SEND_ERROR "not said: ${says}\nbut:\n${said}")
  endif()
endfunction()

function(apply_changed from to says)
  file(READ "${SOURCE}/CONTRIBUTING.md" text)
  string(REPLACE "${from}" "${to}" changed "${text}")
  if(changed STREQUAL text)
    message(SEND_ERROR "CONTRIBUTING.md does not hold: ${from}")
  endif()
  file(WRITE "${WORK}/guide.md" "${changed}")
  apply("${WORK}/guide.md" "${how_to}" "${says}")
endfunction()

apply("${SOURCE}/CONTRIBUTING.md" "${how_to}" "")
set(row "* `include/hurricane/hw/README.md`: ")
apply_changed("${row}" "" "does not list include/hurricane/hw/README.md")
apply_changed("${row}" "* `include/hurricane/hw/target.hpp`: it\n${row}"
  "lists include/hurricane/hw/target.hpp, which needs not be touched")
apply_changed("### A device" "### A machine" "has no section 'A device'")

file(COPY "${how_to}/" DESTINATION "${WORK}/stale")
file(READ "${how_to}/how_to.inserts" inserts)
string(REPLACE "after SOURCES" "after NOTHING" inserts "${inserts}")
file(WRITE "${WORK}/stale/how_to.inserts" "${inserts}")
apply("${SOURCE}/CONTRIBUTING.md" "${WORK}/stale" "does not fit the sources any more")

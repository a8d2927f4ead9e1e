# SPDX-License-Identifier: MIT
# A plain configuration where only Boost.Hana is found: it succeeds, says in one table what is built
# and what is missing, and builds. Benchmarks are left out as examples are; tests are all or none.
include("${CMAKE_CURRENT_LIST_DIR}/hidden.cmake")
set(work "${BUILD}/tests/install/hana_alone")
file(REMOVE_RECURSE "${work}")
function(configure)
  execute_process(COMMAND ${CMAKE_COMMAND} -S "${SOURCE}" -B "${work}" -G "${GENERATOR}"
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} ${hidden} ${ARGN}
    RESULT_VARIABLE code OUTPUT_VARIABLE said ERROR_VARIABLE said)
  set(code "${code}" PARENT_SCOPE)
  set(said "${said}" PARENT_SCOPE)
endfunction()

function(expect_rows)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "it cannot be configured:\n${said}")
  endif()
  foreach(row IN LISTS ARGN)
    if(NOT said MATCHES "\n-- +${row}\n")
      message(SEND_ERROR "the table has no row ${row}:\n${said}")
    endif()
  endforeach()
endfunction()

set(onednn "libdnnl-dev libxtensor-dev zlib1g-dev")
set(programs "nlohmann-json3-dev libcli11-dev")
configure()
expect_rows("component +state" "hurricane::hurricane +found"
  "hurricane::onednn +missing: apt-get install ${onednn}"
  "hurricane::pictures +missing: apt-get install ${onednn} libjpeg-dev libpng-dev"
  "hurricane::fit +missing: apt-get install libeigen3-dev libxgboost-dev"
  "hurricane::onnx +missing: apt-get install libonnx-dev libprotobuf-dev"
  "examples +built: 01_operator [^\n:]* 05_search spaces_by_target" "examples +built: acme"
  "examples +left out: search_table: apt-get install ${programs}"
  "examples +left out: 06_train[^\n:]*: apt-get install ${onednn}"
  "examples +left out: 07_search_and_train: apt-get install ${onednn} libjpeg-dev libpng-dev"
  "examples +left out: profile_host validate_target: apt-get install ${onednn} ${programs}"
  "examples +left out: acme_benchmark: apt-get install ${onednn} ${programs} libbenchmark-dev"
  "examples +left out: acme_searcher: [^\n]* libjpeg-dev libpng-dev ${programs}"
  "claims +left out: reproduce_claims rank_networks: [^\n]* libjpeg-dev libpng-dev ${programs}"
  "examples +left out: fit_latency: apt-get install libeigen3-dev libxgboost-dev ${programs}"
  "examples +left out: export_kit: apt-get install libonnx-dev libprotobuf-dev ${programs}"
  "benchmarks +off: -DHURRICANE_BENCHMARKS=ON" "tests +off: -DHURRICANE_TESTS=ON"
  "docs +missing: apt-get install doxygen")
string(REGEX MATCHALL "component +state" tables "${said}")
list(LENGTH tables count)
if(NOT count EQUAL 1)
  message(SEND_ERROR "there are ${count} tables:\n${said}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build "${work}" --target 01_operator
  RESULT_VARIABLE code OUTPUT_VARIABLE built ERROR_VARIABLE built)
execute_process(COMMAND "${work}/examples/01_operator" OUTPUT_VARIABLE output)
if(NOT code EQUAL 0 OR NOT output MATCHES "multiply-adds")
  message(SEND_ERROR "01_operator cannot be built and run:\n${built}\n${output}")
endif()

configure(-DHURRICANE_BENCHMARKS=ON)
expect_rows("benchmarks +left out: kernels: apt-get install ${onednn} libbenchmark-dev"
  "benchmarks +left out: print_network compile search: apt-get install ${programs}")

configure(-DHURRICANE_TESTS=ON)
string(REGEX REPLACE "[ \n]+" " " words "${said}")  # CMake breaks lines
if(code EQUAL 0 OR NOT words MATCHES
    "HURRICANE_TESTS=ON: the tests need packages .*apt-get install ${onednn} .* doctest-dev, or")
  message(SEND_ERROR "tests without what they need are not refused in a sentence:\n${said}")
endif()

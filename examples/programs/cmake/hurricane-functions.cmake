# SPDX-License-Identifier: MIT
# Programs made of a user's own types. Available in this build and after find_package(hurricane).
#
#   hurricane_add_profiler(NAME my_profiler SPACE my::space HEADERS my_space.hpp)
#   hurricane_add_benchmark(NAME my_benchmark SPACE my::space [OPERATORS my::op<5> ..]
#                           HEADERS my_space.hpp)  # operators at the slots of the space
#   hurricane_add_kit(NAME my_kit SPACE my::space HEADERS my_space.hpp)  # to measure another device
#   hurricane_add_ranker(NAME my_ranker SPACE my::space HEADERS my_space.hpp)  # known accuracies
#   hurricane_target_from_csv(NAME my::device CSV rows.csv)  # library my::device, <my/device.hpp>
#   hurricane_add_searcher(NAME my_searcher SPACE my::space TARGET my::device [ALSO my::other..]
#                          [WIDTHS 50 75 100 150..] [SEARCHERS my::searcher..]
#                          HEADERS my_space.hpp my_device.hpp)
#
# Each says which packages it lacks: a profiler and a benchmark need hurricane::onednn, a searcher
# and a ranker hurricane::pictures, a kit hurricane::onnx, all of them nlohmann_json and CLI11, and
# a benchmark Google Benchmark. SPACE gives a benchmark its slots; without OPERATORS it takes the
# operators of the space itself. Targets after ALSO give further costs to limit: latency_ms@other.
# WIDTHS, in per cent of the space's own, are what --widths chooses among; a measured target needs
# the rows of each. SEARCHERS are types of one's own for --searcher, beside those that come along. A
# target made by hurricane_target_from_csv is found by its name and needs no
# entry in HEADERS.

get_filename_component(_hurricane_programs "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(HURRICANE_PROGRAMS_DIR "${_hurricane_programs}"
  CACHE INTERNAL "sources that the programs share")

# Stops with the packages that the components, or the programs themselves, lack.
function(_hurricane_need function)
  foreach(component IN LISTS ARGN)
    _hurricane_missing(why ${component})
    if(why)
      message(FATAL_ERROR "${function}: ${why}")
    endif()
  endforeach()
endfunction()

# A file of the library as a header: what the program writes out.
function(_hurricane_embed folder file variable header)
  set(source "${HURRICANE_PROGRAMS_DIR}/${folder}/${file}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
  file(READ "${source}" ${variable})
  configure_file("${HURRICANE_PROGRAMS_DIR}/${folder}/${header}.in"
    "${CMAKE_CURRENT_BINARY_DIR}/generated/${header}" @ONLY)
endfunction()

# Objects that programs share: their sources, once and only when a program asks for them.
function(_hurricane_objects name folder)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES;LIBRARIES")
  list(TRANSFORM arg_SOURCES PREPEND "${HURRICANE_PROGRAMS_DIR}/${folder}/")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC ${arg_LIBRARIES})
  target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/generated")
endfunction()

# What all programs need, and what benchmarks do. Imported targets are seen in their own directory
# only, so every directory that makes programs looks.
macro(_hurricane_find_programs)
  find_package(nlohmann_json 3.9 QUIET)
  find_package(CLI11 2.1 QUIET)
  _hurricane_look(programs nlohmann_json::nlohmann_json:nlohmann-json3-dev
    CLI11::CLI11:libcli11-dev)
endmacro()

macro(_hurricane_find_benchmark)
  find_package(benchmark QUIET)
  _hurricane_look(benchmark benchmark::benchmark:libbenchmark-dev)
endmacro()

# What a project may ask for before it makes programs: hurricane_programs_FOUND, ..benchmark_FOUND.
_hurricane_find_programs()
_hurricane_find_benchmark()

# What programs share, for the components that are there. A measuring or training program without
# optimisation is a mistake: where no build type is set, -O2 is.
function(_hurricane_program_targets function)
  _hurricane_need(${function} hurricane)
  _hurricane_find_programs()
  if(NOT hurricane_programs_FOUND)
    list(JOIN hurricane_programs_MISSING " " packages)
    message(FATAL_ERROR "${function}: programs need packages that were not found, install them: "
      "apt-get install ${packages}")
  endif()
  if(TARGET hurricane_program)
    return()
  endif()
  _hurricane_objects(hurricane_program shared SOURCES program.cpp output_folder.cpp
    LIBRARIES hurricane::hurricane nlohmann_json::nlohmann_json)
  target_compile_options(hurricane_program PUBLIC "$<$<CONFIG:>:-O2>")
  target_include_directories(hurricane_program PUBLIC "${HURRICANE_PROGRAMS_DIR}")
  if(hurricane_onednn_FOUND)
    _hurricane_objects(hurricane_profiler profiler SOURCES profiler.cpp
      LIBRARIES hurricane_program hurricane::onednn CLI11::CLI11)
  endif()
  if(hurricane_pictures_FOUND)
    _hurricane_embed(searcher report.html page report_page.hpp)
    _hurricane_objects(hurricane_searcher searcher SOURCES searcher.cpp search_settings.cpp
      search_options.cpp training_options.cpp searcher_options.cpp search_run.cpp
      search_checks.cpp search_stages.cpp search_alone.cpp search_checkpoint.cpp
      search_manifest.cpp search_output.cpp last_trainings.cpp width_search.cpp
      limits_search.cpp kept_supernet.cpp front.cpp choice.cpp results.cpp page.cpp
      LIBRARIES hurricane_program hurricane::pictures nlohmann_json::nlohmann_json CLI11::CLI11)
    _hurricane_objects(hurricane_ranker ranker SOURCES ranker.cpp ranking_settings.cpp
      ranking_truth.cpp ranking_judge.cpp supernet_scores.cpp LIBRARIES
      hurricane_program hurricane::pictures nlohmann_json::nlohmann_json CLI11::CLI11)
    if(hurricane_onnx_FOUND)
      target_link_libraries(hurricane_searcher PUBLIC hurricane::onnx)
      target_compile_definitions(hurricane_searcher PRIVATE HURRICANE_ONNX)
    endif()
  endif()
  if(hurricane_onnx_FOUND)
    _hurricane_embed(kit measure_kit.py script measure_kit.hpp)
    _hurricane_objects(hurricane_kit kit SOURCES kit.cpp
      LIBRARIES hurricane_program hurricane::onnx CLI11::CLI11)
  endif()
  add_executable(hurricane_target_from_csv EXCLUDE_FROM_ALL
    "${HURRICANE_PROGRAMS_DIR}/profiler/target_from_csv.cpp")
  set_target_properties(hurricane_target_from_csv PROPERTIES OUTPUT_NAME target_from_csv)
  target_link_libraries(hurricane_target_from_csv PRIVATE hurricane_program CLI11::CLI11)
endfunction()

# HEADERS as #include lines; relative names are taken from the caller's folder. In `public_out` they
# keep their last part only: lines for headers that leave this machine.
function(_hurricane_includes out public_out)
  set(lines "")
  set(public "")
  foreach(header IN LISTS ARGN)
    if(header MATCHES "^<.*>$")
      string(APPEND lines "#include ${header}\n")
      string(APPEND public "#include ${header}\n")
    else()
      get_filename_component(path "${header}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
      string(APPEND lines "#include \"${path}\"\n")
      get_filename_component(name "${header}" NAME)
      string(APPEND public "#include \"${name}\"\n")
    endif()
  endforeach()
  set(${out} "${lines}" PARENT_SCOPE)
  set(${public_out} "${public}" PARENT_SCOPE)
endfunction()

function(_hurricane_require function)
  foreach(argument IN LISTS ARGN)
    if(NOT arg_${argument})
      message(FATAL_ERROR "${function}: ${argument} is missing")
    endif()
  endforeach()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${function}: unknown argument ${arg_UNPARSED_ARGUMENTS}")
  endif()
endfunction()

function(_hurricane_main template)
  configure_file("${HURRICANE_PROGRAMS_DIR}/${template}/${template}.cpp.in"
    "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.cpp" @ONLY)
  add_executable(${arg_NAME} "${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME}.cpp"
    $<TARGET_OBJECTS:hurricane_${template}> $<TARGET_OBJECTS:hurricane_program>)
  target_include_directories(${arg_NAME} PRIVATE "${HURRICANE_PROGRAMS_DIR}")
  target_compile_options(${arg_NAME} PRIVATE "$<$<CONFIG:>:-O2>")
  target_link_libraries(${arg_NAME} PRIVATE ${ARGN})
endfunction()

# A program of a space alone: its template, and the component that it needs.
macro(_hurricane_space_program template component)
  set(function hurricane_add_${template})
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SPACE" "HEADERS")
  _hurricane_require(${function} NAME SPACE HEADERS)
  _hurricane_need(${function} ${component})
  _hurricane_program_targets(${function})
  _hurricane_includes(includes unused ${arg_HEADERS})
  set(space "${arg_SPACE}")
  _hurricane_main(${template} hurricane::${component})
endmacro()

function(hurricane_add_profiler)
  _hurricane_space_program(profiler onednn)
endfunction()

function(hurricane_add_kit)
  _hurricane_space_program(kit onnx)
endfunction()

function(hurricane_add_ranker)
  _hurricane_space_program(ranker pictures)
endfunction()

function(hurricane_add_benchmark)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SPACE" "OPERATORS;HEADERS")
  _hurricane_require(hurricane_add_benchmark NAME SPACE HEADERS)
  _hurricane_need(hurricane_add_benchmark onednn)
  _hurricane_find_benchmark()
  if(NOT hurricane_benchmark_FOUND)
    message(FATAL_ERROR "hurricane_add_benchmark: benchmarks need a package that was not found, "
      "install it: apt-get install ${hurricane_benchmark_MISSING}")
  endif()
  _hurricane_program_targets(hurricane_add_benchmark)
  if(NOT TARGET hurricane_operator_benchmark)
    _hurricane_objects(hurricane_operator_benchmark operator_benchmark
      SOURCES operator_benchmark.cpp benchmark_rows.cpp stored_run.cpp
      LIBRARIES hurricane_program hurricane::onednn benchmark::benchmark
        nlohmann_json::nlohmann_json CLI11::CLI11)
  endif()
  _hurricane_includes(includes unused ${arg_HEADERS})
  set(space "${arg_SPACE}")
  list(JOIN arg_OPERATORS ", " operators)
  _hurricane_main(operator_benchmark hurricane::onednn benchmark::benchmark)
endfunction()

function(hurricane_target_from_csv)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;CSV" "")
  _hurricane_require(hurricane_target_from_csv NAME CSV)
  _hurricane_program_targets(hurricane_target_from_csv)
  string(REPLACE "::" "/" path "${arg_NAME}")
  string(REPLACE "::" "_" id "${arg_NAME}")
  get_filename_component(csv "${arg_CSV}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT EXISTS "${csv}")
    message(FATAL_ERROR "hurricane_target_from_csv: ${csv} does not exist; build and run the "
      "profiler of the space first")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/targets")
  set(header "${folder}/${path}.hpp")
  get_filename_component(parent "${header}" DIRECTORY)
  file(MAKE_DIRECTORY "${parent}")
  add_custom_command(OUTPUT "${header}" DEPENDS "${csv}" hurricane_target_from_csv
    COMMAND hurricane_target_from_csv --csv "${csv}" --name "${arg_NAME}" --out "${header}"
    COMMENT "Making target ${arg_NAME} from ${arg_CSV}" VERBATIM)
  add_custom_target(${id}_header DEPENDS "${header}")
  add_library(${id} INTERFACE)
  if(NOT id STREQUAL arg_NAME)
    add_library(${arg_NAME} ALIAS ${id})
  endif()
  add_dependencies(${id} ${id}_header)
  target_include_directories(${id} INTERFACE "${folder}")
  set_target_properties(${id} PROPERTIES HURRICANE_HEADER "<${path}.hpp>")
endfunction()

# What a searcher's main says of its widths: `family` and `with_family`, empty without any.
macro(_hurricane_family)
  set(family "")
  set(with_family "")
  if(arg_WIDTHS)
    if(arg_ALSO)
      message(FATAL_ERROR
        "hurricane_add_searcher: WIDTHS and ALSO do not go together; leave one out")
    endif()
    set(sources "")
    foreach(width IN LISTS arg_WIDTHS)
      if(NOT width MATCHES "^[1-9][0-9]*$")
        message(FATAL_ERROR "hurricane_add_searcher: WIDTHS ${width} is not a number of per cent")
      endif()
      set(type "hurricane::width_member<${space}, ${width}>")
      string(APPEND sources
        "{\"${type}\", R\"(#include <hurricane/search/width_family.hpp>\n${public_includes})\"}, ")
    endforeach()
    list(JOIN arg_WIDTHS ", " percents)
    string(CONCAT family "    auto const family = [] {\n"
      "        return hurricane::app::searcher_family{\n"
      "            hurricane::family_of<${space}, ${target}, hurricane::widths<${percents}>>(),\n"
      "            {${sources}}};\n    };\n")
    set(with_family ", family")
  endif()
endmacro()

function(hurricane_add_searcher)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;SPACE;TARGET" "HEADERS;ALSO;WIDTHS;SEARCHERS")
  _hurricane_require(hurricane_add_searcher NAME SPACE TARGET HEADERS)
  _hurricane_need(hurricane_add_searcher pictures)
  _hurricane_program_targets(hurricane_add_searcher)
  set(made_here "")  # headers of targets that hurricane_target_from_csv made
  set(made_by "")
  set(also "")
  foreach(device IN LISTS arg_TARGET arg_ALSO)
    string(REPLACE "::" "_" id "${device}")
    if(TARGET ${id})
      get_target_property(header ${id} HURRICANE_HEADER)
      if(header)
        list(APPEND made_here "${header}")
        list(APPEND made_by ${id})
      endif()
    endif()
    if(NOT device STREQUAL arg_TARGET)
      string(APPEND also "    hurricane::add_target(priced, "
        "hurricane::price<${arg_SPACE}, ${device}>());\n")
    endif()
  endforeach()
  _hurricane_includes(includes unused ${arg_HEADERS} ${made_here})
  _hurricane_includes(unused public_includes ${arg_HEADERS})
  set(space "${arg_SPACE}")
  set(target "${arg_TARGET}")
  _hurricane_family()
  set(with_searchers "")
  if(arg_SEARCHERS)
    list(JOIN arg_SEARCHERS ", " types)
    set(with_searchers ", hurricane::app::own_searchers<${space}, ${target}, ${types}>()")
    if(NOT with_family)
      set(with_family ", {}")
    endif()
  endif()
  _hurricane_main(searcher hurricane::pictures)
  if(hurricane_onnx_FOUND)
    target_link_libraries(${arg_NAME} PRIVATE hurricane::onnx)
  endif()
  target_link_libraries(${arg_NAME} PRIVATE ${made_by})
endfunction()

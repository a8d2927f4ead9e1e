# SPDX-License-Identifier: MIT
# No header reads or writes numbers, or tells letters, by the locale.
set(word "(^|[^a-zA-Z0-9_])")
set(patterns
  "${word}(strto[a-z]+|sto(i|l|ul|ll|ull|f|d|ld)|ato(i|l|ll|f)) *\\("
  "(printf|scanf|strftime|strcoll|localeconv) *\\("
  "${word}(is|to)(alpha|alnum|digit|xdigit|space|blank|upper|lower|punct|print|graph|cntrl) *\\("
  "(stringstream|ofstream|ostream|istream|locale|use_facet)"
  "(std::regex|put_time|get_time|std::format|std::cout|std::cin)")
macro(find_locale line found)
  string(REGEX REPLACE "//.*" "" code "${line}")
  set(${found} FALSE)
  foreach(pattern IN LISTS patterns)
    if(code MATCHES "${pattern}")
      set(${found} TRUE)
    endif()
  endforeach()
endmacro()
foreach(bad IN ITEMS "x = std::strtod(s, &end);" "  auto x = std::stod(s);"
    "std::snprintf(s, 9, f, x);" "std::ostringstream out;" "if (std::isalpha(c)) return;"
    "return atof (s);" "std::locale::global(l);" "#include <locale>" "a / b + stof(s)")
  find_locale("${bad}" found)
  if(NOT found)
    message(FATAL_ERROR "this test would not see: ${bad}")
  endif()
endforeach()
foreach(good IN ITEMS "// nothing here depends on the locale" "x = std::to_chars(a, b, c);"
    "is_digit(c)" "history(i)" "std::ifstream file{path}")
  find_locale("${good}" found)
  if(found)
    message(FATAL_ERROR "this test would blame: ${good}")
  endif()
endforeach()
file(GLOB_RECURSE headers RELATIVE "${INCLUDE}" "${INCLUDE}/*.hpp" "${INCLUDE}/*.ipp")
list(LENGTH headers count)
if(count LESS 100)
  message(FATAL_ERROR "only ${count} headers found")
endif()
foreach(header IN LISTS headers)
  foreach(pattern IN LISTS patterns)
    file(STRINGS "${INCLUDE}/${header}" lines REGEX "${pattern}")
    foreach(line IN LISTS lines)
      string(REGEX REPLACE "//.*" "" code "${line}")
      if(code MATCHES "${pattern}")
        message(SEND_ERROR "${header} depends on the locale: ${line}")
      endif()
    endforeach()
  endforeach()
endforeach()
message("${count} headers depend on no locale")

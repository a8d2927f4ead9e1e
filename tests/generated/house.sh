#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The house's statements: sources as clang-format writes them, at most 100 columns, one statement
# and one declaration a line. Arguments: the source folder, and a header that includes all others.
# Where a tool is missing it says so and, unless something failed, ends with 77.
set -uo pipefail
source=$1 everything=$2
failures=0
fail() {
  echo "FAILED: $1"
  failures=$((failures + 1))
}
missing=0
have() {  # TOOL PACKAGE
  command -v "$1" > /dev/null && return
  echo "$1 is missing: apt-get install $2"
  missing=$((missing + 1))
  return 1
}
cd "$source" || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t files < <(find include examples benchmarks tests -name '*.hpp' -o -name '*.cpp' \
  -o -name '*.ipp' | sort)
[ ${#files[@]} -gt 300 ] || fail "only ${#files[@]} sources found"
mapfile -t scripts < <(find CMakeLists.txt .ci include examples benchmarks tests -type f \
  \( -path '.ci/*' -o -name '*.sh' -o -name '*.py' -o -name 'CMakeLists.txt' -o -name '*.cmake' \
  -o -name '*.cmake.in' -o -name '*pp.in' -o -name '*.yml' \) | sort)
[ ${#scripts[@]} -gt 60 ] || fail "only ${#scripts[@]} scripts found"

# Compile-fail twins keep their lines: what the compiler says names them.
formatted() { clang-format "$1" | cmp -s - "$1"; }
export -f formatted
if have clang-format clang-format; then
  printf '%s\n' "${files[@]}" | grep -v '^tests/compile_fail/' |
    xargs -P 2 -I {} bash -c 'formatted {} || echo {}' > "$work/other"
  while read -r file; do fail "$file: clang-format -i writes it otherwise"; done < "$work/other"
  printf 'int  x;\n' > "$work/bad.cpp"
  formatted "$work/bad.cpp" && fail "a badly formatted file is not seen"
fi
long=$(awk 'length($0) > 100 { print FILENAME ":" FNR }' "${files[@]}" "${scripts[@]}")
[ -z "$long" ] || fail "more than 100 columns: $long"
# Of documents tables, code and links' addresses may be longer.
mapfile -t documents < <(
  find . \( -path ./build -o -path ./.git \) -prune -o -name '*.md' -print | sort)
long=$(awk 'FNR == 1 { code = 0 } /^ *```/ { code = !code }
  length($0) > 100 && !code && !/^(\||\[)/ { print FILENAME ":" FNR }' "${documents[@]}")
[ -z "$long" ] || fail "more than 100 columns: $long"
long=$(wc -l examples/programs/searcher/*.cpp | awk '$1 > 200 && $2 != "total"')
[ -z "$long" ] || fail "parts of the searcher of more than 200 lines: $long"

# What is compiled is what configuring listed.
listed=$(sed -n 's/^#include <\(.*\)>$/\1/p' "$everything" | sort)
there=$(cd include && find . -name '*.hpp' | sed 's/^[.]\///' | sort)
others=$(comm -3 <(echo "$listed") <(echo "$there") | tr -d '\t')
[ -z "$others" ] || fail "configure again, these headers are new or gone: $others"

# What compilers warn of is an error. g++ optimises: its intrinsics are functions then, not macros.
printf '#include "%s"\n' "$everything" > "$work/all.cpp"
sed -n '/^#include/p' "$everything" | tac > "$work/reversed.cpp"
printf 'void f(int& a, int& b) { a = 1, b = 2; }\n' > "$work/comma.cpp"
printf 'int f(int a) { { int a = 1; return a; } }\n' > "$work/shadow.cpp"
printf 'unsigned long f(int a) { return a; }\n' > "$work/sign.cpp"
warns() {  # FILE COMPILER FLAGS
  ! "${@:2}" -std=c++20 -O1 -fsyntax-only -Iinclude -isystem /usr/include/eigen3 -fopenmp -Werror \
    -Wshadow -Wsign-conversion "$1" > "$work/said" 2>&1
}
for compiler in "clang++ -Wcomma" g++; do
  case $compiler in
    clang*) have clang++ clang || continue ;;
    *) have g++ g++ || continue ;;
  esac
  for order in all reversed; do  # a name may shadow another one of a header before
    if warns "$work/$order.cpp" $compiler; then
      fail "${compiler%% *} warns of a header ($order)"
      head -20 "$work/said"
    fi
  done
  warns "$work/shadow.cpp" $compiler || fail "$compiler does not see a shadow"
  warns "$work/sign.cpp" $compiler || fail "$compiler does not see a change of sign"
done
warns "$work/comma.cpp" clang++ -Wcomma || fail "a comma between statements is not seen"

# In headers at most 30 statements a function, and one variable a declaration. What else is in
# .clang-tidy is advice: there are headers that it finds something in.
tidy() {  # FILE
  clang-tidy --quiet --config-file=.clang-tidy \
    -checks='-*,readability-function-size,readability-isolate-declaration' "$1" -- \
    -std=c++20 -Iinclude -isystem /usr/include/eigen3 -fopenmp 2> /dev/null |
    grep -E 'warning:|threshold'
}
if have clang-tidy clang-tidy; then
  said=$(tidy "$work/all.cpp")
  [ -z "$said" ] || fail "clang-tidy of the headers: $said"
  {
    echo 'int f(int a) {'
    for i in {1..31}; do echo '    ++a;'; done
    printf '    return a;\n}\n'
  } > "$work/many.cpp"
  [ -n "$(tidy "$work/many.cpp")" ] || fail "a function of 32 statements is not seen"
  printf 'void f() { int a, b; }\n' > "$work/two.cpp"
  [ -n "$(tidy "$work/two.cpp")" ] || fail "two variables in one declaration are not seen"
fi

# Lines as FILE:LINE:TEXT, without literals, comments and directives.
code() {
  awk -v character="'[^']?'" '
    FNR == 1 { raw = directive = 0 }
    raw && !/\)"/ { next }
    raw { sub(/^.*\)"/, "") }
    { sub(/R"\(.*\)"/, ""); raw = sub(/R"\(.*/, "") }
    !raw && /^ *#/ || directive { directive = /\\$/; next }
    /^[}]  \/\/ namespace/ { next }
    { gsub(/\\./, ""); gsub(character, ""); gsub(/"[^"]*"/, ""); sub(/ *\/\/.*/, "") }
    /[^ ]/ { print FILENAME ":" FNR ":" $0 }' "$@"
}

# One statement, and one variable a declaration: outside its brackets neither has a comma.
commas() {
  code "$@" | awk -v inner='\\([^(){}\\[\\]]*\\)|\\[[^(){}\\[\\]]*\\]|[A-Za-z_0-9]<[^<>(){};]*>' '
    { text = $0; sub(/^[^:]*:[0-9]*:/, "", text); statement = statement " " text }
    text ~ /[;{}]$|^ *[a-z]+:$/ {
      several = 0
      gsub(/template </, "template<", statement)
      while (match(statement, inner) || match(statement, /\{[^(){}\[\]]*\}/)) {
        inside = substr(statement, RSTART, RLENGTH)
        several += inside ~ /^\{.*;/ && inside ~ /,/
        statement = substr(statement, 1, RSTART - 1) "@" substr(statement, RSTART + RLENGTH)
      }
      several += statement ~ /,[^(){}]*;$/ && statement !~ /[(){}\[\]]|(struct|class) [^=]* : /
      if (several) print
      statement = ""
    }'
}
ours=$(printf '%s\n' "${files[@]}" | grep -v '^tests/compile_fail/')
several=$(commas $ours $(find examples -name '*pp.in'))
[ -z "$several" ] || fail "several statements or variables in one: $several"
cat > "$work/several" << 'EOF'
    double sum = 0, term = 1;
    int a{}, b{};
    std::map<int, std::pair<int, int>> x, y;
    a = 1, b = 2;
    a += x, f();
    if (a == b) a = 1,
                b = 2;
    auto const f = [&] { a = 1, b = 2; };
    return f(), 0;
EOF
[ "$(commas "$work/several" | wc -l)" -eq 8 ] || fail "several statements in one are not seen"
cat > "$work/single" << 'EOF'
template <class A, class B>
struct c;
using d = c<int, std::map<int, c<A, B>>>;
    std::array<int, 2> const a{1, f('"', "a, b", 1'000)};  // a = 1, b = 2;
    sort(x, [&](int a, int b) { return a < b && same<int, b>; });
    struct e : c<int, a>, f {};
    auto const s = g(R"(
a = 1, b = 2;
)",
                     h, {.epochs = 1});
EOF
[ -z "$(commas "$work/single")" ] || fail "one statement is taken for several"

# Functions of programs have at most 60 lines: from the last line that begins where a } stands.
long_functions() {
  code "$@" | awk -F: '
    { text = $0; sub(/^[^:]*:[0-9]*:/, "", text); column = match(text, /[^ ]/) }
    text ~ /^ *[}]$/ && head[column] && $2 - head[column] >= 60 { print $1 ":" head[column] }
    text ~ /^ *[}];?$/ { head[column] = 0 }
    text !~ /^ *([}]|[a-z]+:$)/ { head[column] = $2 }'
}
long=$(long_functions $(printf '%s\n' $ours | grep -E '^(examples|benchmarks)/'))
[ -z "$long" ] || fail "functions of more than 60 lines: $long"
printf '%s\n' 'class c {' '    template <class T>' '    void f(int a,' '           int b) {' \
  > "$work/long"
for i in {1..57}; do echo '        ++a;'; done >> "$work/long"
{ cat "$work/long"; printf '    }\n\npublic:\n    int b;\n};\n'; } > "$work/fits"
{ cat "$work/long"; printf '        ++b;\n    }\n};\n'; } > "$work/exceeds"
[ -z "$(long_functions "$work/fits")" ] || fail "a function of 60 lines is taken for a longer one"
[ "$(long_functions "$work/exceeds")" = "$work/exceeds:3" ] ||
  fail "a function of 61 lines is not seen"
echo "$failures failures"
[ $failures -eq 0 ] || exit 1
[ $missing -eq 0 ] || exit 77

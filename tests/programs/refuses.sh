# SPDX-License-Identifier: MIT
# Sourced by tests of programs, which have a folder $work: counts failures; refuses WORDS COMMAND...
# expects exit code 2 and one sentence with the words on stderr.
failures=0
fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}
refuses() {
  local words=$1 code
  shift
  "$@" > "$work/stdout" 2> "$work/stderr" < /dev/null
  code=$?
  if [ $code -ne 2 ] || [ "$(wc -l < "$work/stderr")" -ne 1 ] ||
    ! grep -qF -- "$words" "$work/stderr"; then
    fail "(exit $code): $*"
    cat "$work/stderr"
  fi
}

# SPDX-License-Identifier: MIT
"""Inserts lines where a contributor would: python3 insert.py HOW_TO.inserts TREE.

Lines of a how-to: `file F` opens a file of the tree, at its begin; `find REGEX` goes on to the next
line that matches, the present one included; `before REGEX` and `after REGEX` do so and insert there
the lines that follow, each behind a +. They hold on to what begins or ends a list, or to an entry
that has always been there, so that a how-to fits whatever others have added. Prints the files."""
import pathlib
import re
import sys

how_to, tree = sys.argv[1], pathlib.Path(sys.argv[2])
path, lines, at = None, [], 0


def fail(number, what):
    sys.exit(f"{how_to}:{number}: {what}: the how-to does not fit the sources any more")


def close():
    if path:
        (tree / path).write_text("\n".join(lines), encoding="utf-8")
        print(path)


for number, order in enumerate(pathlib.Path(how_to).read_text(encoding="utf-8").splitlines(), 1):
    verb, _, rest = order.partition(" ")
    if order.startswith("+"):
        lines.insert(at, order[1:])
        at += 1
    elif verb == "file":
        close()
        path, at = rest, 0
        if not (tree / path).exists():
            fail(number, f"no file {path}")
        lines = (tree / path).read_text(encoding="utf-8").split("\n")
    elif verb in ("find", "before", "after"):
        while at < len(lines) and not re.search(rest, lines[at]):
            at += 1
        if at == len(lines):
            fail(number, f"{path} has no line {rest}")
        at += verb == "after"
    elif order:
        fail(number, f"'{verb}' is no order")
close()

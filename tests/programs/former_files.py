# SPDX-License-Identifier: MIT
"""Makes a checkpoint or a kept supernet what the version before would have written, where searchers
were no lists of phases: python3 former_files.py checkpoint|supernet FILE."""
import json
import struct
import sys

kind, name = sys.argv[1:]
data = open(name, "rb").read()[:-8]
at = 0
out = b""


def take(form):
    global at
    value = struct.unpack_from("<" + form, data, at)
    at += struct.calcsize("<" + form)
    return value[0]


def put(form, value):
    global out
    out += struct.pack("<" + form, value)


def copy(count):
    global at, out
    out += data[at:at + count]
    at += count


def copied(form):
    value = take(form)
    put(form, value)
    return value


def text():
    length = take("I")
    return data[skip(length):at]


def skip(count):
    global at
    at += count
    return at - count


def put_text(bytes_):
    global out
    put("I", len(bytes_))
    out += bytes_


def genes():
    copy(copied("i"))


def history():
    for _ in range(copied("Q")):
        genes()
        copy(16)
    copy(4 * copied("Q"))


def collected(read):
    """What `read` would have put."""
    global out
    before, out = out, b""
    read()
    mine, out = out, before
    return mine


def stage():
    genes()
    genes()
    copy(16)
    history()


def progress():
    """Of now: phase, in a stage, left, remembered, stages, efforts, the search; of before:
    remembered, stage, trained, later, early, further ones, the search."""
    global out
    phase, _, _, remembered = take("i"), take("B"), take("i"), text()
    stages = []
    for _ in range(take("Q")):
        text()
        skip(8)
        stages.append(collected(stage))
    seconds = []
    for _ in range(take("Q")):
        text()
        seconds.append(take("d"))
        skip(32)
    put_text(remembered)
    put("i", phase // 2)
    put("B", phase % 2)
    for i in range(2):
        empty = struct.pack("<iiddQQ", 0, 0, 0, 0, 0, 0)
        out += stages[i] if i < len(stages) else empty
        for k in range(2):
            put("d", seconds[2 * i + k] if 2 * i + k < len(seconds) else 0)
    put("Q", 0)
    history()
    copy(8)


def manifest():
    now = json.loads(text())
    former = {}
    for key, value in now.items():
        if key == "searcher":
            former["one_stage"] = value == "spos"
            former["first_stage_only"] = value == "later-layers"
        elif key not in ("phases", "options"):
            former[key] = value
    put_text(json.dumps(former, separators=(",", ":")).encode())


copy(8)
put_text(text())
put("I", take("I") - 1)  # the version
copy(8)  # the fingerprint
manifest()
if kind == "supernet":
    copy(1)
    for _ in range(copied("Q")):
        put_text(text())
        progress()
else:
    progress()
    for _ in range(4):  # rounds and trainings of a choice, soft labels, finished networks
        assert copied("Q") == 0, "the checkpoint is of a later part of the run"
    for _ in range(copied("Q")):
        put_text(text())
        copy(8)
        skip(8)  # processor seconds
out += data[at:]
checksum = 0xcbf29ce484222325
for byte in out + b"\0":
    checksum = (checksum ^ byte) * 0x100000001b3 % 2**64
open(name, "wb").write(out + checksum.to_bytes(8, "little"))

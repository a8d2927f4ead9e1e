# SPDX-License-Identifier: MIT
# Writes an image folder of ten classes: small_pictures.py FOLDER TRAIN TEST, so many grey PNG files
# of each class.
import os, random, struct, sys, zlib

random.seed(1)


def png(value, side=28):  # a bright square whose place says the class
    def pixel(x, y):
        return min(255, (200 if (x // 7 + 4 * (y // 7)) == value else 20) + random.randrange(50))

    def chunk(kind, data):
        size, sum_of = struct.pack(">I", len(data)), struct.pack(">I", zlib.crc32(kind + data))
        return size + kind + data + sum_of

    rows = b"".join(b"\0" + bytes(pixel(x, y) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


for split, count in ("train", int(sys.argv[2])), ("test", int(sys.argv[3])):
    for k in range(10):
        folder = f"{sys.argv[1]}/{split}/class{k}"
        os.makedirs(folder)
        for i in range(count):
            with open(f"{folder}/{i:03}.png", "wb") as file:
                file.write(png(k))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The rungs that go on from each other: what 07_search_and_train leaves is what 08_deploy runs. On
# 2,000 images of Fashion-MNIST, and on invented ones in CIFAR's form.
set -uo pipefail
program=$1 cxx=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
python3 - "$work" <<'PYTHON' || fail "the images"
import gzip, os, random, struct, sys

work, fashion = sys.argv[1], "/usr/share/datasets/fashion-mnist"
os.mkdir(f"{work}/idx")
for part, count in ("train", 2000), ("t10k", 1000):
    for name, head, size in ("images-idx3", 16, 784), ("labels-idx1", 8, 1):
        with gzip.open(f"{fashion}/{part}-{name}-ubyte.gz") as file:
            data = file.read(head + count * size)
        with open(f"{work}/idx/{part}-{name}-ubyte", "wb") as file:
            file.write(data[:4] + struct.pack(">I", count) + data[8:])

random.seed(1)
os.mkdir(f"{work}/cifar")


def record(label):  # noise, and a bright row whose place says the class
    pixels = bytearray(random.randrange(120) for _ in range(3 * 32 * 32))
    for channel in range(3):
        at = channel * 1024 + 32 * (3 * label + 1)
        pixels[at:at + 32] = bytes([250]) * 32
    return bytes([label]) + bytes(pixels)


for name, count in [(f"data_batch_{k}", 100) for k in range(1, 6)] + [("test_batch", 200)]:
    with open(f"{work}/cifar/{name}.bin", "wb") as file:
        file.write(b"".join(record(i % 10) for i in range(count)))
PYTHON

refuses "Usage: 07_search_and_train FOLDER" "$program"
refuses "the data set is missing" "$program" "$work/nowhere" "$work/none"
for set in idx cifar; do
  "$program" "$work/$set" "$work/$set.found" > "$work/$set.said" || fail "$set"
  cat "$work/$set.said"
  awk '/^found [0-9-]+: / { n += $3 > 0 && $3 <= $6 + 0 && $8 > 0.5 } END { exit n != 1 }' \
    "$work/$set.said" || fail "$set: no network within its limit that has learnt anything"
done
refuses "there is something already; name a new folder" "$program" "$work/idx" "$work/idx.found"

"$cxx" -std=c++20 -O1 -I"$source/include" -I"$work/idx.found" "$source/examples/08_deploy.cpp" \
  -ldnnl -fopenmp -lz -o "$work/deploy" || fail "08_deploy.cpp"
"$work/deploy" "$work/idx.found/network.weights" "$work"/idx/t10k-images-idx3-ubyte \
  "$work"/idx/t10k-labels-idx1-ubyte > "$work/said" || fail "08_deploy"
cat "$work/said"
# The frozen network rounds otherwise: some images may fall on the other side.
awk -v top1="$(sed 's/.*top-1 \([0-9.]*\) .*/\1/' "$work/idx.said")" \
  '{ d = $1 - 1000 * top1 } END { exit !(NR == 1 && d > -4 && d < 4) }' "$work/said" ||
  fail "08_deploy is not as right as 07_search_and_train said"
refuses "Usage: 08_deploy" "$work/deploy"
echo "$failures failures"
exit $((failures > 0))

#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A searcher on a folder of pictures and on damaged data: damaged pictures are named, counted and
# left out, up to 1 %.
set -uo pipefail
searcher=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$(dirname "$0")/refuses.sh"
python3 "$(dirname "$0")/small_pictures.py" "$work/pictures" 130 6 || fail "the pictures"
run=("$searcher" --data "$work/pictures" --validation 200 --batch 32 --epochs 1 --stage-epochs 1 1
  --population 4 --generations 1 --rounds 1 --seed 3)
touch "$work"/pictures/train/class3/{a,b}.webp
mkdir -p "$work/pictures/__MACOSX/train" "$work/pictures/train/__MACOSX"
damage() {
  head -c 200 "$work/pictures/train/class$1/001.png" > "$work/pictures/train/class$1/$2.png"
}
damage 4 000
"${run[@]}" --out "$work/memory" > "$work/log" || fail "one damaged picture of 1300"
grep -q "skipped: .*class4/000.png" "$work/memory/log.txt" ||
  fail "the damaged picture is not named"
grep -q "1 of 1300 pictures of pictures train skipped" "$work/memory/log.txt" ||
  fail "damaged pictures are not counted"
grep -q "1299 images" "$work/log" || fail "a damaged picture is not left out"
passed_over="passed over in .*/train: 2 .webp, such as .*class3/a.webp"
test "$(grep -c "$passed_over" "$work/memory/log.txt")" = 1 ||
  fail "files that are passed over are not named once"
# Random resized crops are of the pictures as they are, so these stay on the disk; damage is told
# when it is met.
mv "$work/pictures/train" "$work/pictures/Train"
mv "$work/pictures/test" "$work/pictures/validation"
"${run[@]}" --augment imagenet --keep-orientation --out "$work/streamed" > "$work/log" ||
  fail "one damaged picture of 1300 on the disk"
grep -q "skipped: .*class4/000.png.*(1 of 1300 so far)" "$work/streamed/log.txt" ||
  fail "the damaged picture on the disk is not named"
refuses 'data is "' "${run[@]}" --augment imagenet --out "$work/streamed" --resume
mv "$work/pictures/Train" "$work/pictures/train"
mv "$work/pictures/validation" "$work/pictures/test"
for k in 0 1 2 3 5 6 8; do damage $k 000 && damage $k 002; done
refuses "15 of 1300 pictures cannot be decoded, more than 1 %" "${run[@]}" --out "$work/many"
refuses "14 of 1300 pictures cannot be decoded, more than 1 %" "${run[@]}" --augment imagenet \
  --out "$work/many_streamed"
test -e "$work/many" -o -e "$work/many_streamed/result.json" && fail "a refused set left a result"
rm -f "$work"/pictures/train/class7/*.png "$work"/pictures/train/class*/00[02].png
refuses "class7: the class folder holds no pictures" "${run[@]}" --out "$work/empty"
rm -r "$work/pictures/train/class7" "$work/pictures/test/class7"
refuses "has 9 classes, the network 10" "${run[@]}" --out "$work/nine"
mkdir "$work/idx"
for f in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
  zcat "/usr/share/datasets/fashion-mnist/$f-ubyte.gz" > "$work/idx/$f-ubyte"
done
printf '\377' | dd of="$work/idx/train-labels-idx1-ubyte" bs=1 seek=18 conv=notrunc status=none
refuses "item 10: label 255" "$searcher" --data "$work/idx" --images 2000 --out "$work/label"
mkdir "$work/letters"
python3 - "$work/letters" <<'EOF' || fail "the letters"
import struct, sys
for part in "train", "test":
    name = f"{sys.argv[1]}/emnist-letters-{part}"
    images = struct.pack(">IIII", 0x803, 52, 28, 28) + bytes(52 * 784)
    labels = struct.pack(">II", 0x801, 52) + bytes(i % 26 + 1 for i in range(52))
    open(f"{name}-images.idx3-ubyte", "wb").write(images)
    open(f"{name}-labels.idx1-ubyte", "wb").write(labels)
EOF
refuses "its labels are of 26 classes (1 to 26), not of 10; use a set or a backbone" \
  "$searcher" --data "$work/letters" --out "$work/label"
test -e "$work/label/result.json" && fail "a refused set left a result"
echo "$failures failures"
exit $((failures > 0))

# SPDX-License-Identifier: MIT
# planted_truth.py FOLDER [NETWORKS] writes truth.csv, hand.csv and scores.csv:
# Networks of NAS-Bench-Macro with invented accuracies: what is in a layer has a worth of its
# own, so that the best networks mix operators. Scores of four supernets know it but for noise.
import random, sys
random.seed(1)
folder = sys.argv[1]
most = int(sys.argv[2]) if len(sys.argv) > 2 else 400
worth = [[0, 1 + p % 3, 0.5 + 2 * (p % 2)] for p in range(8)]
accuracy = lambda g: 70 + sum(worth[p][c] for p, c in enumerate(g))
drawn = set()
while len(drawn) < most:
    drawn.add((random.choice([1, 2]),) + tuple(random.randrange(3) for _ in range(7)))
def trainings(g):
    return [round(accuracy(g) + random.gauss(0, 0.1), 3) for _ in range(3)]
# A stage's identities come last, so that no network is there in two spellings.
def stands(g):
    stages = (g[0:2], g[2:5], g[5:8])
    return all(list(s[1:]).count(0) == 0 or s[-1] == 0 for s in stages)
networks = sorted(g for g in drawn if stands(g) and all(g[p] for p in (0, 2, 5))
                  and not any(g[p] == 0 and g[p + 1] for p in (3, 6)))
hand = [tuple(c if k else 0 for k in (1, a, 1, b, b * d, 1, e, e * f))
        for c in (1, 2) for a in (0, 1) for b in (0, 1) for d in (0, 1) for e in (0, 1)
        for f in (0, 1)]
hand = sorted(set(hand))
text = lambda g: "".join(map(str, g))
told = {g: trainings(g) for g in networks + hand}
for name, rows in (("truth", networks + [g for g in hand if g not in networks]), ("hand", hand)):
    with open(f"{folder}/{name}.csv", "w") as out:
        print("arch,acc1,acc2,acc3,mean_acc", file=out)
        for g in rows:
            t = told[g]
            print(text(g), *t, sum(t) / 3, sep=",", file=out)
with open(f"{folder}/scores.csv", "w") as out:
    print("arch,accuracy," + ",".join(f"score_{s}" for s in range(4)), file=out)
    for g in networks:
        print("-".join(map(str, g)), 0, *(accuracy(g) + random.gauss(0, 0.2) for _ in range(4)),
              sep=",", file=out)
    for g in hand:  # no candidates, whatever their scores
        if g not in networks:
            print(text(g), 0, 1000, 1000, 1000, 1000, sep=",", file=out)

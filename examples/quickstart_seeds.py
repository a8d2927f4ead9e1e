# SPDX-License-Identifier: MIT
# What the quick start is held to, from the results of several seeds: FOLDER... each with
# result.json. The network found, and the one delivered, against the better of the hand-made ones
# nearest below the limit, in points of test top-1 with the paired 95 % interval of the test images.
import json
import sys

families = {"MobileNetV2-like", "ShuffleNetV2-like", "all mb<6,3>", "all choice<3>"}


def contenders(result):
    outside = result["choice"]["outside"]
    return [i for i, n in enumerate(result["networks"])
            if n["by_hand"] and n["name"].split(" x ")[0] in families and n["name"] not in outside]


def against(result, network, other):
    """The difference to another network and half its interval, in points."""
    if network == other:
        return 0.0, 0.0
    for c in result["comparisons"]:
        if (c["network"], c["with"]) == (network, other):
            return 100 * c["difference"], 100 * c["half_interval"]
    sys.exit(f"quickstart_seeds.py: networks {network} and {other} are not compared; search again")


def main(folders):
    kept = {"found": 0, "delivered": 0}
    found_by_hand = 0
    judged = 0
    print(f"{'seed':>4} {'found':>8} {'delivered':>9}  {'by hand':>8}  "
          f"{'found less it':>15} {'delivered less it':>18}  found is, delivered is")
    for folder in folders:
        with open(f"{folder}/result.json") as file:
            result = json.load(file)
        if "choice" not in result:
            sys.exit(f"quickstart_seeds.py: {folder}: the search made no choice; leave --choose on")
        networks, delivered = result["networks"], result["delivered"]
        rivals = contenders(result)
        top1 = lambda i: 100 * networks[i]["test_top1"]
        row = f"{result['seed']:>4} {top1(0):>7.2f}% {top1(delivered):>8.2f}%"
        if not rivals:
            print(f"{row}  no hand-made network is within the limits")
            continue
        best = max(rivals, key=top1)
        judged += 1
        cells = []
        for name, network in ("found", 0), ("delivered", delivered):
            difference, half = against(result, network, best)
            kept[name] += difference >= -half
            cells.append(f"{difference:+.2f} +- {half:.2f}")
        found_is = result["choice"]["networks"][0].get("same_as")
        found_by_hand += found_is is not None
        print(f"{row} {top1(best):>8.2f}%  {cells[0]:>15} {cells[1]:>18}  "
              f"{found_is or 'of the search'}, {networks[delivered]['name']}")
    print(f"not below the better hand-made one by more than the interval: found in {kept['found']} "
          f"of {judged}, delivered in {kept['delivered']} of {judged}; what was found was made by "
          f"hand itself in {found_by_hand}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("quickstart_seeds.py: give folders with result.json")
    main(sys.argv[1:])

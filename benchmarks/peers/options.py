# SPDX-License-Identifier: MIT
"""Types of command-line options: numbers within a range, nothing else."""
import argparse
import math


def number_from(low, high, kind=int):
    def read(text):
        try:
            x = kind(text)
        except ValueError:
            x = math.nan
        if not low <= x <= high:
            raise argparse.ArgumentTypeError(
                f"'{text}' is not a {kind.__name__} from {low} to {high}")
        return x

    return read

# SPDX-License-Identifier: MIT
"""Prices random networks with a dictionary keyed by operator and shape, as Python frameworks do;
prints how many a second.

    python3 benchmarks/peers/search_table.py
"""
import random
import time

random.seed(1)
LAYERS, CHOICES = 20, 32
table = {}
for layer in range(LAYERS):
    for choice in range(CHOICES):
        key = f"operator-{choice}-input:{16 + layer}x56x56-output:{24 + layer}x28x28-stride:2"
        table[key] = {"mean": random.random()}


def price(genes):
    total = 1.0
    for layer, choice in enumerate(genes):
        key = "operator-{}-input:{}x{}x{}-output:{}x{}x{}-stride:{}".format(
            choice, 16 + layer, 56, 56, 24 + layer, 28, 28, 2)
        total += table[key]["mean"]
    return total


networks = [[random.randrange(CHOICES) for _ in range(LAYERS)] for _ in range(5000)]
start = time.perf_counter()
for genes in networks:
    price(genes)
print(len(networks) / (time.perf_counter() - start))

"""Choices that look like chance and are the same every time: a hash of their names."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def number(below: int, *names: object) -> int:
    """Return a number from 0 to ``below - 1`` that depends on ``names`` alone."""
    digest = hashlib.sha256("/".join(map(str, names)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def one_in(chances: int, *names: object) -> bool:
    """Return true for about one of ``chances`` different names."""
    return number(chances, *names) == 0


def pick(options: Sequence[T], *names: object) -> T:
    """Return one of ``options``."""
    return options[number(len(options), *names)]


def weighted(options: Mapping[str, int], *names: object) -> str:
    """Return one key, each as often as its value says."""
    at = number(sum(options.values()), *names)
    for key, weight in options.items():
        at -= weight
        if at < 0:
            return key
    raise AssertionError("the weights do not add up")

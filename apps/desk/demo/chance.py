"""Luck that repeats itself: the same words give the same draws, on every machine."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


def chance(*words: object) -> Random:
    """A source of draws of its own for whatever these words name."""
    return Random("/".join(map(str, words)))  # a seed of text does not depend on the process


def one_of(options: Sequence[Thing], *words: object) -> Thing:
    return chance(*words).choice(options)


def weighted(options: Sequence[tuple[Thing, float]], *words: object) -> Thing:
    """One of the (thing, weight) pairs' things."""
    things, weights = zip(*options, strict=True)
    return chance(*words).choices(things, weights=weights)[0]

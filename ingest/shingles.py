"""Texts compared by their shingles, which are all runs of five words, without keeping the texts.

A shingle becomes a number of 64 bits that looks drawn by chance but is the same on every machine. A sketch is the
smallest of a text's numbers, sorted: below the last of them it is the whole text, so that two sketches, cut at the
lower of their last numbers, are a sample of both texts that gives the share in common and the share of either that
stands in the other. The sketch of a text of up to 512 shingles is all of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.hebrew import spelling

RUN = 5
"""Words in a shingle."""

Numbers = NDArray[np.uint64]

_WORD = re.compile(r"[^\W_]+")
_INSIDE_WORD = re.compile(r"[\"'’\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|(?<=\d),(?=\d{3})")
_SMALLEST = 512
"""Numbers in a sketch, at least."""
_FRACTION = 16
"""Every how many numbers of a long text stand in its sketch: a short text has to meet them to be found in it."""
_NEIGHBOURS = 16
"""Texts with a shingle in common are compared with so many of the next ones in length, and not all with all: a line
that stands in every text of a library would else pair each with each."""
_WORTH_COMPARING = 0.02
"""Of the smaller sketch, in the other; a whole text inside one of any length has a sixteenth on the average."""
_ALL = np.iinfo(np.uint64).max


@dataclass(frozen=True, slots=True)
class Overlap:
    """Estimated shares of shingles: those that both texts have of those that either has; those of the shorter text that
    the longer has. `sampled` counts the shorter text's numbers that were compared."""

    both: float
    inside: float
    sampled: int


def words(text: str) -> list[str]:
    """The words of `text` in any script: letters and digits only, without niqqud, quotation marks inside, and case."""
    return _WORD.findall(_INSIDE_WORD.sub("", spelling(text)).casefold())


def text_digest(words: Sequence[str]) -> str:
    """Digest of the letters and digits in their order, wherever the spaces between them are; "" without any."""
    return hashlib.sha256("".join(words).encode("utf-8", "surrogatepass")).hexdigest() if words else ""


def shingles(words: Sequence[str]) -> Numbers:
    """The distinct shingles of `words` as sorted numbers; a text shorter than a shingle is one."""
    if not words:
        return np.zeros(0, np.uint64)
    numbers = np.array([_number(word) for word in words], np.uint64)
    run = min(RUN, len(numbers))
    total = np.zeros(len(numbers) - run + 1, np.uint64)
    for place in range(run):  # the factor makes the order of the words count
        total = _mixed(total + numbers[place : len(total) + place] * np.uint64(2 * place + 1))
    return np.unique(total)


def sketch(shingles: Numbers) -> bytes:
    """The sketch of a text, eight bytes a number."""
    return shingles[: max(_SMALLEST, len(shingles) // _FRACTION)].astype("<u8").tobytes()


def overlap(first: bytes, first_shingles: int, second: bytes, second_shingles: int) -> Overlap | None:
    """How much two texts with these sketches and counts of shingles share; None where either has no text."""
    shorter, longer = sorted([(first_shingles, first), (second_shingles, second)])
    one, other = _numbers(shorter[1]), _numbers(longer[1])
    if not len(one) or not len(other):
        return None
    end = min(_whole_below(one, shorter[0]), _whole_below(other, longer[0]))
    one, other = (each[: np.searchsorted(each, end, "right")] for each in (one, other))
    common = len(np.intersect1d(one, other, assume_unique=True))
    either = len(one) + len(other) - common
    return Overlap(common / either if either else 0.0, common / len(one) if len(one) else 0.0, len(one))


def pairs(sketches: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """Pairs of places in `sketches`, the lower first, that have enough numbers in common to be worth comparing.

    Time and memory grow with the sum of the sketches' lengths; the order of `sketches` matters only where more than
    17 texts of the same length have a shingle in common.
    """
    every = [_numbers(each) for each in sketches]
    lengths = np.array([len(each) for each in every], np.int64)
    by_length = np.argsort(lengths, kind="stable")
    if not len(every):
        return
    numbers = np.concatenate([every[place] for place in by_length])
    owners = np.repeat(by_length, lengths[by_length])
    order = np.argsort(numbers, kind="stable")
    numbers, owners = numbers[order], owners[order]
    codes, counts = _met(numbers, owners, len(every))
    first, second = codes // len(every), codes % len(every)
    enough = counts >= _WORTH_COMPARING * np.minimum(lengths[first], lengths[second])
    yield from zip(first[enough].tolist(), second[enough].tolist(), strict=True)


def _met(numbers: Numbers, owners: NDArray[np.int64], texts: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of owners of the same number as ``lower * texts + higher``, and how many numbers they share."""
    found: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for step in range(1, _NEIGHBOURS + 1):
        same = np.flatnonzero(numbers[step:] == numbers[:-step])
        if not len(same):
            break
        low, high = np.minimum(owners[same], owners[same + step]), np.maximum(owners[same], owners[same + step])
        found.append(np.unique(low * texts + high, return_counts=True))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    codes, places = np.unique(np.concatenate([code for code, _ in found]), return_inverse=True)
    weights = np.concatenate([count for _, count in found])
    return codes, np.bincount(places, weights).astype(np.int64)


def _numbers(sketch: bytes) -> Numbers:
    return np.frombuffer(sketch, "<u8")


def _whole_below(numbers: Numbers, shingles: int) -> int:
    """Up to where a sketch holds all numbers of its text."""
    return int(_ALL if len(numbers) == shingles else numbers[-1])


@lru_cache(maxsize=1 << 17)
def _number(word: str) -> int:
    """Not hash(), which differs from run to run."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _mixed(numbers: Numbers) -> Numbers:
    """Every bit of each number spread over all its bits (the last step of SplitMix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))

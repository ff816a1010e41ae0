"""How well a text was read: the share of its words that a lexicon knows.

Sound text in Hebrew or English has 0.87 to 1.0; text that stands backwards, or whose letters were exchanged, at most
0.15 (`python -m benchmarks.reading`).
"""

from __future__ import annotations

import re
from functools import cache

from wordfreq import top_n_list

from knowledge.types import share_known

_WORDS = 60_000
"""Words of either language, the commonest. With more, garbage holds words too; with fewer, sound text lacks some."""
_SHORTEST = 3
"""Letters of a word that tells something: of two letters, nearly every combination is a word."""
_LONGEST_PREFIX = 3

_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_QUOTES = str.maketrans({"\u05f4": '"', "\u201c": '"', "\u201d": '"', "\u05f3": "'", "\u2019": "'", "\u2018": "'"})
_WORD = re.compile(
    "[\u05d0-\u05ea]++(?:['\"][\u05d0-\u05ea]++)*+|[A-Za-z\u00c0-\u024f]++(?:'[A-Za-z\u00c0-\u024f]++)*+"
)
_PREFIX_LETTERS = frozenset("ובלכשמה")


def quality(text: str) -> float | None:
    """The share of known words, in [0, 1]; None for fewer than `knowledge.types.FEWEST_JUDGED` words of three letters
    or more, which tell nothing."""
    return share_known(*count_words(text))


def count_words(text: str) -> tuple[int, int]:
    """How many of the Hebrew and Latin words of three letters or more the lexicon knows, and how many there are."""
    known = words = 0
    for word in _WORD.findall(_POINTS.sub("", text).translate(_QUOTES)):
        if len(word) >= _SHORTEST:
            words += 1
            known += _is_hebrew(word) if "\u05d0" <= word[0] <= "\u05ea" else _is_english(word.casefold())
    return known, words


def _is_hebrew(word: str) -> bool:
    """Whether the lexicon has the word, as it stands or without prefix letters."""
    hebrew = _lexicon("he")
    if word in hebrew:
        return True
    for length in range(1, min(_LONGEST_PREFIX, len(word) - 2) + 1):
        if word[length - 1] not in _PREFIX_LETTERS:
            return False
        if word[length:] in hebrew:
            return True
    return False


def _is_english(word: str) -> bool:
    english = _lexicon("en")
    return word in english or word.removesuffix("'s") in english


@cache
def _lexicon(language: str) -> frozenset[str]:
    return frozenset(top_n_list(language, _WORDS))

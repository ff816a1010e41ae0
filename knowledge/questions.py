"""Questions that the documents themselves ask, near to the one that a person asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.analysis import content_tokens, tokens

SHORTEST = 4
"""Words; a shorter question leans on what stands before it."""
LONGEST = 140
"""Characters."""
_SENTENCE = re.compile(r"[^.!?\n|]+[.!?\n|]?")
_LEADING = re.compile(r"^[^\w\"״”“«]+")
_LIST_NUMBER = re.compile(r"^\(?(?:\d{1,3}|[a-zA-Zא-ת])[.):]\s+")
_INTRODUCTION = re.compile(r"^[^:]*\b(?:[והבלמש]*שאל|questions?\b)[^:]*:\s+", re.I)
"""Words that say that a question follows."""
_MARKS = '"״”“„«»'


def questions(text: str) -> Iterator[str]:
    """The questions of a text that can stand alone, in its order: without the number of a list's item or what else
    leads to them, on one line."""
    for found in _SENTENCE.finditer(text) if "?" in text else ():
        if not found[0].endswith("?"):
            continue
        question = " ".join(_LEADING.sub("", found[0].strip()).split())
        question = _INTRODUCTION.sub("", _LIST_NUMBER.sub("", question))
        if sum(question.count(mark) for mark in _MARKS) % 2 and question[0] in _MARKS:
            question = question[1:]  # the quotation goes on after its question
        if len(question) <= LONGEST and sum(1 for _ in tokens(question)) >= SHORTEST:
            yield question


def related(query: str, texts: Iterable[str], most: int) -> tuple[str, ...]:
    """The questions in `texts` that share words with `query`, those that share most first, then in the order of the
    texts; none that asks the same as `query` or as another one, and `most` at most."""
    asked = _stems(query)
    seen = {asked}
    found: list[tuple[int, str]] = []
    for text in texts:
        for question in questions(text):
            stems = _stems(question)
            if stems & asked and stems not in seen:
                seen.add(stems)
                found.append((len(stems & asked), question))
    found.sort(key=lambda each: -each[0])
    return tuple(question for _, question in found[:most])


def _stems(text: str) -> frozenset[str]:
    return frozenset(token.stem for token in content_tokens(text))

"""A text as the words and marks by which quotations are compared, and a quotation as what it asks for.

Two texts are the same, word for word, if their words and marks are. White space, niqqud, accents' encoding, invisible
characters, kinds of quotation marks and dashes, table rules and footnote numbers are no difference; letters, final ones
too, capitals, punctuation and spelling are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from knowledge.hebrew import NIQQUD

_SINGLE = "'׳’‘‚‛`´′"
_DOUBLE = '"״”“„‟″«»'
_DASHES = "\u002d\u058a\u05be\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
)
_LETTER = rf"[\w\u0300-\u036f{NIQQUD}{_UNSEEN}]"
_WORD = rf"{_LETTER}+(?:(?:''|[{_SINGLE}{_DOUBLE}]){_LETTER}+)*"
_TOKEN = re.compile(
    rf"(?P<note>\[\d{{1,3}}\])|(?P<word>{_WORD})|(?P<dots>\.{{2,}}|…)|(?P<dash>[{_DASHES}]+)"
    rf"|(?P<quote>[{_SINGLE}{_DOUBLE}]+)|(?P<mark>[^\s|*])"
)
_DROPPED = re.compile(rf"[{NIQQUD}{_UNSEEN}_]")
_SUPERSCRIPT = re.compile("[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]")
_KINDS = str.maketrans({**dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DOUBLE, '"')})

_GAP = r"[\[(]\s*(?:…|\.{3,})\s*[\])]|…|\.{3,}"
_CHANGED = rf"{_LETTER}*(?:\[{_LETTER}{{1,20}}\]{_LETTER}+|{_LETTER}+\[{_LETTER}{{1,20}}\]){_LETTER}*"
_EDITORIAL = re.compile(rf"(?P<gap>{_GAP})|(?P<changed>{_CHANGED})|(?P<added>\[[^\[\]]{{1,200}}\])")
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


class Word(NamedTuple):
    """A word or a punctuation mark: its form, by which it is compared, and its span in the text. `others` are forms
    that would be as right, where a quotation says that it changed the word."""

    form: str
    start: int
    end: int
    others: tuple[str, ...] = ()

    @property
    def spoken(self) -> bool:
        """Whether it is a word or a number, and no punctuation mark."""
        return self.form[0].isalnum()


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quotation without an ellipsis. Where a number in `added` says so, what stands before the word of
    that number was put in by whoever quotes."""

    words: tuple[Word, ...]
    added: frozenset[int] = frozenset()

    @property
    def spoken(self) -> int:
        """How many words it has."""
        return sum(word.spoken for word in self.words)


def words(text: str, base: int = 0) -> Iterator[Word]:
    """The words and marks of `text` in order; `base` is added to their places."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "word":
            form = _form(found[0])
        elif kind == "note":
            continue
        else:
            form = {"dots": "...", "dash": "-", "quote": '"'}.get(kind or "", found[0])
        if form:
            yield Word(form, base + found.start(), base + found.end())


@lru_cache(maxsize=1 << 17)
def _form(raw: str) -> str:
    plain = unicodedata.normalize("NFKC", _SUPERSCRIPT.sub("", raw))
    form = _DROPPED.sub("", plain).translate(_KINDS).replace("''", '"')
    return form if form[:1].isalnum() else ""


def readings(text: str) -> list[tuple[Part, ...]]:
    """What a quotation may mean, each as its parts: its characters as they stand, for an original may hold brackets
    and dots itself, and, where it has any, an ellipsis as words left out and brackets as words of whoever quotes."""
    literal = _part(list(words(text)), set())
    found: list[tuple[Part, ...]] = [(literal,)] if literal.words else []
    if _EDITORIAL.search(text):
        parts = tuple(part for part in _editorial(text) if part.words)
        if parts and parts != (literal,):
            found.append(parts)
    return found


def _editorial(text: str) -> Iterator[Part]:
    held: list[Word] = []
    added: set[int] = set()
    done = 0
    for mark in _EDITORIAL.finditer(text):
        held += words(text[done : mark.start()], done)
        done = mark.end()
        if mark["gap"]:
            yield _part(held, added)
            held, added = [], set()
        elif mark["changed"]:
            held += _changed(mark)
        elif not re.fullmatch(r"\[\d{1,3}\]", mark[0]):  # the number of a footnote
            added.add(len(held))
    yield _part([*held, *words(text[done:], done)], added)


def _changed(mark: re.Match[str]) -> Iterator[Word]:
    """A word of which the letters in brackets are changed or added: ``[ה]חברים``, ``[T]he``."""
    raw = mark[0]
    forms = [_BRACKETED.sub(r"\1", raw), _BRACKETED.sub("", raw), _BRACKETED.sub(lambda m: m[1].swapcase(), raw)]
    first, *others = dict.fromkeys(form for form in map(_form, forms) if form)
    yield Word(first, mark.start(), mark.end(), tuple(others))


def _part(held: list[Word], added: set[int]) -> Part:
    """Without the marks at its edges: where a quotation is cut is for whoever quotes to say."""
    spoken = [number for number, word in enumerate(held) if word.spoken]
    if not spoken:
        return Part(())
    first, last = spoken[0], spoken[-1]
    inside = frozenset(number - first for number in added if first < number <= last)
    return Part(tuple(held[first : last + 1]), inside)

"""The line that names a text's author: ``מאת דגי חבויניק, 28.9.2005`` or ``By Jane Doe, 2004-05-06``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import find_date, find_year

_LABELS = r"(?:מאת:?|נכתב על ידי:?|(?:כתב(?:ה|ו)?|כותב(?:ת|ים|ות)?|מחבר(?:ת|ים|ות)?):)"
# A name ends at a comma, a bar, a semicolon or a dash after a space: a hyphen inside a name belongs to it.
_REST = r"([^\d,;|]{2,80}?)\s*(?:(?:[,;|]|\s[–—-])\s*(.*))?"
_HEBREW = re.compile(rf"{_LABELS}\s+{_REST}$")
_ENGLISH = re.compile(rf"(?:[Bb]y|BY|Authors?:|Written by):?\s+{_REST}$")
_NAME_WORD = re.compile(r"[A-Z][\w.'’-]*|de|da|del|van|von|der|den|la|le|bin|ben|and|&")
_AND_ENGLISH = re.compile(r"\s+(?:and|&)\s+")
_AND_HEBREW = re.compile(r"\s+ו(?=[א-ת])")

_MAX_LINE = 400
_MAX_HEBREW_WORDS = 6
_MAX_ENGLISH_WORDS = 10
_MAX_TAIL_WORDS = 8
_MAX_TITLE_WORDS = 30
_SHORT_LINE_WORDS = 8
_DATE_LINES = 8


@dataclass(frozen=True, slots=True)
class Byline:
    """What a document's first lines say: its authors, its date, and the title, which is the line before the byline."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


def is_byline(line: str) -> bool:
    """Whether a line names an author."""
    return _match(line) is not None


def find_byline(lines: Sequence[str]) -> Byline:
    """The byline among a document's first lines; without one, a date that stands in a short line near the top."""
    for i, line in enumerate(lines):
        found = _match(line)
        if found is None:
            continue
        names, tail = found
        authors = _split_names(names)
        near = (text for text in lines[i + 1 : i + 3] if len(text.split()) <= _SHORT_LINE_WORDS)
        written = find_date(tail) or find_year(tail) or next(filter(None, map(find_date, near)), None)
        return Byline(_title_above(lines[:i], authors), authors, written or _date_near_top(lines))
    return Byline(date=_date_near_top(lines))


def _match(line: str) -> tuple[str, str] | None:
    """The names and what follows them, if the line is a byline."""
    if len(line) > _MAX_LINE:
        return None
    single_spaced = " ".join(line.split())
    hebrew, english = _HEBREW.match(single_spaced), _ENGLISH.match(single_spaced)
    found = hebrew or english
    if found is None:
        return None
    names, tail = found.group(1).strip(), (found.group(2) or "").strip()
    if hebrew:
        is_name = len(names.split()) <= _MAX_HEBREW_WORDS
    else:
        words = names.split()
        is_name = len(words) <= _MAX_ENGLISH_WORDS and all(map(_NAME_WORD.fullmatch, words))
    return (names, tail) if is_name and len(tail.split()) <= _MAX_TAIL_WORDS else None


def _split_names(names: str) -> tuple[str, ...]:
    """Single names: at "and", and at a Hebrew ו that joins two full names (``דנה ורד`` is one)."""
    parts = [part for part in _AND_ENGLISH.split(names) if part]
    result: list[str] = []
    for part in parts:
        joined = _AND_HEBREW.split(part)
        result += joined if len(joined) > 1 and all(len(name.split()) > 1 for name in joined) else [part]
    return tuple(name.strip(" :.") for name in result)


def _title_above(lines: Sequence[str], authors: Sequence[str]) -> str | None:
    """The nearest line above the byline that is neither an author's name nor a date."""
    for line in reversed(lines):
        is_date = find_date(line) is not None and len(line.split()) <= 3
        if line not in authors and not is_date:
            return line if len(line.split()) <= _MAX_TITLE_WORDS else None
    return None


def _date_near_top(lines: Sequence[str]) -> str | None:
    short = (line for line in lines[:_DATE_LINES] if len(line.split()) <= _SHORT_LINE_WORDS)
    return next(filter(None, map(find_date, short)), None)

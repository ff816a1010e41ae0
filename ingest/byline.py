"""The line that names a text's authors: ``מאת דגי חבויניק, 28.9.2005`` or ``By Jane Doe and John Roe, 2004-05-06``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from ingest.dates import find_date, find_year
from ingest.names import is_person, joined_names, listed_names

_LABELS = (
    r"(?:מאת:?|נכתב (?:על ידי|בידי):?|"
    r"(?:כתב(?:ה|ו)?|חיבר(?:ה|ו)?|ה?(?:כותב|מחבר)(?:ת|ים|ות)?|(?:כותב|מחבר)(?:ת|י|ות)? (?:המאמר|הנייר|המסמך)):)"
)
# A name ends at a comma, a bar, a semicolon or a dash after a space: a hyphen inside a name belongs to it.
_REST = r"([^\d,;|]{2,80}?)\s*(?:(?:([,;|])|\s[–—-])\s*(.*))?"
_HEBREW = re.compile(rf"({_LABELS})\s+{_REST}$")
_ENGLISH = re.compile(rf"([Bb]y|BY|[Aa]uthors?|AUTHORS?|[Ww]ritten by):?\s+{_REST}$")
_LABEL_ALONE = re.compile(rf"{_LABELS}|(?:By|BY|Authors?|AUTHORS?|Written by):?")
_NAME_WORD = re.compile(r"[A-Z][\w.'’-]*|de|da|del|van|von|der|den|la|le|bin|ben|and|&")
_PLURAL = re.compile(r"(?:ה?מחבר|ה?כותב)(?:ים|ות):|authors", re.IGNORECASE)
_PART = re.compile(r"\s*[,;|]\s*|\s[–—-]\s")

_MAX_LINE = 400
_MAX_HEBREW_WORDS = 6
_MAX_ENGLISH_WORDS = 10
_MAX_TAIL_WORDS = 8
_MAX_ENGLISH_TAIL_WORDS = 12
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


def tail_of(line: str) -> str | None:
    """What follows the authors in a byline; None if the line is none."""
    found = _match(line)
    return found[1] if found else None


def find_byline(lines: Sequence[str]) -> Byline:
    """The byline among a document's first lines; without one, a date that stands in a short line near the top."""
    for i, line in enumerate(lines):
        found, after = _match(line), i + 1
        if found is None and after < len(lines) and _LABEL_ALONE.fullmatch(line.strip()):
            found, after = _names_alone(lines[after]), i + 2
        if found is None:
            continue
        authors, tail = found
        near = (text for text in lines[after : after + 2] if len(text.split()) <= _SHORT_LINE_WORDS)
        written = find_date(tail) or find_year(tail) or next(filter(None, map(find_date, near)), None)
        return Byline(_title_above(lines[:i], authors), authors, written or _date_near_top(lines))
    return Byline(date=_date_near_top(lines))


def _match(line: str) -> tuple[tuple[str, ...], str] | None:
    """The authors and what follows them, if the line is a byline."""
    if len(line) > _MAX_LINE:
        return None
    single_spaced = " ".join(line.split())
    hebrew, english = _HEBREW.match(single_spaced), _ENGLISH.match(single_spaced)
    found = hebrew or english
    if found is None:
        return None
    label, names, separator, tail = (part or "" for part in found.groups())
    words = names.split()
    if hebrew:
        is_name, longest = len(words) <= _MAX_HEBREW_WORDS, _MAX_TAIL_WORDS
    else:
        is_name = len(words) <= _MAX_ENGLISH_WORDS and all(map(_NAME_WORD.fullmatch, words))
        longest = _MAX_ENGLISH_TAIL_WORDS
    authors = joined_names(names)
    if separator in (",", ";"):
        more, tail = _more_authors(tail, bool(_PLURAL.fullmatch(label)))
        authors += more
    return (authors, tail) if is_name and len(tail.split()) <= longest else None


def _more_authors(tail: str, plural: bool) -> tuple[tuple[str, ...], str]:
    """The further authors that follow the first one's comma, and what is left after them.

    Only a list that ends in "and", or that follows a label in the plural, is one of names: a role follows a name too.
    """
    parts = list(takewhile(lambda part: not (find_date(part) or find_year(part) or part[:1].isdigit()), _parts(tail)))
    for count in range(len(parts), 0, -1):
        names = listed_names(parts[:count], plural)
        if names:
            return names, ", ".join(_parts(tail)[count:])
    return (), tail


def _parts(text: str) -> list[str]:
    return [part for part in _PART.split(text.strip()) if part]


def _names_alone(line: str) -> tuple[tuple[str, ...], str] | None:
    """The authors in a line below one that holds only the label."""
    head, *others = _parts(line) if len(line) <= _MAX_LINE else [""]
    names = joined_names(head)
    if not names or not all(map(is_person, names)):
        return None
    more, tail = _more_authors(", ".join(others), False)
    return ((*names, *more), tail) if len(tail.split()) <= _MAX_TAIL_WORDS else None


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

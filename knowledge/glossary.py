"""The bilingual glossary of cooperative terms: what a query says, in the words of the other language.

`data/glossary.tsv` holds a row a term or name: its kind, its main form and its other forms in Hebrew and in English. A
query is widened with the forms of the other language of every term in it, so that its words find foreign passages too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge import hebrew
from knowledge.analysis import Token, tokens
from knowledge.types import Expansion, Language

FILE = Path(__file__).parent / "data" / "glossary.tsv"
_COLUMNS = ["kind", "he", "he_also", "en", "en_also"]
_LONGEST = 6
"""Words of the longest form."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A term or a name, its main form first in each language."""

    kind: str
    he: tuple[str, ...]
    en: tuple[str, ...]

    def forms(self, language: Language) -> tuple[str, ...]:
        """Its forms in a language."""
        return self.he if language == "he" else self.en


@cache
def load(file: Path = FILE) -> tuple[Entry, ...]:
    """The entries. Raises ValueError, which names the line, when the file is not a glossary."""
    lines = file.read_text("utf-8").splitlines()
    if not lines or lines[0].split("\t") != _COLUMNS:
        raise ValueError(f"{file.name}, line 1: the columns are to be {', '.join(_COLUMNS)}")
    return tuple(_entry(file, number, line) for number, line in enumerate(lines[1:], 2))


def _entry(file: Path, number: int, line: str) -> Entry:
    columns = line.split("\t")
    if len(columns) != len(_COLUMNS) or columns[0] not in ("term", "name") or not (columns[1] and columns[3]):
        raise ValueError(f"{file.name}, line {number}: {line!r}")
    kind, he, he_also, en, en_also = columns
    return Entry(kind, (he, *_listed(he_also)), (en, *_listed(en_also)))


def _listed(cell: str) -> Iterator[str]:
    return (form.strip() for form in cell.split(";") if form.strip())


def expansions(query: str, language: Language) -> tuple[Expansion, ...]:
    """What `query`, whose language is `language`, says in terms of the glossary, in the order of the query. The longest
    term wins where two begin at the same word; none ends with a word of grammar."""
    every = list(tokens(query))
    keys = _by_form(language)
    other: Language = "en" if language == "he" else "he"
    found: list[Expansion] = []
    key = _key(every)
    place = 0
    while place < len(every):
        for length in range(min(_LONGEST, len(every) - place), 0, -1):
            entry = keys.get(key[place : place + length])
            if entry and not every[place + length - 1].is_stop_word:
                span = (every[place].start, every[place + length - 1].end)
                found.append(Expansion(query[slice(*span)], span, entry.forms(other)))
                place += length
                break
        else:
            place += 1
    return tuple(found)


@cache
def _by_form(language: Language) -> Mapping[Key, Entry]:
    return {_key(list(tokens(form))): entry for entry in load() for form in entry.forms(language)}


def _key(words: Sequence[Token]) -> Key:
    """Words without prefixes and endings, but with the inner letters that tell ``קיבוץ`` from ``קבוצה``."""
    return tuple(hebrew.base(word.word) if hebrew.LETTER.search(word.word) else word.stem for word in words)

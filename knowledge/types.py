"""The few frozen dataclasses that everything passes along.

A file becomes a `Document` of `Section`s; sections are cut into `Passage`s (what people read and cite) and windows
(what the vector leg compares); a `Query` returns `Results` of `Hit`s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["he", "en"]
Mode = Literal["hybrid", "words", "meaning"]
Origin = Literal["person", "file", "text"]
"""Where a metadata field came from: a person wrote it, the file's own properties say it, or it was read in the text."""

Span = tuple[int, int]
"""Half-open character range ``[start, end)``."""


@dataclass(frozen=True, slots=True)
class CardField:
    """One value of a case study's precedent card and the words of the document that support it."""

    name: str
    value: str
    passage: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """The description of a document.

    `date` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; `countries` are ISO 3166-1 alpha-2 codes; `type` and `topics` are
    ids of `knowledge.taxonomy`; `origins` maps a field's name to its `Origin`.
    """

    title: str
    language: Language = "he"
    authors: tuple[str, ...] = ()
    date: str | None = None
    organisation: str | None = None
    type: str | None = None
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    summary: str | None = None
    sources: tuple[str, ...] = ()
    supersedes: str | None = None
    rights: str | None = None
    card: tuple[CardField, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @property
    def year(self) -> int | None:
        """Year of publication, for filters and sorting."""
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the running text below it.

    Paragraphs are separated by an empty line; the lines of one paragraph are joined; a table row is one line with its
    cells separated by `` | ``. `page` is the page (from 1) on which the text starts, None for formats without pages;
    `page_breaks` lists ``(offset, page)`` where later pages start inside `text`.
    """

    text: str
    heading: str = ""
    level: int = 0
    page: int | None = None
    page_breaks: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page on which the character at `offset` stands."""
        page = self.page
        for start, number in self.page_breaks:
            if start > offset:
                break
            page = number
        return page


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as text. `id` is its path below the corpus folder, with forward slashes."""

    id: str
    metadata: Metadata
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one section: ``sections[section].text[start:end]``. `windows` are spans of the same text."""

    section: int
    start: int
    end: int
    page: int | None
    language: Language
    windows: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a result must satisfy. Values of one field are alternatives, fields are all required. Years are inclusive;
    a document without a date satisfies no year filter."""

    topics: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    language: Language | None = None
    year_from: int | None = None
    year_to: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked. `limit` counts passages. `literal`: what looks mistyped is searched as it stands. `widened`:
    terms of the glossary are searched in the other language too."""

    text: str
    mode: Mode = "hybrid"
    limit: int = 10
    filters: Filters = Filters()
    literal: bool = False
    widened: bool = True


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a query, where they stand in it, and what else was searched for them."""

    term: str
    span: Span
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What was searched instead of what was typed, or beside it: `original` was typed on the wrong keyboard layout, is
    misspelt, or is a name that the library writes in other letters."""

    kind: Literal["keyboard", "spelling", "name"]
    original: str
    corrected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `score` is in [0, 1]; `words` and `meaning` are its two parts, each in [0, 1], None where that leg did not find the
    passage. `text` is ``sections[section].text[start:end]``; `highlights` are spans of `text` whose words matched and
    `best` the span of `text` nearest in meaning.
    """

    rank: int
    score: float
    words: float | None
    meaning: float | None
    document: str
    metadata: Metadata
    heading: str
    page: int | None
    section: int
    start: int
    end: int
    language: Language
    text: str
    highlights: tuple[Span, ...]
    best: Span | None


@dataclass(frozen=True, slots=True)
class Results:
    """Hits in rank order, one document's passages standing together. `documents` counts the documents that satisfy the
    filters; `took_ms` is the time the search took. `text` is what was searched, after `corrections`; `expansions` say
    what was searched besides. `answered` is False when even the best passage is too far to be an answer."""

    query: Query
    hits: tuple[Hit, ...]
    documents: int
    took_ms: float
    text: str = ""
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    answered: bool = True

    @property
    def searched_instead(self) -> bool:
        """Whether something else was searched than was typed."""
        return any(each.kind == "keyboard" or self._stands(each) for each in self.corrections)

    @property
    def suggestion(self) -> str | None:
        """The query as it may have been meant, where misspelt words were left as they are and nothing answers them."""
        if self.answered:
            return None
        text = self.text
        for each in self.corrections:
            if each.kind == "spelling" and not self._stands(each):
                text = text.replace(each.original, each.corrected[0], 1)
        return None if text == self.text else text

    def _stands(self, correction: Correction) -> bool:
        """Whether a spelling was put right in what was searched."""
        return correction.kind == "spelling" and correction.original not in self.text

    def by_document(self) -> list[list[Hit]]:
        """The hits as one list a document, in rank order."""
        groups: dict[str, list[Hit]] = {}
        for hit in self.hits:
            groups.setdefault(hit.document, []).append(hit)
        return list(groups.values())

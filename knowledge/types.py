"""The few frozen dataclasses that everything passes along.

A file becomes a `Document` of `Section`s; sections are cut into `Passage`s (what people read and cite) and windows
(what the vector leg compares); a `Query` returns `Results` of `Hit`s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["he", "en"]
Mode = Literal["hybrid", "words", "meaning"]
Origin = Literal["person", "file", "text", "ocr", "suggested"]
"""Where a metadata field came from: a person wrote it, the file's own properties say it, it was read in the text, or in
text that was recognised in a picture, which mistakes digits first, or the program suggests it."""

Span = tuple[int, int]
"""Half-open character range ``[start, end)``."""

FEWEST_JUDGED = 20
"""Words below which a reading quality says nothing."""
LOW_QUALITY = 0.8
"""The reading quality below which a person is told of it."""


def share_known(known: int, words: int) -> float | None:
    """The reading quality of a text of `words` words of which a lexicon knows `known`."""
    return known / words if words >= FEWEST_JUDGED else None


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
    ids of `knowledge.taxonomy`; `origins` maps a field's name to its `Origin`, and `confidence` the ids of a type and
    of topics that were suggested to a number in [0, 1].
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
    confidence: Mapping[str, float] = field(default_factory=dict)

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
class PageNote:
    """How a page was read. `page` counts from 1; 0 is the whole of a document without pages.

    A lexicon knows `known` of its `words`. `ocr`: its text was recognised in a picture; `needs_ocr`: it shows text that
    could not be read without recognition, and was not recognised. `label` is the number that the file gives the page,
    such as iv, where that is not `page`.
    """

    page: int
    known: int = 0
    words: int = 0
    ocr: bool = False
    needs_ocr: bool = False
    label: str = ""

    @property
    def quality(self) -> float | None:
        """The reading quality, in [0, 1]; None for too few words to judge."""
        return share_known(self.known, self.words)


def quality_of(pages: Iterable[PageNote]) -> float | None:
    """The reading quality of these pages together, in [0, 1]; None for too few words to judge."""
    notes = tuple(pages)
    return share_known(sum(note.known for note in notes), sum(note.words for note in notes))


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as text. `id` is its path below the corpus folder, with forward slashes; `pages` says how each page
    was read."""

    id: str
    metadata: Metadata
    sections: tuple[Section, ...]
    pages: tuple[PageNote, ...] = ()

    @property
    def quality(self) -> float | None:
        """The reading quality, in [0, 1]; None for too few words to judge."""
        return quality_of(self.pages)

    def page_label(self, page: int | None) -> str:
        """The number by which a page is cited: the one that the file gives it, such as iv, or else `page`; empty for
        None."""
        given = next((note.label for note in self.pages if note.page == page and note.label), "")
        return given or str(page or "")


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
class Other:
    """A document that is the same as one that was found, or nearly so: `relation` is one of `knowledge.editions.Kind`.
    `is_main`: it is the one that would be shown if the query had found it, such as a newer edition."""

    document: str
    title: str
    relation: str
    is_main: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `score` is in [0, 1]; `words` and `meaning` are its two parts, each in [0, 1], None where that leg did not find the
    passage. `text` is ``sections[section].text[start:end]``; `highlights` are spans of `text` whose words matched and
    `best` the span of `text` nearest in meaning. `others` are listed under the document instead of being found
    themselves. `page_label` is the number by which the page is cited: the one that the file gives it, such as iv, or
    else `page`.
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
    others: tuple[Other, ...] = ()
    page_label: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """Hits in rank order, one document's passages standing together. `documents` counts the documents that satisfy the
    filters; `took_ms` is the time the search took. `text` is what was searched, after `corrections`; `expansions` say
    what was searched besides. `answered` is False when even the best passage is too far to be an answer; `unknown` are
    the words that no document holds in any form. `found` are all documents that were ranked, best first, by id, whether
    their passages are among the hits or beyond the limit."""

    query: Query
    hits: tuple[Hit, ...]
    documents: int
    took_ms: float
    text: str = ""
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    answered: bool = True
    unknown: tuple[str, ...] = ()
    found: tuple[tuple[str, Metadata], ...] = ()

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

"""The records of a generation: documents, sections, passages and windows in one SQLite file.

Row numbers start at 0 and are the same in every store of the generation.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import coded_words
from knowledge.editions import FOLDING, Relation
from knowledge.types import (
    CardField,
    Document,
    Filters,
    Language,
    Metadata,
    PageNote,
    Passage,
    Section,
    Span,
    quality_of,
)

_SCHEMA = """
create table documents (row integer primary key, id text not null unique, language text not null, type text,
  year integer, metadata text not null);
create table labels (document integer not null, field text not null, value text not null,
  primary key (document, field, value)) without rowid;
create index labels_by_value on labels (field, value, document);
create table sections (document integer not null, section integer not null, heading text not null,
  level integer not null, page integer, page_breaks text not null, text text not null,
  primary key (document, section)) without rowid;
create table pages (document integer not null, page integer not null, known integer not null,
  words integer not null, ocr integer not null, needs_ocr integer not null, label text not null,
  primary key (document, page)) without rowid;
create table passages (row integer primary key, document integer not null, section integer not null,
  start integer not null, "end" integer not null, page integer, language text not null, words blob not null);
create table windows (row integer primary key, passage integer not null, start integer not null,
  "end" integer not null);
create table relations (kind text not null, main integer not null, other integer not null, share real,
  declared integer not null, primary key (main, other)) without rowid;
create index relations_by_other on relations (other);
"""


_MAPPED = 1 << 40
"""Bytes of the file that are read where the system keeps them, without a call of it for every page: all."""


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with what a hit shows of it. `start` and `end` are offsets in its section's text; `page_label` is the
    number by which its page is cited, empty for formats without pages; `words` are the text's `coded_words`."""

    row: int
    document: int
    section: int
    start: int
    end: int
    page: int | None
    language: Language
    heading: str
    text: str
    page_label: str
    words: bytes


def metadata_to_json(metadata: Metadata) -> str:
    """The description as JSON text."""
    return json.dumps(asdict(metadata), ensure_ascii=False)


def metadata_from_json(text: str) -> Metadata:
    """What `metadata_to_json` wrote."""
    fields: dict[str, Any] = json.loads(text)
    fields["card"] = tuple(CardField(**entry) for entry in fields["card"])
    for name in ("authors", "topics", "countries", "sources"):
        fields[name] = tuple(fields[name])
    return Metadata(**fields)


def _note(page: int, known: int, words: int, ocr: int, needs_ocr: int, label: str) -> PageNote:
    return PageNote(page, known, words, bool(ocr), bool(needs_ocr), label)


class CatalogueWriter:
    """Fills a new catalogue, document after document."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.executescript("pragma journal_mode = off; pragma synchronous = off;" + _SCHEMA)
        self._connection.execute("begin")
        self.documents = self.passages = self.windows = 0

    def add(self, document: Document, passages: Sequence[Passage]) -> tuple[int, int]:
        """Store a document; returns its row and the row of its first passage."""
        row, first = self.documents, self.passages
        metadata = document.metadata
        run = self._connection.execute
        run(
            "insert into documents values (?, ?, ?, ?, ?, ?)",
            (row, document.id, metadata.language, metadata.type, metadata.year, metadata_to_json(metadata)),
        )
        labels = [
            *(("topic", topic) for topic in metadata.topics),
            *(("country", code) for code in metadata.countries),
            *(("author", author) for author in metadata.authors),
            ("title", metadata.title),
        ]
        for field, value in dict.fromkeys(labels):
            run("insert into labels values (?, ?, ?)", (row, field, value))
        for number, section in enumerate(document.sections):
            breaks = json.dumps(section.page_breaks)
            values = (row, number, section.heading, section.level, section.page, breaks, section.text)
            run("insert into sections values (?, ?, ?, ?, ?, ?, ?)", values)
        for note in document.pages:
            run("insert into pages values (?, ?, ?, ?, ?, ?, ?)", (row, *astuple(note)))
        for passage in passages:
            place = (passage.section, passage.start, passage.end, passage.page, passage.language)
            words = coded_words(document.sections[passage.section].text[passage.start : passage.end])
            run("insert into passages values (?, ?, ?, ?, ?, ?, ?, ?)", (self.passages, row, *place, words))
            for start, end in passage.windows:
                run("insert into windows values (?, ?, ?, ?)", (self.windows, self.passages, start, end))
                self.windows += 1
            self.passages += 1
        self.documents += 1
        return row, first

    def relate(self, relations: Iterable[Relation]) -> None:
        """Store what documents are to each other, once all of them are stored."""
        for each in relations:
            self._connection.execute(
                "insert into relations values (?, (select row from documents where id = ?), "
                "(select row from documents where id = ?), ?, ?)",
                (each.kind, each.main, each.other, each.share, each.declared),
            )

    def close(self) -> None:
        """Write everything to disk."""
        self._connection.execute("commit")
        self._connection.execute("analyze")
        self._connection.close()

    def abandon(self) -> None:
        """Let go of the file without finishing it."""
        self._connection.close()


class Catalogue:
    """A finished catalogue, opened for reading. `passage_document`, `passage_language` and `window_passage` hold one
    entry a row."""

    def __init__(self, file: Path) -> None:
        uri = f"{file.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._connection.execute(f"pragma mmap_size = {_MAPPED}")
        marks = ", ".join("?" * len(FOLDING))
        select = f"select other, main from relations where kind in ({marks}) order by other"
        self._main_of: dict[int, int] = dict(self._connection.execute(select, FOLDING).fetchall())
        self._described: dict[int, tuple[str, Metadata]] = {}
        self.passage_document = self._column("select document from passages order by row", np.int32)
        self.passage_language = self._column("select language from passages order by row", np.str_)
        self.window_passage = self._column("select passage from windows order by row", np.int32)
        self.documents = int(self._connection.execute("select count(*) from documents").fetchone()[0])

    @cached_property
    def passage_context(self) -> NDArray[np.int64]:
        """The row of each passage's section among the sections that have passages."""
        rows = self._connection.execute("select document, section from passages order by row").fetchall()
        places = np.array(rows, np.int64).reshape(-1, 2)
        new = np.any(np.diff(places, axis=0, prepend=-1), axis=1)
        return np.cumsum(new) - 1

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _column(self, sql: str, dtype: Any) -> NDArray[Any]:
        return np.array([value for (value,) in self._connection.execute(sql)], dtype)

    def matching(self, filters: Filters) -> NDArray[np.int64]:
        """Rows of the documents that satisfy `filters`, ascending."""
        clauses: list[str] = ["1"]
        values: list[object] = []
        for field, wanted in (
            ("topic", filters.topics),
            ("country", filters.countries),
            ("author", filters.authors),
            ("title", filters.titles),
        ):
            if wanted:
                marks = ", ".join("?" * len(wanted))
                clauses.append(f"row in (select document from labels where field = ? and value in ({marks}))")
                values += [field, *wanted]
        if filters.types:
            clauses.append(f"type in ({', '.join('?' * len(filters.types))})")
            values += filters.types
        for clause, value in (
            ("language = ?", filters.language),
            ("year >= ?", filters.year_from),
            ("year <= ?", filters.year_to),
        ):
            if value is not None:
                clauses.append(clause)
                values.append(value)
        rows = self._connection.execute(
            f"select row from documents where {' and '.join(clauses)} order by row", values
        ).fetchall()
        return np.array([row for (row,) in rows], np.int64)

    def counts(self, field: str, documents: NDArray[np.int64] | None = None) -> Mapping[str, int]:
        """How many of `documents` (None: all) have each value of `topic`, `country`, `author`, `title`, `type`,
        `language` or `year`."""
        if field in ("topic", "country", "author", "title"):
            rows = self._connection.execute("select document, value from labels where field = ?", (field,))
        else:
            assert field in ("type", "language", "year")
            rows = self._connection.execute(f"select row, {field} from documents where {field} is not null")
        allowed = None if documents is None else {int(row) for row in documents}
        counts: dict[str, int] = {}
        for row, name in rows:
            if allowed is None or row in allowed:
                counts[str(name)] = counts.get(str(name), 0) + 1
        return dict(sorted(counts.items()))

    def metadata(self, document: int) -> tuple[str, Metadata]:
        """A document's id and description."""
        if document not in self._described:
            select = "select id, metadata from documents where row = ?"
            name, text = self._connection.execute(select, (document,)).fetchone()
            self._described[document] = (name, metadata_from_json(text))
        return self._described[document]

    def every_metadata(self) -> list[tuple[str, Metadata]]:
        """Ids and descriptions of all documents, in row order."""
        rows = self._connection.execute("select id, metadata from documents order by row")
        return [(name, metadata_from_json(text)) for name, text in rows]

    def row_of(self, name: str) -> int | None:
        """A document's row by its id; None when the library does not hold it."""
        found = self._connection.execute("select row from documents where id = ?", (name,)).fetchone()
        return None if found is None else int(found[0])

    def document(self, name: str) -> Document | None:
        """A whole document by its id; None when the library does not hold it."""
        found = self._connection.execute("select row, metadata from documents where id = ?", (name,)).fetchone()
        if found is None:
            return None
        sections = tuple(
            Section(text, heading, level, page, tuple((start, number) for start, number in json.loads(breaks)))
            for heading, level, page, breaks, text in self._connection.execute(
                "select heading, level, page, page_breaks, text from sections where document = ? order by section",
                (found[0],),
            )
        )
        return Document(name, metadata_from_json(found[1]), sections, self._pages(found[0]))

    def quality(self, name: str) -> float | None:
        """The reading quality of a document, in [0, 1]; None where it cannot be judged."""
        row = self.row_of(name)
        return None if row is None else quality_of(self._pages(row))

    def every_pages(self) -> list[tuple[str, tuple[PageNote, ...]]]:
        """Ids of all documents with how each page was read, in row order."""
        rows = self._connection.execute(
            "select id, page, known, words, ocr, needs_ocr, label from documents join pages on document = row "
            "order by row, page"
        )
        return [(name, tuple(_note(*note) for _, *note in notes)) for name, notes in groupby(rows, itemgetter(0))]

    def _pages(self, document: int) -> tuple[PageNote, ...]:
        select = "select page, known, words, ocr, needs_ocr, label from pages where document = ? order by page"
        return tuple(_note(*values) for values in self._connection.execute(select, (document,)))

    def relations_of(self, document: int) -> tuple[Relation, ...]:
        """What a document is to others and they are to it, by the rows of both."""
        return self._relations("where r.main = ? or r.other = ?", document, document)

    def relations(self) -> tuple[Relation, ...]:
        """What all documents are to each other, by the rows of both."""
        return self._relations("")

    def _relations(self, where: str, *values: int) -> tuple[Relation, ...]:
        found = self._connection.execute(
            "select r.kind, m.id, o.id, r.share, r.declared from relations r join documents m on m.row = r.main "
            f"join documents o on o.row = r.other {where} order by r.main, r.other",
            values,
        )
        return tuple(Relation(kind, main, other, share, bool(said)) for kind, main, other, share, said in found)

    def main_of(self) -> Mapping[int, int]:
        """The rows of all documents that stand under another one, with that one's row."""
        return self._main_of

    def passage(self, row: int) -> PassageRecord:
        """A passage with its text and heading."""
        return self.passages([row])[row]

    def passages(self, rows: Sequence[int]) -> Mapping[int, PassageRecord]:
        """Passages by row."""
        found = self._connection.execute(
            'select p.row, p.document, p.section, p.start, p."end", p.page, p.language, s.heading, '
            'substr(s.text, p.start + 1, p."end" - p.start), '
            "cast(coalesce(nullif(n.label, ''), p.page, '') as text), p.words "
            "from passages p join sections s on s.document = p.document and s.section = p.section "
            "left join pages n on n.document = p.document and n.page = p.page "
            f"where p.row in ({', '.join('?' * len(rows))})",
            tuple(rows),
        )
        return {values[0]: PassageRecord(*values) for values in found}

    def windows(self, rows: Sequence[int]) -> Mapping[int, Span]:
        """The spans of windows in their section's text, by row."""
        select = f'select row, start, "end" from windows where row in ({", ".join("?" * len(rows))})'
        return {row: (start, end) for row, start, end in self._connection.execute(select, tuple(rows))}

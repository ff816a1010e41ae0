"""The library from above: a map of its documents by meaning, when they appeared, what is covered and what is not."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledge import generations
from knowledge.document_map import Places, load_map
from knowledge.errors import IndexDamaged, cause
from knowledge.library import Library
from knowledge.taxonomy import TOPICS
from knowledge.types import Metadata

SPANS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Years that one column of the timeline may stand for."""
COLUMNS = 24
"""Columns of the timeline at most."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Ids and descriptions of all documents in row order, their places on the map, and when each entered the library.

    `entered` holds the time (ISO 8601) of the generation in which a document appeared, for those that the oldest kept
    generation does not hold; the others were there by `since`.
    """

    documents: tuple[tuple[str, Metadata], ...]
    places: Places
    entered: Mapping[str, str]
    since: str


def overview(library: Library, index: Path) -> Overview:
    """What the library looks like from above. `index` is the folder of its generations. Raises IndexDamaged."""
    manifest = library.manifest
    try:
        documents = tuple(library.documents())
        places = load_map(generations.folder_of(index, manifest.generation), len(documents))
    except (sqlite3.DatabaseError, ValueError, OSError) as error:  # damage that keeps a file's size
        reason = cause(error)
        raise IndexDamaged(index, (reason, reason)) from error
    serving = (manifest.created, frozenset(name for name, _ in documents))
    kept = [*earlier(index, manifest.generation), serving]
    return Overview(documents, places, arrivals(kept), kept[0][0])


# When -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """The documents of the years `first` to `last`, both included, by type; "" stands for none."""

    first: int
    last: int
    types: Mapping[str, int]

    @property
    def documents(self) -> int:
        """How many there are."""
        return sum(self.types.values())


@dataclass(frozen=True, slots=True)
class Timeline:
    """Columns from the earliest to the latest year, those without documents among them; `undated` have no date."""

    columns: tuple[Column, ...]
    undated: int


def timeline(documents: Iterable[Metadata]) -> Timeline:
    """The documents by year and type, in columns of as few years as leave `COLUMNS` columns at most."""
    described = list(documents)
    dated = [(each.year, each.type or "") for each in described if each.year is not None]
    if not dated:
        return Timeline((), len(described))
    first, last = min(year for year, _ in dated), max(year for year, _ in dated)
    span = next(span for span in SPANS if last // span - first // span < COLUMNS)
    counts: dict[int, Counter[str]] = {}
    for year, kind in dated:
        counts.setdefault(year // span, Counter())[kind] += 1
    columns = tuple(
        Column(number * span, (number + 1) * span - 1, dict(sorted(counts.get(number, Counter()).items())))
        for number in range(first // span, last // span + 1)
    )
    return Timeline(columns, len(described) - len(dated))


def newest(documents: Sequence[tuple[str, Metadata]], most: int) -> list[int]:
    """Rows of the documents with the latest dates, latest first; a date without a month comes after all months of its
    year, and a document without a date is not among them."""
    dated = [row for row, (_, metadata) in enumerate(documents) if metadata.date]
    return sorted(dated, key=lambda row: (documents[row][1].date or "", -row), reverse=True)[:most]


def latest_entries(overview: Overview, most: int) -> list[int]:
    """Rows of the documents that entered the library last, last first; of those that entered together the one with the
    latest date first."""
    documents = overview.documents

    def key(row: int) -> tuple[str, str, int]:
        name, metadata = documents[row]
        return overview.entered.get(name, ""), metadata.date or "", -row

    return sorted(range(len(documents)), key=key, reverse=True)[:most]


def arrivals(kept: Sequence[tuple[str, frozenset[str]]]) -> Mapping[str, str]:
    """When each document of the last generation in `kept` appeared, unless the first holds it already. `kept` are
    (time, ids) of generations, oldest first; a document that was away and came back appeared when it came back."""
    found: dict[str, str] = {}
    for name in kept[-1][1]:
        when = ""
        for created, names in reversed(kept):
            if name not in names:
                found[name] = when
                break
            when = created
    return found


def earlier(index: Path, serving: str) -> list[tuple[str, frozenset[str]]]:
    """The times and document ids of the kept generations before the one that serves, oldest first; one that cannot be
    read is left out."""
    found: list[tuple[str, frozenset[str]]] = []
    folder = generations.folder_of(index, serving).parent
    for path in sorted(folder.glob("*/manifest.json")):
        name = path.parent.name
        if name.startswith(".") or name >= serving:
            continue
        try:
            fields = json.loads(path.read_text("utf-8"))
            failed = {each["id"] for each in fields["failures"]}
            created = str(fields["created"])
            datetime.fromisoformat(created)
            found.append((created, frozenset(fields["sources"]) - failed))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


# What is covered --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many documents there are on each country and topic. `countries` are those of the library, most documents
    first; `outside` documents have no country or no topic and are in no cell."""

    countries: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    outside: int

    def number(self, country: str, topic: str) -> int:
        """Documents on both."""
        return self.counts.get((country, topic), 0)

    @property
    def most(self) -> int:
        """The largest number in a cell."""
        return max(self.counts.values(), default=0)

    def gaps(self, topic: str) -> tuple[str, ...]:
        """The countries on which there is no document with this topic."""
        return tuple(country for country in self.countries if not self.number(country, topic))


def coverage(documents: Iterable[Metadata], countries: Iterable[str]) -> Coverage:
    """The documents by country and topic; `countries` are asked about too when no document has them."""
    counts: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter(dict.fromkeys(countries, 0))
    outside = 0
    for metadata in documents:
        topics = [topic for topic in metadata.topics if topic in TOPICS]
        totals.update(metadata.countries)
        counts.update((country, topic) for country in metadata.countries for topic in topics)
        outside += not (topics and metadata.countries)
    ordered = sorted(totals, key=lambda country: (-totals[country], country))
    return Coverage(tuple(ordered), dict(sorted(counts.items())), outside)

"""The library from above: a map of its documents by meaning, when they appeared, what is covered and what is not."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import generations
from knowledge.catalogue import Catalogue
from knowledge.encoder import Vectors, normalised
from knowledge.errors import IndexDamaged, cause
from knowledge.library import Library
from knowledge.taxonomy import TOPICS
from knowledge.types import Metadata
from knowledge.vectors import VectorIndex

Places = NDArray[np.float64]
"""(documents, 2) positions on the map, each coordinate in [0, 1]."""
Area = tuple[tuple[float, float], ...]
"""A part of the map: two opposite corners of a box, or three and more corners of a polygon; empty is the whole map."""

CHUNK = 16_384
"""Windows whose vectors are in memory at once."""
PERPLEXITY = 20
"""How many neighbours a document's place is fitted to; of those tried it keeps most of them (`benchmarks/map.py`)."""
FEWEST = 5
"""Documents from which t-SNE is used; fewer have too few neighbours to fit."""
LANDMARKS = 1500
"""Documents that are laid out by t-SNE, whose time grows with them; others go to the landmark nearest in meaning."""
ITERATIONS = 500
COMPONENTS = 50
"""Principal components that t-SNE finds neighbours by."""
START = 1e-4
"""Standard deviation of the first coordinate that t-SNE starts from."""
GOLDEN = np.pi * (3 - np.sqrt(5))
"""The angle between neighbours of a sunflower's seeds, which lie evenly however many there are."""

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
    """What the library looks like from above. `index` is the folder of its generations.

    Takes a few seconds for thousands of documents, so it is worth keeping while a generation serves.
    Raises IndexDamaged.
    """
    stores, manifest = library.stores, library.manifest
    try:
        documents = tuple(library.documents())
        places = layout(document_vectors(stores.catalogue, stores.vectors))
    except (sqlite3.DatabaseError, ValueError) as error:  # damage that keeps a file's size
        reason = cause(error)
        raise IndexDamaged(index, (reason, reason)) from error
    serving = (manifest.created, frozenset(name for name, _ in documents))
    kept = [*earlier(index, manifest.generation), serving]
    return Overview(documents, places, arrivals(kept), kept[0][0])


# The map -------------------------------------------------------------------------------------------------------------


def document_vectors(catalogue: Catalogue, vectors: VectorIndex) -> Vectors:
    """(documents, dimension): the mean of each document's window vectors, of length 1. The windows are centred by their
    language already, so that documents of one subject meet whatever their language; a document without windows is 0."""
    owner = catalogue.passage_document[catalogue.window_passage]
    sums = np.zeros((catalogue.documents, vectors.dimension), np.float64)
    for start in range(0, len(owner), CHUNK):
        owners = owner[start : start + CHUNK]
        runs = np.flatnonzero(np.diff(owners, prepend=-1))
        rows = range(start, start + len(owners))
        np.add.at(sums, owners[runs], np.add.reduceat(vectors.vectors(rows), runs, axis=0, dtype=np.float64))
    return normalised(sums.astype(np.float32))


def layout(vectors: Vectors) -> Places:
    """The places of (n, d) vectors of length 1: those near in meaning are near each other. On one machine the same
    vectors always give the same places.

    t-SNE (van der Maaten and Hinton, 2008) that starts from the principal components, which settles where the large
    groups lie (Kobak and Berens, 2019).
    """
    number = len(vectors)
    rows = np.arange(number) if number <= LANDMARKS else np.linspace(0, number - 1, LANDMARKS).round().astype(np.int64)
    landmarks = vectors[rows]
    components = principal(landmarks, COMPONENTS)
    flat = components[:, :2] if number < FEWEST else _tsne(components)
    return _fitted(flat if len(rows) == number else _placed(vectors, rows, flat))


def principal(vectors: Vectors, most: int) -> Vectors:
    """(n, k) principal components with at least two and at most `most` columns. The sign of a component, which is
    arbitrary, is the one that makes its largest loading positive."""
    count, dimension = vectors.shape
    if not count:
        return np.zeros((0, 2), np.float32)
    deviations = vectors - vectors.mean(axis=0)
    # The eigenvectors of the covariance (dimension x dimension) cost less than a decomposition of all documents.
    _, axes = np.linalg.eigh((deviations.T @ deviations).astype(np.float64))
    axes = axes[:, ::-1][:, : max(2, min(most, count, dimension))]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    components = np.zeros((count, max(2, axes.shape[1])), np.float32)
    components[:, : axes.shape[1]] = deviations @ axes
    return components


def _tsne(components: Vectors) -> Vectors:
    from sklearn.manifold import TSNE  # noqa: PLC0415  a second that only a map needs

    spread = float(components[:, 0].std())
    if spread < 1e-6:  # copies of one document: nothing to lay out
        return components[:, :2]
    model = TSNE(
        perplexity=min(PERPLEXITY, (len(components) - 1) / 3),
        init=(components[:, :2] / spread * START).astype(np.float32),
        max_iter=ITERATIONS,
        random_state=0,
        n_jobs=1,
    )
    placed: Vectors = model.fit_transform(components)
    return placed


def _placed(vectors: Vectors, rows: NDArray[np.int64], flat: Vectors) -> Vectors:
    """The landmarks `rows` at their places `flat`, and every other document beside the landmark nearest in meaning."""
    landmarks = vectors[rows]
    nearest = np.concatenate([(part @ landmarks.T).argmax(axis=1) for part in np.array_split(vectors, 32)])
    nearest[rows] = np.arange(len(rows))
    order = np.argsort(nearest, kind="stable")
    first = np.searchsorted(nearest[order], nearest[order])
    rank = np.zeros(len(vectors), np.int64)
    rank[order] = np.arange(len(vectors)) - first + 1
    rank[rows] = 0
    step = 0.25 * np.sqrt(np.prod(np.ptp(flat, axis=0)) / len(rows))  # landmarks are about four steps apart
    angle, radius = GOLDEN * rank, step * np.sqrt(rank)
    beside: Vectors = flat[nearest] + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return beside


def _fitted(places: Vectors) -> Places:
    """Each coordinate stretched to [0, 1]; to the middle where all are the same."""
    if not len(places):
        return np.zeros((0, 2))
    low, high = places.min(axis=0).astype(np.float64), places.max(axis=0).astype(np.float64)
    width = np.where(high - low > 1e-9, high - low, 1.0)
    return np.where(high - low > 1e-9, (places - low) / width, 0.5)


def inside(places: Places, area: Area) -> NDArray[np.bool_]:
    """Which places lie in `area`, by the even-odd rule for a polygon."""
    if not area:
        return np.ones(len(places), np.bool_)
    corners = np.array(area, np.float64)
    x, y = places[:, 0], places[:, 1]
    if len(corners) == 2:
        low, high = corners.min(axis=0), corners.max(axis=0)
        boxed: NDArray[np.bool_] = ((places >= low) & (places <= high)).all(axis=1)
        return boxed
    within = np.zeros(len(places), np.bool_)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if ay == by:
            continue
        within ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return within


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

"""Finding: both legs, their fusion, and the hits that come of it.

The word leg ranks passages by BM25, the vector leg ranks windows by centred cosine and gives a passage the score of its
best one. Each leg's scores are stretched to [0, 1] over its best `POOL` passages and mixed (min-max fusion). A passage
in another language than the query cannot be expected to share its words, so its meaning alone may carry it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import content_tokens, language_of, matching_spans
from knowledge.catalogue import Catalogue, PassageRecord
from knowledge.encoder import Encoder
from knowledge.errors import FilterUnknown, FilterYears, LimitInvalid, QueryEmpty, QueryTooLong, YearInvalid
from knowledge.types import Hit, Metadata, Query, Results, Span
from knowledge.vectors import Means, VectorIndex, centred
from knowledge.words import WordIndex

POOL = 50
"""Passages of each leg that enter the fusion."""
WINDOWS = 8 * POOL
"""Windows asked of the vector leg, enough for `POOL` passages."""
MEANING_WEIGHT = 0.5
"""Share of the meaning in a fused score; `benchmarks/fusion.py` finds it."""
FOREIGN_WEIGHT = 0.95
"""What the meaning alone is worth in a passage of the other language; found by the same script. Below 1, so that what
is nearest by both counts in the query's own language stays first."""
PASSAGES_A_DOCUMENT = 3
LONGEST_QUERY = 2000
MOST_HITS = 100
"""What both legs' pools hold at most."""
LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Stores:
    """What is searched: the stores of one generation."""

    catalogue: Catalogue
    words: WordIndex
    vectors: VectorIndex
    means: Means


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage's score with its parts, and the window nearest in meaning."""

    row: int
    score: float
    words: float | None
    meaning: float | None
    window: int | None


def search(stores: Stores, encoder: Encoder | None, query: Query) -> Results:
    """The passages that answer `query`. `encoder` may be None in the mode `words`.

    Raises QueryEmpty, QueryTooLong, LimitInvalid, FilterUnknown, FilterYears, YearInvalid.
    """
    started = time.perf_counter()
    _check(stores.catalogue, query)
    documents = stores.catalogue.matching(query.filters) if query.filters else None
    ranked = rank(stores, encoder, query, documents)
    hits = _hits(stores.catalogue, query, _select(stores.catalogue, ranked, query.limit))
    count = stores.catalogue.documents if documents is None else len(documents)
    return Results(query, tuple(hits), count, (time.perf_counter() - started) * 1000)


def rank(
    stores: Stores, encoder: Encoder | None, query: Query, documents: NDArray[np.int64] | None = None
) -> list[Scored]:
    """Every passage that a leg found among `documents` (rows; None: all), best first, equal scores by row."""
    words: Mapping[int, float] = {}
    meaning: Mapping[int, tuple[float, int]] = {}
    if query.mode != "meaning":
        words = _word_leg(stores, query.text, documents)
    if query.mode != "words":
        assert encoder is not None
        meaning = _meaning_leg(stores, encoder, query.text, documents)
    language = language_of(query.text)
    scored = [
        _fuse(row, words.get(row), meaning.get(row), query, stores.catalogue.passage_language[row] != language)
        for row in sorted(words.keys() | meaning.keys())
    ]
    return sorted(scored, key=lambda passage: -passage.score)


def _check(catalogue: Catalogue, query: Query) -> None:
    if len(query.text) > LONGEST_QUERY:
        raise QueryTooLong(len(query.text), LONGEST_QUERY)
    if not any(map(str.isalnum, query.text)):
        raise QueryEmpty
    if not 1 <= query.limit <= MOST_HITS:
        raise LimitInvalid(query.limit, MOST_HITS)
    filters = query.filters
    for year in (filters.year_from, filters.year_to):
        if year is not None and not 0 <= year <= LAST_YEAR:
            raise YearInvalid(year)
    if filters.year_from is not None and filters.year_to is not None and filters.year_from > filters.year_to:
        raise FilterYears(filters.year_from, filters.year_to)
    language = (filters.language,) if filters.language else ()
    for field, wanted in (
        ("topic", filters.topics),
        ("type", filters.types),
        ("country", filters.countries),
        ("language", language),
    ):
        known = catalogue.counts(field) if wanted else {}
        for value in wanted:
            if value not in known:
                raise FilterUnknown(field, value, list(known))


def _word_leg(stores: Stores, text: str, documents: NDArray[np.int64] | None) -> Mapping[int, float]:
    allowed = None if documents is None else documents.tolist()
    found = stores.words.search(content_tokens(text), POOL, allowed)
    return _stretched(dict(found), full=len(found) == POOL)


def _meaning_leg(
    stores: Stores, encoder: Encoder, text: str, documents: NDArray[np.int64] | None
) -> Mapping[int, tuple[float, int]]:
    """Passage -> (score in [0, 1], its best window)."""
    catalogue = stores.catalogue
    allowed = None
    if documents is not None:
        allowed = np.isin(catalogue.passage_document, documents)[catalogue.window_passage]
    vector = centred(encoder.encode_query(text), encoder.query_means[language_of(text)])
    best: dict[int, tuple[float, int]] = {}
    for window, score in stores.vectors.search(vector, WINDOWS, allowed):
        best.setdefault(int(catalogue.window_passage[window]), (score, window))
    pool = dict(list(best.items())[:POOL])
    scores = _stretched({row: score for row, (score, _) in pool.items()}, full=True)
    return {row: (scores[row], window) for row, (_, window) in pool.items()}


def _stretched(scores: Mapping[int, float], full: bool) -> Mapping[int, float]:
    """Min-max over a leg's pool. A pool that is not `full` holds all that matched: the rest of the library scored 0."""
    if not scores:
        return {}
    lowest, highest = (min(scores.values()) if full else 0.0), max(scores.values())
    width = highest - lowest
    return {row: (score - lowest) / width if width > 0 else 1.0 for row, score in scores.items()}


def _fuse(row: int, words: float | None, meaning: tuple[float, int] | None, query: Query, foreign: bool) -> Scored:
    part, window = meaning if meaning is not None else (None, None)
    if query.mode == "words":
        score = words or 0.0
    elif query.mode == "meaning":
        score = part or 0.0
    else:
        score = MEANING_WEIGHT * (part or 0.0) + (1 - MEANING_WEIGHT) * (words or 0.0)
        if foreign:
            score = max(score, FOREIGN_WEIGHT * (part or 0.0))
    return Scored(row, score, words, part, window)


def _select(catalogue: Catalogue, ranked: Iterable[Scored], limit: int) -> list[Scored]:
    """The best `limit` passages, no more than `PASSAGES_A_DOCUMENT` of one document, one document's together."""
    groups: dict[int, list[Scored]] = {}
    taken = 0
    for passage in ranked:
        group = groups.setdefault(int(catalogue.passage_document[passage.row]), [])
        if len(group) < PASSAGES_A_DOCUMENT:
            group.append(passage)
            taken += 1
        if taken == limit:
            break
    return [passage for group in groups.values() for passage in group]


def _hits(catalogue: Catalogue, query: Query, selected: Sequence[Scored]) -> Iterable[Hit]:
    described: dict[int, tuple[str, Metadata]] = {}
    for rank_, scored in enumerate(selected, 1):
        record = catalogue.passage(scored.row)
        if record.document not in described:
            described[record.document] = catalogue.metadata(record.document)
        name, metadata = described[record.document]
        yield _hit(catalogue, query, scored, record, name, metadata, rank_)


def _hit(
    catalogue: Catalogue, query: Query, scored: Scored, record: PassageRecord, name: str, metadata: Metadata, rank_: int
) -> Hit:
    best: Span | None = None
    if scored.window is not None:
        start, end = catalogue.window(scored.window)
        best = (start - record.start, end - record.start)
    return Hit(
        rank=rank_,
        score=scored.score,
        words=scored.words,
        meaning=scored.meaning,
        document=name,
        metadata=metadata,
        heading=record.heading,
        page=record.page,
        section=record.section,
        start=record.start,
        end=record.end,
        language=record.language,
        text=record.text,
        highlights=matching_spans(query.text, record.text),
        best=best,
    )

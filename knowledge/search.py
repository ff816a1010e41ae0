"""Finding: both legs, their fusion, and the hits that come of it.

The word leg says how much of a query's words a passage covers, the vector leg how near its best window is. What either
holds among its best is scored by both, and the best of those are compared with the query token by token (late
interaction, `knowledge.tokens`). The three are added: unlike a stretch of each leg's scores to [0, 1], a sum of what
they are says nothing where there is nothing. A passage in the other language than the query cannot share its words, so
it is given the cover that a passage as near in meaning would have.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import Token, coded_spans, stems
from knowledge.catalogue import Catalogue
from knowledge.correction import Understanding
from knowledge.editions import Fold, folded
from knowledge.encoder import Encoder
from knowledge.errors import LimitInvalid
from knowledge.parallel import at_once
from knowledge.plan import Plan, plan
from knowledge.tokens import TokenIndex
from knowledge.types import Hit, Mode, Other, Query, Results
from knowledge.vectors import Means, VectorIndex, centred
from knowledge.words import WordIndex

POOL = 50
"""Passages of each leg that are scored by both."""
COMPARED = 40
"""How many of those, the best by both, are compared with the query token by token."""
WINDOWS = 8 * POOL
"""Windows asked of the vector leg, enough for `POOL` passages."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The numbers of the fusion; `benchmarks/fusion.py` finds them. A passage's sum is its nearest window's cosine,
    plus `second` times what the next one's has above `second_least` of that, for it is near in more places than one,
    plus `words` times its cover of the query's words, plus `context` times what the cosine of its title and heading has
    above `context_least`, for a title that says little says nothing against what stands under it, plus `tokens` times
    its late interaction. In the other language than the query's, `foreign_words` times the cosine is added to the
    cover, and the late interaction, which is lower between languages whatever is said, is raised by `foreign_tokens`.
    `slope` and `middle` turn the sum into a score. A best one below `answered` is no answer, after its logit has been
    raised by `lead` times what it is ahead of the best of any other document, for what answers stands out, and lowered
    by `missing` times the share of the query's words that the library does not hold as they are."""

    words: float = 3.0
    second: float = 0.5
    second_least: float = 0.8
    tokens: float = 7.0
    context: float = 1.5
    context_least: float = 0.035
    foreign_words: float = 0.55
    foreign_tokens: float = 0.075
    answered: float = 0.182
    lead: float = 2.25
    missing: float = 4.625
    slope: float = 0.873
    middle: float = 5.113


WEIGHTS = Weights()
PASSAGES_A_DOCUMENT = 3
MOST_HITS = 2 * POOL


@dataclass(frozen=True, slots=True)
class Stores:
    """What is searched: the stores of one generation. `contexts` holds what stands above each section's text: its
    document's title and its heading."""

    catalogue: Catalogue
    words: WordIndex
    vectors: VectorIndex
    contexts: VectorIndex
    means: Means
    tokens: TokenIndex
    understanding: Understanding


class Scored(NamedTuple):
    """A passage's score with its parts, and the window nearest in meaning."""

    row: int
    score: float
    words: float | None
    meaning: float | None
    window: int | None


class Windows(NamedTuple):
    """The meaning's view of some passages, one entry a passage: the nearest window, its cosine, and that of the second
    nearest, -1 where there is none."""

    nearest: NDArray[np.int64]
    cosine: NDArray[np.float64]
    second: NDArray[np.float64]


def search(stores: Stores, encoder: Encoder | None, query: Query) -> Results:
    """The passages that answer `query`. `encoder` may be None in the mode `words`.

    Raises LimitInvalid, and what `knowledge.plan.plan` does.
    """
    started = time.perf_counter()
    if not 1 <= query.limit <= MOST_HITS:
        raise LimitInvalid(query.limit, MOST_HITS)
    asked = plan(query, stores.catalogue, stores.words, stores.understanding)
    among = allowed(stores.catalogue, asked)
    ranked = rank(stores, encoder, asked, query.mode, among)
    owner = [int(stores.catalogue.passage_document[passage.row]) for passage in ranked]
    folds = folded(dict.fromkeys(owner), stores.catalogue.main_of())
    hits = tuple(_hits(stores.catalogue, asked, _select(ranked, owner, folds, query.limit)))
    return Results(
        query=query,
        hits=hits,
        documents=stores.catalogue.documents if among.documents is None else len(among.documents),
        took_ms=(time.perf_counter() - started) * 1000,
        text=asked.text,
        corrections=asked.corrections,
        expansions=asked.expansions,
        answered=bool(hits) and _answers(ranked[0].score, _next(ranked, owner, folds), asked, hits),
        unknown=tuple(token.word for token in asked.unknown),
        found=tuple(stores.catalogue.metadata(fold.shown) for fold in folds),
    )


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be found: rows of documents, and of passages; None: all."""

    documents: NDArray[np.int64] | None
    passages: NDArray[np.int64] | None

    def windows(self, catalogue: Catalogue) -> NDArray[np.bool_] | None:
        """One entry a window."""
        if self.documents is None and self.passages is None:
            return None
        passages = np.ones(len(catalogue.passage_document), np.bool_)
        if self.documents is not None:
            passages &= np.isin(catalogue.passage_document, self.documents)
        if self.passages is not None:
            passages &= np.isin(np.arange(len(passages)), self.passages)
        windows: NDArray[np.bool_] = passages[catalogue.window_passage]
        return windows


def allowed(catalogue: Catalogue, asked: Plan) -> Allowed:
    """What a plan's filters and operators leave."""
    if not (asked.filters or asked.without):
        return Allowed(None, asked.passages)
    documents = catalogue.matching(asked.filters)
    for unwanted in asked.without:
        documents = np.setdiff1d(documents, catalogue.matching(unwanted))
    return Allowed(documents, asked.passages)


def rank(stores: Stores, encoder: Encoder | None, asked: Plan, mode: Mode, among: Allowed) -> list[Scored]:
    """The best passages of both legs, best first, equal scores by row."""
    if mode == "words":
        covers = _covers(stores, asked, among)
        return _in_order(Scored(row, cover, cover, None, None) for row, cover in covers.items())
    assert encoder is not None
    weights = WEIGHTS if mode == "hybrid" else replace(WEIGHTS, words=0.0)
    found = evidence(stores, encoder, asked, mode, among, weights)
    score = 1 / (1 + np.exp(-weights.slope * (found.total(weights) - weights.middle)))
    meaning = np.clip((found.cosine + weights.tokens * found.late) / (1 + weights.tokens), 0, 1)
    covered = [cover if cover > 0 else None for cover in found.cover.tolist()]
    columns = (found.row.tolist(), score.tolist(), covered, meaning.tolist(), found.window.tolist())
    return _in_order(Scored(*values) for values in zip(*columns, strict=True))


def _in_order(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda passage: (-passage.score, passage.row))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each of some passages, one entry a passage: how much of the query's words it covers, the cosines
    of its nearest window and of the second nearest and which the nearest is, that of its title and heading, whether it
    is in the other language, and the late interaction."""

    row: NDArray[np.int64]
    cover: NDArray[np.float64]
    cosine: NDArray[np.float64]
    second: NDArray[np.float64]
    context: NDArray[np.float64]
    window: NDArray[np.int64]
    foreign: NDArray[np.bool_]
    late: NDArray[np.float64]

    def first(self, weights: Weights) -> NDArray[np.float64]:
        """The sum without the late interaction."""
        expected = np.where(self.foreign, weights.foreign_words * self.cosine, 0.0)
        above = weights.context * np.maximum(self.context - weights.context_least, 0)
        above += weights.second * np.maximum(self.second - weights.second_least * self.cosine, 0)
        total: NDArray[np.float64] = self.cosine + above + weights.words * (self.cover + expected)
        return total

    def total(self, weights: Weights) -> NDArray[np.float64]:
        """The sum that ranks."""
        total: NDArray[np.float64] = self.first(weights) + weights.tokens * (
            self.late + weights.foreign_tokens * self.foreign
        )
        return total


def evidence(stores: Stores, encoder: Encoder, asked: Plan, mode: Mode, among: Allowed, weights: Weights) -> Evidence:
    """The best passages of both legs, in row order; in the mode `meaning` of one. Those that are not among the best
    `COMPARED` have the lowest late interaction of those that are, so that they stay behind them."""
    language = asked.language
    encoded = encoder.encode_query(asked.text)
    vector = centred(encoded.vector, encoder.query_means[language])
    legs: list[Callable[[], Any]] = [
        lambda: _covers(stores, asked, among) if mode == "hybrid" else {},
        lambda: _meaning_leg(stores, vector, among),
    ]
    covers, near = at_once(lambda leg: leg(), legs)
    rows = np.array(sorted(covers.keys() | near), np.int64)
    windows = _windows(stores, vector, rows)
    if mode == "hybrid":
        covers |= _covers(stores, asked, Allowed(None, np.array(list(near - covers.keys()), np.int64)))
    context = stores.contexts.cosines(vector, stores.catalogue.passage_context[rows].tolist())
    found = Evidence(
        row=rows,
        cover=np.array([covers.get(row, 0.0) for row in rows.tolist()]),
        cosine=windows.cosine,
        second=windows.second,
        context=np.where(context == 0, windows.cosine, context),  # nothing above it says nothing against it
        window=windows.nearest,
        foreign=stores.catalogue.passage_language[rows] != language,
        late=np.zeros(len(rows)),
    )
    compared = np.argsort(-found.first(weights), kind="stable")[:COMPARED]
    late = stores.tokens.similarity(
        encoded.tokens, encoder.query_token_means[language], encoder.token_spread, rows[compared].tolist()
    )
    found.late[:] = late.min(initial=1.0) - weights.foreign_tokens * found.foreign
    found.late[compared] = late
    return found


def _next(ranked: Sequence[Scored], owner: Sequence[int], folds: Sequence[Fold[int]]) -> float:
    """The best score of another document than the best one; of the best passage where there is no other."""
    first = {folds[0].shown, *folds[0].others}
    others = (passage.score for passage, document in zip(ranked, owner, strict=True) if document not in first)
    return next(others, ranked[0].score)


def _answers(score: float, following: float, asked: Plan, hits: Sequence[Hit]) -> bool:
    """Whether the best passage, whose score is `score` and the next document's `following`, is near enough to be an
    answer."""
    share = len(asked.missing) / max(1, len(asked.words))
    logit = _logit(score)
    logit += WEIGHTS.lead * (logit - _logit(following)) - WEIGHTS.missing * share
    if logit >= _logit(WEIGHTS.answered):
        return True
    return not asked.missing and any(_holds_all(asked, hit) for hit in hits)


def _logit(score: float) -> float:
    least = 1e-9
    return math.log(max(score, least) / max(1 - score, least))


def _holds_all(asked: Plan, hit: Hit) -> bool:
    """Whether a passage, with its heading and title, has every content word: then it is about what was asked, however
    little a library of few documents makes of it."""
    held = set(stems(f"{hit.metadata.title}\n{hit.heading}\n{hit.text}"))
    return all(token.stem in held for token in asked.words)


def _covers(stores: Stores, asked: Plan, among: Allowed) -> dict[int, float]:
    """Passage -> how much of the query's words it covers, in the query's language or in the other; the best `POOL` of
    each."""
    covers = _cover(stores, asked.words, among)
    for row, cover in _cover(stores, asked.widened, among).items():
        covers[row] = max(covers.get(row, 0.0), cover * asked.share)
    return covers


def _cover(stores: Stores, words: Sequence[Token], among: Allowed) -> dict[int, float]:
    if among.passages is not None and not len(among.passages):
        return {}
    documents = None if among.documents is None else among.documents.tolist()
    passages = None if among.passages is None else among.passages.tolist()
    return dict(stores.words.search(words, POOL, documents, passages))


def _meaning_leg(stores: Stores, vector: NDArray[np.float32], among: Allowed) -> set[int]:
    """The `POOL` nearest passages."""
    windows, _ = stores.vectors.search(vector, WINDOWS, among.windows(stores.catalogue))
    return set(list(dict.fromkeys(stores.catalogue.window_passage[windows].tolist()))[:POOL])


def _windows(stores: Stores, vector: NDArray[np.float32], passages: NDArray[np.int64]) -> Windows:
    """How near the windows of some passages, whose rows ascend, are."""
    owners = stores.catalogue.window_passage
    rows = passages.astype(owners.dtype)  # of the same type, or all of `owners` is converted at every call
    starts, ends = owners.searchsorted(rows, "left"), owners.searchsorted(rows, "right")
    windows = np.concatenate([np.arange(0), *map(np.arange, starts, ends)])
    cosines = stores.vectors.cosines(vector, windows).astype(np.float64)
    order = np.lexsort((-cosines, owners[windows]))
    windows, cosines = windows[order], np.append(cosines[order], -1.0)
    numbers = ends - starts
    first = np.cumsum(numbers) - numbers
    return Windows(windows[first], cosines[first], np.where(numbers > 1, cosines[first + 1], -1.0))


def _select(
    ranked: Sequence[Scored], owner: Sequence[int], folds: Sequence[Fold[int]], limit: int
) -> list[tuple[Scored, tuple[int, ...]]]:
    """The best `limit` passages, no more than `PASSAGES_A_DOCUMENT` of one document, one document's together; with the
    rows of the documents that are listed under theirs. Of documents that are the same or nearly so, one is shown, at
    the place of the best of them. `owner` are the passages' documents."""
    shown_for = {member: fold.shown for fold in folds for member in (fold.shown, *fold.others)}
    best: dict[int, Scored] = {}
    for passage, document in zip(ranked, owner, strict=True):
        best.setdefault(document, passage)
    groups: dict[int, list[Scored]] = {}
    taken = 0
    for passage, document in zip(ranked, owner, strict=True):
        shown = shown_for[document]
        group = groups.setdefault(shown, [])
        found = passage if shown == document else best[shown]
        if len(group) < PASSAGES_A_DOCUMENT and found not in group:
            group.append(found)
            taken += 1
        if taken == limit:
            break
    others = {fold.shown: fold.others for fold in folds}
    return [(passage, others[document]) for document, group in groups.items() for passage in group]


def _hits(catalogue: Catalogue, asked: Plan, selected: Sequence[tuple[Scored, tuple[int, ...]]]) -> Iterator[Hit]:
    records = catalogue.passages([scored.row for scored, _ in selected])
    windows = catalogue.windows([scored.window for scored, _ in selected if scored.window is not None])
    words = (*asked.words, *asked.widened)
    for rank_, (scored, others) in enumerate(selected, 1):
        record = records[scored.row]
        name, metadata = catalogue.metadata(record.document)
        best = None if scored.window is None else windows[scored.window]
        yield Hit(
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
            highlights=coded_spans(words, record.words, record.text),
            best=best and (best[0] - record.start, best[1] - record.start),
            others=_others(catalogue, record.document, others) if others else (),
            page_label=record.page_label,
        )


def _others(catalogue: Catalogue, shown: int, others: Iterable[int]) -> tuple[Other, ...]:
    """Those listed under the document `shown`: what each is to the main one of them all."""
    main = catalogue.main_of().get(shown, shown)
    kinds = {relation.other: relation.kind for relation in catalogue.relations_of(main)}
    described = [(other, *catalogue.metadata(other)) for other in others]
    own = kinds.get(catalogue.metadata(shown)[0], "")
    return tuple(
        Other(name, metadata.title, own if other == main else kinds[name], other == main)
        for other, name, metadata in described
    )

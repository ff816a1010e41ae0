"""How well the library finds: the standard measures over a set of documents, queries and judgements.

A set is a folder with corpus.jsonl (`_id`, `title`, `text`), queries.jsonl (`_id`, `text`) and qrels.tsv (query-id,
corpus-id, score). The measures are over documents; a document's place is that of its best passage.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.analysis import language_of
from knowledge.errors import EvaluationSetInvalid
from knowledge.library import Library
from knowledge.search import MOST_HITS
from knowledge.types import Document, Metadata, Mode, Query, Section

DEPTH = 10
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """`relevant` maps a query's id to its relevant documents' ids and their grades (above 0)."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one judged query was answered; `direction` is its language and that of the relevant documents (``he-en``,
    ``he-both``), `ms` the time of the whole search."""

    query: str
    direction: str
    ndcg: float
    recall_1: float
    recall_10: float
    mrr: float
    ms: float


MEASURES = {"ndcg@10": "ndcg", "r@1": "recall_1", "r@10": "recall_10", "mrr@10": "mrr"}
"""The measures' names and the attribute of an `Outcome` that holds each."""


@dataclass(frozen=True, slots=True)
class Empty:
    """How well the library knows what it cannot answer: of how many judged queries it said that nothing answers them,
    and of how many queries without a relevant document."""

    answerable: int
    refused_answerable: int
    unanswerable: int
    refused_unanswerable: int


def load_set(folder: Path, library: Callable[[], Iterable[Document]] = tuple) -> EvaluationSet:
    """Read a set; one without corpus.jsonl asks about the documents that `library` gives.

    Raises EvaluationSetInvalid, which names the file and line.
    """
    own = (folder / "corpus.jsonl").exists()
    documents = (
        tuple(library())
        if not own
        else tuple(
            Document(
                row["_id"],
                Metadata(title=row.get("title", ""), language=language_of(row["text"])),
                (Section(row["text"]),),
            )
            for row in _rows(folder, "corpus.jsonl")
        )
    )
    queries = {row["_id"]: row["text"] for row in _rows(folder, "queries.jsonl")}
    relevant = _judgements(folder, queries, {document.id for document in documents})
    return EvaluationSet(documents, queries, relevant)


def _read_lines(folder: Path, name: str) -> list[str]:
    try:
        return (folder / name).read_text("utf-8").removesuffix("\n").split("\n")  # JSON may hold other line breaks
    except FileNotFoundError as error:
        raise EvaluationSetInvalid(folder, f"{name} is missing") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationSetInvalid(folder, f"{name} cannot be read") from error


def _rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    for number, line in enumerate(_read_lines(folder, name), 1):
        try:
            row = json.loads(line)
            _check_row(row, seen)
        except ValueError as error:
            raise EvaluationSetInvalid(folder, f"{name}, line {number}: {error}") from error
        seen.add(row["_id"])
        yield row


def _check_row(row: Any, seen: set[str]) -> None:
    if not isinstance(row, dict) or not all(isinstance(row.get(field), str) for field in ("_id", "text")):
        raise ValueError("_id and text are to be strings")
    if not isinstance(row.get("title", ""), str):
        raise ValueError("title is to be a string")
    for field in ("_id", "text", "title"):
        row.get(field, "").encode()  # raises ValueError on half a surrogate pair
    if row["_id"] in seen:
        raise ValueError(f"the _id {row['_id']!r} stands twice")


def _judgements(folder: Path, queries: Mapping[str, str], documents: set[str]) -> dict[str, dict[str, float]]:
    relevant: dict[str, dict[str, float]] = {}
    for number, line in enumerate(_read_lines(folder, "qrels.tsv")[1:], 2):
        fields = line.split("\t")
        try:
            query, document, grade = fields[0], fields[1], float(fields[2])
        except (IndexError, ValueError) as error:
            raise EvaluationSetInvalid(folder, f"qrels.tsv, line {number}: {line!r}") from error
        if query not in queries or document not in documents:
            raise EvaluationSetInvalid(folder, f"qrels.tsv, line {number}: unknown query or document")
        if grade > 0:
            relevant.setdefault(query, {})[document] = grade
    if not relevant:
        raise EvaluationSetInvalid(folder, "qrels.tsv holds no judgement")
    return relevant


def measure(library: Library, judged: EvaluationSet, mode: Mode) -> list[Outcome]:
    """Run every judged query in `mode`."""
    languages = {document.id: document.metadata.language for document in judged.documents}
    outcomes = []
    for name, grades in judged.relevant.items():
        text = judged.queries[name]
        started = time.perf_counter()
        library.search(Query(text, mode))
        ms = (time.perf_counter() - started) * 1000
        found = library.search(Query(text, mode, limit=MOST_HITS)).by_document()
        answers = {languages[id] for id in grades}
        direction = f"{language_of(text)}-{answers.pop() if len(answers) == 1 else 'both'}"
        scores = measures_of([hits[0].document for hits in found], grades)
        outcomes.append(Outcome(name, direction, *scores, ms))
    return outcomes


def measure_empty(library: Library, judged: EvaluationSet) -> Empty:
    """Whether the library says of each query of the set that something answers it, among as many hits as people see."""
    refused = {name: not library.search(Query(text)).answered for name, text in judged.queries.items()}
    answerable = [refused[name] for name in judged.relevant]
    unanswerable = [refused[name] for name in judged.queries if name not in judged.relevant]
    return Empty(len(answerable), sum(answerable), len(unanswerable), sum(unanswerable))


def mean_of(outcomes: Sequence[Outcome], measure: str) -> float:
    """The mean of one of `MEASURES`."""
    return float(np.mean([getattr(outcome, MEASURES[measure]) for outcome in outcomes]))


def interval_of(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean by the percentile bootstrap (Efron 1979), always drawn the same way."""
    sample = np.asarray(values)
    draws = np.random.default_rng(0).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.percentile(sample[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def measures_of(order: Sequence[str], grades: Mapping[str, float]) -> tuple[float, float, float, float]:
    """nDCG@10, R@1, R@10 and MRR@10 of one ranking.

    nDCG after Järvelin & Kekäläinen (2002) with the grade itself as gain and a log2(1 + rank) discount; recall is the
    share of the relevant documents that were found.
    """
    gains = [grades.get(document, 0.0) for document in order[:DEPTH]]
    ideal = sorted(grades.values(), reverse=True)[:DEPTH]
    ndcg = _discounted(gains) / _discounted(ideal)
    first = next((place for place, gain in enumerate(gains, 1) if gain > 0), None)
    recall = [sum(document in grades for document in order[:depth]) / len(grades) for depth in (1, DEPTH)]
    return ndcg, recall[0], recall[1], 1 / first if first else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(1 + place) for place, gain in enumerate(gains, 1))

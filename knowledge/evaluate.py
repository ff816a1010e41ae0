"""How well the library finds: the standard measures over a set of documents, queries and judgements.

A set is a folder with corpus.jsonl (`_id`, `title`, `text`), queries.jsonl (`_id`, `text`) and qrels.tsv (query-id,
corpus-id, score). The measures are over documents; a document's place is that of its best passage.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.analysis import language_of
from knowledge.errors import EvaluationSetInvalid
from knowledge.library import Library
from knowledge.search import rank
from knowledge.types import Document, Metadata, Mode, Query, Section

DEPTH = 10


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """`relevant` maps a query's id to its relevant documents' ids and their grades (above 0)."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the judged queries; times in milliseconds are of whole searches."""

    queries: int
    ndcg: float
    recall_1: float
    recall_10: float
    mrr: float
    query_ms_p50: float
    query_ms_p95: float


def load_set(folder: Path) -> EvaluationSet:
    """Read a set. Raises EvaluationSetInvalid, which names the file and line."""
    documents = tuple(
        Document(
            row["_id"],
            Metadata(title=row.get("title", ""), language=language_of(row["text"])),
            (Section(row["text"]),),
        )
        for row in _rows(folder, "corpus.jsonl")
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


def measure(library: Library, judged: EvaluationSet, mode: Mode) -> Measures:
    """Run every judged query in `mode`."""
    encoder = None if mode == "words" else library.encoder
    ids = [name for name, _ in library.documents()]
    owner = library.stores.catalogue.passage_document
    scores: list[tuple[float, float, float, float]] = []
    times: list[float] = []
    for name, grades in judged.relevant.items():
        query = Query(judged.queries[name], mode)
        started = time.perf_counter()
        library.search(query)
        times.append((time.perf_counter() - started) * 1000)
        ranked = rank(library.stores, encoder, query)
        order = list(dict.fromkeys(ids[owner[passage.row]] for passage in ranked))
        scores.append(measures_of(order, grades))
    ndcg, recall_1, recall_10, mrr = (float(mean) for mean in np.mean(scores, axis=0))
    p50, p95 = np.percentile(times, [50, 95])
    return Measures(len(scores), ndcg, recall_1, recall_10, mrr, float(p50), float(p95))


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

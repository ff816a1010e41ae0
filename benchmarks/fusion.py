"""The two numbers of the fusion: nDCG@10 for every pair of weights, on the sets given, their documents in one pool.

    python -m benchmarks.fusion SET [SET ...] [--every N]

A SET is a folder as `python -m knowledge evaluate` takes it. One pool, because a library holds both languages: what
helps a query across languages may hurt one within its own. `--every N` takes each N-th query.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from knowledge import search as search_module
from knowledge.cli.query import temporary_library
from knowledge.evaluate import EvaluationSet, load_set, measures_of
from knowledge.library import Library
from knowledge.search import rank
from knowledge.settings import load
from knowledge.types import Query

MEANING = (0.3, 0.4, 0.5, 0.6, 0.7)
FOREIGN = (0.8, 0.85, 0.9, 0.95, 1.0)


def pooled(folders: Sequence[Path], every: int) -> EvaluationSet:
    """The sets as one; ids are preceded by the set's name and a slash."""
    documents, queries, relevant = [], {}, {}
    for folder in folders:
        judged = load_set(folder)
        documents += [replace(document, id=f"{folder.name}/{document.id}") for document in judged.documents]
        for name in list(judged.relevant)[::every]:
            queries[f"{folder.name}/{name}"] = judged.queries[name]
            grades = {f"{folder.name}/{id}": grade for id, grade in judged.relevant[name].items()}
            relevant[f"{folder.name}/{name}"] = grades
    return EvaluationSet(tuple(documents), queries, relevant)


def ndcg(library: Library, judged: EvaluationSet, meaning: float, foreign: float) -> dict[str, float]:
    """Mean nDCG@10 of each set with these weights."""
    search_module.MEANING_WEIGHT, search_module.FOREIGN_WEIGHT = meaning, foreign
    ids = [name for name, _ in library.documents()]
    owner = library.stores.catalogue.passage_document
    scores: dict[str, list[float]] = {}
    for name, grades in judged.relevant.items():
        ranked = rank(library.stores, library.encoder, Query(judged.queries[name]))
        order = list(dict.fromkeys(ids[owner[passage.row]] for passage in ranked))
        scores.setdefault(name.split("/")[0], []).append(measures_of(order, grades)[0])
    return {name: float(np.mean(values)) for name, values in scores.items()}


def main() -> None:
    """Print a row for every pair of weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    arguments = parser.parse_args()
    judged = pooled(arguments.sets, arguments.every)
    print("meaning  foreign  " + "  ".join(f"{folder.name:>12}" for folder in arguments.sets) + "          mean")
    with tempfile.TemporaryDirectory() as scratch:
        library, _ = temporary_library(load(), judged.documents, Path(scratch))
        for meaning, foreign in product(MEANING, FOREIGN):
            values = ndcg(library, judged, meaning, foreign)
            row = "  ".join(f"{values[folder.name]:12.4f}" for folder in arguments.sets)
            print(f"{meaning:7.2f}  {foreign:7.2f}  {row}  {np.mean(list(values.values())):12.4f}", flush=True)


if __name__ == "__main__":
    main()

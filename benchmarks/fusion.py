"""The numbers of the fusion: `knowledge.search.Weights`, found by coordinate search on judged sets.

    python -m benchmarks.fusion SET [SET ...]

A SET is a folder as `python -m knowledge evaluate` takes it; each is an index of its own, and counts as much as any
other. What speaks for each passage is gathered once; then one number after another is moved while the mean nDCG@10
grows. Then `slope` and `middle` are fitted by logistic regression: is the best passage of a query relevant, or is the
query one that nothing answers? Last, for each value that `answered` may have, how many queries of each set would be
said to have no answer: of those that have one, of those that have none, and of the former with their documents taken
away.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np

from benchmarks.sets import load
from knowledge.cli.evaluate import temporary_library
from knowledge.evaluate import measures_of
from knowledge.plan import plan
from knowledge.search import WEIGHTS, Evidence, Weights, allowed, evidence
from knowledge.settings import load as load_settings
from knowledge.types import Query

STEPS: Mapping[str, Sequence[float]] = {
    "words": (0.25, 0.5, 1.0),
    "second": (0.1, 0.25, 0.5),
    "second_least": (0.05, 0.1),
    "tokens": (0.5, 1.0, 2.0),
    "context": (0.05, 0.1, 0.25),
    "context_least": (0.01, 0.02, 0.05),
    "foreign_words": (0.05, 0.1, 0.2),
    "foreign_tokens": (0.005, 0.01, 0.02),
}
"""How far each number is moved, down and up, at a time."""


ANSWERED = (0.05, 0.08, 0.11, 0.13, 0.15, 0.17, 0.2, 0.3)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what speaks for each passage; `documents` are the passages' documents, `grades` the judgement,
    `missing` the share of its words that the set does not hold as they are."""

    set: str
    found: Evidence
    documents: tuple[str, ...]
    grades: Mapping[str, float]
    missing: float

    def order(self, weights: Weights) -> list[str]:
        """Documents, best first."""
        places = np.argsort(-self.found.total(weights), kind="stable")
        return list(dict.fromkeys(self.documents[place] for place in places.tolist()))

    def answering(self, weights: Weights, away: Container[str] = ()) -> float:
        """What `answered` is compared with, were the documents `away` not there."""
        best: dict[str, float] = {}
        for document, total in zip(self.documents, self.found.total(weights).tolist(), strict=True):
            if document not in away:
                best[document] = max(total, best.get(document, -math.inf))
        if not best:
            return 0.0
        first, *others = sorted(best.values(), reverse=True)
        following = others[0] if others else first
        sum_ = first - weights.middle + weights.lead * (first - following)
        return 1 / (1 + math.exp(-weights.slope * sum_ + weights.missing * self.missing))


def ask(folder: Path) -> Iterator[Asked]:
    """Every query of a set, those that nothing answers too."""
    judged = load(folder)
    with tempfile.TemporaryDirectory() as scratch:
        library, _ = temporary_library(load_settings(), judged.documents, Path(scratch))
        ids = [name for name, _ in library.documents()]
        owner = library.stores.catalogue.passage_document
        for name, text in judged.queries.items():
            stores = library.stores
            asked = plan(Query(text), stores.catalogue, stores.words, stores.understanding)
            found = evidence(stores, library.encoder, asked, "hybrid", allowed(stores.catalogue, asked), WEIGHTS)
            documents = tuple(ids[owner[row]] for row in found.row)
            missing = len(asked.missing) / max(1, len(asked.words))
            yield Asked(folder.name, found, documents, judged.relevant.get(name, {}), missing)


def ndcg(asked: Sequence[Asked], weights: Weights) -> dict[str, float]:
    """Mean nDCG@10 of each set."""
    scores: dict[str, list[float]] = {}
    for each in asked:
        if each.grades:
            scores.setdefault(each.set, []).append(measures_of(each.order(weights), each.grades)[0])
    return {name: float(np.mean(values)) for name, values in scores.items()}


def climb(asked: Sequence[Asked], weights: Weights) -> Weights:
    """Move one number after another as long as the mean over the sets grows by a ten-thousandth."""
    best = float(np.mean(list(ndcg(asked, weights).values())))
    moved = True
    while moved:
        moved = False
        for name, steps in STEPS.items():
            for step in (*steps, *(-step for step in steps)):
                candidate = replace(weights, **{name: round(max(0.0, getattr(weights, name) + step), 4)})
                values = ndcg(asked, candidate)
                if np.mean(list(values.values())) > best + 1e-4:
                    best, weights, moved = float(np.mean(list(values.values()))), candidate, True
                    show(weights, values)
    return weights


def fit_score(asked: Sequence[Asked], weights: Weights) -> Weights:
    """`slope` and `middle` by Newton's method on the best passage of every query, both outcomes weighing the same."""
    totals = np.array([each.found.total(weights).max() for each in asked if len(each.documents)])
    right = np.array([each.order(weights)[0] in each.grades for each in asked if len(each.documents)])
    share = np.where(right, 0.5 / right.mean(), 0.5 / (1 - right.mean()))
    design = np.stack([totals, np.ones_like(totals)], axis=1)
    found = np.zeros(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ found))
        gradient = design.T @ (share * (right - chance))
        curvature = (design * (share * chance * (1 - chance))[:, None]).T @ design
        found += np.linalg.solve(curvature, gradient)
    return replace(weights, slope=round(float(found[0]), 3), middle=round(float(-found[1] / found[0]), 3))


def show_answered(asked: Sequence[Asked], weights: Weights) -> None:
    """A row for each value of `answered`, the counts of each set beside each other."""
    kinds = ("answered", "unanswerable", "taken away")
    best: dict[tuple[str, str], list[float]] = {}
    for each in asked:
        kind = kinds[0] if each.grades else kinds[1]
        best.setdefault((each.set, kind), []).append(each.answering(weights))
        if each.grades:
            best.setdefault((each.set, kinds[2]), []).append(each.answering(weights, away=each.grades))
    for least in ANSWERED:
        cells = (f"{set} {kind} {sum(s < least for s in scores)}/{len(scores)}" for (set, kind), scores in best.items())
        print(f"answered {least:.2f}  " + "  ".join(cells))


def show(weights: Weights, values: Mapping[str, float]) -> None:
    """One row."""
    numbers = "  ".join(f"{field.name} {getattr(weights, field.name):g}" for field in fields(weights))
    measured = "  ".join(f"{name} {value:.4f}" for name, value in values.items())
    print(f"{numbers}  |  {measured}  mean {np.mean(list(values.values())):.4f}", flush=True)


def main() -> None:
    """Print every step upwards, and the numbers found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    asked = [each for folder in parser.parse_args().sets for each in ask(folder)]
    show(WEIGHTS, ndcg(asked, WEIGHTS))
    weights = fit_score(asked, climb(asked, WEIGHTS))
    show(weights, ndcg(asked, weights))
    show_answered(asked, weights)


if __name__ == "__main__":
    main()

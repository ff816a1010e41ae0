"""What each part of the search is worth: nDCG@10, R@1 and R@10 with parts taken away, on one set, in one run.

    python -m benchmarks.legs SET [--windows]

A SET is a folder as `python -m knowledge evaluate` takes it. `--windows` compares windows of one, two and three
sentences, one to three sentences apart, instead.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.sets import load
from ingest import split
from knowledge import search, words
from knowledge.cli.evaluate import temporary_library
from knowledge.encoder import CompiledEncoder, TokenVectors, normalised
from knowledge.evaluate import EvaluationSet, mean_of, measure
from knowledge.library import Library
from knowledge.products import packed
from knowledge.settings import load as load_settings
from knowledge.tokens import TokenIndex
from knowledge.types import Mode, Span
from knowledge.vectors import LANGUAGES

ALONE = replace(search.WEIGHTS, tokens=0.0)
"""The fusion without the late interaction."""
WINDOWS = ((1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (3, 3))
"""Sentences of a window, and sentences from the beginning of one to that of the next."""


@contextmanager
def uncentred() -> Iterator[None]:
    """No language's mean is subtracted, neither from windows nor from queries."""
    load_encoder = CompiledEncoder.load

    def without_means(folder: Path, threads: int = 0) -> CompiledEncoder:
        encoder = load_encoder(folder, threads)
        encoder.query_means = {language: np.zeros(encoder.dimension, np.float32) for language in LANGUAGES}
        return encoder

    def no_means(_sums: object, prior: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {language: np.zeros_like(mean) for language, mean in prior.items()}

    with (
        patch("knowledge.build.language_means", no_means),
        patch.object(CompiledEncoder, "load", staticmethod(without_means)),
    ):
        yield


class ExactTokens:
    """The late interaction over token vectors in four bytes a coordinate, held in memory."""

    def __init__(self, library: Library) -> None:
        catalogue, encoder = library.stores.catalogue, library.encoder
        records = [catalogue.passage(row) for row in range(len(catalogue.passage_document))]
        encoded = encoder.encode_tokens([record.text for record in records])
        self._tokens = [
            normalised(tokens.vectors - encoder.passage_token_means[record.language])
            for tokens, record in zip(encoded, records, strict=True)
        ]
        self._stored = library.stores.tokens

    def similarity(
        self, query: TokenVectors, mean: NDArray[np.float32], _spread: object, passages: Sequence[int]
    ) -> NDArray[np.float32]:
        """See `TokenIndex.similarity`."""
        asked, weights = normalised(query.vectors - mean), self._stored.weights(query.ids)
        best = [(asked @ self._tokens[row].T).max(axis=1) for row in passages]
        return np.array([weights @ each / weights.sum() for each in best], np.float32)


def library_of(judged: EvaluationSet, folder: Path) -> Library:
    """An index of the set in a new folder."""
    folder.mkdir()
    return temporary_library(load_settings(), judged.documents, folder)[0]


def show(name: str, library: Library, judged: EvaluationSet, mode: Mode) -> None:
    """One row."""
    found = measure(library, judged, mode)
    print(f"{name:55} " + " ".join(f"{mean_of(found, each):8.4f}" for each in ("ndcg@10", "r@1", "r@10")), flush=True)


def show_parts(judged: EvaluationSet, scratch: Path) -> None:
    """A row for each part."""
    library = library_of(judged, scratch / "whole")
    with patch.object(words, "FIELDS", words.TEXT[:1]), patch.object(words, "TEXT", words.TEXT[:1]):
        show("words as they stand", library, judged, "words")
    with patch.object(words, "FIELDS", words.TEXT):
        show("words and stems", library, judged, "words")
    show("words, stems, titles, headings, glossary", library, judged, "words")
    with patch.object(search, "WEIGHTS", ALONE):
        with uncentred():
            show("window vectors as they come", library_of(judged, scratch / "uncentred"), judged, "meaning")
        show("window vectors centred by language", library, judged, "meaning")
        show("words and window vectors", library, judged, "hybrid")
    show("window vectors and late interaction", library, judged, "meaning")
    show("all three", library, judged, "hybrid")
    with patch("knowledge.tokens.packed", lambda asked, _size: packed(asked, 2)):
        show("all three, a query's tokens in 2 bytes a coordinate", library, judged, "hybrid")
    stored: TokenIndex = library.stores.tokens
    library.stores = replace(library.stores, tokens=ExactTokens(library))  # type: ignore[arg-type]
    show("all three, tokens in 4 bytes a coordinate", library, judged, "hybrid")
    library.stores = replace(library.stores, tokens=stored)


def every(stride: int) -> Callable[[str, list[Span]], Iterator[Span]]:
    """Windows that begin `stride` sentences apart, with the last one, so that nothing is left out."""
    each = split._windows

    def windows(text: str, sentences: list[Span]) -> Iterator[Span]:
        found = list(each(text, sentences))
        yield from found[:-1:stride]
        yield found[-1]

    return windows


def show_windows(judged: EvaluationSet, scratch: Path) -> None:
    """Rows for windows of one, two and three sentences, one to three apart, by their vectors alone and in the whole."""
    for sentences, stride in WINDOWS:
        with patch.object(split, "SENTENCES_A_WINDOW", sentences), patch.object(split, "_windows", every(stride)):
            library = library_of(judged, scratch / f"{sentences}-{stride}")
        name = f"{sentences} sentences, {stride} apart, {library.manifest.windows:,} windows"
        with patch.object(search, "WEIGHTS", ALONE):
            show(f"{name}: vectors alone", library, judged, "meaning")
        show(f"{name}: all three", library, judged, "hybrid")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("--windows", action="store_true")
    arguments = parser.parse_args()
    judged = load(arguments.set)
    print(f"{'':55} {'nDCG@10':>8} {'R@1':>8} {'R@10':>8}")
    with tempfile.TemporaryDirectory() as scratch:
        (show_windows if arguments.windows else show_parts)(judged, Path(scratch))


if __name__ == "__main__":
    main()

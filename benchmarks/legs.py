"""What each part of the search is worth: nDCG@10, R@1 and R@10 with parts taken away, on one set, in one run.

    python -m benchmarks.legs SET

A SET is a folder as `python -m knowledge evaluate` takes it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.sets import load
from knowledge import words
from knowledge.cli.evaluate import temporary_library
from knowledge.encoder import CompiledEncoder
from knowledge.evaluate import EvaluationSet, mean_of, measure
from knowledge.library import Library
from knowledge.settings import load as load_settings
from knowledge.types import Mode
from knowledge.vectors import LANGUAGES


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


def library_of(judged: EvaluationSet, folder: Path) -> Library:
    """An index of the set in a new folder."""
    folder.mkdir()
    return temporary_library(load_settings(), judged.documents, folder)[0]


def show(name: str, library: Library, judged: EvaluationSet, mode: Mode) -> None:
    """One row."""
    found = measure(library, judged, mode)
    print(f"{name:34} " + " ".join(f"{mean_of(found, each):8.4f}" for each in ("ndcg@10", "r@1", "r@10")), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path, metavar="SET")
    judged = load(parser.parse_args().set)
    print(f"{'':34} {'nDCG@10':>8} {'R@1':>8} {'R@10':>8}")
    with tempfile.TemporaryDirectory() as scratch:
        library = library_of(judged, Path(scratch) / "whole")
        with patch.object(words, "FIELDS", (words.Field("words", 1.0),)):
            show("words as they stand", library, judged, "words")
        show("words and stems", library, judged, "words")
        with uncentred():
            show("vectors as they come", library_of(judged, Path(scratch) / "uncentred"), judged, "meaning")
        show("vectors centred by language", library, judged, "meaning")
        show("both", library, judged, "hybrid")


if __name__ == "__main__":
    main()

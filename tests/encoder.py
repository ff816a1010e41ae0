"""A predictable encoder: a text is the concepts it names, in either language, one axis a concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import tokens
from knowledge.types import Language

CONCEPTS: tuple[frozenset[str], ...] = (
    frozenset({"dog", "hound", "כלב"}),
    frozenset({"cat", "חתול"}),
    frozenset({"bread", "לחם"}),
    frozenset({"water", "מים"}),
    frozenset({"work", "עבודה"}),
    frozenset({"school", "ביתספר"}),
)
"""Words of one set mean the same. Words of no set fall on the last axis."""

DIMENSION = len(CONCEPTS) + 1
_ZERO: Mapping[Language, NDArray[np.float32]] = {
    "he": np.zeros(DIMENSION, np.float32),
    "en": np.zeros(DIMENSION, np.float32),
}


class ConceptEncoder:
    """Counts concepts and divides by the length of the vector. `encoded` lists every text that was embedded."""

    dimension = DIMENSION
    query_means = _ZERO
    passage_means = _ZERO

    def __init__(self, fingerprint: str = "concepts") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """(dimension,)"""
        vector = np.zeros(DIMENSION, np.float32)
        for token in tokens(text):
            axis = next((row for row, words in enumerate(CONCEPTS) if token.word in words), DIMENSION - 1)
            vector[axis] += 1
        return vector / max(float(np.linalg.norm(vector)), 1.0)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension)"""
        self.encoded += texts
        return np.stack([self.encode_query(text) for text in texts])

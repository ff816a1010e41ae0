"""A predictable encoder: a text is the concepts it names, in either language, one axis a concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.analysis import Token, tokens
from knowledge.encoder import EncodedQuery, TokenVectors
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
    """Counts concepts and divides by the length of the vector. `encoded` lists every text that was embedded, `read`
    every one whose tokens were."""

    dimension = DIMENSION
    query_means = _ZERO
    passage_means = _ZERO
    query_token_means = _ZERO
    passage_token_means = _ZERO
    token_spread = np.full(DIMENSION, 0.5, np.float32)

    def __init__(self, fingerprint: str = "concepts") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []
        self.read: list[str] = []

    def encode_query(self, text: str) -> EncodedQuery:
        return EncodedQuery(self._vector(text), self._tokens(text))

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension)"""
        self.encoded += texts
        return np.stack([self._vector(text) for text in texts])

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        self.read += texts
        return [self._tokens(text) for text in texts]

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(DIMENSION, np.float32)
        for token in tokens(text):
            vector[axis(token)] += 1
        return vector / max(float(np.linalg.norm(vector)), 1.0)

    def _tokens(self, text: str) -> TokenVectors:
        """A word is its axis: as an id, and as a vector."""
        ids = np.array([axis(token) for token in tokens(text)], np.int32)
        return TokenVectors(ids, np.eye(DIMENSION, dtype=np.float32)[ids])


def axis(token: Token) -> int:
    """The axis of a word's concept."""
    return next((row for row, words in enumerate(CONCEPTS) if token.word in words), DIMENSION - 1)

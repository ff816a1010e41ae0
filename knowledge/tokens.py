"""Late interaction: how well each token of a query is met by some token of a passage (MaxSim).

After Khattab & Zaharia, "ColBERT" (2020), over the token vectors of the embedding model itself, centred by language as
the vectors of windows are. A passage's coordinates are kept in two bits and a query's are read in one byte, which find
as well as four bytes (`benchmarks/README.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Encoder, TokenVectors, normalised
from knowledge.parallel import at_once, shares
from knowledge.products import Packed, packed, products
from knowledge.types import Language

SHARE = 20
"""Passages that are compared as one part of a search."""

_LEVELS = np.array([-1.5, -0.5, 0.5, 1.5], np.float32)
_SHIFTS = np.array([0, 2, 4, 6], np.uint8)
_UNPACKED = (2 * _LEVELS).astype(np.int8)[(np.arange(1 << 16)[:, None] >> 2 * np.arange(8)) & 3].view(np.uint64)[:, 0]
"""(65536,) the eight coordinates that two bytes hold, doubled so that they are whole, as one element of eight bytes."""
_LENGTH = np.dtype("<f2")
_BEFORE = 4 * _LENGTH.itemsize
"""What a token's length is read as, coordinates before its own: rows are taken as they are, which is quicker than
without it, and the query has nothing there."""


def row_type(dimension: int) -> np.dtype[np.void]:
    """A token on disk: the length that its coded vector has, and its coordinates, four a byte."""
    return np.dtype([("length", _LENGTH), ("codes", "u1", (-(-dimension // 4),))])


def coded(tokens: TokenVectors, language: Language, encoder: Encoder) -> NDArray[np.void]:
    """(n,) rows of a passage's tokens: centred, of length 1, in steps of one standard deviation a coordinate."""
    centred = normalised(tokens.vectors - encoder.passage_token_means[language])
    spread = np.maximum(encoder.token_spread, np.finfo(np.float32).tiny)
    levels = np.clip(np.floor(centred / spread) + 2, 0, 3).astype(np.uint8)
    rows = np.zeros(len(levels), row_type(encoder.dimension))
    rows["length"] = np.linalg.norm(_LEVELS[levels] * spread, axis=1)
    padded = np.zeros((len(levels), 4 * rows["codes"].shape[1]), np.uint8)
    padded[:, : levels.shape[1]] = levels
    rows["codes"] = (padded.reshape(len(levels), padded.shape[1] // 4, 4) << _SHIFTS).sum(axis=2, dtype=np.uint8)
    return rows


class TokenWriter:
    """Fills a new store in `folder`, passage after passage."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stream = (folder / "tokens.bin").open("wb")
        self._ends: list[int] = []
        self._passages = np.zeros(0, np.int64)

    def add(self, ids: NDArray[np.int32], rows: NDArray[np.void]) -> None:
        """One passage."""
        self._stream.write(rows.tobytes())
        self._ends.append((self._ends[-1] if self._ends else 0) + len(rows))
        if len(ids):
            missing = int(ids.max()) + 1 - len(self._passages)
            if missing > 0:
                self._passages = np.concatenate([self._passages, np.zeros(missing, np.int64)])
            self._passages[np.unique(ids)] += 1

    def close(self) -> None:
        """Write everything to disk."""
        self._stream.close()
        np.save(self._folder / "token-ends.npy", np.array(self._ends, np.int64))
        np.save(self._folder / "token-passages.npy", self._passages.astype(np.int32))

    def abandon(self) -> None:
        """Let go of the file without finishing it."""
        self._stream.close()


class TokenIndex:
    """A finished store, opened for searching; the tokens stay on disk until they are asked for."""

    def __init__(self, folder: Path, dimension: int) -> None:
        with (folder / "token-ends.npy").open("rb") as stream:
            self._ends: NDArray[np.int64] = np.lib.format.read_array(stream, allow_pickle=False)
        with (folder / "token-passages.npy").open("rb") as stream:
            self._passages: NDArray[np.int32] = np.lib.format.read_array(stream, allow_pickle=False)
        kind = row_type(dimension)
        file = folder / "tokens.bin"
        if (np.diff(self._ends, prepend=0) < 0).any():
            raise ValueError("token-ends.npy does not ascend")
        count = int(self._ends[-1]) if len(self._ends) else 0
        if file.stat().st_size != count * kind.itemsize:
            raise ValueError("tokens.bin is not as long as token-ends.npy says")
        # As a plain array: every slice of a memmap is an object that takes longer to make than its tokens to compare.
        tokens = np.asarray(np.memmap(file, np.uint8, "r")) if count else np.zeros(0, np.uint8)
        self._rows: NDArray[np.uint8] = tokens.reshape(count, kind.itemsize)

    def __len__(self) -> int:
        return len(self._ends)

    def weights(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """(n,) how much a token of a query counts: the root of its inverse document frequency, so that rare words weigh
        more and frequent ones still count."""
        known = np.where(ids < len(self._passages), ids, 0)
        found = np.where(ids < len(self._passages), self._passages[known] if len(self._passages) else 0, 0)
        frequency = np.log(1 + (len(self) - found + 0.5) / (found + 0.5))
        weights: NDArray[np.float32] = np.sqrt(frequency).astype(np.float32)
        return weights

    def similarity(
        self, query: TokenVectors, mean: NDArray[np.float32], spread: NDArray[np.float32], passages: Sequence[int]
    ) -> NDArray[np.float32]:
        """(passages,) weighted mean over the query's tokens of the best cosine among a passage's tokens.

        `mean` is the query language's, `spread` the encoder's.
        """
        found = np.zeros(len(passages), np.float32)
        spans = [(int(self._ends[row - 1]) if row else 0, int(self._ends[row])) for row in passages]
        filled = [place for place, (start, end) in enumerate(spans) if end > start]
        if not filled or not len(query.ids):
            return found
        parts = [slice(*spans[place]) for place in filled]
        weights = self.weights(query.ids)
        asked = np.zeros((len(query.ids), 4 * self._rows.shape[1]), np.float32)
        own = slice(_BEFORE, _BEFORE + query.vectors.shape[1])
        asked[:, own] = normalised(query.vectors - mean) * (spread / 2)  # coordinates are doubled
        each = packed(asked, 1)
        best = at_once(lambda share: self._best(parts[share], each), shares(len(parts), SHARE))
        found[filled] = np.concatenate(best) @ weights / weights.sum()
        return found

    def _best(self, parts: Sequence[slice], asked: Packed) -> NDArray[np.float32]:
        """(parts, n) the best cosine of each of n vectors among the tokens of each passage."""
        rows = np.concatenate([self._rows[part] for part in parts])
        cosines = products(_unpacked(rows), asked)
        lengths = rows[:, : _LENGTH.itemsize].copy().view(_LENGTH).astype(np.float32)
        cosines /= np.maximum(lengths, 1e-6)
        ends = np.cumsum([part.stop - part.start for part in parts])
        best: NDArray[np.float32] = np.maximum.reduceat(cosines, np.concatenate([[0], ends[:-1]]), axis=0)
        return best


def _unpacked(codes: NDArray[np.uint8]) -> NDArray[np.int8]:
    """(n, 4 b) the doubled coordinates of (n, b) bytes."""
    pairs = np.append(codes, np.uint8(0)) if codes.size % 2 else codes.reshape(-1)
    levels = np.take(_UNPACKED, pairs.view("<u2"), mode="clip").view(np.int8)  # clip: numpy's quickest way
    return levels[: 4 * codes.size].reshape(len(codes), -1)

"""The vector leg: a FAISS index of windows, centred by language.

A multilingual model puts each language in a place of its own. Subtracting the mean of a language's vectors before the
comparison, and normalising again, brings them together (nDCG@10 across languages 0.21 -> 0.87, `benchmarks/README.md`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import Vectors, normalised
from knowledge.parallel import at_once, shares
from knowledge.types import Language

Means = Mapping[Language, NDArray[np.float32]]
faiss: Any = _faiss  # its stubs are those of the C++ classes, without what its Python layer adds

LANGUAGES: tuple[Language, ...] = ("he", "en")

REACH = 6
"""Standard deviations of a coordinate that are kept, in 127 steps either way, one byte in all. A vector of length 1 in
d dimensions has coordinates of 1 / sqrt(d); of a hundred thousand centred windows none reaches six times that."""

_MOST = 127
_ZERO = 128
"""How faiss writes 0."""

SHARE = 20_000
"""Windows from which a second core is worth waking: their comparison takes half a millisecond."""

PRIOR_WEIGHT = 100
"""How many of the index's own windows the mean of the calibration passages counts for: a language of few documents has
a mean of its own that says more about their subject than about the language."""


def language_means(sums: Mapping[Language, tuple[int, NDArray[np.float64]]], prior: Means) -> Means:
    """Means by language from (count, sum of vectors), drawn towards the calibration texts' means `prior`."""
    means: dict[Language, NDArray[np.float32]] = {}
    for language in LANGUAGES:
        count, total = sums[language]
        mean = (total + PRIOR_WEIGHT * prior[language]) / (count + PRIOR_WEIGHT)
        means[language] = mean.astype(np.float32)
    return means


def save_means(means: Means, file: Path) -> None:
    """One row a language, in the order of `LANGUAGES`."""
    np.save(file, np.stack([means[language] for language in LANGUAGES]))


def load_means(file: Path) -> Means:
    """What `save_means` wrote. Raises OSError or ValueError when it is damaged."""
    with file.open("rb") as stream:
        rows = np.lib.format.read_array(stream, allow_pickle=False)
    return dict(zip(LANGUAGES, rows, strict=True))


def centred(vectors: Vectors, means: NDArray[np.float32]) -> Vectors:
    """`vectors` without the mean of their language, of length 1 again. Shapes: (rows, d) and (d,) or (rows, d)."""
    return normalised(vectors - means)


def _steps(dimension: int) -> float:
    """Steps in a unit of a coordinate."""
    return float(_MOST / min(1.0, REACH / math.sqrt(dimension)))


def _whole(vectors: Vectors, steps: float) -> Vectors:
    """Coordinates in whole steps, as faiss keeps and compares them."""
    whole: Vectors = np.clip(np.rint(steps * vectors), -_MOST, _MOST).astype(np.float32)
    return whole


class VectorIndexWriter:
    """Fills a new index, row after row."""

    def __init__(self, dimension: int) -> None:
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._index = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)

    def add(self, vectors: Vectors) -> None:
        """(rows, dimension) centred vectors."""
        self._index.add(_whole(vectors, _steps(self._index.d)))

    def write(self, file: Path) -> None:
        """Raises OSError when the disk does not take it."""
        try:
            faiss.write_index(self._index, str(file))
        except RuntimeError as error:
            raise OSError(str(error)) from error


class VectorIndex:
    """A finished index, opened for searching."""

    def __init__(self, file: Path) -> None:
        self._index = faiss.read_index(str(file))
        self._steps = _steps(self._index.d)
        codes = faiss.rev_swig_ptr(self._index.codes.data(), self._index.ntotal * self._index.d)
        self._codes: NDArray[np.uint8] = codes.reshape(self._index.ntotal, self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and cosines of the nearest windows, nearest first. `allowed` has one entry a row; None allows all."""
        limit = min(limit, len(self) if allowed is None else int(allowed.sum()))
        if not limit:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        bits = None if allowed is None else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        whole = _whole(query.reshape(1, -1), self._steps)

        def nearest(share: slice) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
            among = faiss.IDSelectorRange(share.start, share.stop)
            chosen = among if bits is None else faiss.IDSelectorAnd(among, bits)
            # For this thread, and every thread has to ask: one query wakes faiss's own threads to no use, which takes
            # longer than the search of a small library.
            faiss.omp_set_num_threads(1)
            (sums,), (rows,) = self._index.search(whole, limit, params=faiss.SearchParameters(sel=chosen))
            return sums[rows >= 0], rows[rows >= 0]

        found = at_once(nearest, shares(len(self), SHARE))
        sums, rows = (np.concatenate(values) for values in zip(*found, strict=True))
        rows = rows[np.argsort(-sums, kind="stable")[:limit]]
        cosines = self.cosines(query, rows)  # faiss compares whole numbers; this is with the query as it is
        order = np.argsort(-cosines, kind="stable")
        return rows[order], cosines[order]

    def cosines(self, query: NDArray[np.float32], rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """(rows,) cosines of some windows."""
        cosines: NDArray[np.float32] = self.vectors(rows) @ query
        return cosines

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """(rows, dimension) of some windows."""
        if not len(rows):
            return np.zeros((0, self.dimension), np.float32)
        codes = self._codes[np.asarray(rows, np.int64)].astype(np.float32)
        vectors: Vectors = (codes - _ZERO) / np.float32(self._steps)
        return vectors

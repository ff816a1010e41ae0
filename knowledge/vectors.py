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
from knowledge.products import Packed, packed, products
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
"""Windows that are compared as one part of a search."""

FIRST_PASS = 50_000
"""Windows from which coarse codes choose those that are compared."""
CHOSEN = 2
"""How many times the windows asked for the coarse codes choose (`benchmarks/vectors.py`)."""
_PAIR, _BITS = 2, 4
"""Coordinates that one coarse code stands for, and its bits."""
_LEARNT_FROM = 256 << _BITS
"""Windows from which faiss learns what the codes stand for; it takes no more."""

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


class VectorIndexWriter:
    """Fills a new index, row after row."""

    def __init__(self, dimension: int) -> None:
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._index = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)

    def add(self, vectors: Vectors) -> None:
        """(rows, dimension) centred vectors."""
        whole = np.rint(_steps(self._index.d) * vectors)
        self._index.add(np.clip(whole, -_MOST, _MOST).astype(np.float32))

    def write(self, file: Path) -> None:
        """Raises OSError when the disk does not take it."""
        try:
            faiss.write_index(self._finished(), str(file))
        except RuntimeError as error:
            raise OSError(str(error)) from error

    def _finished(self) -> Any:
        """The index, under coarse codes where it is large. A processor finds the products of coarse codes in tables
        that its registers hold (André et al., "Quicker ADC", 2019; faiss's fast scan)."""
        dimension, rows = self._index.d, _codes(self._index)
        if len(rows) < FIRST_PASS or dimension % _PAIR:
            return self._index
        coarse = faiss.IndexPQFastScan(dimension, dimension // _PAIR, _BITS, faiss.METRIC_INNER_PRODUCT)
        sample = np.random.default_rng(0).choice(len(rows), min(_LEARNT_FROM, len(rows)), replace=False)
        coarse.train(rows[np.sort(sample)].astype(np.float32) - _ZERO)
        for share in shares(len(rows), SHARE):
            coarse.add(rows[share].astype(np.float32) - _ZERO)
        return faiss.IndexRefine(coarse, self._index)


def _codes(index: Any) -> NDArray[np.uint8]:
    """(rows, dimension) what an index keeps, in its own memory."""
    if not index.ntotal:
        return np.zeros((0, index.d), np.uint8)
    codes: NDArray[np.uint8] = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.d)
    return codes.reshape(index.ntotal, index.d)


class VectorIndex:
    """A finished index, opened for searching."""

    def __init__(self, file: Path) -> None:
        self._file = faiss.read_index(str(file))
        two = isinstance(self._file, faiss.IndexRefine)
        self._coarse: Any = faiss.downcast_index(self._file.base_index) if two else None
        codes = _codes(faiss.downcast_index(self._file.refine_index) if two else self._file)
        codes ^= _ZERO  # in faiss's memory: from here on only we read them
        self._rows: NDArray[np.int8] = codes.view(np.int8)
        self._steps = np.float32(_steps(self.dimension))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._rows.shape[1])

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and cosines of the nearest windows, nearest first, equal ones by row. `allowed` has one entry a row;
        None allows all.

        What coarse codes choose from may leave out a window that hardly counts; with `allowed` all are compared.
        """
        limit = min(limit, len(self) if allowed is None else int(allowed.sum()))
        if not limit:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        asked = self._packed(query)
        if allowed is None and self._coarse:
            rows = self._chosen(query, limit)
            cosines = self._compared(asked, rows)
        else:
            cosines = np.concatenate(at_once(lambda share: self._compared(asked, share), shares(len(self), SHARE)))
            rows = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
            cosines = cosines[rows]
        if limit < len(rows):
            near = np.flatnonzero(cosines >= np.partition(cosines, -limit)[-limit])
            rows, cosines = rows[near], cosines[near]
        order = np.argsort(-cosines, kind="stable")[:limit]
        return rows[order], cosines[order]

    def _chosen(self, query: NDArray[np.float32], limit: int) -> NDArray[np.int64]:
        """Ascending rows, `CHOSEN` times `limit`, that the coarse codes put before the others."""
        # For this thread, and every thread has to ask: one query wakes faiss's own threads to no use, which takes
        # longer than the search.
        faiss.omp_set_num_threads(1)
        _, (rows,) = self._coarse.search(self._steps * query[None], min(CHOSEN * limit, len(self)))
        chosen: NDArray[np.int64] = np.sort(rows[rows >= 0])
        return chosen

    def cosines(self, query: NDArray[np.float32], rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """(rows,) cosines of some windows."""
        return self._compared(self._packed(query), rows)

    def _packed(self, query: NDArray[np.float32]) -> Packed:
        return packed(query[None] / self._steps)

    def _compared(self, asked: Packed, rows: Sequence[int] | NDArray[np.int64] | slice) -> NDArray[np.float32]:
        cosines: NDArray[np.float32] = products(self._rows[rows], asked)[:, 0]
        return cosines

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> Vectors:
        """(rows, dimension) of some windows."""
        vectors: Vectors = self._rows[np.asarray(rows, np.int64)].astype(np.float32) / self._steps
        return vectors

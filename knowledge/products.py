"""Products of a few queries with many vectors of one byte a coordinate.

NumKong multiplies bytes with the processor's own instructions for it, without making floating-point numbers of the
vectors first, which is what takes the time. A query's coordinates do not fit a byte, so each is written as 256 times
one byte and another, and the products of both are added.
"""

from __future__ import annotations

from typing import NamedTuple

import numkong
import numpy as np
from numpy.typing import NDArray

_BASE = 256
_MOST = 127 * _BASE
"""Greatest size of a coordinate, whose high byte then fits."""


class Packed(NamedTuple):
    """n queries: their high bytes and then their low ones, and (n,) what a step of each is worth."""

    bytes: numkong.PackedMatrix
    steps: NDArray[np.float32]


def packed(queries: NDArray[np.float32]) -> Packed:
    """Queries (n, d), each in steps of a 32,512th of its greatest coordinate."""
    steps = np.maximum(np.abs(queries).max(axis=1), np.finfo(np.float32).tiny) / _MOST
    whole = np.rint(queries / steps[:, None]).astype(np.int16)
    high = (whole + _BASE // 2) // _BASE
    return Packed(numkong.dots_pack(np.concatenate([high, whole - _BASE * high]).astype(np.int8)), steps)


def products(vectors: NDArray[np.int8], queries: Packed) -> NDArray[np.float32]:
    """(m, n) products of (m, d) vectors with n queries; equal vectors have equal ones."""
    high, low = np.split(np.asarray(numkong.dots_packed(vectors, queries.bytes)), 2, axis=1)
    found: NDArray[np.float32] = high.astype(np.float32) * (_BASE * queries.steps)
    found += low.astype(np.float32) * queries.steps
    return found

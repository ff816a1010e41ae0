"""Products of a few queries with many vectors of one byte a coordinate.

NumKong multiplies bytes with the processor's own instructions for it, without making floating-point numbers of the
vectors first, which is what takes the time. Where a byte is too coarse for a query's coordinates, each is written as
256 times one byte and another, and the products of both are added.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numkong
import numpy as np
from numpy.typing import NDArray

_BASE = 256
_MOST = {1: 127, 2: 127 * _BASE}
"""Greatest size of a coordinate of so many bytes, the high one of which then fits."""


class Packed(NamedTuple):
    """n queries: their high bytes and then, where they have two, their low ones, and (n,) what a step of each is
    worth."""

    bytes: numkong.PackedMatrix
    steps: NDArray[np.float32]


def packed(queries: NDArray[np.float32], size: Literal[1, 2] = 2) -> Packed:
    """Queries (n, d), each coordinate in `size` bytes: in steps of a 127th or a 32,512th of the query's greatest."""
    steps = np.maximum(np.abs(queries).max(axis=1), np.finfo(np.float32).tiny) / _MOST[size]
    whole = np.rint(queries / steps[:, None]).astype(np.int16)
    if size == 2:
        high = (whole + _BASE // 2) // _BASE
        whole = np.concatenate([high, whole - _BASE * high])
    return Packed(numkong.dots_pack(whole.astype(np.int8)), steps)


def products(vectors: NDArray[np.int8], queries: Packed) -> NDArray[np.float32]:
    """(m, n) products of (m, d) vectors with n queries; equal vectors have equal ones."""
    found: NDArray[np.float32] = np.asarray(numkong.dots_packed(vectors, queries.bytes)).astype(np.float32)
    number = len(queries.steps)
    if found.shape[1] > number:
        found = found[:, :number] * np.float32(_BASE) + found[:, number:]
    found *= queries.steps
    return found

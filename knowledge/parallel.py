"""The parts of one search on several cores.

Python runs one thread at a time, but faiss, numpy, tantivy and openvino let others run while they reckon. A search
takes a few milliseconds, so its parts go to threads that wait for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

CORES = os.cpu_count() or 1

_others = ThreadPoolExecutor(max(1, CORES - 1), "search")


def at_once(function: Callable[[Part], Result], parts: Sequence[Part]) -> list[Result]:
    """`function` of every part, in their order. Other threads begin with the first part and the caller with the last,
    until they meet; where many search at once, the caller does them all. Raises what `function` raises for the last
    part that fails."""
    waiting = [_others.submit(function, part) for part in parts[:-1]]
    found = [function(part) for part in parts[-1:]]
    for part, future in zip(reversed(parts[:-1]), reversed(waiting), strict=True):
        found.append(function(part) if future.cancel() else future.result())
    return found[::-1]


def shares(count: int, size: int) -> list[slice]:
    """`count` rows in equal shares of `size` or a little more; in one where there are fewer."""
    number = max(1, count // size)
    return [slice(*ends) for ends in pairwise(count * share // number for share in range(number + 1))]

"""What rest costs a search: the same work right after itself, and after some time in which the process did nothing.

    python -m benchmarks.rest [--searches N]

Over the index that serves (`python -m knowledge index` first). Beside the search stand drawing its results, which is
Python alone, and a product of numpy over 4.6 MB, which is memory alone: that all three grow with the rest shows that
the processor's cache is what is lost, to whatever else runs on the machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks.browser import questions
from knowledge.browser import answer
from knowledge.browser.address import Address
from knowledge.library import Library
from knowledge.settings import load

RESTS = (0.0, 0.05, 0.2, 1.0)
"""Seconds."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--searches", type=int, default=20)
    number = parser.parse_args().searches
    library = Library.open(load())
    asked = [Address(text=text) for text in questions()[: number + 5]]
    found = [library.search(answer.query_of(address)) for address in asked]
    rows, vector = np.random.default_rng(0).random((3000, 384), np.float32), np.ones(384, np.float32)
    works: dict[str, Callable[[int], object]] = {
        "a search": lambda at: library.search(answer.query_of(asked[at])),
        "drawing its results": lambda at: answer.answer_html(found[at], asked[at], library),
        "a product over 4.6 MB": lambda _: rows @ vector,
    }
    print(f"{'median ms after a rest of':<26}" + "".join(f"{rest:>8.2f} s" for rest in RESTS))
    for name, work in works.items():
        medians = [statistics.median(_timed(work, rest, at) for at in range(5, number + 5)) for rest in RESTS]
        print(f"{name:<26}" + "".join(f"{median:10.1f}" for median in medians), flush=True)


def _timed(work: Callable[[int], object], rest: float, at: int) -> float:
    """Milliseconds of `work` after `rest` seconds."""
    time.sleep(rest)
    started = time.perf_counter()
    work(at)
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()

"""The parts of a search on several cores."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge import parallel
from knowledge.parallel import at_once, shares


@pytest.mark.parametrize(
    ("count", "size", "expected"),
    [
        (10, 5, [(0, 5), (5, 10)]),
        (9, 5, [(0, 9)]),
        (11, 5, [(0, 5), (5, 11)]),
        (11, 3, [(0, 3), (3, 7), (7, 11)]),
        (100, 25, [(0, 25), (25, 50), (50, 75), (75, 100)]),
        (0, 5, [(0, 0)]),
    ],
)
def test_shares(count: int, size: int, expected: list[tuple[int, int]]) -> None:
    assert [(share.start, share.stop) for share in shares(count, size)] == expected


@pytest.mark.parametrize("parts", [[], [1], [1, 2], [3, 1, 2, 7, 5]])
def test_results_stand_in_the_order_of_the_parts(parts: list[int]) -> None:
    assert at_once(lambda part: 10 * part, parts) == [10 * part for part in parts]


def test_two_parts_are_done_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=30)  # broken, and so raising, if one part waited for the other
    assert sorted(at_once(lambda part: (both.wait(), part)[1], ["a", "b"])) == ["a", "b"]


def test_the_caller_does_what_no_thread_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    busy, done = ThreadPoolExecutor(1), threading.Event()
    monkeypatch.setattr(parallel, "_others", busy)
    busy.submit(done.wait)
    try:
        assert at_once(lambda part: (part, threading.current_thread()), "abc") == [
            (part, threading.current_thread()) for part in "abc"
        ]
    finally:
        done.set()
        busy.shutdown()


def _fails(part: int) -> Callable[[int], int]:
    def function(each: int) -> int:
        if each <= part:
            raise ValueError(str(each))
        return each

    return function


@pytest.mark.parametrize("part", [1, 2, 3])
def test_what_the_last_one_that_fails_says_is_raised(part: int) -> None:
    with pytest.raises(ValueError, match=f"^{part}$"):
        at_once(_fails(part), [1, 2, 3])

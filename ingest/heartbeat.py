"""A sign of life from a long reading, for those who wait for it: `ingest.workers` stops a reader that gives none."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def beat() -> None:
    """To be called after each piece of a long work, such as a recognised page."""
    for listener in _listeners:
        listener()


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` at every beat of this process."""
    _listeners.append(listener)

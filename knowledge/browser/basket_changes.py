"""What the basket's widgets do: each carries out one change of what the person saw and says what came of it.

A session remembers in which version it showed each note, and in which order the passages stood; the changes of other
tabs are merged with that by `knowledge.basket`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

import streamlit as st

from knowledge import basket, settings
from knowledge.basket import Basket, ItemGone, TextTooLong
from knowledge.browser import frame
from knowledge.browser.messages import say
from knowledge.browser.visitor import visitor
from knowledge.errors import KnowledgeError

P = ParamSpec("P")

SHOWN_REMOVED = 10
"""Removed passages that are offered to be put back."""
_SEEN = "basket-seen"
_TOLD = "basket-told"
_UNDO = "basket-undoable"
_NUMBER = "basket-number"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a session last showed: the title's version, the passages in their order, the version of each one's note."""

    title: int
    order: tuple[int, ...]
    versions: dict[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a person is told of the last change, the `number`-th of the session; `text` is what they wrote, where it was
    not saved."""

    message: str
    number: int
    failed: bool = False
    text: str = ""


def seen(now: Basket) -> None:
    """Remember what is about to be shown."""
    st.session_state[_SEEN] = Seen(
        now.version, tuple(item.id for item in now.items), {item.id: item.version for item in now.items}
    )


def told() -> Told | None:
    """What is to be said of the last change, once."""
    message: Told | None = st.session_state.pop(_TOLD, None)
    return message


def removed_from() -> int | None:
    """Where the first of the passages stood, from 0, that the last change removed; None where it removed none."""
    place: int | None = st.session_state.get(_UNDO, (None, ()))[0]
    return place


def _change(do: Callable[P, str]) -> Callable[P, None]:
    """A callback that does `do` and says what it returns, or why it was not done."""

    @wraps(do)
    def callback(*args: P.args, **kwargs: P.kwargs) -> None:
        st.session_state.pop(_UNDO, None)
        st.session_state[_NUMBER] = number = st.session_state.get(_NUMBER, 0) + 1
        try:
            message = Told(do(*args, **kwargs), number)
        except (ItemGone, TextTooLong) as error:
            message = Told(error.message(frame.language()), number, True, error.text)
        except KnowledgeError as error:
            message = Told(error.message(frame.language()), number, True)
        st.session_state[_TOLD] = message

    return callback


def _was() -> Seen:
    shown: Seen = st.session_state[_SEEN]
    return shown


@_change
def rename() -> str:
    """Save the title that was written."""
    folder, owner = settings.load().people, visitor().name
    basket.rename(folder, owner, st.session_state["basket-title"], _was().title)
    seen(basket.read(folder, owner))  # a run that is broken off shows nothing, and the person may go on writing
    return say("basket-renamed", frame.language())


@_change
def annotate(item: int) -> str:
    """Save the note that was written."""
    return _annotate(item, st.session_state[f"basket-note-{item}"], settled=False)


@_change
def settle(item: int, note: str) -> str:
    """Let one text be the note instead of two."""
    return _annotate(item, note, settled=True)


def _annotate(item: int, note: str, *, settled: bool) -> str:
    folder, owner, ui = settings.load().people, visitor().name, frame.language()
    was = _was()
    there = any(each.id == item for each in basket.read(folder, owner).items)
    now = basket.annotate(folder, owner, item, note, was.versions.get(item, -1), settled=settled)
    if not now.rival:
        was.versions[item] = now.version
    if not there:
        return say("basket-returned", ui)
    place = was.order.index(item) + 1 if item in was.order else 1
    return say("basket-conflict", ui, place) if now.rival else say("basket-saved", ui)


@_change
def step(item: int, by: int) -> str:
    """Put a passage before the one that stood before it, or after the one after it."""
    order = _was().order
    to = order.index(item) + by
    if not 0 <= to < len(order):
        return say("basket-first" if by < 0 else "basket-last", frame.language())
    return _move(item, order[to], after=by > 0)


@_change
def put(item: int, field: str) -> str:
    """Put a passage at the place whose number was written into `field`."""
    order = _was().order
    to = st.session_state[field] - 1
    to = min(max(to, 0), len(order) - 1)
    return _move(item, order[to], after=to > order.index(item))


def _move(item: int, beside: int, *, after: bool) -> str:
    folder, owner = settings.load().people, visitor().name
    basket.move(folder, owner, item, beside, after=after)
    order = [each.id for each in basket.read(folder, owner).items]
    return say("basket-moved", frame.language(), order.index(item) + 1 if item in order else len(order))


@_change
def remove(item: int) -> str:
    """Take a passage out."""
    return _remove((item,))


@_change
def clear() -> str:
    """Take out everything that was shown."""
    return _remove(_was().order)


def _remove(items: tuple[int, ...]) -> str:
    basket.remove(settings.load().people, visitor().name, items)
    order = _was().order
    st.session_state[_UNDO] = (order.index(items[0]) if items and items[0] in order else 0, items)
    ui = frame.language()
    return say("basket-taken", ui) if len(items) == 1 else say("basket-removed-many", ui, len(items))


def undo() -> None:
    """Put back what the last change took out."""
    restore(st.session_state.get(_UNDO, (None, ()))[1])


@_change
def restore(items: Iterable[int]) -> str:
    """Put removed passages back where they were."""
    basket.restore(settings.load().people, visitor().name, items)
    return say("basket-restored", frame.language())

"""What the search page does with a person's last and saved searches. The file of what people keep may fail without the
search: then a line says so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

import streamlit as st

from knowledge import searches, settings
from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.markup import escape
from knowledge.browser.messages import say
from knowledge.browser.searches_html import EDIT, address_of, search_of, title_of
from knowledge.browser.visitor import visitor
from knowledge.errors import KnowledgeError
from knowledge.searches import Look, Saved, SearchGone
from knowledge.types import Language

LOG = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

_TOLD = "searches-told"
_RECORDED = "searches-recorded"
Find = Callable[[Address], frozenset[str]]
"""The documents that a search finds. Raises KnowledgeError."""


def _attempt(otherwise: T, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `do` returns; `otherwise` where it fails, which is told with the page."""
    try:
        return do(*args, **kwargs)
    except KnowledgeError as error:
        LOG.warning("searches are not kept: %s", error)
        st.session_state[_TOLD] = error.message(frame.language())
        return otherwise


def told() -> None:
    """Say what came of the last change, or what failed, once."""
    message = st.session_state.pop(_TOLD, None)
    if message:
        frame.draw(f'<p class="kb-told" role="status">{escape(message)}</p>')


def record(address: Address) -> None:
    """Remember the query, once: paging, filters and what is shown of it make no new one."""
    query = " ".join(address.text.split())
    if st.session_state.get(_RECORDED) != query:
        st.session_state[_RECORDED] = query
        _attempt(None, searches.record, settings.load().people, visitor().name, query)


def look(address: Address, found: frozenset[str], generation: str) -> Look | None:
    """What is new for the person if the search is saved; None where it is not."""
    kept = settings.load().people
    return _attempt(None, searches.look, kept, visitor().name, search_of(address), found, generation, datetime.now(UTC))


def recent() -> tuple[str, ...]:
    """The person's last queries."""
    return _attempt((), searches.recent, settings.load().people, visitor().name)


def saved() -> tuple[Saved, ...]:
    """The person's saved searches."""
    return _attempt((), searches.saved, settings.load().people, visitor().name)


def recounted(kept: tuple[Saved, ...], generation: str, find: Find) -> tuple[Saved, ...]:
    """`kept` after those that were last run in another generation than the one that serves have been run in it. One
    that cannot be run keeps its number."""
    folder, owner, ui = settings.load().people, visitor().name, frame.language()
    stale = [each for each in kept if each.generation != generation]
    for each in stale:
        try:
            found = find(address_of(each.search, ui))
            searches.counted(folder, owner, each.id, found, generation)
        except KnowledgeError as error:
            LOG.warning("a saved search was not run again: %s", error)
    return saved() if stale else kept


# What the buttons do ------------------------------------------------------------------------------------------------


def _change(do: Callable[P, str]) -> Callable[P, None]:
    """A callback that does `do` and says what it returns, or why it was not done."""

    def callback(*args: P.args, **kwargs: P.kwargs) -> None:
        message = _attempt("", do, *args, **kwargs)
        if message:
            st.session_state[_TOLD] = message

    return callback


@_change
def save(address: Address, found: frozenset[str], generation: str) -> str:
    """Save a search."""
    folder, owner = settings.load().people, visitor().name
    searches.save(folder, owner, search_of(address), found, generation, datetime.now(UTC))
    return say("search-saved", frame.language())


@_change
def forget() -> str:
    """Forget the last queries."""
    searches.forget(settings.load().people, visitor().name)
    st.session_state.pop(_RECORDED, None)
    return say("recent-forgotten", frame.language())


@_change
def rename(number: int) -> str:
    """Save the name that was written, and close the form."""
    searches.rename(settings.load().people, visitor().name, number, st.session_state["kb-search-name"])
    close()
    return say("search-renamed", frame.language())


@_change
def remove(number: int) -> str:
    """Keep a search no more, and close the form."""
    searches.remove(settings.load().people, visitor().name, number)
    close()
    return say("search-removed", frame.language())


def close() -> None:
    """Close the form in which a saved search is changed."""
    frame.go(Address(frame.language()))


# The form in which a saved search is changed ------------------------------------------------------------------------


def form(kept: tuple[Saved, ...], ui: Language) -> None:
    """The form for the saved search that the address names, if it names one."""
    values = frame.query_params().get(EDIT)
    if not values:
        return
    chosen = next((each for each in kept if str(each.id) == values[-1]), None)
    if chosen is None:
        frame.draw(f'<p class="kb-told" role="status">{escape(SearchGone().message(ui))}</p>')
        return
    if st.session_state.get("kb-search-edited") != chosen.id or "kb-search-name" not in st.session_state:
        st.session_state["kb-search-edited"] = chosen.id
        st.session_state["kb-search-name"] = title_of(chosen)[: searches.LONGEST_NAME]
    with st.form("kb-search-form"):
        st.text_input(say("search-name", ui), key="kb-search-name")
        with st.container(horizontal=True):
            changes = (("save-name", rename, (chosen.id,)), ("remove-search", remove, (chosen.id,)))
            for key, change, args in changes:
                st.form_submit_button(say(key, ui), key=f"kb-{key}", on_click=change, args=args)
            st.form_submit_button(say("close-form", ui), key="kb-close-form", on_click=close)

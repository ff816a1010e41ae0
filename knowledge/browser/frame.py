"""What every page has: the header, the address, and a friendly word when the library cannot be used."""

from __future__ import annotations

import logging
import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from knowledge import settings
from knowledge.browser.address import Address, interface_language
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.browser.opening import open_library
from knowledge.browser.results import link
from knowledge.browser.sign_in_page import signed_in
from knowledge.browser.visitor import Visitor, visitor
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.types import Language

NAVIGATION = ("", "precedents", "library", "basket", "quotes", "news", "add")
"""The pages that the header leads to, by their paths; the empty one is the search."""
FOR_EDITORS = frozenset({"add"})
LOG = logging.getLogger(__name__)
_OPENED = "opened"
COMMAND = re.compile(r"python -m knowledge(?: [a-z]+)*")


def query_params() -> dict[str, list[str]]:
    """The query string of the page that is being shown."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def language() -> Language:
    """The language of the interface."""
    return interface_language(query_params())


def go(address: Address) -> None:
    """Write `address` into the browser's address bar, as a new entry of its history."""
    st.query_params.from_dict(address.params())


def header(address: Address) -> None:
    """The name of the library, which leads home, the ways to the other pages, and the switch to the other language."""
    ui = address.language
    other: Language = "en" if ui == "he" else "he"
    # A whole new page, because the language and direction of the page's shell change with it.
    href = escape(replace(address, language=other).href())
    draw(
        f'<header class="kb-header">{link(Address(ui), escape(say("library", ui)), "kb-name")}'
        f'{signed_in(ui, visitor())}<a class="kb-switch" lang="{other}" dir="{direction(other)}" href="{href}">'
        f"{escape(say('switch', ui))}</a>{navigation(address, visitor())}</header>"
    )


def navigation(address: Address, person: Visitor) -> str:
    """Links to the pages of the app; those for editors are shown to editors."""
    ui = address.language
    here = None if address.document else address.page
    items = []
    for page in NAVIGATION:
        if page in FOR_EDITORS and not person.edits:
            continue
        current = ' aria-current="page"' if page == here else ""
        way = link(Address(ui, page=page), escape(say(f"nav.{page or 'search'}", ui)))
        items.append(f"<li{current}>{way}</li>")
    return f'<nav class="kb-nav" aria-label="{escape(say("pages", ui))}"><ul>{"".join(items)}</ul></nav>'


def library() -> Library:
    """The opened library; where it cannot be opened, the page says why and ends."""
    try:
        with waiting("opening", _OPENED not in st.session_state):
            opened = open_library(settings.load())
    except KnowledgeError as error:
        LOG.warning("the library cannot be opened: %s", error)
        notice("trouble", error.message(language()), language())
        st.stop()
    st.session_state[_OPENED] = True
    return opened


def waiting(message: str, first: bool) -> AbstractContextManager[None]:
    """Says that something is being done, where it may take long because a session does it for the `first` time. A
    spinner costs a page a thread and the browser a drawing, even where nobody comes to see it."""
    return st.spinner(say(message, language()), show_time=False) if first else nullcontext()


def draw(html: str, place: DeltaGenerator | None = None) -> None:
    """Draw HTML of our own, in `place` or where the page has come to.

    It goes as the text of one attribute, of which the page's script makes elements by the browser's own sanitiser.
    Streamlit's, in JavaScript, goes over every element and attribute, and for a page of results takes longer than to
    lay it out.
    """
    (place or st).html(f'<div data-html="{escape(html)}"></div>')


def notice(title: str, message: str, ui: Language, more: str = "") -> None:
    """A message in the page's own words, its commands set off. `more` is HTML."""
    commands = COMMAND.sub(r'<code dir="ltr">\g<0></code>', escape(message))
    draw(
        f'<section class="kb-notice" role="alert" dir="{direction(ui)}"><h2>{escape(say(title, ui))}</h2>'
        f"<p>{commands}</p>{more}</section>"
    )


def unexpected(error: Exception) -> bool:
    """Tell the reader that something went wrong, and the log what. True: Streamlit need not show it too."""
    LOG.error("a page failed", exc_info=error)
    notice("failed", say("unexpected", language()), language())
    return True

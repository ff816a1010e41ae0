"""The precedents' page: the case studies as cards, as a table and side by side, and those that are like one's own."""

from __future__ import annotations

import logging
from dataclasses import replace

import streamlit as st

from knowledge import settings
from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.browser.precedents_address import LONGEST_DESCRIPTION, PATH, PrecedentsAddress
from knowledge.browser.precedents_html import compare_html, list_html, tools_html
from knowledge.browser.precedents_like import by_words, likeness_html
from knowledge.browser.precedents_names import facet_name, value_name
from knowledge.browser.results import link
from knowledge.cases_like import Likeness, cases_like, cases_near, went_wrong
from knowledge.errors import KnowledgeError, ModelChanged, ModelDamaged, ModelUnavailable
from knowledge.library import Library
from knowledge.precedents import ERAS, FACETS, SIZES, Choice, Facet, Precedent, chosen, counts, in_order, precedents
from knowledge.types import Language

LOG = logging.getLogger(__name__)
_STATE = "cases-address"
_OPEN: tuple[Facet, ...] = ("outcome", "sector")
"""Filters that are open before one chooses."""


def show() -> None:
    """Draw the precedents that the address describes."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('cases', ui)} · {say('library', ui)}", layout="wide")
    try:
        address = PrecedentsAddress.parse(frame.query_params())
    except KnowledgeError as error:
        frame.header(Address(ui, page=PATH))
        frame.notice("cases-trouble", error.message(ui), ui, _from_all(ui))
        return
    frame.header(address)
    library = frame.library()
    every = _precedents(library, str(settings.load().index), library.generation)
    st.session_state[_STATE] = address
    if not every:
        frame.draw(_head(ui))
        frame.notice("cases-none", say("cases-none-why", ui), ui)
        return
    _sidebar(address, every)
    frame.draw(_head(ui))
    _box(address)
    shown = tuple(in_order(chosen(every, address.choice), address.sort, address.descending, ui))
    if address.view == "compare":
        frame.draw(tools_html(len(shown), len(every), address))
        frame.draw(compare_html(every, address))
    elif address.asks:
        _sought(library, every, shown, address)
    else:
        frame.draw(_chosen_html(address) + tools_html(len(shown), len(every), address))
        frame.draw(list_html(shown, every, address))
    # The page's script puts the scroll back to where one was when this appears, after the list that makes room for it.
    frame.draw('<div class="kb-welcome" hidden></div>')


# Two, as many as libraries that are open.
@st.cache_resource(max_entries=2, show_spinner=False)
def _precedents(_library: Library, index: str, generation: str) -> tuple[Precedent, ...]:  # noqa: ARG001  the key
    return precedents(_library)


def _from_all(ui: Language) -> str:
    return f"<p>{link(PrecedentsAddress(ui), escape(say('cases-to-all', ui)), 'kb-button')}</p>"


def _head(ui: Language) -> str:
    return (
        f'<section class="kb-case-head" dir="{direction(ui)}"><h1>{escape(say("cases", ui))}</h1>'
        f"<p>{escape(say('cases-lead', ui))}</p></section>"
    )


def _box(address: PrecedentsAddress) -> None:
    """The description of one's own case, and what to do with it."""
    ui = address.language
    st.session_state["cases-like"] = address.like
    with st.container(key="kb-like-box"):
        frame.draw(f'<h2 class="kb-like-title" dir="{direction(ui)}">{escape(say("cases-like", ui))}</h2>')
        st.text_area(
            say("cases-like-label", ui),
            key="cases-like",
            height=80,
            max_chars=LONGEST_DESCRIPTION,
            placeholder=say("cases-like-hint", ui),
            on_change=_write,
        )
        with st.container(horizontal=True, key="kb-like-ways"):
            st.button(say("cases-like-find", ui), type="primary", key="cases-find-like", on_click=_seek, args=(False,))
            st.button(say("cases-wrong", ui), key="cases-find-wrong", on_click=_seek, args=(True,))


def _seek(wrong: bool) -> None:
    """Look for cases like the description, or for what went wrong in them."""
    address: PrecedentsAddress = st.session_state[_STATE]
    like = str(st.session_state["cases-like"])
    frame.go(replace(address, like=like, near="", wrong=wrong, view="cards"))


def _sought(
    library: Library, every: tuple[Precedent, ...], shown: tuple[Precedent, ...], address: PrecedentsAddress
) -> None:
    """The cases that answer what the address asks, among those that satisfy the filters."""
    ui = address.language
    try:
        with st.spinner(say("cases-seeking", ui), show_time=False):
            found = _answer(library, every, shown, address)
    except (ModelUnavailable, ModelDamaged, ModelChanged) as error:
        LOG.warning("the model cannot be used: %s", error)
        frame.notice("trouble", error.message(ui), ui, by_words(address))
        return
    except KnowledgeError as error:
        frame.notice("cases-trouble", error.message(ui), ui, _from_all(ui))
        return
    frame.draw(_chosen_html(address) + likeness_html(found, every, address))


def _answer(
    library: Library, every: tuple[Precedent, ...], shown: tuple[Precedent, ...], address: PrecedentsAddress
) -> Likeness:
    if address.near:
        among = [each for each in every if each in shown or each.document == address.near]
        return cases_near(library, among, address.near)
    if address.wrong:
        return went_wrong(library, shown, address.like, mode=address.mode)
    return cases_like(library, shown, address.like, mode=address.mode)


def _sidebar(address: PrecedentsAddress, every: tuple[Precedent, ...]) -> None:
    """The filters, set from the address; a change writes the address."""
    ui = address.language
    with st.sidebar:
        clear = link(address.unfiltered(), escape(say("clear", ui))) if address.choice else ""
        frame.draw(f'<div class="kb-filters"><h2>{escape(say("filters", ui))}</h2>{clear}</div>')
        st.session_state["cases-text"] = address.choice.text
        st.text_input(
            say("cases-find", ui),
            key="cases-text",
            type="search",
            placeholder=say("cases-find-hint", ui),
            on_change=_write,
        )
        for facet in FACETS:
            _filter(facet, address, every)


def _filter(facet: Facet, address: PrecedentsAddress, every: tuple[Precedent, ...]) -> None:
    ui = address.language
    ticked = address.choice.facets.get(facet, ())
    found = counts(every, address.choice, facet)
    values = sorted({*found, *ticked}, key=lambda value: (_rank(facet, value, found.get(value, 0)), value))
    if not values:
        return
    with st.expander(facet_name(facet, ui), expanded=facet in _OPEN or bool(ticked)):
        for value in values:
            key = f"case-{facet}:{value}"
            st.session_state[key] = value in ticked
            st.checkbox(f"{value_name(facet, value, ui)} ({found.get(value, 0)})", key=key, on_change=_write)


def _rank(facet: Facet, value: str, number: int) -> int:
    """Sizes and eras in their own order, the rest the most frequent first; what is not stated comes last."""
    if facet not in ("size", "era"):
        return -number if value != "unknown" else 1
    order = [*SIZES, *ERAS]
    return order.index(value) if value in order else len(order)


def _write() -> None:
    """Write the address that the widgets now show."""
    state = st.session_state
    address: PrecedentsAddress = state[_STATE]
    on = {str(key) for key, value in state.items() if value is True and str(key).startswith("case-")}
    facets: dict[Facet, tuple[str, ...]] = {}
    for facet in FACETS:
        before = address.choice.facets.get(facet, ())
        prefix = f"case-{facet}:"
        ticked = sorted(key.removeprefix(prefix) for key in on if key.startswith(prefix))
        facets[facet] = (
            *(value for value in before if value in ticked),
            *(value for value in ticked if value not in before),
        )
    like = str(state["cases-like"])
    changed = replace(address, choice=Choice(facets, state["cases-text"]), like=like)
    if like != address.like:
        changed = replace(changed, near="", view="cards")
    frame.go(changed)


def _chosen_html(address: PrecedentsAddress) -> str:
    """The filters in force, above the cases, with the way to drop them: on a narrow screen the sidebar is away."""
    ui = address.language
    if not address.choice:
        return ""
    names = [value_name(facet, value, ui) for facet in FACETS for value in address.choice.facets.get(facet, ())]
    names += [address.choice.text.strip()] if address.choice.text.strip() else []
    listed = "".join(f"<li><bdi>{escape(each)}</bdi></li>" for each in names)
    clear = link(address.unfiltered(), escape(say("clear", ui)))
    return (
        f'<div class="kb-chosen" dir="{direction(ui)}"><span>{escape(say("filtered-by", ui))}</span><ul>{listed}</ul>'
        f"{clear}</div>"
    )

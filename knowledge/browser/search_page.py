"""The search page: the box, the filters, and the results, or what to do where there are none."""

from __future__ import annotations

import logging
from dataclasses import replace

import streamlit as st

from knowledge.browser import filters, frame
from knowledge.browser.address import UNFILTERED, Address
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import EXAMPLES, count, say
from knowledge.browser.results import link, results_html
from knowledge.browser.understood import foreign_shelf_html, understood_html
from knowledge.errors import KnowledgeError, ModelChanged, ModelDamaged, ModelUnavailable
from knowledge.generations import Failure
from knowledge.library import Library
from knowledge.types import Language, Query, Results

LOG = logging.getLogger(__name__)


def show() -> None:
    """Draw the search page that the address describes."""
    ui = frame.language()
    st.set_page_config(page_title=say("library", ui), layout="centered")
    try:
        address = Address.parse(frame.query_params()).search()
    except KnowledgeError as error:
        frame.header(Address(ui))
        frame.notice("not-understood", error.message(ui), ui, _start_again(ui))
        return
    frame.header(address)
    library = frame.library()
    st.session_state["address"] = address
    _box(address)
    filters.sidebar(address, library)
    if not address.text:
        _welcome(address, library)
        return
    chosen = filters.chosen_html(address)
    if chosen:
        st.html(chosen)
    try:
        with st.spinner(say("searching", ui)):
            asked = Query(address.text, address.mode, address.limit, address.filters, address.literal, address.widened)
            results = library.search(asked)
    except (ModelUnavailable, ModelDamaged, ModelChanged) as error:
        LOG.warning("the model cannot be used: %s", error)
        frame.notice("trouble", error.message(ui), ui, _by_words(address))
        return
    except KnowledgeError as error:
        frame.notice("not-understood", error.message(ui), ui, _start_again(ui))
        return
    understood = understood_html(results, address)
    if understood:
        st.html(understood)
    if results.hits:
        qualities = {name: library.quality(name) for name in {hit.document for hit in results.hits}}
        st.html(results_html(results, address, qualities))
        shelf = foreign_shelf_html(results, address)
        if shelf:
            st.html(shelf)
    else:
        _nothing(results, address)


def _start_again(ui: Language) -> str:
    return f"<p>{link(Address(ui), escape(say('new-search', ui)), 'kb-button')}</p>"


def _by_words(address: Address) -> str:
    return f"<p>{link(replace(address, mode='words'), escape(say('by-words', address.language)), 'kb-button')}</p>"


def _box(address: Address) -> None:
    ui = address.language
    st.session_state["q"] = address.text
    with st.container(horizontal=True, vertical_alignment="bottom", key="kb-box"):
        st.text_input(
            say("query", ui),
            key="q",
            type="search",
            placeholder=say("placeholder", ui),
            label_visibility="collapsed",
            on_change=filters.write,
        )
        # It writes too: its run may start before the browser has heard of the address that leaving the box wrote.
        st.button(say("search", ui), type="primary", key="kb-search", on_click=filters.write)


def _welcome(address: Address, library: Library) -> None:
    """The page before the first question: what there is, questions to begin with, and what could not be read."""
    ui = address.language
    facets = library.facets(UNFILTERED)
    languages = facets.languages
    holdings = say(
        "holdings", ui, count("documents", facets.documents, ui), languages.get("he", 0), languages.get("en", 0)
    )
    examples = "".join(
        f"<li>{link(replace(address, text=question), isolate(question))}</li>" for question in EXAMPLES[ui]
    )
    st.html(
        f'<section class="kb-welcome" dir="{direction(ui)}"><p class="kb-lead">{escape(say("lead", ui))}</p>'
        f'<h2>{escape(say("examples", ui))}</h2><ul class="kb-examples">{examples}</ul>'
        f'<p class="kb-holdings">{escape(holdings)} · {_report(ui)}</p>{_failures(address, library)}</section>'
    )


def _report(ui: Language) -> str:
    return link(Address(ui, page="report"), escape(say("report", ui)))


def _failures(address: Address, library: Library) -> str:
    ui = address.language
    if not library.failures:
        return ""
    items = "".join(
        f"<li>{isolate(failure.id)}: {escape(', '.join(_reason(failure, ui)))}</li>" for failure in library.failures
    )
    summary = escape(count("failures", len(library.failures), ui))
    return f'<details class="kb-failures"><summary>{summary}</summary><ul>{items}</ul></details>'


def _reason(failure: Failure, ui: Language) -> tuple[str, str]:
    if ui == "he":
        return failure.reason_he, failure.remedy_he
    return failure.reason_en, failure.remedy_en


def _nothing(results: Results, address: Address) -> None:
    """Nothing was found: say what would help, and offer it."""
    ui = address.language
    said, offered = [], []
    if address.filters:
        left = count("documents", results.documents, ui)
        said.append(say("nothing-filtered", ui, left) if results.documents else say("nothing-left", ui))
        offered.append(link(replace(address, filters=UNFILTERED), escape(say("clear", ui)), "kb-button"))
    if address.mode == "words":
        said.append(say("nothing-words", ui))
        offered.append(link(replace(address, mode="hybrid"), escape(say("by-meaning", ui)), "kb-button"))
    said.append(say("nothing-plain", ui))
    paragraphs = "".join(f"<p>{escape(each)}</p>" for each in said)
    st.html(
        f'<section class="kb-nothing" role="status" dir="{direction(ui)}"><h2>{escape(say("nothing", ui))}</h2>'
        f'{paragraphs}<p class="kb-offers">{"".join(offered)}</p></section>'
    )

"""The search page: the box, the filters, and the results, or what to do where there are none."""

from __future__ import annotations

import logging
from dataclasses import replace

import streamlit as st

from knowledge.browser import filters, frame, kept_searches
from knowledge.browser.address import UNFILTERED, Address
from knowledge.browser.answer import answer_html, query_of, search
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import EXAMPLES, count, say
from knowledge.browser.results import link
from knowledge.browser.searches_html import questions_html, recent_html, saved_html
from knowledge.errors import KnowledgeError, ModelChanged, ModelDamaged, ModelUnavailable
from knowledge.facets import counted
from knowledge.generations import Failure
from knowledge.library import Facets, Library
from knowledge.questions import related
from knowledge.searches import Saved
from knowledge.types import Filters, Language, Results

LOG = logging.getLogger(__name__)
QUESTIONS = 4
"""Questions of documents that are offered."""
_SEARCHED = "searched"


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
    filters.heading(address)
    if address.text:
        _results(address, library)
    else:
        filters.sidebar(address, filters.counts(address, library.facets), library.facets(UNFILTERED).years)
        _welcome(address, library)


def _results(address: Address, library: Library) -> None:
    """What the search finds, or why it cannot be made; then the filters, whose numbers follow it."""
    tools = st.container(horizontal=True, vertical_alignment="center", key="kb-tools")
    with tools:
        frame.draw(f'<div class="kb-tools">{filters.chosen_html(address)}{filters.order_html(address)}</div>')
    results = _found(address, library)
    if results is None:
        filters.sidebar(address, filters.counts(address, library.facets), library.facets(UNFILTERED).years)
        return
    documents = frozenset(name for name, _ in results.found)
    look = kept_searches.look(address, documents, library.generation)
    if look is None:
        args = (address, documents, library.generation)
        tools.button(say("save-search", address.language), key="kb-save", on_click=kept_searches.save, args=args)
    kept_searches.told()
    frame.draw(answer_html(results, address, library, look))
    filters.sidebar(address, _counts(address, library, results), library.facets(UNFILTERED).years)
    asked = related(results.text or address.text, (hit.text for hit in results.hits), QUESTIONS)
    questions = questions_html(asked, address)
    if questions:
        frame.draw(questions)
    kept_searches.record(address)


def _found(address: Address, library: Library) -> Results | None:
    """All that is ranked; None where nothing could be searched, which is said."""
    ui = address.language
    try:
        with frame.waiting("searching", _SEARCHED not in st.session_state):
            results = search(library, query_of(address))
        st.session_state[_SEARCHED] = True
        return results
    except (ModelUnavailable, ModelDamaged, ModelChanged) as error:
        LOG.warning("the model cannot be used: %s", error)
        frame.notice("trouble", error.message(ui), ui, _by_words(address))
    except KnowledgeError as error:
        frame.notice("not-understood", error.message(ui), ui, _start_again(ui))
    return None


def _counts(address: Address, library: Library, results: Results) -> dict[str, Facets]:
    """How many of the documents found have each value; of a filtered field, of those found without its filter."""

    def of(chosen: Filters) -> Facets:
        if chosen == address.filters:
            return counted(metadata for _, metadata in results.found)
        wider = search(library, replace(query_of(address), filters=chosen))
        return counted(metadata for _, metadata in wider.found)

    return filters.counts(address, of)


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
    """The page before the first question: what there is, the person's own searches, questions to begin with, and what
    could not be read."""
    ui = address.language
    side = direction(ui)
    kept, queries = kept_searches.saved(), kept_searches.recent()
    kept_searches.told()
    kept_searches.form(kept, ui)
    mine = st.empty()

    def own(kept: tuple[Saved, ...]) -> None:
        frame.draw(
            f'<section class="kb-welcome" dir="{side}"><p class="kb-lead">{escape(say("lead", ui))}</p>'
            f"{saved_html(kept, ui)}{recent_html(queries, address)}</section>",
            mine,
        )

    own(kept)
    if queries:
        st.button(say("forget-recent", ui), key="kb-forget", type="tertiary", on_click=kept_searches.forget)
    languages = library.facets(UNFILTERED).languages
    documents = count("documents", library.facets(UNFILTERED).documents, ui)
    holdings = say("holdings", ui, documents, languages.get("he", 0), languages.get("en", 0))
    examples = "".join(
        f"<li>{link(replace(address, text=question), isolate(question))}</li>" for question in EXAMPLES[ui]
    )
    frame.draw(
        f'<section class="kb-begin" dir="{side}"><h2>{escape(say("examples", ui))}</h2>'
        f'<ul class="kb-examples">{examples}</ul>'
        f'<p class="kb-holdings">{escape(holdings)} · {_report(ui)}</p>{_failures(address, library)}</section>'
    )

    def find(asked: Address) -> frozenset[str]:
        return frozenset(name for name, _ in library.search(query_of(asked)).found)

    again = kept_searches.recounted(kept, library.generation, find)
    if again != kept:
        own(again)


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

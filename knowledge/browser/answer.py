"""What a search finds, as HTML: the page draws it, and the browser's script asks for it ahead of the page."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from knowledge.browser.address import UNFILTERED, Address
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import count, say
from knowledge.browser.results import link, results_html
from knowledge.browser.searches_html import look_html
from knowledge.browser.understood import foreign_shelf_html, understood_html
from knowledge.library import Library
from knowledge.searches import Look
from knowledge.types import Query, Results

REMEMBERED = 64
"""Searches that the server remembers, some three MB."""
_remembered: OrderedDict[tuple[str, Query], Results] = OrderedDict()
_lock = threading.Lock()


def query_of(address: Address) -> Query:
    """The query of an address."""
    return Query(address.text, address.mode, address.limit, address.filters, address.literal, address.widened)


def search(library: Library, query: Query) -> Results:
    """The results of a query, remembered for the last few: the page that is drawn after the script has asked, sorting
    and going back search nothing, and adding a filter counts what was found without it. Raises what `Library.search`
    does."""
    key = (library.generation, query)
    with _lock:
        results = _remembered.get(key)
    if results is None:
        results = library.search(query)
    with _lock:
        _remembered[key] = results
        _remembered.move_to_end(key)
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    return results


def forget() -> None:
    """Forget the searches that are remembered."""
    with _lock:
        _remembered.clear()


def answer_html(results: Results, address: Address, library: Library, look: Look | None = None) -> str:
    """What was made of the query, and the results or what to do where there are none. `look` is what is new since the
    person was last here, where the search is a saved one."""
    above = understood_html(results, address)
    if look:
        above += look_html(look, address.language)
    if not results.hits:
        return f'<div id="kb-answer">{above}{_nothing(results, address)}</div>'
    qualities = {name: library.quality(name) for name in {hit.document for hit in results.hits}}
    found = results_html(results, address, qualities, look.new if look else frozenset())
    return f'<div id="kb-answer">{above}{found}{foreign_shelf_html(results, address)}</div>'


def _nothing(results: Results, address: Address) -> str:
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
    return (
        f'<section class="kb-nothing" role="status" dir="{direction(ui)}"><h2>{escape(say("nothing", ui))}</h2>'
        f'{paragraphs}<p class="kb-offers">{"".join(offered)}</p></section>'
    )

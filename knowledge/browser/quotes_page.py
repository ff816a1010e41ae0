"""The quotation check: a box to paste a quotation into, and where it stands in the library.

The quotation is in the page's address, so that a check can be sent to a friend; one too long for an address is kept
while the page is open, and the address names it by a digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

import streamlit as st

from knowledge.browser import frame
from knowledge.browser.address import Address, interface_language
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.browser.quotes_html import check_html
from knowledge.errors import KnowledgeError
from knowledge.quotes import check
from knowledge.types import Language

IN_ADDRESS = 6000
"""Characters that a quotation may take in an address; servers on the way refuse addresses above 8,000 or so."""
KEPT = 20
"""Longer quotations that a session keeps."""
_KEY = "kb-quotations"


@dataclass(frozen=True, slots=True)
class QuoteAddress:
    """The query string of the page: the quotation, or the digest of one that the session keeps."""

    language: Language = "he"
    quotation: str = ""
    kept: str = ""

    @classmethod
    def parse(cls, params: Mapping[str, Sequence[str]]) -> QuoteAddress:
        """The address that `params` (name -> values) spell; no value is wrong."""
        last = {name: values[-1] for name, values in params.items() if values}
        return cls(interface_language(params), last.get("q", ""), "" if last.get("q") else last.get("kept", ""))

    def params(self) -> dict[str, list[str]]:
        """The query string as name -> values."""
        every = {"q": self.quotation, "kept": self.kept, "ui": self.language if self.language != "he" else ""}
        return {name: [value] for name, value in every.items() if value}


def address_of(quotation: str, ui: Language) -> QuoteAddress:
    """The address of a check; what is above the limit is only named."""
    text = quotation.strip()
    if len(quote_plus(text, errors="replace")) <= IN_ADDRESS:
        return QuoteAddress(ui, text)
    return QuoteAddress(ui, kept=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16])


def show() -> None:
    """Draw the check of the quotation that the address holds or names."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('quotes', ui)} · {say('library', ui)}", layout="centered")
    address = QuoteAddress.parse(frame.query_params())
    frame.header(Address(ui, text=address.quotation, page="quotes"))
    library = frame.library()
    kept: dict[str, str] = st.session_state.get(_KEY, {})
    quotation = address.quotation or kept.get(address.kept, "")
    frame.draw(f'<h1 class="kb-title" dir="{direction(ui)}">{escape(say("quotes", ui))}</h1>')
    _box(quotation, ui)
    if address.kept and not quotation:
        frame.draw(f'<p class="kb-note" role="status" dir="{direction(ui)}">{escape(say("quote-lost", ui))}</p>')
    if not quotation:
        frame.draw(_welcome(ui))
        return
    try:
        with st.spinner(say("quote-checking", ui), show_time=False):
            found = check(library, quotation)
    except KnowledgeError as error:
        frame.notice("quote-refused", error.message(ui), ui)
        return
    frame.draw(check_html(found, library, ui))


def _box(quotation: str, ui: Language) -> None:
    st.session_state["kb-quote"] = quotation
    st.text_area(
        say("quote-label", ui),
        key="kb-quote",
        height=150,
        placeholder=say("quote-placeholder", ui),
        on_change=_write,
    )
    # It writes too: its run may start before the browser has heard of the address that leaving the box wrote.
    st.button(say("quote-check", ui), type="primary", key="kb-check", on_click=_write)


def _write() -> None:
    """Put what is in the box into the address, or into the session what an address cannot hold."""
    text = str(st.session_state["kb-quote"]).strip()
    address = address_of(text, frame.language())
    if address.kept:
        kept = {**st.session_state.get(_KEY, {}), address.kept: text}
        st.session_state[_KEY] = dict(list(kept.items())[-KEPT:])
    st.query_params.from_dict(address.params())


def _welcome(ui: Language) -> str:
    rules = "".join(
        f"<li>{escape(said)}</li>"
        for said in (
            say("quote-rule-same", ui),
            say("quote-rule-gap", ui),
            say("quote-rule-added", ui),
            say("quote-rule-short", ui),
        )
    )
    return (
        f'<section class="kb-welcome" dir="{direction(ui)}"><p class="kb-lead">{escape(say("quote-lead", ui))}</p>'
        f'<h2>{escape(say("quote-rules", ui))}</h2><ul class="kb-rules">{rules}</ul></section>'
    )

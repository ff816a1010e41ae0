"""The document page: one document, at the passage that the address names."""

from __future__ import annotations

import streamlit as st

from knowledge.browser import frame
from knowledge.browser.address import Address
from knowledge.browser.markup import escape
from knowledge.browser.messages import say
from knowledge.browser.neighbours import SHOWN, neighbours_html
from knowledge.browser.reading import document_html
from knowledge.browser.related import relations_html
from knowledge.browser.results import link
from knowledge.errors import KnowledgeError


def show() -> None:
    """Draw the document that the address names."""
    ui = frame.language()
    # The title names the page, never the document: a tab's title is no place for a document's text.
    st.set_page_config(page_title=f"{say('document-page', ui)} · {say('library', ui)}", layout="centered")
    home = f"<p>{link(Address(ui), escape(say('home', ui)), 'kb-button')}</p>"
    try:
        address = Address.parse(frame.query_params())
    except KnowledgeError as error:
        frame.header(Address(ui))
        frame.notice("not-understood", error.message(ui), ui, home)
        return
    frame.header(address)
    library = frame.library()
    document = library.document(address.document)
    if document is None:
        frame.notice("no-document", say("no-document-why", ui), ui, home)
        return
    frame.draw(document_html(document, address, library))
    related = relations_html(document.id, library, address)
    if related:
        frame.draw(related)
    marked = (address.place.section, address.place.start) if address.place else None
    near = neighbours_html(library.similar(document.id, marked, limit=SHOWN), address)
    if near:
        frame.draw(near)

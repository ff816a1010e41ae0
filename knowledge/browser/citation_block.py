"""How to cite the document, or the passage of it that is marked, and where it is; each with a button that copies it."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import streamlit as st

from knowledge.browser.address import Address, Place
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.citing.pieces import MARKS, Cited
from knowledge.citing.styles import STYLES, Style, citation, reference
from knowledge.types import Document, Language


def citation_html(document: Document, place: Place | None, ui: Language, base: str) -> str:
    """The block, closed: each style's citation with the page of `place` and its entry in a list of sources, and the
    address of the passage, or of the document without one. `base` is the app's own, as `base_address` gives it."""
    side = direction(ui)
    styles = "".join(_style(document, place, style, ui, lasting(base)) for style in STYLES)
    return (
        f'<details class="kb-citing" dir="{side}" lang="{ui}"><summary>{escape(say("citing", ui))}</summary>'
        f"{styles}{_link(document, place, ui, base)}</details>"
    )


def copy_button(target: str, label: str, ui: Language) -> str:
    """A button that copies what the element with the id `target` shows, with its formatting, or a link's whole address;
    beside it, whether that was done is said. `label` tells the button from others."""
    name = say("copy", ui)
    return (
        f'<span class="kb-copying"><button type="button" class="kb-copy" data-copy="{escape(target)}" '
        f'data-done="{escape(say("copied", ui))}" data-failed="{escape(say("not-copied", ui))}" '
        f'aria-label="{escape(name)}: {escape(label)}">{escape(name)}</button>'
        f'<span class="kb-copied" role="status" aria-live="polite"></span></span>'
    )


def cited_html(cited: Cited) -> str:
    """A reference whose pieces keep their directions, also when it is copied as plain text; titles of works that stand
    alone are italic, in Hebrew bold."""
    return "".join(_piece(piece.text, piece.title, language, cited.language) for piece, language in cited.directed())


def base_address() -> str:
    """The beginning of every address of the app, as the reader's browser has it ("https://kb.example.org"); empty
    outside a browser."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def lasting(base: str) -> str:
    """`base`, or nothing where it names the reader's own computer: such an address is of no use to those who read what
    cites it."""
    host = urlsplit(base).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return ""
    try:
        return "" if ipaddress.ip_address(host).is_loopback else base
    except ValueError:
        return base


def cited_page(document: Document, place: Place | None) -> str:
    """The number by which the page of a passage is cited, "3", or "3–4" where it goes over to the next; empty without
    one."""
    if place is None:
        return ""
    section = document.sections[place.section]
    pages = [section.page_at(place.start), section.page_at(max(place.start, place.end - 1))]
    first, last = (document.page_label(page) for page in pages)
    return first if first == last else f"{first}–{last}"


def _style(document: Document, place: Place | None, style: Style, ui: Language, base: str) -> str:
    metadata = document.metadata
    whole = f"{base}{Address(document=document.id).href()}" if base else ""
    there = f"{base}{Address(document=document.id, place=place).href()}" if base else ""
    name = say(f"cite-style.{style}", ui)
    first = say("cite-text" if style == "apa" else "cite-note", ui)
    page = cited_page(document, place)
    rows = (
        _row(f"kb-cite-{style}", citation(document.id, metadata, style, ui, page=page, link=there), name, first, ui),
        _row(
            f"kb-cite-{style}-list",
            reference(document.id, metadata, style, ui, link=whole),
            name,
            say("cite-list", ui),
            ui,
        ),
    )
    return (
        f'<div class="kb-cite-style" role="group" aria-label="{escape(name)}">'
        f'<p class="kb-cite-name">{escape(name)}</p>{"".join(rows)}</div>'
    )


def _row(id: str, cited: Cited, style: str, label: str, ui: Language) -> str:
    side = direction(cited.language)
    return (
        f'<div class="kb-cite-row"><span class="kb-cite-label">{escape(label)}</span>'
        f'<p class="kb-cite" id="{id}" dir="{side}" lang="{cited.language}">{cited_html(cited)}</p>'
        f"{copy_button(id, f'{style}, {label}', ui)}</div>"
    )


def _piece(text: str, title: bool, language: Language, around: Language) -> str:
    shown = escape(text)
    if title:
        tag = "b" if language == "he" else "i"
        shown = f"<{tag}>{shown}</{tag}>"
    if language == around:
        return shown
    return f'<bdi dir="{direction(language)}">{shown}</bdi>{MARKS[around]}'


def _link(document: Document, place: Place | None, ui: Language, base: str) -> str:
    href = Address(ui, document=document.id, place=place).href()
    label = say("link-passage" if place else "link-document", ui)
    way = f'<a id="kb-cite-link" data-inside="1" href="{escape(href)}">{escape(base + href)}</a>'
    return (
        f'<div class="kb-cite-style"><div class="kb-cite-row"><span class="kb-cite-label">{escape(label)}</span>'
        f'<p class="kb-cite" dir="ltr">{way}</p>'
        f"{copy_button('kb-cite-link', label, ui)}</div></div>"
    )

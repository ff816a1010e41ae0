"""The HTML of one document: what is known of it, its contents, its full text with the passage that was found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from knowledge.browser.address import Address, Place
from knowledge.browser.citation_block import base_address, citation_html
from knowledge.browser.hits_bar import hits_bar
from knowledge.browser.keep import keep_button
from knowledge.browser.markup import Layer, block, direction, escape, isolate, paragraphs, script_direction
from knowledge.browser.messages import date_text, say
from knowledge.browser.results import POOR_QUALITY, country, language_name, link, quality_badge
from knowledge.library import Library
from knowledge.taxonomy import CARD_FIELDS, OUTCOMES, TOPICS, TYPES, country_names, name
from knowledge.types import LOW_QUALITY, CardField, Document, Language, Metadata, PageNote, Section, Span

DEEPEST = 6
"""The deepest heading that HTML has."""


def document_html(document: Document, address: Address, library: Library) -> str:
    """The document page."""
    ui = address.language
    metadata = document.metadata
    place = found_place(document, address.place)
    side = script_direction(metadata.title, metadata.language)
    lost = f'<p class="kb-note">{escape(say("no-place", ui))}</p>' if address.place and not place else ""
    return (
        f'<article class="kb-document">{back(address)}'
        f'<h1 dir="{side}" lang="{metadata.language}">{escape(metadata.title)}</h1>'
        f"{reading_marks(document, ui)}{originals(document, place, ui)}{lost}"
        f"{citation_html(document, place, ui, base_address())}{about(document, address)}"
        f"{precedent(document, address)}{contents(document, ui)}{hits_bar(ui)}{text(document, place, address, library)}"
        f"{sources(metadata, ui)}</article>"
    )


def back(address: Address) -> str:
    """The way back to the results, or to the search page where there was no search."""
    label = "back" if address.text else "home"
    return f'<p class="kb-back">{link(address.search(), escape(say(label, address.language)))}</p>'


def found_place(document: Document, place: Place | None) -> Place | None:
    """The place if the document has it, cut to its section's end."""
    if place is None or place.section >= len(document.sections):
        return None
    length = len(document.sections[place.section].text)
    return Place(place.section, place.start, min(place.end, length)) if place.start < length else None


def originals(document: Document, place: Place | None, ui: Language) -> str:
    """Links to the original file: shown at the page of the place where a browser can, and downloaded."""
    href = f"/files/{quote(document.id)}"
    page = document.sections[place.section].page_at(place.start) if place else None
    links = []
    if document.id.lower().endswith((".pdf", ".txt")):
        at = f"#page={page}" if page and document.id.lower().endswith(".pdf") else ""
        label = say("original-page", ui, page) if at else say("original", ui)
        links.append(
            f'<a id="kb-original" class="kb-button" href="{escape(href + at)}" target="_blank" rel="noopener" '
            f'title="{escape(say("new-tab", ui))}">{escape(label)}</a>'
        )
    links.append(
        f'<a id="kb-download" class="kb-button" href="{escape(href)}?download=1" download>'
        f"{escape(say('download', ui))}</a>"
    )
    return f'<p class="kb-originals">{"".join(links)}</p>'


def reading_marks(document: Document, ui: Language) -> str:
    """Badges: that the document was not read well, that it was read by OCR, and which pages need that."""
    marks = [quality_badge(document.quality, LOW_QUALITY, ui)]
    if any(note.ocr for note in document.pages):
        marks.append(f'<span class="kb-badge">{escape(say("by-ocr", ui))}</span>')
    needing = [say("page", ui, document.page_label(note.page)) for note in document.pages if note.needs_ocr]
    if needing:
        marks.append(f'<span class="kb-badge">{escape(say("needs-ocr", ui, ", ".join(needing)))}</span>')
    shown = "".join(marks)
    return f'<p class="kb-reading" dir="{direction(ui)}" lang="{ui}">{shown}</p>' if shown else ""


def about(document: Document, address: Address) -> str:
    """Every field that is known, with where it came from."""
    ui = address.language
    metadata = document.metadata
    countries = country_names(ui)
    older = metadata.supersedes or ""
    guessed = metadata.origins.get("title") in (
        "file",
        "text",
        "ocr",
    )  # one that a person wrote needs no second showing
    values: dict[str, list[str]] = {
        "title": [_long(metadata.title, metadata.language)] if guessed else [],
        "summary": [_long(metadata.summary, metadata.language)] if metadata.summary else [],
        "authors": [isolate(author) for author in metadata.authors],
        "organisation": [isolate(metadata.organisation)] if metadata.organisation else [],
        "date": [isolate(date_text(metadata.date, ui))] if metadata.date else [],
        "type": [escape(name(TYPES, metadata.type, ui))] if metadata.type else [],
        "topics": [escape(name(TOPICS, topic, ui)) for topic in metadata.topics],
        "countries": [country(code, countries.get(code, code)) for code in metadata.countries],
        "language": [escape(language_name(metadata.language, ui))],
        "supersedes": [link(Address(ui, document=older), isolate(older))] if older else [],
        "rights": [isolate(metadata.rights)] if metadata.rights else [],
        "quality": [f"{100 * document.quality:.0f}%"] if document.quality is not None else [],
        "file": [f'<bdi dir="ltr">{escape(document.id)}</bdi>'],
    }
    rows = "".join(
        f"<div><dt>{escape(say(field, ui))}</dt><dd>{' · '.join(parts)}</dd>{origin(metadata, field, ui)}</div>"
        for field, parts in values.items()
        if parts
    )
    label = escape(say("about", ui))
    return f'<section class="kb-about" aria-label="{label}" dir="{direction(ui)}"><dl>{rows}</dl></section>'


def _long(text: str, language: Language) -> str:
    return f'<span class="kb-long" dir="{script_direction(text, language)}">{escape(text)}</span>'


def origin(metadata: Metadata, field: str, ui: Language) -> str:
    """Where a field came from, in small."""
    where = metadata.origins.get(field)
    return f'<dd class="kb-origin">{escape(say(f"origin.{where}", ui))}</dd>' if where else ""


def precedent(document: Document, address: Address) -> str:
    """The precedent card of a case study, each value with the passage that supports it."""
    ui = address.language
    if not document.metadata.card:
        return ""
    rows = "".join(_card_row(document, field, address) for field in document.metadata.card)
    title = escape(say("card", ui))
    side = direction(ui)
    return f'<section class="kb-precedent" aria-label="{title}" dir="{side}"><h2>{title}</h2><dl>{rows}</dl></section>'


def _card_row(document: Document, field: CardField, address: Address) -> str:
    ui = address.language
    value = field.value
    if field.name == "outcome":
        value = name(OUTCOMES, value, ui)
    if field.name == "country":
        value = country_names(ui).get(value, value)
    return (
        f"<div><dt>{escape(name(CARD_FIELDS, field.name, ui))}</dt>"
        f"<dd>{isolate(value)}{_support(document, field.passage, address)}</dd></div>"
    )


def _support(document: Document, passage: str, address: Address) -> str:
    """The words that support a value, and the way to them."""
    if not passage:
        return ""
    ui = address.language
    place = locate(document, passage)
    way = link(address.at(document.id, place), escape(say("to-passage-here", ui))) if place else ""
    side = direction(document.metadata.language)
    return (
        f"<details><summary>{escape(say('supported-by', ui))}</summary>"
        f'<blockquote dir="{side}">{escape(passage)}</blockquote>{way}</details>'
    )


def locate(document: Document, passage: str) -> Place | None:
    """Where `passage` stands in the document, differences of white space aside."""
    words = passage.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    for number, section in enumerate(document.sections):
        found = pattern.search(section.text)
        if found:
            return Place(number, *found.span())
    return None


def contents(document: Document, ui: Language) -> str:
    """The headings as links, where there are several."""
    headed = [(number, section) for number, section in enumerate(document.sections) if section.heading]
    if len(headed) < 3:
        return ""
    top = min(section.level for _, section in headed)
    items = "".join(
        f'<li class="kb-level-{min(section.level - top, 3)}">'
        f'<a href="#kb-section-{number}">{isolate(section.heading)}</a></li>'
        for number, section in headed
    )
    side = direction(document.metadata.language)
    return (
        f'<nav class="kb-contents" dir="{direction(ui)}"><details><summary>{escape(say("contents", ui))}</summary>'
        f'<ol dir="{side}">{items}</ol></details></nav>'
    )


def text(document: Document, place: Place | None, address: Address, library: Library) -> str:
    """The full text by section, the words of the query marked, the passage that was found set off."""
    notes = {note.page: note for note in document.pages}
    view = View(document, address.language, notes)
    parts = []
    for number, section in enumerate(document.sections):
        marks = library.highlights(address.text, section.text) if address.text.strip() else ()
        hit = (place.start, place.end) if place and place.section == number else None
        parts.append(view.section(number, marks, hit))
    label = escape(say("full-text", address.language))
    language = document.metadata.language
    return f'<div class="kb-body" role="region" aria-label="{label}" lang="{language}">{"".join(parts)}</div>'


@dataclass(frozen=True, slots=True)
class View:
    """The sections of a text, in their own language, on a page in the language of the interface."""

    document: Document
    ui: Language
    notes: Mapping[int, PageNote]

    @property
    def language(self) -> Language:
        """The language of the document."""
        return self.document.metadata.language

    def section(self, number: int, marks: tuple[Span, ...], hit: Span | None) -> str:
        """One section, with the beginnings of its pages and the place of the hit."""
        section = self.document.sections[number]
        layers = [Layer(marks), Layer((hit,) if hit else (), "span", "kb-hit")]
        parts = [self.heading(section)]
        page = self.page_before(number)
        pending = hit
        for start, end in paragraphs(section.text):
            here = section.page_at(start)
            if here is not None and here != page:
                parts.append(self.page(here))
                page = here
            if pending and pending[0] < end:
                parts.append(f'<div id="kb-at" role="note" aria-label="{escape(say("hit", self.ui))}"></div>')
                parts.append(keep_button(self.document.id, Place(number, *pending), self.ui))
                pending = None
            parts.append(block(section.text, layers, (start, end), self.language))
        return f'<section id="kb-section-{number}">{"".join(parts)}</section>'

    def heading(self, section: Section) -> str:
        """The section's heading, on the level that it has among the others."""
        if not section.heading:
            return ""
        top = min(each.level for each in self.document.sections if each.heading)
        tag = f"h{min(section.level - top + 2, DEEPEST)}"
        return f'<{tag} dir="{script_direction(section.heading, self.language)}">{escape(section.heading)}</{tag}>'

    def page_before(self, number: int) -> int | None:
        """The page on which the section before this one ends."""
        if number == 0:
            return None
        before = self.document.sections[number - 1]
        return before.page_at(len(before.text))

    def page(self, page: int) -> str:
        """The mark where a page begins, with how it was read where that is to be known."""
        side = direction(self.ui)
        note = self.notes.get(page, PageNote(page))
        by_ocr = f' <span class="kb-badge">{escape(say("by-ocr", self.ui))}</span>' if note.ocr else ""
        marks = quality_badge(note.quality, POOR_QUALITY, self.ui) + by_ocr
        label = escape(say("page", self.ui, self.document.page_label(page)))
        return f'<p class="kb-page" dir="{side}" lang="{self.ui}">{label}{marks}</p>'


def sources(metadata: Metadata, ui: Language) -> str:
    """What the document relies on, and where that came from."""
    if not metadata.sources:
        return ""
    items = "".join(
        f'<li dir="{script_direction(source, metadata.language)}">{escape(source)}</li>' for source in metadata.sources
    )
    where = metadata.origins.get("sources")
    mark = f' <small class="kb-origin">{escape(say(f"origin.{where}", ui))}</small>' if where else ""
    return (
        f'<section class="kb-sources" dir="{direction(ui)}"><h2>{escape(say("sources", ui))}{mark}</h2>'
        f"<ol>{items}</ol></section>"
    )

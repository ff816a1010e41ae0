"""The HTML of a list of results: one card a document, with its best passages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from knowledge.browser.address import MOST, PAGE, Address, Order, Place
from knowledge.browser.keep import keep_button
from knowledge.browser.markup import Layer, direction, escape, flag, isolate, script_direction, shown_excerpt
from knowledge.browser.messages import count, date_text, say
from knowledge.browser.why import why_html
from knowledge.taxonomy import LANGUAGES, TOPICS, TYPES, country_names, name
from knowledge.types import Hit, Language, Metadata, Other, Results

SHOWN = 2
"""Passages of one document that are shown at once; the others are one click away."""

POOR_QUALITY = 0.6
"""The reading quality below which a card and a page say so."""


def link(address: Address, label: str, css: str = "") -> str:
    """A link inside the app. `label` is HTML."""
    return f'<a data-inside="1" class="{css}" href="{escape(address.href())}">{label}</a>'


def results_html(
    results: Results, address: Address, qualities: Mapping[str, float | None], new: Collection[str] = ()
) -> str:
    """The whole list: how much was found, the cards, and "more" where there is more. `qualities` maps documents to
    their reading quality; `new` are those that were not found at the visit before."""
    ui = address.language
    groups = ordered(results.by_document(), address.order)
    summary = say(
        "found",
        ui,
        count("passages", len(results.hits), ui),
        count("in-documents", len(groups), ui),
        f"{results.took_ms / 1000:.2f}",
    )
    cards = "".join(
        card(group, results, address, qualities.get(group[0].document), group[0].document in new) for group in groups
    )
    return (
        f'<p class="kb-found" role="status">{escape(summary)}</p>'
        f'<section id="kb-results" aria-label="{escape(say("results", ui))}">{cards}</section>'
        f"{_more(results, address)}"
    )


def ordered(groups: list[list[Hit]], order: Order) -> list[list[Hit]]:
    """One list of hits a document, the nearest first or the latest; what has no date comes last, and what has the same
    stays in the order of nearness."""
    if order == "relevance":
        return groups
    return sorted(groups, key=lambda group: group[0].metadata.date or "", reverse=True)


def _more(results: Results, address: Address) -> str:
    if len(results.hits) < address.limit or address.limit >= MOST:
        return ""
    further = replace(address, limit=min(MOST, address.limit + PAGE))
    return f'<p class="kb-more">{link(further, escape(say("more", address.language)), "kb-button")}</p>'


def card(hits: list[Hit], results: Results, address: Address, quality: float | None, new: bool) -> str:
    """The card of one document among `results`; `quality` is its reading quality, and `new` says that it was not found
    at the visit before."""
    ui = address.language
    best = hits[0]
    side = direction(best.language)
    here = address.at(best.document, _place(best))
    passages = "".join(passage(hit, results, address) for hit in hits[:SHOWN])
    rest = hits[SHOWN:]
    if rest:
        label = escape(count("more-passages", len(rest), ui))
        further = "".join(passage(hit, results, address) for hit in rest)
        passages += f'<details class="kb-rest"><summary dir="{direction(ui)}">{label}</summary>{further}</details>'
    title = f'<bdi dir="{script_direction(best.metadata.title, best.language)}">{escape(best.metadata.title)}</bdi>'
    mark = f'<span class="kb-part"><strong class="kb-new">{escape(say("new-hit", ui))}</strong></span>' if new else ""
    return (
        f'<article class="kb-card" dir="{side}" lang="{best.language}"><h2>{link(here, title)}</h2>'
        f'<p class="kb-meta" dir="{direction(ui)}" lang="{ui}">{mark}{byline(best.metadata, ui)}'
        f"{quality_badge(quality, POOR_QUALITY, ui)}</p>{passages}{also(best.others, ui)}</article>"
    )


def also(others: Sequence[Other], ui: Language) -> str:
    """The documents that are listed under one instead of being found themselves."""
    if not others:
        return ""
    items = " · ".join(
        f"{link(Address(ui, document=other.document), isolate(other.title))} "
        f"({escape(relation_label(other.relation, other.is_main, ui))})"
        for other in others
    )
    return f'<p class="kb-also" dir="{direction(ui)}" lang="{ui}">{escape(say("also-under", ui))}: {items}</p>'


def relation_label(kind: str, is_main: bool, ui: Language) -> str:
    """What another document is to the one that is shown; `is_main`: it stands above that one."""
    above = is_main and kind in ("edition", "contained")
    return say(f"relation.{kind}.main" if above else f"relation.{kind}", ui)


def quality_badge(quality: float | None, below: float, ui: Language) -> str:
    """The reading quality as a small badge, where it is below a bound."""
    if quality is None or quality >= below:
        return ""
    return f'<span class="kb-badge">{escape(say("quality-badge", ui, f"{100 * quality:.0f}"))}</span>'


def byline(metadata: Metadata, ui: Language) -> str:
    """Who, when, what kind, where and about what; and the language, where it is not that of the interface."""
    countries = country_names(ui)
    parts = [isolate(author) for author in metadata.authors]
    if not parts and metadata.organisation:
        parts = [isolate(metadata.organisation)]
    if metadata.date:
        parts.append(isolate(date_text(metadata.date, ui)) + _doubt(metadata, "date", ui))
    if metadata.type:
        parts.append(escape(name(TYPES, metadata.type, ui)))
    parts += [country(code, countries.get(code, code)) for code in metadata.countries]
    parts += [f'<span class="kb-topic">{escape(name(TOPICS, topic, ui))}</span>' for topic in metadata.topics]
    if metadata.language != ui:
        parts.append(f'<span class="kb-other">{escape(say(f"in-language.{metadata.language}", ui))}</span>')
    return "".join(f'<span class="kb-part">{part}</span>' for part in parts)


def _doubt(metadata: Metadata, field: str, ui: Language) -> str:
    """A badge on a field that was recognised in a picture."""
    if metadata.origins.get(field) != "ocr":
        return ""
    return f' <abbr class="kb-badge" title="{escape(say("origin.ocr", ui))}">OCR</abbr>'


def country(code: str, label: str) -> str:
    """A country's flag and name."""
    picture = f'<span class="kb-flag" aria-hidden="true">{flag(code)}</span> ' if code.isascii() else ""
    return f"{picture}{isolate(label)}"


def passage(hit: Hit, results: Results, address: Address) -> str:
    """One passage: where it stands, what it says with the words that matched, and why it was found."""
    ui = address.language
    heading = [isolate(hit.heading)] if hit.heading else []
    page = [isolate(say("page", ui, hit.page_label))] if hit.page_label else []
    where = " · ".join([*heading, *page]) or escape(say("to-passage", ui))
    best = (hit.best,) if hit.best else ()
    layers = [Layer(hit.highlights), Layer(best, "span", "kb-best")]
    centre = hit.best or (hit.highlights[0] if hit.highlights else None)
    title = escape(say("to-passage", ui))
    side = direction(hit.language if hit.heading else ui)
    href = escape(address.at(hit.document, _place(hit)).href())
    return (
        f'<div class="kb-passage"><p class="kb-where" dir="{side}" lang="{ui}">'
        f'<a data-inside="1" href="{href}" title="{title}">{where}</a></p>'
        f'<p class="kb-text" dir="{direction(hit.language)}" lang="{hit.language}">'
        f"{shown_excerpt(hit.text, layers, centre)}</p>{keep_button(hit.document, _place(hit), ui)}"
        f"{why_html(hit, results, ui)}</div>"
    )


def language_name(language: Language, ui: Language) -> str:
    """The name of a document's language in the language of the interface."""
    return name(LANGUAGES, language, ui)


def _place(hit: Hit) -> Place:
    return Place(hit.section, hit.start, hit.end)

"""The HTML of a list of results: one card a document, with its best passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.browser.address import MOST, PAGE, Address, Place
from knowledge.browser.markup import Layer, direction, escape, flag, isolate, script_direction, shown_excerpt
from knowledge.browser.messages import count, date_text, say
from knowledge.taxonomy import LANGUAGES, TOPICS, TYPES, country_names, name
from knowledge.types import Hit, Language, Metadata, Other, Results

SHOWN = 2
"""Passages of one document that are shown at once; the others are one click away."""

POOR_QUALITY = 0.6
"""The reading quality below which a card and a page say so."""


def link(address: Address, label: str, css: str = "") -> str:
    """A link inside the app. `label` is HTML."""
    return f'<a data-inside="1" class="{css}" href="{escape(address.href())}">{label}</a>'


def results_html(results: Results, address: Address, qualities: Mapping[str, float | None]) -> str:
    """The whole list: how much was found, the cards, and "more" where there is more. `qualities` maps documents to
    their reading quality."""
    ui = address.language
    groups = results.by_document()
    summary = say(
        "found",
        ui,
        count("passages", len(results.hits), ui),
        count("in-documents", len(groups), ui),
        f"{results.took_ms / 1000:.2f}",
    )
    cards = "".join(card(group, address, qualities.get(group[0].document)) for group in groups)
    return (
        f'<p class="kb-found" role="status">{escape(summary)}</p>'
        f'<section id="kb-results" aria-label="{escape(say("results", ui))}">{cards}</section>'
        f"{_more(results, address)}"
    )


def _more(results: Results, address: Address) -> str:
    if len(results.hits) < address.limit or address.limit >= MOST:
        return ""
    further = replace(address, limit=min(MOST, address.limit + PAGE))
    return f'<p class="kb-more">{link(further, escape(say("more", address.language)), "kb-button")}</p>'


def card(hits: list[Hit], address: Address, quality: float | None) -> str:
    """The card of one document; `quality` is its reading quality."""
    ui = address.language
    best = hits[0]
    side = direction(best.language)
    here = address.at(best.document, _place(best))
    passages = "".join(passage(hit, address) for hit in hits[:SHOWN])
    rest = hits[SHOWN:]
    if rest:
        label = escape(count("more-passages", len(rest), ui))
        further = "".join(passage(hit, address) for hit in rest)
        passages += f'<details class="kb-rest"><summary dir="{direction(ui)}">{label}</summary>{further}</details>'
    title = f'<bdi dir="{script_direction(best.metadata.title, best.language)}">{escape(best.metadata.title)}</bdi>'
    return (
        f'<article class="kb-card" dir="{side}" lang="{best.language}"><h2>{link(here, title)}</h2>'
        f'<p class="kb-meta" dir="{direction(ui)}" lang="{ui}">{byline(best.metadata, ui)}'
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


def passage(hit: Hit, address: Address) -> str:
    """One passage: where it stands, what it says with the words that matched, and how it scored."""
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
        f"{shown_excerpt(hit.text, layers, centre)}</p>{score(hit, ui)}</div>"
    )


def score(hit: Hit, ui: Language) -> str:
    """The score, with its two parts on demand."""
    words, meaning = (say("score-none", ui) if part is None else f"{part:.2f}" for part in (hit.words, hit.meaning))
    whole, parts = say("score", ui, f"{hit.score:.2f}"), say("score-parts", ui, words, meaning)
    return (
        f'<details class="kb-score" dir="{direction(ui)}" lang="{ui}">'
        f"<summary>{escape(whole)}</summary><span>{escape(parts)}</span></details>"
    )


def language_name(language: Language, ui: Language) -> str:
    """The name of a document's language in the language of the interface."""
    return name(LANGUAGES, language, ui)


def _place(hit: Hit) -> Place:
    return Place(hit.section, hit.start, hit.end)

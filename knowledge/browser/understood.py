"""What was made of a query, above the results: each with the way back to what was typed."""

from __future__ import annotations

from dataclasses import replace

from knowledge.analysis import language_of
from knowledge.browser.address import PAGE, Address
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import say
from knowledge.browser.results import link
from knowledge.types import Language, Results

SHOWN = 4
"""Forms of one term that are named."""


def understood_html(results: Results, address: Address) -> str:
    """The lines about the query, and whether anything answers it; empty when there is nothing to say."""
    ui = address.language
    lines = [*_corrected(results, address), *_widened(results, address)]
    if address.literal or not address.widened:
        usual = link(replace(address, literal=False, widened=True), escape(say("with-help", ui)))
        lines.append(f"{escape(say('literally', ui))} {usual}")
    shown = "".join(f"<p>{line}</p>" for line in lines)
    said = f'<div class="kb-understood" dir="{direction(ui)}">{shown}</div>' if lines else ""
    return said + _unanswered(results, address)


def foreign_shelf_html(results: Results, address: Address) -> str:
    """The way to the same question among the documents of the other language; empty where a language was chosen."""
    if address.filters.language:
        return ""
    ui = address.language
    other: Language = "en" if language_of(results.text) == "he" else "he"
    there = replace(address, filters=replace(address.filters, language=other), limit=PAGE)
    label = escape(say("foreign-shelf-en" if other == "en" else "foreign-shelf-he", ui))
    return f'<p class="kb-more" dir="{direction(ui)}">{link(there, label)}</p>'


def _corrected(results: Results, address: Address) -> list[str]:
    ui = address.language
    if results.searched_instead:
        typed = link(replace(address, literal=True), escape(say("search-typed", ui, "")) + isolate(address.text))
        return [f"{escape(say('searched-for', ui))} <strong>{isolate(results.text)}</strong>. {typed}"]
    if results.suggestion:
        meant = link(replace(address, text=results.suggestion), f"<strong>{isolate(results.suggestion)}</strong>")
        return [f"{escape(say('did-you-mean', ui))} {meant}?"]
    return []


def _widened(results: Results, address: Address) -> list[str]:
    ui = address.language
    found = []
    names = [form for each in results.corrections if each.kind == "name" for form in each.corrected]
    if names:
        without = link(replace(address, literal=True), escape(say("only-typed", ui)))
        found.append(f"{escape(say('also-names', ui))}: {_listed(names)}. {without}")
    forms = [form for each in results.expansions for form in each.forms[:SHOWN]]
    if forms:
        without = link(replace(address, widened=False), escape(say("only-typed", ui)))
        found.append(f"{escape(say('also-glossary', ui))}: {_listed(forms)}. {without}")
    return found


def _listed(forms: list[str]) -> str:
    return ", ".join(isolate(form) for form in dict.fromkeys(forms))


def _unanswered(results: Results, address: Address) -> str:
    if results.answered or not results.hits:
        return ""
    ui = address.language
    heading = f"<h2>{escape(say('no-answer', ui))}</h2><p>{escape(say('no-answer-near', ui))}</p>"
    if results.unknown:
        heading += f"<p>{escape(say('no-answer-unknown', ui))}: {_listed(list(results.unknown))}</p>"
    return f'<section class="kb-nothing kb-near" role="status" dir="{direction(ui)}">{heading}</section>'

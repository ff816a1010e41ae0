"""The HTML of cases that were sought: what was recognised in a description, and why each case was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.browser.address import Address, Place
from knowledge.browser.markup import Layer, direction, escape, isolate, script_direction, shown_excerpt
from knowledge.browser.messages import say
from knowledge.browser.precedents_address import PrecedentsAddress
from knowledge.browser.precedents_html import bar_html, case_html, nothing_html, title_html, way
from knowledge.browser.precedents_names import facet_name, value_name
from knowledge.browser.results import link
from knowledge.cases_like import CaseLike, Comparison, Likeness, State, Trait
from knowledge.precedents import Facet, Precedent, find
from knowledge.quantities import Quantity
from knowledge.types import Hit, Language


def likeness_html(likeness: Likeness, every: Sequence[Precedent], address: PrecedentsAddress) -> str:
    """The cases that were found, below what was asked for and recognised."""
    ui = address.language
    cases = "".join(case_html(case.precedent, address, _found(case, address)) for case in likeness.cases)
    far = "" if _is_near(likeness) else f'<p class="kb-note" role="status">{escape(say("cases-far", ui))}</p>'
    back = link(address.everything(), escape(say("cases-to-all", ui)))
    if not likeness.cases:
        return f'<p class="kb-back">{back}</p>{nothing_html(address)}'
    return (
        f'<section class="kb-like" dir="{direction(ui)}"><p class="kb-back">{back}</p>{_heading(every, address)}'
        f'{_recognised(likeness.traits, address)}{far}<div class="kb-cases">{cases}</div>{bar_html(every, address)}'
        "</section>"
    )


def _is_near(likeness: Likeness) -> bool:
    """Whether the first case is near in meaning, or in half of the traits at least."""
    first = likeness.cases[0] if likeness.cases else None
    alike = len(first.of("match")) if first else 0
    return likeness.answered or (bool(likeness.traits) and 2 * alike >= len(likeness.traits))


def _heading(every: Sequence[Precedent], address: PrecedentsAddress) -> str:
    ui = address.language
    if address.near:
        one = find(every, address.near)
        shown = title_html(one, ui) if one else ""
        return f"<h2>{escape(say('cases-near-to', ui))} {shown}</h2>"
    if address.wrong:
        lead = escape(say("cases-wrong-lead", ui))
        return f"<h2>{escape(say('cases-wrong', ui))}</h2><p>{lead}</p>"
    return f"<h2>{escape(say('cases-like', ui))}</h2>"


def _recognised(traits: Iterable[Trait], address: PrecedentsAddress) -> str:
    """What the description was recognised to say, with its own words; nothing where there is none."""
    ui = address.language
    if not address.like:
        return ""
    items = "".join(
        f"<li>{escape(facet_name(trait.facet, ui))}: <strong>{_yours(trait, ui)}</strong> <small>"
        f"{escape(say('cases-words', ui, ''))}{isolate(trait.words)}</small></li>"
        for trait in traits
    )
    if not items:
        return f'<p class="kb-note">{escape(say("cases-recognised-none", ui))}</p>'
    return (
        f'<details class="kb-recognised" open><summary>{escape(say("cases-recognised", ui))}</summary><ul>{items}</ul>'
        f"<p>{escape(say('cases-order', ui))}</p></details>"
    )


def _found(case: CaseLike, address: PrecedentsAddress) -> str:
    """Why a case was found: the traits, how near it is, the passage; of a failure, what happened."""
    ui = address.language
    parts = [_what_happened(case.precedent, ui)] if address.wrong else []
    parts += [_traits(case, state, ui) for state in _STATES]
    if case.nearness is not None:
        parts.append(f"<p>{escape(say('cases-nearness', ui, f'{case.nearness:.2f}'))}</p>")
    if case.hit:
        parts.append(_passage(case.hit, ui))
    shown = "".join(parts)
    return f'<div class="kb-why" dir="{direction(ui)}" lang="{ui}">{shown}</div>' if shown else ""


_STATES: dict[State, str] = {"match": "cases-match", "differs": "cases-differs", "unknown": "cases-unsaid"}


def _traits(case: CaseLike, state: State, ui: Language) -> str:
    """The traits that came out so, one line, the values of one facet together."""
    together: dict[Facet, list[Comparison]] = {}
    for comparison in case.of(state):
        together.setdefault(comparison.trait.facet, []).append(comparison)
    if not together:
        return ""
    said = "; ".join(_facet(facet, group, case.precedent, state, ui) for facet, group in together.items())
    return f'<p class="kb-{state}"><strong>{escape(say(_STATES[state], ui))}:</strong> {said}</p>'


def _facet(facet: Facet, group: Sequence[Comparison], precedent: Precedent, state: State, ui: Language) -> str:
    yours = ", ".join(_yours(comparison.trait, ui) for comparison in group)
    shown = f"{escape(facet_name(facet, ui))}: {yours}"
    if state == "unknown":
        return f"{shown} {escape(say('cases-not-said', ui))}"
    if facet == "size" and precedent.people:
        return f"{shown} {_theirs(number_html(precedent.people, ui), ui)}"
    if state == "differs":
        theirs = ", ".join(isolate(value_name(facet, value, ui)) for value in group[0].theirs)
        return f"{shown} {_theirs(theirs, ui)}"
    return shown


def _theirs(shown: str, ui: Language) -> str:
    """`shown` is HTML."""
    before, _, after = say("cases-theirs", ui, "\0").partition("\0")
    return f"{escape(before)}{shown}{escape(after)}"


def _yours(trait: Trait, ui: Language) -> str:
    if trait.number is not None:
        return f'<bdi dir="ltr">{trait.number:,}</bdi>'
    return isolate(value_name(trait.facet, trait.value, ui))


def number_html(quantity: Quantity, ui: Language) -> str:
    """A number of people: ``82,000``, ``73,000–82,000``, ``5,000,000 or more``."""
    if quantity.high is None:
        return escape(say("cases-or-more", ui, f"{quantity.low:,}"))
    both = f"{quantity.low:,}" if quantity.low == quantity.high else f"{quantity.low:,}–{quantity.high:,}"
    return f'<bdi dir="ltr">{both}</bdi>'


def _what_happened(precedent: Precedent, ui: Language) -> str:
    """The words of the document on what failed, and the way to them."""
    fact = precedent.fields.get("outcome")
    if not fact or not fact.passage:
        return ""
    side = script_direction(fact.passage, precedent.metadata.language)
    there = escape(way(precedent, fact, ui))
    return (
        f"<p><strong>{escape(say('cases-what-failed', ui))}:</strong></p>"
        f'<blockquote dir="{side}" lang="{precedent.metadata.language}">{escape(fact.passage)}</blockquote>'
        f'<p><a data-inside="1" href="{there}">{escape(say("to-passage-here", ui))}</a></p>'
    )


def _passage(hit: Hit, ui: Language) -> str:
    best = (hit.best,) if hit.best else ()
    layers = [Layer(hit.highlights), Layer(best, "span", "kb-best")]
    centre = hit.best or (hit.highlights[0] if hit.highlights else None)
    there = Address(ui).at(hit.document, Place(hit.section, hit.start, hit.end))
    return (
        f"<details><summary>{escape(say('cases-nearest-passage', ui))}</summary>"
        f'<blockquote dir="{direction(hit.language)}" lang="{hit.language}">'
        f"{shown_excerpt(hit.text, layers, centre)}</blockquote>"
        f"<p>{link(there, escape(say('to-passage-here', ui)))}</p></details>"
    )


def by_words(address: PrecedentsAddress) -> str:
    """The way on where the model cannot be used."""
    there = replace(address, mode="words")
    return f"<p>{link(there, escape(say('by-words', address.language)), 'kb-button')}</p>"

"""The HTML of precedents: a card, the table, the comparison side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.browser.address import Address, Place
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import say
from knowledge.browser.precedents_address import FEWEST_COMPARED, MOST_COMPARED, PrecedentsAddress
from knowledge.browser.precedents_names import sort_name, value_name
from knowledge.browser.results import country, language_name, link
from knowledge.precedents import Fact, Precedent, Sort
from knowledge.taxonomy import CARD_FIELDS, OUTCOMES, country_names, name
from knowledge.types import Language

_ON_CARD = ("sector", "members", "founded", "legal_form", "practice", "lesson")
_COLUMNS = ("country", "sector", "members", "founded", "legal_form", "outcome", "practice", "lesson")
_SORTS = {"country": "country", "members": "size", "founded": "founded", "outcome": "outcome"}
"""Card field -> what its column is sorted by."""


def way(precedent: Precedent, fact: Fact | None, ui: Language) -> str:
    """The link to the passage that supports a fact; to the document where the passage is not in it."""
    place = Place(*fact.place) if fact and fact.place else None
    return Address(ui).at(precedent.document, place).href()


def fact_html(precedent: Precedent, field: str, ui: Language) -> str:
    """A field's value, which leads to its passage; where the card does not say, that."""
    fact = precedent.fields.get(field)
    if fact is None:
        return f'<span class="kb-unsaid" lang="{ui}">{escape(say("cases-unknown", ui))}</span>'
    language = precedent.metadata.language
    if field == "country":
        shown = countries_html(precedent, fact, ui)
    elif field == "outcome":
        shown, language = escape(name(OUTCOMES, fact.value, ui)), ui
    else:
        shown = f'<bdi dir="{script_direction(fact.value, language)}">{escape(fact.value)}</bdi>'
    title = f' title="{escape(fact.passage)}"' if fact.passage else ""
    css = f"kb-fact kb-outcome kb-outcome-{precedent.outcome}" if field == "outcome" else "kb-fact"
    href = escape(way(precedent, fact, ui))
    said = ui if field == "country" else language
    return f'<a data-inside="1" class="{css}" lang="{said}" href="{href}"{title}>{shown}</a>'


def countries_html(precedent: Precedent, fact: Fact, ui: Language) -> str:
    """The countries with their flags; what the card says beyond them, such as a region, follows."""
    names = country_names(ui)
    listed = ", ".join(country(code, names.get(code, code)) for code in precedent.countries)
    own = country_names(precedent.metadata.language)
    plain = {own.get(code, code) for code in precedent.countries} | set(precedent.countries)
    beyond = fact.value.partition("(")[2].partition(")")[0]
    if not listed:
        return isolate(fact.value)
    return f"{listed} ({isolate(beyond)})" if beyond and beyond not in plain else listed


def language_mark(precedent: Precedent, ui: Language) -> str:
    """That a card is in the other language than the interface."""
    language = precedent.metadata.language
    if language == ui:
        return ""
    said = say("in-language.he", ui) if language == "he" else say("in-language.en", ui)
    return f' <span class="kb-badge" lang="{ui}">{escape(said)}</span>'


def case_html(precedent: Precedent, address: PrecedentsAddress, found: str = "") -> str:
    """The card of a precedent; `found` is HTML that says why it was found."""
    ui, language = address.language, precedent.metadata.language
    rows = "".join(
        f'<div><dt lang="{ui}">{escape(name(CARD_FIELDS, field, ui))}</dt>'
        f"<dd>{fact_html(precedent, field, ui)}</dd></div>"
        for field in _ON_CARD
        if field in precedent.fields
    )
    side = script_direction(" ".join(fact.value for fact in precedent.fields.values()), language)
    return (
        f'<article class="kb-case" dir="{side}" lang="{language}"><h2>{title_html(precedent, ui)}</h2>'
        f'<p class="kb-meta" lang="{ui}">{fact_html(precedent, "country", ui)}'
        f" {fact_html(precedent, 'outcome', ui)}{language_mark(precedent, ui)}</p>"
        f'{found}<dl>{rows}</dl><p class="kb-case-ways" dir="{direction(ui)}" lang="{ui}">'
        f"{toggle_html(precedent, address)}{_near(precedent, address)}"
        f"{link(Address(ui).at(precedent.document), escape(say('cases-document', ui)))}</p></article>"
    )


def title_html(precedent: Precedent, ui: Language) -> str:
    """The organisation, which leads to the document."""
    side = script_direction(precedent.name, precedent.metadata.language)
    shown = f'<bdi dir="{side}" lang="{precedent.metadata.language}">{escape(precedent.name)}</bdi>'
    return link(Address(ui).at(precedent.document), shown)


def _near(precedent: Precedent, address: PrecedentsAddress) -> str:
    there = replace(address, near=precedent.document, like="", wrong=False, view="cards")
    return link(there, escape(say("cases-near", address.language)))


def toggle_html(precedent: Precedent, address: PrecedentsAddress) -> str:
    """The link that chooses a case for comparison, or drops it."""
    ui = address.language
    on = precedent.document in address.compare
    if not on and len(address.compare) >= MOST_COMPARED:
        return f'<span class="kb-unsaid">{escape(say("cases-full", ui))}</span>'
    label = escape(say("cases-chosen" if on else "cases-choose", ui))
    hidden = f'<span class="kb-hidden">: {isolate(precedent.name)}</span>'
    sign = "✓ " if on else "+ "
    return link(
        address.toggled(precedent.document),
        f'<span aria-hidden="true">{sign}</span>{label}{hidden}',
        "kb-toggle kb-on" if on else "kb-toggle",
    )


def list_html(shown: Sequence[Precedent], every: Sequence[Precedent], address: PrecedentsAddress) -> str:
    """The precedents as cards or as a table, below what was chosen for comparison."""
    ui = address.language
    if not shown:
        return nothing_html(address)
    if address.view == "table":
        body = table_html(shown, address)
    else:
        body = f'<div class="kb-cases">{"".join(case_html(each, address) for each in shown)}</div>'
    label = escape(say("cases", ui))
    return f'<section aria-label="{label}" dir="{direction(ui)}">{body}{bar_html(every, address)}</section>'


def bar_html(every: Sequence[Precedent], address: PrecedentsAddress) -> str:
    """What was chosen for comparison, and the way there; empty where nothing was."""
    ui = address.language
    picked = [each for each in every if each.document in address.compare]
    if not picked:
        return ""
    names = "".join(f"<li>{isolate(each.name)}</li>" for each in picked)
    if len(picked) >= FEWEST_COMPARED:
        go = link(replace(address, view="compare"), escape(say("cases-compare-now", ui)), "kb-button")
    else:
        go = f"<span>{escape(say('cases-choose-more', ui))}</span>"
    none = link(replace(address, compare=()), escape(say("cases-choose-none", ui)))
    return (
        f'<div class="kb-case-bar" role="status" dir="{direction(ui)}"><span>{escape(say("cases-chosen-bar", ui))}'
        f"</span><ul>{names}</ul>{go}{none}</div>"
    )


def nothing_html(address: PrecedentsAddress) -> str:
    """No precedent satisfies the filters."""
    ui = address.language
    ways = [link(address.unfiltered(), escape(say("clear", ui)), "kb-button")]
    ways.append(link(Address(ui, text=address.choice.text), escape(say("home", ui)), "kb-button"))
    return (
        f'<section class="kb-nothing" role="status" dir="{direction(ui)}"><h2>{escape(say("cases-nothing", ui))}</h2>'
        f'<p>{escape(say("cases-nothing-why", ui))}</p><p class="kb-offers">{"".join(ways)}</p></section>'
    )


def table_html(shown: Sequence[Precedent], address: PrecedentsAddress) -> str:
    """The precedents as a table, sorted by the links at the head of its columns; its first column stays in view."""
    ui = address.language
    heads = _head("name", say("cases-sort-name", ui), address)
    for field in _COLUMNS:
        title = name(CARD_FIELDS, field, ui)
        sort = _SORTS.get(field)
        heads += _head(_sort(sort), title, address) if sort else f'<th scope="col">{escape(title)}</th>'
    rows = "".join(_row(each, address) for each in shown)
    return _scrolled(f'<table class="kb-case-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>', ui)


def _sort(value: str) -> Sort:
    table: dict[str, Sort] = {"country": "country", "size": "size", "founded": "founded", "outcome": "outcome"}
    return table[value]


def _scrolled(table: str, ui: Language) -> str:
    label = escape(say("cases-table", ui))
    return (
        f'<div class="kb-scrolled" role="region" tabindex="0" aria-label="{label}" dir="{direction(ui)}">{table}</div>'
    )


def _head(sort: Sort, title: str, address: PrecedentsAddress) -> str:
    """A column's head, which sorts by it; once more, the other way."""
    ui = address.language
    here = address.sort == sort
    order = f' aria-sort="{"descending" if address.descending else "ascending"}"' if here else ""
    sign = (" ▾" if address.descending else " ▴") if here else ""
    other = replace(address, sort=sort, descending=here and not address.descending)
    said = say("cases-sort-down" if other.descending else "cases-sort-up", ui)
    label = f'{escape(title)}<span aria-hidden="true">{sign}</span><span class="kb-hidden">, {escape(said)}</span>'
    return f'<th scope="col"{order}>{link(other, label)}</th>'


def _row(precedent: Precedent, address: PrecedentsAddress) -> str:
    ui = address.language
    cells = "".join(f"<td>{_cell(precedent, field, ui)}</td>" for field in _COLUMNS)
    return (
        f'<tr><th scope="row">{title_html(precedent, ui)}{language_mark(precedent, ui)}'
        f'<span class="kb-case-ways">{toggle_html(precedent, address)}</span></th>{cells}</tr>'
    )


def _cell(precedent: Precedent, field: str, ui: Language) -> str:
    """A cell, in the direction of its own text."""
    fact = precedent.fields.get(field)
    side = direction(ui)
    if fact and field not in ("country", "outcome"):
        side = script_direction(fact.value, precedent.metadata.language)
    return f'<div dir="{side}">{fact_html(precedent, field, ui)}</div>'


def compare_html(every: Sequence[Precedent], address: PrecedentsAddress) -> str:
    """Two to four cases side by side, a field a row; what to do where fewer are chosen."""
    ui = address.language
    known = {each.document: each for each in every}
    picked = [known[document] for document in address.compare if document in known]
    gone = "".join(
        f'<p class="kb-note" role="status">{say_isolated("cases-gone", ui, document)}</p>'
        for document in address.compare
        if document not in known
    )
    back = link(replace(address, view="cards"), escape(say("cases-to-all", ui)), "kb-button")
    if len(picked) < FEWEST_COMPARED:
        return (
            f'<section class="kb-nothing" role="status" dir="{direction(ui)}">'
            f"<h2>{escape(say('cases-compared', ui))}</h2>{gone}<p>{escape(say('cases-compare-few', ui))}</p>"
            f'<p class="kb-offers">{back}</p></section>{bar_html(every, replace(address, view="cards"))}'
        )
    heads = "".join(
        f'<th scope="col">{title_html(each, ui)}{language_mark(each, ui)}'
        f'<span class="kb-case-ways">{toggle_html(each, address)}</span></th>'
        for each in picked
    )
    rows = "".join(_compared_row(field, picked, ui) for field in CARD_FIELDS if field != "organisation")
    table = (
        f'<table class="kb-compared"><caption class="kb-hidden">{escape(say("cases-compared", ui))}</caption>'
        f'<thead><tr><th scope="col">{escape(say("cases-field", ui))}</th>{heads}</tr></thead>'
        f"<tbody>{rows}{_more_rows(picked, ui)}</tbody></table>"
    )
    return f'<section dir="{direction(ui)}">{gone}{_scrolled(table, ui)}<p class="kb-offers">{back}</p></section>'


def say_isolated(key: str, ui: Language, value: str) -> str:
    """A message as HTML with a document's text in its place."""
    before, _, after = say(key, ui, "\0").partition("\0")
    return f"{escape(before)}{isolate(value)}{escape(after)}"


def _compared_row(field: str, picked: Sequence[Precedent], ui: Language) -> str:
    cells = "".join(f"<td>{_cell(each, field, ui)}</td>" for each in picked)
    return f'<tr><th scope="row">{escape(name(CARD_FIELDS, field, ui))}</th>{cells}</tr>'


def _more_rows(picked: Sequence[Precedent], ui: Language) -> str:
    """What is compared beside the card's own fields."""
    topics = "".join(
        f"<td>{escape(', '.join(value_name('topic', topic, ui) for topic in each.metadata.topics))}</td>"
        for each in picked
    )
    languages = "".join(f"<td>{escape(language_name(each.metadata.language, ui))}</td>" for each in picked)
    return (
        f'<tr><th scope="row">{escape(say("topics", ui))}</th>{topics}</tr>'
        f'<tr><th scope="row">{escape(say("language", ui))}</th>{languages}</tr>'
    )


def tools_html(shown: int, total: int, address: PrecedentsAddress) -> str:
    """How many are shown, the ways to see them, and what they are sorted by."""
    ui = address.language
    said = say("cases-shown-all", ui, total) if shown == total else say("cases-shown", ui, shown, total)
    views = (
        ("cards", say("cases-view-cards", ui)),
        ("table", say("cases-view-table", ui)),
        ("compare", say("cases-view-compare", ui, len(address.compare))),
    )
    ways = "".join(
        f"<li{_current(address.view == view)}>{link(_with_view(address, view), escape(label))}</li>"
        for view, label in views
    )
    sorts: tuple[Sort, ...] = ("name", "country", "founded", "size", "outcome")
    by = "".join(
        f"<li{_current(address.sort == sort)}>"
        f"{link(replace(address, sort=sort, descending=False), escape(sort_name(sort, ui)))}</li>"
        for sort in sorts
    )
    order = "" if address.view == "compare" else _menu(say("cases-sort", ui), by)
    found = "" if address.view == "compare" else f'<p class="kb-found" role="status">{escape(said)}</p>'
    return f'<div class="kb-tools" dir="{direction(ui)}">{found}{_menu(say("cases-view", ui), ways)}{order}</div>'


def _with_view(address: PrecedentsAddress, view: str) -> PrecedentsAddress:
    return replace(address, view="table" if view == "table" else "compare" if view == "compare" else "cards")


def _current(here: bool) -> str:
    return ' aria-current="true"' if here else ""


def _menu(label: str, items: str) -> str:
    return f'<nav aria-label="{escape(label)}"><span>{escape(label)}:</span><ul>{items}</ul></nav>'

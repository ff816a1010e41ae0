"""The filters beside the results: every choice is a link, with the number of documents that it would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

import streamlit as st

from knowledge.browser.address import PAGE, UNFILTERED, Address, Order
from knowledge.browser.frame import draw, go
from knowledge.browser.histogram import bars, histogram_html
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.browser.results import language_name, link
from knowledge.library import Facets
from knowledge.taxonomy import TOPICS, TYPES, country_names, name
from knowledge.types import Filters, Language, Mode

LISTED = 8
"""Values of one field that are shown at once; the others are one click away."""
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "topic": {"topics": ()},
    "type": {"types": ()},
    "country": {"countries": ()},
    "lang": {"language": None},
    "years": {"year_from": None, "year_to": None},
}
"""The fields that can be filtered by, each with what takes its filter away."""


@dataclass(frozen=True, slots=True)
class Field:
    """A filter of several values: its name in the address, the documents with each value, its labels, and the address
    in which a value is chosen, or no longer."""

    key: str
    counts: Mapping[str, int]
    chosen: tuple[str, ...]
    label: Callable[[str], str]
    toggled: Callable[[str], Address]

    def values(self) -> list[str]:
        """The values to offer, most documents first; what is chosen is always among them."""
        offered = {value for value, number in self.counts.items() if number} | set(self.chosen)
        return sorted(offered, key=lambda value: (-self.counts.get(value, 0), self.label(value)))


def counts(address: Address, of: Callable[[Filters], Facets]) -> dict[str, Facets]:
    """The counts of each field. They come from the other fields' filters, so that adding a value is seen to add
    documents; `of` counts what some filters leave, and is asked once for each set of filters."""
    asked: dict[Filters, Facets] = {}
    found = {}
    for field, emptied in FIELDS.items():
        others = replace(address.filters, **emptied)
        if others not in asked:
            asked[others] = of(others)
        found[field] = asked[others]
    return found


def fields(address: Address, found: Mapping[str, Facets]) -> tuple[Field, ...]:
    """The filters of several values, with what `counts` found."""
    ui, chosen = address.language, address.filters
    countries = country_names(ui)

    def topics(value: str) -> Address:
        return _with(address, topics=_toggled(chosen.topics, value))

    def types(value: str) -> Address:
        return _with(address, types=_toggled(chosen.types, value))

    def places(value: str) -> Address:
        return _with(address, countries=_toggled(chosen.countries, value))

    return (
        Field("topic", found["topic"].topics, chosen.topics, lambda value: name(TOPICS, value, ui), topics),
        Field("type", found["type"].types, chosen.types, lambda value: name(TYPES, value, ui), types),
        Field(
            "country",
            found["country"].countries,
            chosen.countries,
            lambda value: countries.get(value, value),
            places,
        ),
    )


def _with(address: Address, **changed: Any) -> Address:
    return replace(address, filters=replace(address.filters, **changed), limit=PAGE)


def _toggled(chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)


def heading(address: Address) -> None:
    """The head of the sidebar, which stands before anything is counted."""
    ui = address.language
    clear = link(replace(address, filters=UNFILTERED, limit=PAGE), escape(say("clear", ui))) if address.filters else ""
    with st.sidebar:
        draw(f'<div class="kb-filters"><h2>{escape(say("filters", ui))}</h2>{clear}</div>')


def sidebar(address: Address, found: Mapping[str, Facets], known: Mapping[str, int]) -> None:
    """The filters with what `counts` found, and the years `known` to the library."""
    ui = address.language
    years = [int(year) for year in known]
    several = "".join(facet_html(field, ui, opened=number == 0) for number, field in enumerate(fields(address, found)))
    hint = f'<p class="kb-hint">{escape(say("counted", ui))}</p>' if address.text else ""
    drawn = histogram_html(bars(years, found["years"].years), address) if len(set(years)) > 1 else ""
    title = f"<h3>{escape(say('years', ui))}</h3>" if drawn else ""
    with st.sidebar:
        draw(
            f'<div class="kb-facets" dir="{direction(ui)}">{hint}{several}'
            f"{_languages(address, found['lang'].languages)}{title}{drawn}</div>"
        )
        if drawn:
            _slider(address, years)
        draw(f'<div class="kb-facets" dir="{direction(ui)}">{_modes(address)}</div>')


def facet_html(field: Field, ui: Language, opened: bool) -> str:
    """A field's values; what is not shown at once is one click away. `opened`: it is so at first."""
    values = field.values()
    if not values:
        return ""
    items = [
        _choice(field.toggled(value), field.label(value), value in field.chosen, field.counts.get(value, 0))
        for value in values
    ]
    more = ""
    if len(items) > LISTED + 1:
        unfolded = " open" if set(values[LISTED:]) & set(field.chosen) else ""
        rest = "".join(items[LISTED:])
        more = (
            f'<details data-facet="{field.key}-more"{unfolded}><summary>'
            f"{escape(say('more-values', ui, len(items) - LISTED))}</summary><ul>{rest}</ul></details>"
        )
        items = items[:LISTED]
    unfolded = " open" if opened or field.chosen else ""
    return (
        f'<details class="kb-facet" data-facet="{field.key}"{unfolded}><summary><h3>{escape(say(field.key, ui))}</h3>'
        f"</summary><ul>{''.join(items)}</ul>{more}</details>"
    )


def _choice(there: Address, label: str, on: bool, number: int | None = None, css: str = "kb-choice") -> str:
    counted = "" if number is None else f' <span class="kb-number">({number:,})</span>'
    current = ' aria-current="true"' if on else ""
    return (
        f'<li><a data-inside="1" class="{css}"{current} href="{escape(there.href())}">{escape(label)}{counted}</a></li>'
    )


def _languages(address: Address, numbers: Mapping[str, int]) -> str:
    ui, chosen = address.language, address.filters.language
    items = [_choice(_with(address, language=None), say("every-language", ui), chosen is None, css="kb-one")]
    for each in get_args(Language):
        there = _with(address, language=each)
        items.append(_choice(there, language_name(each, ui), each == chosen, numbers.get(each, 0), "kb-one"))
    return f"<h3>{escape(say('language', ui))}</h3><ul>{''.join(items)}</ul>"


def _modes(address: Address) -> str:
    ui = address.language
    items = "".join(
        _choice(replace(address, mode=mode, limit=PAGE), say(f"mode.{mode}", ui), mode == address.mode, css="kb-one")
        for mode in get_args(Mode)
    )
    return f"<h3>{escape(say('mode', ui))}</h3><ul>{items}</ul>"


def _slider(address: Address, known: list[int]) -> None:
    chosen = address.filters
    ends = [year for year in (chosen.year_from, chosen.year_to) if year is not None]
    low, high = min(known + ends), max(known + ends)
    st.session_state["known-years"] = (min(known), max(known))
    st.session_state["years"] = (chosen.year_from or low, chosen.year_to or high)
    label = say("years", address.language)
    st.slider(label, low, high, key="years", on_change=write, label_visibility="collapsed")


def write() -> None:
    """Write the address with what the box and the slider now show."""
    state = st.session_state
    address: Address = state["address"]
    filters = address.filters
    if "years" in state:
        # The whole range is no filter, which keeps the documents without a date.
        year_from, year_to = (
            None if end == known else end for end, known in zip(state["years"], state["known-years"], strict=True)
        )
        filters = replace(filters, year_from=year_from, year_to=year_to)
    go(replace(address, filters=filters).asking(state["q"]))


def chips(address: Address) -> list[tuple[str, Address]]:
    """The filters in force by name, each with the address without it."""
    ui, chosen = address.language, address.filters
    countries = country_names(ui)
    found = [
        (name(TOPICS, topic, ui), _with(address, topics=_toggled(chosen.topics, topic))) for topic in chosen.topics
    ]
    found += [(name(TYPES, kind, ui), _with(address, types=_toggled(chosen.types, kind))) for kind in chosen.types]
    found += [
        (countries.get(code, code), _with(address, countries=_toggled(chosen.countries, code)))
        for code in chosen.countries
    ]
    if chosen.language:
        found.append((language_name(chosen.language, ui), _with(address, language=None)))
    if chosen.year_from or chosen.year_to:
        years = f"{chosen.year_from or ''}–{chosen.year_to or ''}"
        found.append((years, _with(address, year_from=None, year_to=None)))
    return found


def chosen_names(address: Address) -> list[str]:
    """The filters in force by name."""
    return [label for label, _ in chips(address)]


def chosen_html(address: Address) -> str:
    """The filters in force, above the results, each a link that drops it: on a narrow screen the sidebar is away."""
    if not address.filters:
        return ""
    ui = address.language
    listed = "".join(_chip(label, there, ui) for label, there in chips(address))
    clear = link(replace(address, filters=UNFILTERED, limit=PAGE), escape(say("clear", ui)), "kb-clear")
    return (
        f'<div class="kb-chosen kb-chips"><span>{escape(say("filtered-by", ui))}</span><ul>{listed}</ul>{clear}</div>'
    )


def _chip(label: str, there: Address, ui: Language) -> str:
    drop = escape(say("drop-filter", ui, label))
    return (
        f'<li><a data-inside="1" href="{escape(there.href())}" title="{drop}" aria-label="{drop}">'
        f"<bdi>{escape(label)}</bdi></a></li>"
    )


def order_html(address: Address) -> str:
    """The ways to sort the results."""
    ui = address.language
    labels: Mapping[Order, str] = {"relevance": say("order-relevance", ui), "date": say("order-date", ui)}
    items = "".join(
        _choice(replace(address, order=order), label, order == address.order, css="") for order, label in labels.items()
    )
    title, side = escape(say("order", ui)), direction(ui)
    return f'<div class="kb-order" dir="{side}"><span>{title}</span><ul aria-label="{title}">{items}</ul></div>'

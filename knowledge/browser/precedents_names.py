"""The names of facets and of their values in the language of the interface."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.browser.messages import say
from knowledge.card_terms import group_name
from knowledge.precedents import UNKNOWN, Facet, Sort
from knowledge.taxonomy import CARD_FIELDS, OUTCOMES, TOPICS, country_names, name
from knowledge.types import Language

_FIELD_OF: Mapping[Facet, str] = {
    "country": "country",
    "sector": "sector",
    "era": "founded",
    "form": "legal_form",
    "outcome": "outcome",
}
_RANGES: Mapping[str, str] = {
    "s0": "cases-size-0",
    "s100": "cases-size-100",
    "s1000": "cases-size-1000",
    "s10000": "cases-size-10000",
    "s100000": "cases-size-100000",
    "y0": "cases-era-0",
    "y1900": "cases-era-1900",
    "y1945": "cases-era-1945",
    "y1980": "cases-era-1980",
    "y2000": "cases-era-2000",
}


def facet_name(facet: Facet, ui: Language) -> str:
    """The name of a facet."""
    if facet == "size":
        return say("cases-size", ui)
    return say("topic", ui) if facet == "topic" else name(CARD_FIELDS, _FIELD_OF[facet], ui)


def value_name(facet: Facet, value: str, ui: Language) -> str:
    """The name of a facet's value."""
    if value == UNKNOWN:
        return say("cases-unknown", ui)
    if facet == "country":
        return country_names(ui).get(value, value)
    if facet == "size" or facet == "era":
        return say(_RANGES[value], ui)
    if facet == "outcome":
        return name(OUTCOMES, value, ui)
    return name(TOPICS, value, ui) if facet == "topic" else group_name(facet, value, ui)


def sort_name(sort: Sort, ui: Language) -> str:
    """What the cards are sorted by."""
    if sort == "name":
        return say("cases-sort-name", ui)
    facets: Mapping[Sort, Facet] = {"country": "country", "founded": "era", "size": "size", "outcome": "outcome"}
    return facet_name(facets[sort], ui)

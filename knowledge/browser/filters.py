"""The filters beside the results: every choice with the number of documents it would leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

import streamlit as st

from knowledge.browser.address import UNFILTERED, Address
from knowledge.browser.frame import go
from knowledge.browser.markup import escape
from knowledge.browser.messages import say
from knowledge.browser.results import language_name, link
from knowledge.library import Library
from knowledge.taxonomy import TOPICS, TYPES, country_names, name
from knowledge.types import Filters, Language, Mode


@dataclass(frozen=True, slots=True)
class Field:
    """A filter of several values: its name in the address, the values in the library with their counts, its labels."""

    key: str
    counts: Mapping[str, int]
    chosen: tuple[str, ...]
    label: Callable[[str], str]

    def values(self) -> list[str]:
        """The values to offer, most documents first; what is chosen is always among them."""
        offered = {value for value, number in self.counts.items() if number} | set(self.chosen)
        return sorted(offered, key=lambda value: (-self.counts.get(value, 0), self.label(value)))


def fields(address: Address, library: Library) -> tuple[Field, ...]:
    """The filters of several values. The counts of each come from the other filters, so that adding a value is seen to
    add documents."""
    ui, chosen = address.language, address.filters
    countries = country_names(ui)
    return (
        Field(
            "topic",
            library.facets(replace(chosen, topics=())).topics,
            chosen.topics,
            lambda value: name(TOPICS, value, ui),
        ),
        Field(
            "type", library.facets(replace(chosen, types=())).types, chosen.types, lambda value: name(TYPES, value, ui)
        ),
        Field(
            "country",
            library.facets(replace(chosen, countries=())).countries,
            chosen.countries,
            lambda value: countries.get(value, value),
        ),
    )


def sidebar(address: Address, library: Library) -> None:
    """The filters, set from the address; a change writes the address."""
    ui, chosen = address.language, address.filters
    with st.sidebar:
        clear = link(replace(address, filters=UNFILTERED), escape(say("clear", ui))) if chosen else ""
        st.html(f'<div class="kb-filters"><h2>{escape(say("filters", ui))}</h2>{clear}</div>')
        for number, field in enumerate(fields(address, library)):
            _several(field, ui, opened=number == 0)
        _language(address, library)
        _years(address, library)
        st.session_state["mode"] = address.mode
        st.radio(
            say("mode", ui),
            get_args(Mode),
            key="mode",
            format_func=lambda mode: say(f"mode.{mode}", ui),
            on_change=write,
        )


def _several(field: Field, ui: Language, opened: bool) -> None:
    values = field.values()
    if not values:
        return
    with st.expander(say(field.key, ui), expanded=opened or bool(field.chosen)):
        for value in values:
            key = f"{field.key}:{value}"
            st.session_state[key] = value in field.chosen
            st.checkbox(f"{field.label(value)} ({field.counts.get(value, 0)})", key=key, on_change=write)


def _language(address: Address, library: Library) -> None:
    ui = address.language
    counts = library.facets(replace(address.filters, language=None)).languages

    def label(value: str) -> str:
        for language in get_args(Language):
            if language == value:
                return f"{language_name(language, ui)} ({counts.get(language, 0)})"
        return say("every-language", ui)

    st.session_state["lang"] = address.filters.language or ""
    st.radio(say("language", ui), ("", *get_args(Language)), key="lang", format_func=label, on_change=write)


def _years(address: Address, library: Library) -> None:
    chosen = address.filters
    known = [int(year) for year in library.facets(UNFILTERED).years]
    if len(known) < 2:
        return
    ends = [year for year in (chosen.year_from, chosen.year_to) if year is not None]
    low, high = min(known + ends), max(known + ends)
    st.session_state["known-years"] = (min(known), max(known))
    st.session_state["years"] = (chosen.year_from or low, chosen.year_to or high)
    st.slider(say("years", address.language), low, high, key="years", on_change=write)


def write() -> None:
    """Write the address that the widgets now show."""
    state = st.session_state
    address: Address = state["address"]
    year_from, year_to = address.filters.year_from, address.filters.year_to
    if "years" in state:
        # The whole range is no filter, which keeps the documents without a date.
        year_from, year_to = (
            None if end == known else end for end, known in zip(state["years"], state["known-years"], strict=True)
        )
    filters = Filters(
        topics=_ticked("topic:", address.filters.topics),
        types=_ticked("type:", address.filters.types),
        countries=_ticked("country:", address.filters.countries),
        language=state["lang"] or None,
        year_from=year_from,
        year_to=year_to,
    )
    changed = Address(address.language, state["q"], state["mode"], filters)
    if changed.text == address.text:  # how the query is read belongs to the query
        changed = replace(changed, literal=address.literal, widened=address.widened)
    go(changed)


def _ticked(prefix: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """The values whose box is ticked: those of the address in its order, then the new one."""
    state = {str(key): on for key, on in st.session_state.items()}
    ticked = [key.removeprefix(prefix) for key, on in state.items() if on and key.startswith(prefix)]
    return (*(value for value in before if value in ticked), *(value for value in ticked if value not in before))


def chosen_html(address: Address) -> str:
    """The filters in force, above the results, with the way to drop them: on a narrow screen the sidebar is away."""
    ui, chosen = address.language, address.filters
    if not chosen:
        return ""
    countries = country_names(ui)
    names = [name(TOPICS, topic, ui) for topic in chosen.topics]
    names += [name(TYPES, kind, ui) for kind in chosen.types]
    names += [countries.get(code, code) for code in chosen.countries]
    names += [language_name(chosen.language, ui)] if chosen.language else []
    names += [f"{chosen.year_from or ''}–{chosen.year_to or ''}"] if chosen.year_from or chosen.year_to else []
    listed = "".join(f"<li><bdi>{escape(each)}</bdi></li>" for each in names)
    clear = link(replace(address, filters=UNFILTERED), escape(say("clear", ui)))
    return f'<div class="kb-chosen"><span>{escape(say("filtered-by", ui))}</span><ul>{listed}</ul>{clear}</div>'

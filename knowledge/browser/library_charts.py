"""The timeline and the table of topics and countries: charts made of HTML, whose every part is a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from knowledge.browser.library_address import LibraryAddress
from knowledge.browser.library_map import COLOURS, look, toggle
from knowledge.browser.markup import escape
from knowledge.browser.messages import count, say
from knowledge.browser.results import country
from knowledge.overview import Column, Coverage, Timeline
from knowledge.taxonomy import TOPICS, TYPES, country_names, name
from knowledge.types import Language

LABELS = 8
"""Years that are written below the timeline at most."""
FIRST_YEAR = 1000
"""The earliest year that an address can name."""
SHADES = 5
"""Depths of colour of a cell."""


# The timeline ------------------------------------------------------------------------------------------------------


def timeline_html(timeline: Timeline, counts: Mapping[str, int], address: LibraryAddress) -> str:
    """The columns, the legend of types with their numbers `counts`, and all of it as a table."""
    ui = address.language
    undated = f"<p>{escape(say('undated', ui, timeline.undated))}</p>" if timeline.undated else ""
    legend = "".join(
        toggle("types", kind, f"{_block(kind)}{escape(name(TYPES, kind, ui))}", counts.get(kind, 0), address)
        for kind in TYPES
        if counts.get(kind, 0) or kind in address.filters.types
    )
    types = f'<ul class="kb-legend" aria-label="{escape(say("by-type", ui))}">{legend}</ul>' if legend else ""
    if not timeline.columns:
        return f"{types}<p>{escape(say('timeline-none', ui))}</p>"
    highest = max(column.documents for column in timeline.columns)
    every = -(-len(timeline.columns) // LABELS)
    columns = "".join(
        _column(column, highest, number % every == 0, address) for number, column in enumerate(timeline.columns)
    )
    return f'{types}<ol class="kb-timeline">{columns}</ol>{undated}{_timeline_table(timeline, ui)}'


def years(column: Column) -> str:
    """The years of a column as people write them."""
    return str(column.first) if column.first == column.last else f"{column.first}–{column.last}"


def _column(column: Column, highest: int, labelled: bool, address: LibraryAddress) -> str:
    ui = address.language
    year = f'<span class="kb-year">{column.first if labelled else ""}</span>'
    if not column.documents:
        return f'<li><span class="kb-stack"></span>{year}</li>'
    kinds = [(_kind(kind, ui), number) for kind, number in column.types.items()]
    parts = ", ".join(f"{kind} {number}" for kind, number in kinds)
    said = escape(f"{years(column)}: {count('documents', column.documents, ui)} ({parts})")
    stack = "".join(
        f'<span class="{_css(kind)}" style="color:{_colour(kind)};height:{100 * number / highest:.1f}%"></span>'
        for kind, number in column.types.items()
    )
    filters = address.filters
    first = column.first if column.first >= FIRST_YEAR else None
    on = (filters.year_from, filters.year_to) == (first, column.last)
    there = address.showing(replace(filters, year_from=None if on else first, year_to=None if on else column.last))
    current = ' aria-current="true"' if on else ""
    return (
        f'<li><a data-inside="1" data-goto="1"{current} href="{escape(there.href())}" title="{said}" '
        f'aria-label="{said}"><span class="kb-stack"><b>{column.documents}</b>{stack}</span>{year}</a></li>'
    )


def _kind(kind: str, ui: Language) -> str:
    return name(TYPES, kind, ui) if kind else say("no-type", ui)


def _colour(kind: str) -> str:
    return COLOURS[tuple(TYPES).index(kind) % len(COLOURS)] if kind in TYPES else "var(--kb-quiet)"


def _css(kind: str) -> str:
    """Types after the sixth have the colours of the first ones and are hatched."""
    hatched = kind in TYPES and tuple(TYPES).index(kind) >= len(COLOURS)
    return "kb-block kb-hatched" if hatched else "kb-block"


def _block(kind: str) -> str:
    return f'<span class="kb-mark {_css(kind)}" style="color:{_colour(kind)}" aria-hidden="true"></span>'


def _timeline_table(timeline: Timeline, ui: Language) -> str:
    filled = [column for column in timeline.columns if column.documents]
    kinds = [kind for kind in (*TYPES, "") if any(kind in column.types for column in filled)]
    heads = "".join(f'<th scope="col">{escape(_kind(kind, ui))}</th>' for kind in kinds)
    rows = "".join(
        f'<tr><th scope="row"><bdi dir="ltr">{years(column)}</bdi></th>'
        + "".join(f"<td>{column.types.get(kind, 0)}</td>" for kind in kinds)
        + f"<td>{column.documents}</td></tr>"
        for column in filled
    )
    return (
        f'<details><summary>{escape(say("timeline-table", ui))}</summary><div class="kb-scroll"><table><thead><tr>'
        f'<th scope="col">{escape(say("years", ui))}</th>{heads}<th scope="col">{escape(say("together", ui))}</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


# Topics and countries ------------------------------------------------------------------------------------------------


def coverage_html(coverage: Coverage, address: LibraryAddress) -> str:
    """The table of countries and topics, each cell a link to its documents, and the gaps by name."""
    ui = address.language
    if not coverage.counts:
        return f"<p>{escape(say('coverage-none', ui))}</p>"
    heads = "".join(_head(topic, ui) for topic in TOPICS)
    names = country_names(ui)
    rows = "".join(
        f'<tr><th scope="row">{country(code, names.get(code, code))}</th>'
        + "".join(_cell(coverage, code, topic, address) for topic in TOPICS)
        + "</tr>"
        for code in coverage.countries
    )
    outside = f"<p>{escape(say('coverage-outside', ui, coverage.outside))}</p>" if coverage.outside else ""
    return (
        f'<table class="kb-coverage" aria-label="{escape(say("coverage", ui))}"><thead><tr>'
        f'<th scope="col">{escape(say("country", ui))}</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"{outside}{_gaps(coverage, ui)}"
    )


def _head(topic: str, ui: Language) -> str:
    colour, shape = look(topic)
    title = escape(name(TOPICS, topic, ui))
    return (
        f'<th scope="col" title="{title}"><span class="kb-tall">{title}</span>'
        f'<span class="kb-mark kb-{shape}" style="color:{colour}" aria-hidden="true"></span></th>'
    )


def _cell(coverage: Coverage, code: str, topic: str, address: LibraryAddress) -> str:
    ui = address.language
    number = coverage.number(code, topic)
    where = f"{country_names(ui).get(code, code)}, {name(TOPICS, topic, ui)}"
    if not number:
        said = escape(f"{where}: {say('gap', ui)}")
        return f'<td class="kb-gap" title="{said}"><span class="kb-hidden">{escape(say("gap", ui))}</span></td>'
    said = escape(f"{where}: {count('documents', number, ui)}")
    shade = -(-SHADES * number // coverage.most)
    there = address.showing(replace(address.filters, topics=(topic,), countries=(code,)))
    current = ' aria-current="true"' if there.filters == address.filters else ""
    return (
        f'<td class="kb-shade-{shade}"><a data-inside="1"{current} data-goto="1" '
        f'href="{escape(there.href())}" title="{said}" aria-label="{said}">{number}</a></td>'
    )


def _gaps(coverage: Coverage, ui: Language) -> str:
    """Every topic with the countries that it lacks, those with the most gaps first."""
    names = country_names(ui)
    missing = sorted(((topic, coverage.gaps(topic)) for topic in TOPICS), key=lambda each: -len(each[1]))
    empty = sum(len(countries) for _, countries in missing)
    if not empty:
        return f"<p>{escape(say('no-gaps', ui))}</p>"
    items = "".join(
        f"<li><b>{escape(name(TOPICS, topic, ui))}</b>: "
        + escape(say("gaps-of", ui, ", ".join(names.get(code, code) for code in countries)))
        + "</li>"
        for topic, countries in missing
        if countries
    )
    title = say("gaps", ui, empty, len(TOPICS) * len(coverage.countries))
    return f'<details class="kb-gaps"><summary>{escape(title)}</summary><ul>{items}</ul></details>'


def section(key: str, how: str, body: str, ui: Language) -> str:
    """A part of the page with its heading and what to do with it. `body` is HTML."""
    explained = f'<p class="kb-how">{escape(say(how, ui))}</p>' if how else ""
    return (
        f'<section class="kb-part-of-library"><h2 id="kb-{key}">{escape(say(key, ui))}</h2>{explained}{body}</section>'
    )

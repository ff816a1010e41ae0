"""The map of the documents as a Plotly figure, and the legend that filters it.

The figure is a plain mapping, as Plotly's JSON is. Plotly reads markup in every text that it draws, so documents' words
go through `plotly_text`.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from knowledge.browser.address import Address
from knowledge.browser.library_address import LibraryAddress
from knowledge.browser.markup import direction, escape, script_direction
from knowledge.browser.messages import date_text, say
from knowledge.document_map import Area
from knowledge.overview import Overview
from knowledge.taxonomy import TOPICS, TYPES, country_names, name
from knowledge.types import Language, Metadata

COLOURS = ("#5490f0", "#c03024", "#00786c", "#a89000", "#9c24d8", "#fc3cb4")
"""Six that stand out (3:1) from the light page and from the dark one, and that stay apart for people who do not tell
red from green: at least 10 of 100 in OKLab under simulated protanopia and deuteranopia (Machado et al., 2009)."""
GREY = "#808489"
SHAPES = ("circle", "square", "diamond", "triangle-up")
"""With six colours and four shapes in step, no two of twelve topics look alike, and none by its shape alone."""
NONE = "x"
"""The shape of a document without a topic."""

HEIGHT = 420
"""Pixels."""
SIZES = ((150, 12), (600, 9), (100_000_000, 6))
"""Diameters of a mark in pixels, each up to a number of documents."""
MARGIN = 0.04
"""Of the map's side, so that marks at its edge are whole."""
LINE = 44
"""Characters of a title on one line of its label."""
LINES = 3
PLOTLY_BUTTONS: Mapping[str, str] = {
    "Box Select": "map-box",
    "Lasso Select": "map-lasso",
    "Pan": "map-pan",
    "Zoom in": "map-closer",
    "Zoom out": "map-farther",
    "Reset axes": "map-whole",
}
"""Plotly's own words that are left on the map, and our messages for them."""

_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]+")


def plotly_text(text: str) -> str:
    """`text` as Plotly shows it letter by letter: without markup, links, formulas, lines, or a say in directions."""
    plain = _DIRECTIONS.sub("", _UNFIT.sub(" ", text))
    return html.escape(" ".join(plain.split()), quote=False).replace("$", "&#36;")


def isolated(text: str, side: str) -> str:
    """`text`, fit for Plotly already, with a direction of its own whatever stands around it."""
    return f"{chr(0x2067 if side == 'rtl' else 0x2066)}{text}\u2069"


def look(topic: str) -> tuple[str, str]:
    """The colour and the shape of a topic."""
    if topic not in TOPICS:
        return GREY, NONE
    number = tuple(TOPICS).index(topic)
    return COLOURS[number % len(COLOURS)], SHAPES[number % len(SHAPES)]


def main_topic(metadata: Metadata, chosen: Sequence[str]) -> str:
    """The topic that a document is drawn as: the first of its topics that is chosen, else its first; "" for none."""
    wanted = [topic for topic in metadata.topics if topic in chosen]
    return next((topic for topic in (*wanted, *metadata.topics) if topic in TOPICS), "")


def label(metadata: Metadata, ui: Language) -> str:
    """What appears beside a mark under the pointer: the title, and the kind, date and place."""
    side = script_direction(metadata.title, metadata.language)
    lines = textwrap.wrap(metadata.title, LINE, max_lines=LINES, placeholder=" …") or [""]
    countries = country_names(ui)
    about = [name(TYPES, metadata.type, ui)] if metadata.type else []
    about += [date_text(metadata.date, ui)] if metadata.date else []
    about += [countries.get(code, code) for code in metadata.countries[:4]]
    title = "<br>".join(f"<b>{isolated(plotly_text(line), side)}</b>" for line in lines)
    return f"{title}<br>{isolated(plotly_text(' · '.join(about)), direction(ui))}" if about else title


def figure(overview: Overview, kept: Collection[int], address: LibraryAddress) -> dict[str, Any]:
    """The map. `kept` are the rows that satisfy the filters, the others are faint; of the kept ones those outside the
    chosen area are pale."""
    ui = address.language
    rest = [row for row in range(len(overview.documents)) if row not in kept]
    topics: dict[str, list[int]] = {topic: [] for topic in (*TOPICS, "")}
    for row in sorted(kept):
        topics[main_topic(overview.documents[row][1], address.filters.topics)].append(row)
    traces = [_trace(overview, rest, address, GREY, "circle", 0.25)] if rest else []
    traces += [_trace(overview, rows, address, *look(topic), 1.0) for topic, rows in topics.items() if rows]
    axis = {"visible": False, "range": [-MARGIN, 1 + MARGIN]}
    return {
        "data": traces,
        "layout": {
            "height": HEIGHT,
            "margin": {"l": 0, "r": 0, "t": 36, "b": 0},
            "showlegend": False,
            "dragmode": "select",
            "hovermode": "closest",
            "xaxis": axis,
            "yaxis": axis,
            "shapes": [_outline(address.area)] if address.area else [],
            "hoverlabel": {"align": "right" if ui == "he" else "left", "namelength": 0},
        },
    }


def _trace(
    overview: Overview, rows: Sequence[int], address: LibraryAddress, colour: str, shape: str, opacity: float
) -> dict[str, Any]:
    size = next(size for most, size in SIZES if len(overview.documents) <= most)
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(float(overview.places[row, 0]), 4) for row in rows],
        "y": [round(float(overview.places[row, 1]), 4) for row in rows],
        "marker": {"color": colour, "symbol": shape, "size": size, "opacity": opacity, "line": {"width": 0}},
        "hovertext": [label(overview.documents[row][1], address.language) for row in rows],
        "hoverinfo": "text",
        "customdata": [Address(address.language, document=overview.documents[row][0]).href() for row in rows],
        "selected": {"marker": {"opacity": opacity}},
        "unselected": {"marker": {"opacity": 0.2}},
    }
    return trace


def _outline(area: Area) -> dict[str, Any]:
    line = {"color": GREY, "width": 1.5, "dash": "dot"}
    if len(area) == 2:
        (x0, y0), (x1, y1) = area
        return {"type": "rect", "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line}
    path = "L".join(f"{x},{y}" for x, y in area)
    return {"type": "path", "path": f"M{path}Z", "line": line}


def config(ui: Language) -> dict[str, Any]:
    """How Plotly behaves: its buttons, in our words."""
    words = {theirs: say(ours, ui) for theirs, ours in PLOTLY_BUTTONS.items()}
    return {
        "displayModeBar": True,
        "displaylogo": False,
        "doubleClick": False,
        "scrollZoom": False,
        "modeBarButtonsToRemove": ["toImage", "zoom2d", "autoScale2d"],
        "locale": ui,
        "locales": {ui: {"dictionary": words}},
    }


def legend_html(counts: Mapping[str, int], address: LibraryAddress) -> str:
    """The topics with their marks and numbers; each is a link that filters by it, or no longer does."""
    ui = address.language
    items = []
    for topic in TOPICS:
        colour, shape = look(topic)
        mark = f'<span class="kb-mark kb-{shape}" style="color:{colour}" aria-hidden="true"></span>'
        items.append(toggle("topics", topic, mark + escape(name(TOPICS, topic, ui)), counts.get(topic, 0), address))
    return f'<ul class="kb-legend" aria-label="{escape(say("by-topic", ui))}">{"".join(items)}</ul>'


def toggle(field: str, value: str, label: str, number: int, address: LibraryAddress) -> str:
    """An item of a legend: a link to the page with `value` added to a field of the filters, or taken from it. `label`
    is HTML."""
    values: tuple[str, ...] = getattr(address.filters, field)
    on = value in values
    changed: dict[str, Any] = {field: tuple(each for each in values if each != value) if on else (*values, value)}
    there = address.showing(replace(address.filters, **changed))
    current = ' aria-current="true"' if on else ""
    return (
        f'<li><a data-inside="1"{current} href="{escape(there.href())}">{label} '
        f'<span class="kb-number">{number}</span></a></li>'
    )

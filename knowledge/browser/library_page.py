"""The library page: all that there is, from above. What is chosen in any of its charts shows in the others and is
listed under the map."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from knowledge import settings
from knowledge.browser import frame
from knowledge.browser.address import MOST, PAGE, UNFILTERED, Address
from knowledge.browser.library_address import PATH, LibraryAddress, area_of, at_first, parse
from knowledge.browser.library_charts import coverage_html, section, timeline_html
from knowledge.browser.library_map import config, figure, legend_html, main_topic
from knowledge.browser.markup import direction, escape, script_direction
from knowledge.browser.messages import date_text, say
from knowledge.browser.results import byline, language_name, link
from knowledge.document_map import inside
from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.overview import Overview, coverage, latest_entries, newest, overview, timeline
from knowledge.report import RunReport, read_report
from knowledge.settings import Settings
from knowledge.taxonomy import TOPICS, TYPES, country_names, name
from knowledge.types import Filters, Language, Metadata

NEWEST = 6
"""Documents in each list of new ones."""
LISTED = 50
"""Documents of one topic in the list that stands for the map."""
TAG = 8
"""Last characters of a generation's name, which tell it from others."""


def show() -> None:
    """Draw the page that the address describes."""
    ui = frame.language()
    st.set_page_config(page_title=f"{say('at-a-glance', ui)} · {say('library', ui)}", layout="wide")
    try:
        address = parse(frame.query_params())
    except KnowledgeError as error:
        frame.header(Address(ui, page=PATH))
        whole = link(at_first(ui), escape(say("whole-library", ui)), "kb-button")
        frame.notice("address-wrong", error.message(ui), ui, f"<p>{whole}</p>")
        return
    frame.header(address)
    library = frame.library()
    try:
        with st.spinner(say("drawing", ui), show_time=False):
            above = seen_from_above(settings.load(), library)
    except KnowledgeError as error:
        frame.notice("trouble", error.message(ui), ui)
        return
    if not above.documents:
        frame.notice("library-empty", say("library-empty-how", ui), ui)
        return
    tag = library.generation[-TAG:]
    moved = bool(address.area) and address.drawn_on != tag
    chosen = Chosen(library, above, address.within((), "") if moved else address)
    frame.draw(head_html(chosen, moved))
    _map(chosen, tag)
    frame.draw(below_html(chosen, read_report(settings.load().index)))


def seen_from_above(chosen: Settings, library: Library) -> Overview:
    """The overview of a generation, made once for all who look. Raises IndexDamaged."""
    return _overview(library, chosen, str(chosen.index), library.generation)


@st.cache_resource(max_entries=2, show_spinner=False)
def _overview(_library: Library, _settings: Settings, index: str, generation: str) -> Overview:  # noqa: ARG001
    return overview(_library, _settings.index)


class Chosen:
    """What the address chooses of the library."""

    def __init__(self, library: Library, above: Overview, address: LibraryAddress) -> None:
        self._library = library
        self._inside = inside(above.places, address.area)
        self.above = above
        self.address = address

    def satisfying(self, filters: Filters, in_area: bool = True) -> list[int]:
        """Rows of the documents that satisfy `filters` and, unless told otherwise, lie in the chosen area."""
        rows = self._library.stores.catalogue.matching(filters).tolist()
        return [row for row in rows if self._inside[row]] if in_area else rows

    def rows(self) -> list[int]:
        """Rows of the chosen documents."""
        return self.satisfying(self.address.filters)

    def without(self, **fields: Any) -> list[Metadata]:
        """Descriptions of the documents that would be chosen if some fields of the filters were other ones."""
        return [self.above.documents[row][1] for row in self.satisfying(replace(self.address.filters, **fields))]


# The map -------------------------------------------------------------------------------------------------------------


def _map(chosen: Chosen, tag: str) -> None:
    address = chosen.address
    ui = address.language
    kept = set(chosen.satisfying(address.filters, in_area=False))
    drawn = figure(chosen.above, kept, address)
    if address.area:
        mark_chosen(drawn, chosen)

    def mark_out() -> None:
        frame.go(marked_out(address, st.session_state["kb-map"], tag))

    with st.container(key="kb-map-frame"):
        # A chart is another one when its figure is, so a page of another address never shows this one's selection.
        st.plotly_chart(
            drawn,
            key="kb-map",
            on_select=mark_out,
            selection_mode=("box", "lasso"),
            config=config(ui),
            width="stretch",
            alt=say("map-alt", ui),
        )


def mark_chosen(drawn: dict[str, Any], chosen: Chosen) -> None:
    """Make the documents of the figure `drawn` that lie outside the chosen area pale."""
    there = {Address(chosen.address.language, document=chosen.above.documents[row][0]).href() for row in chosen.rows()}
    for trace in drawn["data"]:
        trace["selectedpoints"] = [number for number, way in enumerate(trace["customdata"]) if way in there]


def marked_out(address: LibraryAddress, event: Mapping[str, Any], tag: str) -> LibraryAddress:
    """The address after a person marked out a part of the map, of which `event` is Streamlit's account: the last lasso,
    or else the last box."""
    drawn = [*event["selection"]["box"], *event["selection"]["lasso"]]
    area = area_of(drawn[-1]["x"], drawn[-1]["y"]) if drawn else ()
    return address.within(area if len(area) > 1 else (), tag)


def head_html(chosen: Chosen, moved: bool) -> str:
    """The page's heading with how much there is, and the map's explanation and legend."""
    address = chosen.address
    ui = address.language
    described = [metadata for _, metadata in chosen.above.documents]
    languages = [metadata.language for metadata in described]
    held = say(
        "held",
        ui,
        f"{len(described):,}",
        len({topic for metadata in described for topic in metadata.topics}),
        len({country for metadata in described for country in metadata.countries}),
        f"{languages.count('he'):,}",
        f"{languages.count('en'):,}",
    )
    told = f'<p class="kb-moved" role="status">{escape(say("map-moved", ui))}</p>' if moved else ""
    numbers = Counter(topic for metadata in chosen.without(topics=()) for topic in metadata.topics)
    return (
        f'<div class="kb-library" dir="{direction(ui)}"><h1>{escape(say("at-a-glance", ui))}</h1>'
        f'<p class="kb-held">{escape(held)}</p>{told}'
        f"{section('map', 'map-how', legend_html(numbers, address), ui)}</div>"
    )


# Below the map -------------------------------------------------------------------------------------------------------


def below_html(chosen: Chosen, report: RunReport | None) -> str:
    """All that follows the map: the list of what was chosen, the timeline, the coverage, what is new, the last run."""
    address = chosen.address
    ui, above = address.language, chosen.above
    rows = chosen.rows()
    types = Counter(metadata.type or "" for metadata in chosen.without(types=()))
    dated = timeline(chosen.without(year_from=None, year_to=None))
    countries = {country for _, metadata in above.documents for country in metadata.countries}
    covered = coverage(chosen.without(topics=(), countries=()), countries)
    columns, cells = timeline_html(dated, types, address), coverage_html(covered, address)
    parts = [
        list_html(above, rows, address) if address.chosen else "",
        map_list_html(above, rows, address),
        section("timeline", "timeline-how", _partly(address, "year_from", "year_to") + columns, ui),
        section("coverage", "coverage-how", _partly(address, "topics", "countries") + cells, ui),
        section("newest", "", newest_html(above, ui), ui),
        section("report", "", run_html(report, ui), ui),
    ]
    return f'<div class="kb-library kb-library-end" dir="{direction(ui)}">{"".join(parts)}</div>'


def _partly(address: LibraryAddress, *own: str) -> str:
    """A word where a chart does not count all documents: filters other than its `own` are in force."""
    others = replace(address.filters, **{field: getattr(UNFILTERED, field) for field in own})
    if not others and not address.area:
        return ""
    return f'<p class="kb-how">{escape(say("of-the-rest", address.language))}</p>'


def list_html(above: Overview, rows: Sequence[int], address: LibraryAddress) -> str:
    """The chosen documents, latest first, with what they were chosen by and the way to search in them."""
    ui = address.language
    ordered = sorted(rows, key=lambda row: (above.documents[row][1].date or "", -row), reverse=True)
    items = "".join(_item(*above.documents[row], ui) for row in ordered[: address.limit])
    body = f'<ul class="kb-list">{items}</ul>' if rows else f"<p>{escape(say('chosen-none', ui))}</p>"
    if len(rows) > address.limit:
        further = replace(address, limit=min(MOST, address.limit + PAGE))
        body += (
            f"<p>{escape(say('shown-of', ui, MOST, f'{len(rows):,}'))}</p>"
            if address.limit >= MOST
            else f'<p class="kb-more">{link(further, escape(say("more-documents", ui)), "kb-button")}</p>'
        )
    if rows and address.filters and not address.area:  # a search knows no area of the map
        there = Address(ui, filters=address.filters)
        body += f"<p>{link(there, escape(say('search-in-these', ui)), 'kb-button')}</p>"
    return (
        f'<section class="kb-part-of-library kb-chosen-list" aria-labelledby="kb-chosen-list">'
        f'<h2 id="kb-chosen-list" tabindex="-1" data-shows="?{escape(urlencode(address.params(), doseq=True))}">'
        f"{escape(say('chosen-documents', ui))} "
        f'<span class="kb-number" role="status">({len(rows):,})</span></h2>{chips_html(address)}{body}</section>'
    )


def chips_html(address: LibraryAddress) -> str:
    """What the documents were chosen by, each part with the way to drop it."""
    ui, filters = address.language, address.filters
    chips = [
        *_chips(address, "topics", lambda value: name(TOPICS, value, ui)),
        *_chips(address, "types", lambda value: name(TYPES, value, ui)),
        *_chips(address, "countries", lambda value: country_names(ui).get(value, value)),
    ]
    if filters.language:
        chips.append((language_name(filters.language, ui), address.showing(replace(filters, language=None))))
    if filters.year_from or filters.year_to:
        first, last = filters.year_from or "", filters.year_to or ""
        span = f"{first}" if first == last else f"{first}–{last}"
        chips.append((span, address.showing(replace(filters, year_from=None, year_to=None))))
    if address.area:
        chips.append((say("chosen-area", ui), address.within((), "")))
    listed = "".join(_chip(label, there, ui, of_area=not there.area and bool(address.area)) for label, there in chips)
    everything = address.within((), "").showing(UNFILTERED)
    clear = f'<a data-inside="1" id="kb-clear" href="{escape(everything.href())}">{escape(say("clear", ui))}</a>'
    return f'<div class="kb-chosen"><span>{escape(say("filtered-by", ui))}</span><ul>{listed}</ul>{clear}</div>'


def _chips(address: LibraryAddress, field: str, label: Callable[[str], str]) -> list[tuple[str, LibraryAddress]]:
    values: tuple[str, ...] = getattr(address.filters, field)
    chips = []
    for value in values:
        fewer: dict[str, Any] = {field: tuple(each for each in values if each != value)}
        chips.append((label(value), address.showing(replace(address.filters, **fewer))))
    return chips


def _chip(label: str, there: LibraryAddress, ui: Language, of_area: bool) -> str:
    said = escape(say("drop", ui, label))
    mark = ' data-area="1"' if of_area else ""
    return (
        f'<li><a data-inside="1"{mark} href="{escape(there.href())}" title="{said}" aria-label="{said}">'
        f'<bdi>{escape(label)}</bdi> <span aria-hidden="true">×</span></a></li>'
    )


def _item(id: str, metadata: Metadata, ui: Language, note: str = "") -> str:
    """A document in a list. `note` is HTML."""
    side = script_direction(metadata.title, metadata.language)
    title = f'<bdi dir="{side}" lang="{metadata.language}">{escape(metadata.title)}</bdi>'
    return f'<li>{link(Address(ui, document=id), title)}<p class="kb-meta">{byline(metadata, ui)}{note}</p></li>'


def map_list_html(above: Overview, rows: Sequence[int], address: LibraryAddress) -> str:
    """What the map shows as lists by topic, for those who do not see it or do not use a pointer."""
    ui = address.language
    groups: dict[str, list[int]] = {topic: [] for topic in (*TOPICS, "")}
    for row in rows:
        groups[main_topic(above.documents[row][1], address.filters.topics)].append(row)
    lists = "".join(_group(above, topic, members, address) for topic, members in groups.items() if members)
    return f'<details class="kb-map-list"><summary>{escape(say("map-list", ui))}</summary>{lists}</details>'


def _group(above: Overview, topic: str, rows: Sequence[int], address: LibraryAddress) -> str:
    ui = address.language
    title = name(TOPICS, topic, ui) if topic else say("no-topic", ui)
    items = []
    for row in rows[:LISTED]:
        id, metadata = above.documents[row]
        side = script_direction(metadata.title, metadata.language)
        items.append(f"<li>{link(Address(ui, document=id), f'<bdi dir={side}>{escape(metadata.title)}</bdi>')}</li>")
    if len(rows) > LISTED:
        rest = escape(say("and-more", ui, len(rows) - LISTED))
        there = address.showing(replace(address.filters, topics=(topic,)))
        items.append(f"<li>{link(there, rest) if topic else rest}</li>")
    return f"<h3>{escape(title)} ({len(rows):,})</h3><ul>{''.join(items)}</ul>"


def newest_html(above: Overview, ui: Language) -> str:
    """The documents that were published last and those that entered the library last."""
    dated = "".join(_item(*above.documents[row], ui) for row in newest(above.documents, NEWEST))
    entered = "".join(
        _item(*above.documents[row], ui, f'<span class="kb-entered">{escape(_entry(above, row, ui))}</span>')
        for row in latest_entries(above, NEWEST)
    )
    by_date = f'<ul class="kb-list">{dated}</ul>' if dated else f"<p>{escape(say('no-dates', ui))}</p>"
    return (
        f'<div class="kb-two"><div><h3>{escape(say("newest-by-date", ui))}</h3>{by_date}</div>'
        f'<div><h3>{escape(say("newest-by-entry", ui))}</h3><ul class="kb-list">{entered}</ul></div></div>'
    )


def _entry(above: Overview, row: int, ui: Language) -> str:
    when = above.entered.get(above.documents[row][0])
    day = date_text(_local(when or above.since).date().isoformat(), ui)
    return say("entered" if when else "entered-by", ui, day)


def _local(when: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(when).astimezone()


def run_html(report: RunReport | None, ui: Language) -> str:
    """When the index was last run and what it did, and the way to its report."""
    if report is None:
        return f"<p>{escape(say('no-report', ui))}</p>"
    when = _local(report.created)
    numbers = {
        "run-added": len(report.added),
        "run-changed": len(report.changed),
        "run-unchanged": report.unchanged,
        "run-removed": len(report.removed),
        "run-failed": len(report.failed),
    }
    said = escape(say("run-when", ui, date_text(when.date().isoformat(), ui), f"{when:%H:%M}"))
    listed = "".join(
        f"<div><dt>{escape(say(key, ui))}</dt><dd>{number:,}</dd></div>" for key, number in numbers.items()
    )
    way = link(Address(ui, page="report"), escape(say("whole-report", ui)), "kb-button")
    return f'<p>{said}</p><dl class="kb-run">{listed}</dl><p>{way}</p>'

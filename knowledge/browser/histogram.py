"""The years of the documents as bars; each is a link that keeps its years only, and a drag keeps those of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from knowledge.browser.address import PAGE, Address
from knowledge.browser.markup import escape
from knowledge.browser.messages import count, say

MOST = 20
"""Bars."""
SPANS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Years of one bar."""
FIRST_YEAR = 1000
"""The earliest year that an address can name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The documents of the years from `first` to `last`, both included."""

    first: int
    last: int
    documents: int

    @property
    def years(self) -> str:
        """The years as people write them."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def bars(known: Iterable[int], counts: Mapping[str, int]) -> tuple[Bar, ...]:
    """Bars of as few years as leave `MOST` of them at most, from the earliest to the latest of the years `known`, with
    the numbers of documents that `counts` gives to years. Empty where no year is known."""
    years = sorted(known)
    if not years:
        return ()
    span = next(span for span in SPANS if years[-1] // span - years[0] // span < MOST)
    numbers: dict[int, int] = {}
    for year, number in counts.items():
        numbers[int(year) // span] = numbers.get(int(year) // span, 0) + number
    return tuple(
        Bar(at * span, (at + 1) * span - 1, numbers.get(at, 0)) for at in range(years[0] // span, years[-1] // span + 1)
    )


def histogram_html(drawn: tuple[Bar, ...], address: Address) -> str:
    """The bars, those in the chosen years set off. A bar that is all that is chosen gives the choice up."""
    ui = address.language
    if not drawn:
        return ""
    highest = max(1, *(bar.documents for bar in drawn))
    listed = "".join(_bar(bar, highest, address) for bar in drawn)
    ends = f"<span>{drawn[0].first}</span><span>{drawn[-1].last}</span>"
    label = escape(say("years-histogram", ui))
    return (
        f'<div class="kb-years" dir="{"rtl" if ui == "he" else "ltr"}"><ol aria-label="{label}">{listed}</ol>'
        f'<p class="kb-years-ends" aria-hidden="true">{ends}</p>'
        f'<p class="kb-hint">{escape(say("years-how", ui))}</p></div>'
    )


def _bar(bar: Bar, highest: int, address: Address) -> str:
    ui, filters = address.language, address.filters
    first = bar.first if bar.first >= FIRST_YEAR else None
    only = (filters.year_from, filters.year_to) == (first, bar.last)
    there = replace(filters, year_from=None if only else first, year_to=None if only else bar.last)
    any_chosen = bool(filters.year_from or filters.year_to)
    chosen = any_chosen and (filters.year_from or 0) <= bar.last and bar.first <= (filters.year_to or 9999)
    said = escape(f"{bar.years}: {count('documents', bar.documents, ui)}")
    height = max(100 * bar.documents / highest, 6 if bar.documents else 0)
    fill = f'<span class="kb-bar" style="height:{height:.0f}%"></span>'
    if bar.last < FIRST_YEAR or not (bar.documents or chosen):
        return f'<li data-from="{bar.first}" data-to="{bar.last}" title="{said}">{fill}</li>'
    current = ' aria-current="true"' if chosen else ""
    href = escape(replace(address, filters=there, limit=PAGE).href())
    return (
        f'<li data-from="{bar.first}" data-to="{bar.last}"><a data-inside="1" draggable="false"{current} '
        f'href="{href}" title="{said}" aria-label="{said}">{fill}</a></li>'
    )

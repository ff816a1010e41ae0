"""The years as bars."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from knowledge.browser.address import Address
from knowledge.browser.histogram import MOST, Bar, bars, histogram_html
from knowledge.types import Filters


def row(first: int, last: int, span: int, numbers: dict[int, int]) -> tuple[Bar, ...]:
    """Bars of `span` years from `first` to `last`, with documents in some of them."""
    return tuple(Bar(year, year + span - 1, numbers.get(year, 0)) for year in range(first, last + 1, span))


@pytest.mark.parametrize(
    ("known", "counts", "drawn"),
    [
        ([], {}, ()),
        ([2005], {"2005": 3}, row(2005, 2005, 1, {2005: 3})),
        ([2007, 2005], {"2005": 3}, row(2005, 2007, 1, {2005: 3})),
        ([1990, 2009], {"1990": 1, "2009": 2}, row(1990, 2009, 1, {1990: 1, 2009: 2})),
        ([1989, 2009], {"1989": 1, "2008": 1, "2009": 2}, row(1988, 2009, 2, {1988: 1, 2008: 3})),
        ([1200, 2020], {"2020": 7, "1201": 1}, row(1200, 2020, 50, {1200: 1, 2000: 7})),
    ],
)
def test_bars_are_of_as_few_years_as_leave_few_bars(
    known: list[int], counts: dict[str, int], drawn: tuple[Bar, ...]
) -> None:
    assert bars(known, counts) == drawn
    assert len(bars(known, counts)) <= MOST


DRAWN = (Bar(1990, 1999, 2), Bar(2000, 2009, 0), Bar(2010, 2019, 40))
SEARCH = Address(text="x", filters=Filters(topics=("education",)), limit=40)


def chosen(year_from: int | None, year_to: int | None) -> Address:
    return replace(SEARCH, filters=replace(SEARCH.filters, year_from=year_from, year_to=year_to))


def linked(markup: str) -> list[tuple[str, bool, list[str], list[str]]]:
    """What each link says, whether its years are chosen, and the years that it leads to."""
    found = []
    for attributes in re.findall(r"<a ([^>]*)>", markup):
        (href,) = re.findall('href="([^"]*)"', attributes)
        (label,) = re.findall('aria-label="([^"]*)"', attributes)
        asks = parse_qs(urlsplit(html.unescape(href)).query)
        assert (asks["q"], asks["topic"], asks.get("n")) == (["x"], ["education"], None)
        found.append((label, "aria-current" in attributes, asks.get("from", []), asks.get("to", [])))
    return found


def test_a_bar_leads_to_its_years_and_says_what_they_hold() -> None:
    shown = histogram_html(DRAWN, SEARCH)
    assert linked(shown) == [
        ("1990–1999: 2 מסמכים", False, ["1990"], ["1999"]),
        ("2010–2019: 40 מסמכים", False, ["2010"], ["2019"]),
    ]
    assert 'data-from="2000" data-to="2009" title="2000–2009: 0 מסמכים"' in shown
    assert re.findall("height:([0-9]+)%", shown) == ["6", "0", "100"]
    assert histogram_html((), SEARCH) == ""


@pytest.mark.parametrize(
    ("years", "on"),
    [
        ((1995, None), [True, True, True]),
        ((None, 2005), [True, True, False]),
        ((2000, 2000), [False, True, False]),
        ((2020, 2030), [False, False]),
    ],
)
def test_the_bars_of_the_chosen_years_are_set_off(years: tuple[int | None, int | None], on: list[bool]) -> None:
    assert [each[1] for each in linked(histogram_html(DRAWN, chosen(*years)))] == on


def test_the_bar_that_is_all_that_is_chosen_gives_the_choice_up() -> None:
    first, _ = linked(histogram_html(DRAWN, chosen(1990, 1999)))
    assert first == ("1990–1999: 2 מסמכים", True, [], [])


def test_years_that_no_address_can_name_leave_that_end_open() -> None:
    (bar,) = linked(histogram_html((Bar(0, 499, 1), Bar(500, 1499, 1)), SEARCH))
    assert bar[2:] == ([], ["1499"])

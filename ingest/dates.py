"""Dates as they are written in Israel and in English, as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from ingest import hebrew_dates
from ingest.hebrew_dates import Found
from knowledge.hebrew import spelling

_HEBREW_MONTHS = re.findall(r"\w+", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר")
_ENGLISH_MONTHS = re.findall(
    r"\w+", "january february march april may june july august september october november december"
)
_MONTHS = {
    **{name: number for number, name in enumerate(_HEBREW_MONTHS, 1)},
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    "מרס": 3,
    "מארס": 3,
    "sept": 9,
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![A-Za-z\u05d0-\u05ea])"
_YEAR = r"((?:19|20)\d{2})(?!\d)"
_ANY_YEAR = r"((?:19|20)\d{2}|'\d{2})(?!\d)"
_DAY = r"(?<![\d.,/])(\d{1,2})"
_TO_YEAR = r"(?:\.?,?\s+(?:ב?שנת\s+|of\s+)?|\s?[-/.]\s?)"
_SEASONS = r"אביב|קיץ|סתיו|חורף|spring|summer|autumn|fall|winter"

_YEAR_FIRST = re.compile(rf"(?<![\d.,/-]){_YEAR}([-/.])(\d{{1,2}})\2(\d{{1,2}})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d{2}|\d{2})(?!\d)")
_DAY_FIRST = re.compile(
    rf"{_DAY}(?:st|nd|rd|th)?(?:\s+(?:of\s+)?|\s?[-/.]\s?)[בל]?{_MONTH}{_TO_YEAR}{_ANY_YEAR}", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"(?<![A-Za-z]){_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}", re.IGNORECASE)
_ISO_MONTH = re.compile(rf"(?<![\d.,/-]){_YEAR}-(\d{{2}})(?![\d-])")
_MONTH_ONLY = re.compile(rf"(?<![A-Za-z\u05d0-\u05ea])[בל]?{_MONTH}{_TO_YEAR}{_ANY_YEAR}", re.IGNORECASE)
_BARE_MONTH = re.compile(rf"\s*(\d{{1,2}})\s?[./]\s?{_YEAR}\s*")
_SEASON = re.compile(
    rf"(?<![A-Za-z\u05d0-\u05ea])(?<!תל )(?<!תל-)[בה]?(?:{_SEASONS}){_TO_YEAR}{_ANY_YEAR}", re.IGNORECASE
)
_YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}")
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_CENTURY_PIVOT = 40
"""Years of two digits up to this are of this century."""
_LONGEST = 1000
"""Characters of a text that are looked at: a line that holds a date is shorter."""


def find_date(text: str) -> str | None:
    """The first full date in `text`, else the first month with a year, else the year of a season; None without any.

    A day stands before its month (28.9.2005), except after an English month's name. A date of the Gregorian calendar
    goes before one of the Hebrew calendar that says as much. What looks like a date and is none (31.2.2004) is not read
    as its month either.
    """
    text = spelling(text[:_LONGEST])
    wrong: list[Found] = []
    for group in (
        _full_dates(text), hebrew_dates.full_dates(text), _months(text), hebrew_dates.months(text), _seasons(text),
        hebrew_dates.seasons(text),
    ):  # fmt: skip
        found = _first(group, wrong)
        if found:
            return found
    return None


def find_year(text: str) -> str | None:
    """The first year from 1900 to 2099 in `text`, else the first Hebrew one with gershayim (``תשס"ד``)."""
    found = _YEAR_ONLY.search(text)
    return found.group(1) if found else hebrew_dates.lone_year(spelling(text[:_LONGEST]))


def written_date(text: str) -> str | None:
    """`text` if it is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` and a date of the calendar, else None."""
    found = _WRITTEN.fullmatch(text)
    return _valid(*found.groups()) if found else None


def _first(group: Iterable[Found], wrong: list[Found]) -> str | None:
    """The first date that is none of the `wrong` ones, nor a part of one; those of the group are added to them."""
    for start, end, found in sorted(group, key=lambda each: each[0]):
        if any(start < other_end and other_start < end for other_start, other_end, _ in wrong):
            continue
        if found:
            return found
        wrong.append((start, end, None))
    return None


def _full_dates(text: str) -> Iterator[Found]:
    for found in _YEAR_FIRST.finditer(text):
        year, _, month, day = found.groups()
        yield *found.span(), _valid(year, month, day)
    for found in _NUMERIC.finditer(text):
        day, _, month, year = found.groups()
        yield *found.span(), _valid(_four_digits(year), month, day)
    for found in _DAY_FIRST.finditer(text):
        day, name, year = found.groups()
        yield *found.span(), _valid(_four_digits(year), str(_MONTHS[name.lower()]), day)
    for found in _MONTH_FIRST.finditer(text):
        name, day, year = found.groups()
        yield *found.span(), _valid(year, str(_MONTHS[name.lower()]), day)


def _months(text: str) -> Iterator[Found]:
    for found in _ISO_MONTH.finditer(text):
        year, month = found.groups()
        yield *found.span(), _valid(year, month, None)
    for found in _MONTH_ONLY.finditer(text):
        name, year = found.groups()
        yield *found.span(), _valid(_four_digits(year), str(_MONTHS[name.lower()]), None)
    if bare := _BARE_MONTH.fullmatch(text):  # in a line with more it may be the number of a circular
        month, year = bare.groups()
        yield *bare.span(), _valid(year, month, None)


def _seasons(text: str) -> Iterator[Found]:
    for found in _SEASON.finditer(text):
        yield *found.span(), _four_digits(found.group(1))


def _four_digits(year: str) -> str:
    year = year.removeprefix("'")
    if len(year) == 4:
        return year
    return f"{'20' if int(year) <= _CENTURY_PIVOT else '19'}{year}"


def _valid(year: str, month: str | None, day: str | None) -> str | None:
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return whole.isoformat()[: 10 if day else 7 if month else 4]

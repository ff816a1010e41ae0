"""Dates as they are written in Israel and in English, as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

from __future__ import annotations

import re
from datetime import date

_HEBREW_MONTHS = re.findall(r"\w+", "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר")
_ENGLISH_MONTHS = re.findall(
    r"\w+", "january february march april may june july august september october november december"
)
_MONTHS = {
    **{name: number for number, name in enumerate(_HEBREW_MONTHS, 1)},
    **{name: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS, 1)},
    "מרס": 3,
    "sept": 9,
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![A-Za-z\u05d0-\u05ea])"
_YEAR = r"((?:19|20)\d{2})(?!\d)"
_DAY = r"(?<!\d)(\d{1,2})"

_ISO = re.compile(rf"(?<!\d){_YEAR}-(\d{{2}})(?:-(\d{{2}}))?(?!\d)")
_NUMERIC = re.compile(rf"(?<![\d.]){_DAY}\s?([./-])\s?(\d{{1,2}})\s?\2\s?((?:19|20)\d{{2}}|\d{{2}})(?![\d])")
_DAY_FIRST = re.compile(rf"{_DAY}(?:st|nd|rd|th)?\s+(?:of\s+)?[בל]?{_MONTH}\.?,?\s+{_YEAR}", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"(?<![A-Za-z]){_MONTH}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}", re.IGNORECASE)
_MONTH_ONLY = re.compile(rf"(?<![A-Za-z\u05d0-\u05ea])[בל]?{_MONTH}\.?,?\s+{_YEAR}", re.IGNORECASE)
_YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}")
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

_CENTURY_PIVOT = 40
"""Years of two digits up to this are of this century."""


def find_date(text: str) -> str | None:
    """The first full date in `text`, else the first month with a year; None without either.

    A day stands before its month (28.9.2005), except after an English month's name.
    """
    if found := _ISO.search(text):
        year, month, day = found.groups()
        if valid := _valid(year, month, day):
            return valid
    for found in _NUMERIC.finditer(text):
        day, _, month, year = found.groups()
        if valid := _valid(_four_digits(year), month, day):
            return valid
    if found := _DAY_FIRST.search(text):
        day, name, year = found.groups()
        return _valid(year, str(_MONTHS[name.lower()]), day)
    if found := _MONTH_FIRST.search(text):
        name, day, year = found.groups()
        return _valid(year, str(_MONTHS[name.lower()]), day)
    if found := _MONTH_ONLY.search(text):
        name, year = found.groups()
        return _valid(year, str(_MONTHS[name.lower()]), None)
    return None


def find_year(text: str) -> str | None:
    """The first year from 1900 to 2099 in `text`."""
    found = _YEAR_ONLY.search(text)
    return found.group(1) if found else None


def written_date(text: str) -> str | None:
    """`text` if it is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` and a date of the calendar, else None."""
    found = _WRITTEN.fullmatch(text)
    return _valid(*found.groups()) if found else None


def _four_digits(year: str) -> str:
    if len(year) == 4:
        return year
    return f"{'20' if int(year) <= _CENTURY_PIVOT else '19'}{year}"


def _valid(year: str, month: str | None, day: str | None) -> str | None:
    try:
        whole = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return whole.isoformat()[: 10 if day else 7 if month else 4]

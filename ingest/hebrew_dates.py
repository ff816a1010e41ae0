"""Dates of the Hebrew calendar (``ט"ו באייר תשס"ד``), as Gregorian dates.

A month is given as the Gregorian month, and a year as the Gregorian year, in which most of its days fall, the later of
two equal ones: אייר תשס"ד (22.4 to 20.5.2004) is May 2004, תשס"ד (27.9.2003 to 15.9.2004) is 2004. Adar of a leap year
without "first" or "second" says only its year. A feast with a year is the month in which it begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year

Found = tuple[int, int, str | None]
"""Where a date stands in the text, and the date; None where the calendar does not have it."""

_NISAN, _TISHRI, _ADAR, _ADAR_II = 1, 7, 12, 13
_MONTHS: Mapping[str, int] = {
    "ניסן": _NISAN, "אייר": 2, "איר": 2, "סיוון": 3, "סיון": 3, "תמוז": 4, "אב": 5, "אלול": 6, "תשרי": _TISHRI,
    "חשוון": 8, "חשון": 8, "מרחשוון": 8, "מרחשון": 8, "כסלו": 9, "כסליו": 9, "טבת": 10, "שבט": 11, "אדר": _ADAR,
}  # fmt: skip
_FEASTS: Mapping[str, tuple[int, int]] = {
    "ראש השנה": (_TISHRI, 1), "יום כיפור": (_TISHRI, 10), "יום הכיפורים": (_TISHRI, 10), "סוכות": (_TISHRI, 15),
    "שמחת תורה": (_TISHRI, 22), "חנוכה": (9, 25), "פורים": (_ADAR_II, 14), "פסח": (_NISAN, 15), "שבועות": (3, 6),
}  # fmt: skip
_SEASONS = r"אביב|קיץ|סתיו|חורף"

_FIRST_YEAR, _LAST_YEAR = 5660, 5860
"""תר"ס and תת"ס, which hold the years from 1900 to 2099."""

_CHANGED_OVER: Mapping[str, int] = {"תשדמ": 5744, "תרחצ": 5698}
"""Years whose last letters are often changed over, because they would be a bad word."""

_NOT_IN_WORD = r"(?<![א-ת\"'])"
_DAY = r"(?:(?:[בהלמוש]-?)??(?P<quoted>[א-ל]'|[יכט]\"[א-ט])|(?P<bare>[יכט]?[א-טיכל]|\d{1,2}))"
_NEW_MOON = r"(?:(?P<which>[אב])'?\s+ד?)?ב?(?:ר\"ח|ראש[ -]חודש)(?P<new_moon>)"
_MONTH = (
    r"[בל]?(?:חודש\s+)?(?:מנחם[ -])?(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![א-ת\"])"
    r"(?:[ -]+(?P<part>א|ב|ה?ראשון|ה?שני)(?![א-ת\"])'?)?"
)
_YEAR = r"(?:ה(?:'\s?|-)?)?(?P<year>ת[א-ת]{0,3}\"[א-ת]|ת[א-ת]{2,4})(?![א-ת\"'])"
_TO_YEAR = r",?\s+(?:ב?שנת\s+)?"
_FULL = re.compile(rf"{_NOT_IN_WORD}(?:{_NEW_MOON}|{_DAY})\s+{_MONTH}{_TO_YEAR}{_YEAR}")
_MONTH_AND_YEAR = re.compile(rf"{_NOT_IN_WORD}{_MONTH}{_TO_YEAR}{_YEAR}")
_FEAST = re.compile(rf"{_NOT_IN_WORD}[בל]?(?P<eve>ערב\s+)?(?:חג\s+)?ה?(?P<feast>{'|'.join(_FEASTS)}){_TO_YEAR}{_YEAR}")
_SEASON = re.compile(rf"{_NOT_IN_WORD}(?<!תל )(?<!תל-)[בה]?(?:{_SEASONS}){_TO_YEAR}{_YEAR}")
_LONE_YEAR = re.compile(rf"{_NOT_IN_WORD}[בלמ]?{_YEAR}")


def full_dates(text: str) -> Iterator[Found]:
    """Days with month and year, in order. `text` is in `knowledge.hebrew.spelling`."""
    for found in _FULL.finditer(text):
        year = _years().get(_letters(found["year"]))
        if year is not None:
            yield *found.span(), _full(found, year)


def months(text: str) -> Iterator[Found]:
    """Months, and feasts, with a year, in order of each."""
    for found in _MONTH_AND_YEAR.finditer(text):
        year = _years().get(_letters(found["year"]))
        if year is not None:
            yield *found.span(), _month(found, year)
    for found in _FEAST.finditer(text):
        year = _years().get(_letters(found["year"]))
        if year is not None:
            month, day = _FEASTS[found["feast"]]
            begins = HebrewDate(year, month if month != _ADAR_II or _is_leap(year) else _ADAR, day).to_pydate()
            yield *found.span(), (begins - timedelta(days=bool(found["eve"]))).isoformat()[:7]


def seasons(text: str) -> Iterator[Found]:
    """Seasons with a year, of which only the year is said."""
    for found in _SEASON.finditer(text):
        year = _years().get(_letters(found["year"]))
        if year is not None:
            yield *found.span(), str(_gregorian(year))


def lone_year(text: str) -> str | None:
    """The first year with gershayim from תר"ס to תשצ"ט; later ones (``תת"ל``) are seldom meant as years."""
    for found in _LONE_YEAR.finditer(text):
        letters = _letters(found["year"])
        if '"' in found["year"] and letters in _years() and not letters.startswith("תת"):
            return str(_gregorian(_years()[letters]))
    return None


def _full(found: re.Match[str], year: int) -> str | None:
    month = _month_number(found, year)
    if month is None:
        return None
    if month == 0:
        return str(_gregorian(year))
    day = 1 if found["new_moon"] is not None else _days().get(_letters(found["quoted"] or found["bare"]), 0)
    try:
        written: date = HebrewDate(year, month, day).to_pydate()
    except ValueError:
        return None
    if found["which"] == "א":  # the first of two days of new moon ends the month before
        written -= timedelta(days=1)
        if HebrewDate.from_pydate(written).day < 30:
            return None
    return written.isoformat()


def _month(found: re.Match[str], year: int) -> str | None:
    month = _month_number(found, year)
    if month is None:
        return None
    if month == 0:
        return str(_gregorian(year))
    first: date = HebrewDate(year, month, 1).to_pydate()
    days = (first + timedelta(days=i) for i in range(31))
    own = Counter(day.isoformat()[:7] for day in days if HebrewDate.from_pydate(day).month == month)
    return max(own, key=lambda name: (own[name], name))


def _month_number(found: re.Match[str], year: int) -> int | None:
    """From Nisan, which is 1; 0 where it may be either Adar, None where the year has no such month."""
    month, part = _MONTHS[found["month"]], found["part"]
    if month != _ADAR:
        return None if part else month
    if not _is_leap(year):
        return None if part else _ADAR
    if not part:
        return 0
    return _ADAR if part in ("א", "ראשון", "הראשון") else _ADAR_II


def _is_leap(year: int) -> bool:
    leap: bool = Year(year).leap
    return leap


def _gregorian(year: int) -> int:
    """The Gregorian year in which most of a Hebrew year falls: the one of its Passover."""
    passover: date = HebrewDate(year, _NISAN, 15).to_pydate()
    return passover.year


def _letters(number: str) -> str:
    """Letters without signs and final forms."""
    return number.translate(str.maketrans("ךםןףץ", "כמנפצ", "\"'"))


@cache
def _years() -> Mapping[str, int]:
    """Every year by its letters."""
    every = range(_FIRST_YEAR, _LAST_YEAR + 1)
    return {
        **_CHANGED_OVER,
        **{_letters(HebrewDate(year, 1, 1).hebrew_year(withgershayim=False)): year for year in every},
    }


@cache
def _days() -> Mapping[str, int]:
    """The days of a month by letters and by digits."""
    lettered = {_letters(HebrewDate(5784, 1, day).hebrew_day(withgershayim=False)): day for day in range(1, 31)}
    return {**lettered, **{str(day): day for day in range(1, 31)}, **{f"0{day}": day for day in range(1, 10)}}

"""Dates of both calendars in every style, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyluach.dates import HebrewDate
from pyluach.hebrewcal import Year

from ingest.dates import find_date, find_year, written_date

HEBREW = "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר".split()
ENGLISH = "January February March April May June July August September October November December".split()
JEWISH = "ניסן אייר סיוון תמוז אב אלול תשרי חשוון כסלו טבת שבט אדר".split()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("28.9.2005", "2005-09-28"),
        ("28/9/2005", "2005-09-28"),
        ("28-9-2005", "2005-09-28"),
        ("05/03/2004", "2004-03-05"),
        ("05/03/04", "2004-03-05"),
        ("1/2/98", "1998-02-01"),
        ("1.2.05", "2005-02-01"),
        ("5.3.40", "2040-03-05"),
        ("5.3.41", "1941-03-05"),
        ("28 . 9 . 2005", "2005-09-28"),
        ("29.2.2004", "2004-02-29"),
        ("2005-09-28", "2005-09-28"),
        ("2005/9/28", "2005-09-28"),
        ("2005.09.28", "2005-09-28"),
        ("2005-09-28T10:00:00+03:00", "2005-09-28"),
        ("2005-09", "2005-09"),
        ("9/2005", "2005-09"),
        ("09.2005", "2005-09"),
        ("3 במרץ 2011", "2011-03-03"),
        ("ב-3 במרס, 2011", "2011-03-03"),
        ("ה-5 במרס 2004", "2004-03-05"),
        ("ה־5 במארס 2004", "2004-03-05"),
        ("יום ו', 5 במרץ 2004", "2004-03-05"),
        ("5 מרץ 2004", "2004-03-05"),
        ("5 למרץ 2004", "2004-03-05"),
        ("5 במרץ שנת 2004", "2004-03-05"),
        ("5 במרץ '04", "2004-03-05"),
        ("5 במרץ ׳04", "2004-03-05"),
        ("05.מרץ.2004", "2004-03-05"),
        ("ספטמבר 2019", "2019-09"),
        ("ספטמבר, 2019", "2019-09"),
        ("בספטמבר 2004 קיבלה", "2004-09"),
        ("מרץ 2004", "2004-03"),
        ("March 5, 2004", "2004-03-05"),
        ("MARCH 5 2004", "2004-03-05"),
        ("March 5th, 2004", "2004-03-05"),
        ("Mar. 5, 2004", "2004-03-05"),
        ("5 March 2004", "2004-03-05"),
        ("5th March, 2004", "2004-03-05"),
        ("3rd of March 2011", "2011-03-03"),
        ("the 1st of May of 2004", "2004-05-01"),
        ("5-Mar-2004", "2004-03-05"),
        ("March 2004", "2004-03"),
        ("March of 2004", "2004-03"),
        ("Sept. 2019", "2019-09"),
        ("אביב 2004", "2004"),
        ("קיץ, 2004", "2004"),
        ("בחורף 2004", "2004"),
        ("Spring 2004", "2004"),
        ("Fall, 2004", "2004"),
        ("31.2.2005 ואחר כך 1.3.2005", "2005-03-01"),
        ("מרץ 2004, עודכן 7.8.2004", "2004-08-07"),
        ("כ\"ד באלול תשס\"ה", "2005-09-28"),
        ("ט\"ו באייר תשס\"ד", "2004-05-06"),
        ("ט״ו באייר תשס״ד", "2004-05-06"),
        ("ט״ו באייר ה'תשס\"ד", "2004-05-06"),
        ("ט״ו באייר ה׳תשס״ד", "2004-05-06"),
        ("ט\"ו באייר התשס\"ד", "2004-05-06"),
        ("ט\"ו באייר, תשס\"ד", "2004-05-06"),
        ("ט\"ו אייר תשס\"ד", "2004-05-06"),
        ("ט\"ו לחודש אייר שנת תשס\"ד", "2004-05-06"),
        ("ביום ה' ט\"ו באייר תשס\"ד", "2004-05-06"),
        ("טו באייר תשסד", "2004-05-06"),
        ("טו אייר התשסד", "2004-05-06"),
        ("15 באייר תשס\"ד", "2004-05-06"),
        ("בט\"ו בשבט תשס\"ד", "2004-02-07"),
        ("מא' בתשרי תשס\"ד", "2003-09-27"),
        ("א' בתשרי תשס\"ד", "2003-09-27"),
        ("ה באייר תשח", "1948-05-14"),
        ("ה' באייר תש\"ח", "1948-05-14"),
        ("ל' בניסן תשס\"ד", "2004-04-21"),
        ("כ\"ט באלול תשפ\"ד", "2024-10-02"),
        ("ב' במרחשוון תש\"ף", "2019-10-31"),
        ("ב' בחשון תש\"פ", "2019-10-31"),
        ("ט' במנחם אב תשס\"ד", "2004-07-27"),
        ("א' באדר א' תשע\"ו", "2016-02-10"),
        ("א' באדר ב' תשע\"ו", "2016-03-11"),
        ("א' באדר שני תשע\"ו", "2016-03-11"),
        ("א' באדר ראשון תשע\"ו", "2016-02-10"),
        ("ז' באדר תשס\"ד", "2004-02-29"),
        ("ז' באדר תשע\"ו", "2016"),
        ("ר\"ח ניסן תשפ\"א", "2021-03-14"),
        ("ראש חודש ניסן תשפ\"א", "2021-03-14"),
        ("א' דר\"ח אלול תשס\"ד", "2004-08-17"),
        ("ב' דר\"ח אלול תשס\"ד", "2004-08-18"),
        ("אייר תשס\"ד", "2004-05"),
        ("באייר תשס\"ד", "2004-05"),
        ("אמרו לו באייר תשס\"ד", "2004-05"),
        ("תשרי תשס\"ד", "2003-10"),
        ("טבת תשס\"ד", "2004-01"),
        ("אדר תשע\"ו", "2016"),
        ("אדר ב' תשע\"ו", "2016-03"),
        ("אייר תשד\"מ", "1984-05"),
        ("קיץ תשס\"ד", "2004"),
        ("חורף תשס\"ד", "2004"),
        ("ערב ראש השנה תשס\"ד", "2003-09"),
        ("פסח תשס\"ד", "2004-04"),
        ("פורים תשס\"ד", "2004-03"),
        ("פורים תשע\"ו", "2016-03"),
        ("ט\"ו באייר תשס\"ד, 6.5.2004", "2004-05-06"),
        ("6.5.2004, ט\"ו באייר תשס\"ד", "2004-05-06"),
        ("ט\"ו באייר תשס\"ד, מאי 2004", "2004-05-06"),
    ],
)  # fmt: skip
def test_find_date(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.2.2004",
        "31 בפברואר 2004",
        "February 31, 2004",
        "32.1.2004",
        "1.13.2004",
        "29.2.2005",
        "2005-13-01",
        "2005-02-31",
        "גרסה 3.5.1 של המסמך",
        "1.2.3.2005",
        "סעיף 12 משנת 1985",
        "חוזר 12/2004",
        "דצמברית 2005",
        "בשנים 2003-2004",
        "Marching 2004",
        "תל אביב 2004",
        "תל-אביב, 2004",
        "ל' באייר תשס\"ד",
        "ל' באלול תשס\"ד",
        "א' באדר ב' תשס\"ד",
        "א' דר\"ח סיוון תשס\"ד",
        "ט\"ו באייר",
        "ט\"ו בשבט",
        "תשס\"ד",
        "כ\"ט בנובמבר",
        "דנה תמוז תנאים",
        "ניסן תלמידי",
        "טו באייר תקסד",
        "9" * 5000,
        "5 " * 5000,
        "א' " * 5000,
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("שנת 1985 טובה", "1985"),
        ("12345", None),
        ("1899", None),
        ("תשס\"ד", "2004"),
        ("התשס״ו", "2006"),
        ("תש\"ס", "2000"),
        ("בשנת תש\"ף", "2020"),
        ("התשס\"ו-2005", "2005"),
        ("תשד\"מ", "1984"),
        ("תר\"ס", "1900"),
        ("תר\"ח", None),
        ("תת\"ל", None),
        ("תשב\"ץ", None),
        ("תנ\"ך", None),
        ("תשסד", None),
        ("", None),
    ],
)  # fmt: skip
def test_find_year(text: str, year: str | None) -> None:
    assert find_year(text) == year


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2005", "2005"),
        ("2005-09", "2005-09"),
        ("2005-09-28", "2005-09-28"),
        ("2004-02-29", "2004-02-29"),
        ("2005-02-29", None),
        ("2005-9", None),
        ("28.9.2005", None),
        ("0000", None),
        ("2005-09-28 ", None),
    ],
)
def test_written_date(text: str, date: str | None) -> None:
    assert written_date(text) == date


def hebrew_month(written: HebrewDate) -> str:
    if written.month < 12 or not Year(written.year).leap:
        return JEWISH[written.month - 1]
    return "אדר א'" if written.month == 12 else "אדר ב'"


def in_hebrew(day: date, quoted: bool = True) -> tuple[str, str, str]:
    """Day, month and year of the Hebrew calendar, in letters."""
    written = HebrewDate.from_pydate(day)
    return written.hebrew_day(quoted), hebrew_month(written), written.hebrew_year(withgershayim=quoted)


STYLES: dict[str, Callable[[date], str]] = {
    "dots": lambda day: f"{day.day}.{day.month}.{day.year}",
    "slashes": lambda day: f"{day:%d/%m/%Y}",
    "hyphens": lambda day: f"{day.day}-{day.month}-{day.year}",
    "iso": lambda day: day.isoformat(),
    "year first": lambda day: f"{day:%Y/%m/%d}",
    "hebrew": lambda day: f"{day.day} ב{HEBREW[day.month - 1]} {day.year}",
    "hebrew article": lambda day: f"ה-{day.day} ל{HEBREW[day.month - 1]}, {day.year}",
    "american": lambda day: f"{ENGLISH[day.month - 1]} {day.day}, {day.year}",
    "british": lambda day: f"{day.day} {ENGLISH[day.month - 1]} {day.year}",
    "short": lambda day: f"{day.day}-{ENGLISH[day.month - 1][:3]}-{day.year}",
    "jewish": lambda day: "{} ב{} {}".format(*in_hebrew(day)),
    "jewish millennium": lambda day: "{} ב{} ה'{}".format(*in_hebrew(day)).replace("״", '"').replace("׳", "'"),
    "both": lambda day: "{} ב{} {}, ".format(*in_hebrew(day)) + f"{day.day}.{day.month}.{day.year}",
}


@pytest.mark.parametrize("style", STYLES)
@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_comes_back(style: str, day: date) -> None:
    assert find_date(STYLES[style](day)) == day.isoformat()
    assert find_date(f"עודכן: {STYLES[style](day)} (נוסח שני)") == day.isoformat()


@given(day=st.dates(date(1941, 1, 1), date(2040, 12, 31)))
def test_two_digits_are_the_nearest_century(day: date) -> None:
    assert find_date(f"{day:%d/%m/%y}") == find_date(f"{day.day}.{day.month}.{day:%y}") == day.isoformat()


@given(day=st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_hebrew_date_without_gershayim(day: date) -> None:
    number, month, year = in_hebrew(day, False)
    expected = day.isoformat() if len(year) > 2 else None  # תש and תת are words
    assert find_date(f"{number} ב{month} {year}") == expected


@given(year=st.integers(5661, 5799))
def test_a_hebrew_year_is_the_gregorian_one_of_most_of_its_days(year: int) -> None:
    first, last = HebrewDate(year, 7, 1).to_pydate(), HebrewDate(year, 6, 29).to_pydate()
    turn = date(last.year, 1, 1)
    assert (last - turn).days > (turn - first).days
    assert find_year(HebrewDate(year, 1, 1).hebrew_year()) == str(last.year)


@given(st.text(st.sampled_from("0123456789./- אבדטוניסרשת\"'ה,mayMAR"), max_size=60))
def test_whatever_is_found_is_a_date(text: str) -> None:
    found = find_date(text)
    assert found is None or written_date(found) == found

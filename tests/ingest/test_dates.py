import pytest

from ingest.dates import find_date, find_year, written_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("28.9.2005", "2005-09-28"),
        ("28/9/2005", "2005-09-28"),
        ("28-9-2005", "2005-09-28"),
        ("1/2/98", "1998-02-01"),
        ("1.2.05", "2005-02-01"),
        ("28 . 9 . 2005", "2005-09-28"),
        ("2005-09-28", "2005-09-28"),
        ("2005-09-28T10:00:00+03:00", "2005-09-28"),
        ("2005-09", "2005-09"),
        ("3 במרץ 2011", "2011-03-03"),
        ("ב-3 במרס, 2011", "2011-03-03"),
        ("ספטמבר 2019", "2019-09"),
        ("בספטמבר 2004 קיבלה", "2004-09"),
        ("March 3, 2011", "2011-03-03"),
        ("3rd of March 2011", "2011-03-03"),
        ("Sept. 2019", "2019-09"),
        ("31.2.2005 ואחר כך 1.3.2005", "2005-03-01"),
        ("גרסה 3.5.1 של המסמך", None),
        ("1.2.3.2005", None),
        ("סעיף 12 משנת 1985", None),
        ('כ"ד באלול תשס"ה', None),
        ("דצמברית 2005", None),
        ("2005-13-01", None),
        ("", None),
    ],
)
def test_find_date(text: str, date: str | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(("text", "year"), [("שנת 1985 טובה", "1985"), ("12345", None), ("1899", None)])
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

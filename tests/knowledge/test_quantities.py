"""Numbers in Hebrew and English: people, years, and what is neither."""

from __future__ import annotations

import pytest

from knowledge.quantities import Quantity, first_year, people, people_named, quantities


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("120", 120, 120),
        ("about 1,400 worker-owners", 1400, 1400),
        ("כ-73 עד 82 אלף מועסקים בשנים 2014 עד 2019; לא כולם חברים", 73_000, 82_000),
        ("190 to 200 workers", 190, 200),
        ("8–10 משפחות", 8, 10),
        ("between 100 and 200 members", 100, 200),
        ("בין 100 ל-200 חברים", 100, 200),
        ("2 to 3 million members", 2_000_000, 3_000_000),
        ("100 and 200", 200, 200),
        ("200 to 100", 200, 200),
        ("כ-4.6 מיליון נשים ב-2022", 4_600_000, 4_600_000),
        ("3 אלפים", 3000, 3000),
        ("אלף", 1000, 1000),
        ("כאלפיים נפש", 2000, 2000),
        ("אלף ומאתיים חברים", 1200, 1200),
        ("שלוש מאות וחמישים חברים", 350, 350),
        ("מאה ועשרים חברים", 120, 120),
        ("עשרים וחמישה חברים", 25, 25),
        ("חמישה עובדים", 5, 5),
        ("twenty-five members", 25, 25),
        ("two hundred and fifty members", 250, 250),
        ("a thousand workers", 1000, 1000),
        ("three thousand two hundred workers", 3200, 3200),
        ("nine million people", 9_000_000, 9_000_000),
        ("more than nine million people", 9_000_000, None),
        ("יותר מ-17 מיליון", 17_000_000, None),
        ("מעל 500 חברים", 500, None),
        ("מיליוני חברים", 2_000_000, None),
        ("Millions of savers", 2_000_000, None),
        ("כמה עשרות", 20, None),
        ("several hundred members", 100, 100),
        ("hundreds", 200, None),
        ("אלפי עובדים, ומהם 1,300 חברים", 1300, 1300),
        ("2000 חברים", 2000, 2000),
        ("2,000 in 2019", 2000, 2000),
    ],
)
def test_a_number_of_people(text: str, low: int, high: int | None) -> None:
    found = people(text)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "רבים",
        "None of its own: about 4 million customers",
        "No total is published; two worker-owners",
        "לא ידוע, אולי 300",
        "אין, אבל יש 40 עובדים",
        "270 קיבוצים; 60 מהם חזקים",
        "602 קואופרטיבים, מהם 408 מאוכלסים ובהם 16,937 בתים",
        "in 2014",
        "the mid-2010s",
        "בשנת 2000 חברים עזבו",
        "2021/22",
        "68%",
        "במאה ה-19",
        "15 children",
    ],
)
def test_no_number_of_people(text: str) -> None:
    assert people(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("קיבוץ של 120 חברים ו-80 ילדים, חוב של 20 מיליון ש״ח", (120, "120 חברים")),
        ("הוקם ב-1948, 85 חברים", (85, "85 חברים")),
        ("120 חברים ו-300 תושבים", (120, "120 חברים")),
        ("300 תושבים", (300, "300 תושבים")),
        ("A kibbutz of 300 members owes 40 million", (300, "300 members")),
        ("שלוש מאות חברים ותיקים", (300, "שלוש מאות חברים")),
        ("חוב של 20 מיליון שקל לחברים", None),
        ("הרפת מניבה 300 בשנה", None),
        ("5 שנים אחרי ההפרטה", None),
    ],
)
def test_people_that_a_description_names(text: str, expected: tuple[int, str] | None) -> None:
    found = people_named(text)
    assert (found and (found.size, text[slice(*found.span)])) == expected


def test_every_number_with_what_it_counts() -> None:
    text = "17 villages; hundreds of members, of whom 30 left"
    assert quantities(text) == (
        Quantity(17, 17, "other", (0, 11)),
        Quantity(200, None, "people", (13, 32), members=True, vague=True),
        Quantity(30, 30, "people", (42, 44)),
    )


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1933 (אגד); 1945 (דן)", 1933),
        ("June 1999", 1999),
        ("המעמד המשפטי בן ימינו: חוק מ-19 ביולי 1978", 1978),
        ("in North America since the 1870s", 1870),
        ("1528 (community of goods)", 1528),
        ("", None),
        ("1,900 members", None),
        ("12000", None),
        ("1399", None),
    ],
)
def test_the_year_named_first(text: str, year: int | None) -> None:
    assert first_year(text) == year

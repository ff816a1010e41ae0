"""Names are parted only where their writing says how."""

import pytest

from knowledge.citing.names import Name, initials, names, parted


@pytest.mark.parametrize(
    ("author", "family", "given", "suffix"),
    [
        ("John Restakis", "Restakis", "John", ""),
        ("Restakis, John", "Restakis", "John", ""),
        ("Jean-Paul de la Cruz", "de la Cruz", "Jean-Paul", ""),
        ("Vincent van Gogh", "van Gogh", "Vincent", ""),
        ("Martin Luther King Jr.", "King", "Martin Luther", "Jr."),
        ("Martin King, Jr.", "King", "Martin", "Jr."),
        ("J. K. Rowling", "Rowling", "J. K.", ""),
        ("Prof. Elinor Ostrom", "Ostrom", "Elinor", ""),
        ("כהן, משה", "כהן", "משה", ""),
        ("בן דורי, שרה", "בן דורי", "שרה", ""),
        ("לוי, קרן", "לוי", "קרן", ""),
        ("Éva Ørsted", "Ørsted", "Éva", ""),
    ],
)
def test_people(author: str, family: str, given: str, suffix: str) -> None:
    name = parted(author)
    assert (name.family, name.given, name.suffix) == (family, given, suffix)


@pytest.mark.parametrize(
    "author",
    [
        "library team",
        "צוות המאגר",
        "משה כהן",
        "אבו חמד סעיד",
        "משרד המשפטים, ירושלים",
        "International Co-operative Alliance",
        "Ministry of Justice, Israel",
        "Oxfam Israel",
        "ICA",
        "Cooperatives UK 2020",
        "The Economist",
        "Smith & Sons",
        "A, B, C",
        "Anne Bob Carl Dave Eve Frank",
    ],
)
def test_what_is_not_known_stays_as_it_is_written(author: str) -> None:
    name = parted(author)
    assert name == Name(author)
    assert name.natural == name.inverted == name.initialled == name.short == author


def test_the_ways_to_write_a_name() -> None:
    name = parted("Martin Luther King Jr.")
    assert (name.natural, name.inverted, name.initialled, name.short) == (
        "Martin Luther King Jr.",
        "King, Martin Luther, Jr.",
        "King, M. L., Jr.",
        "King",
    )
    hebrew = parted("כהן, משה")
    assert (hebrew.natural, hebrew.inverted, hebrew.initialled) == ("משה כהן", "כהן, משה", "כהן, מ׳")


def test_academic_titles_are_left_out() -> None:
    assert parted('ד"ר משה כהן') == Name("משה כהן")
    assert parted("פרופ׳ רות לוי") == Name("רות לוי")
    assert parted("Dr. Jane Roe").natural == "Jane Roe"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("John", "J."),
        ("J. K.", "J. K."),
        ("J.K.", "J. K."),
        ("Jean-Paul", "J.-P."),
        ("משה", "מ׳"),
        ("יעקב משה", "י׳ מ׳"),
    ],
)
def test_initials(given: str, expected: str) -> None:
    assert initials(given) == expected


def test_authors_are_named_once_and_the_organisation_is_a_body() -> None:
    assert names(("Jane  Roe", "Jane Roe", " ", ""), None) == (Name("Jane Roe", "Roe", "Jane"),)
    assert names(("Jane Roe",), "Jane Roe") == (Name("Jane Roe"),)

"""The address of a page says everything, and says it the same both ways."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from knowledge.browser.address import UNFILTERED, Address, AddressInvalid, Place, interface_language
from knowledge.types import Filters

FULL = Address(
    language="en",
    text='ערבות הדדית & "GPS" 14%',
    mode="words",
    filters=Filters(("education", "advocacy"), ("brief",), ("IL", "ES"), language="he", year_from=1990, year_to=2005),
    limit=40,
    document="תיקים/ערבות הדדית #1.pdf",
    place=Place(2, 10, 250),
    order="date",
)


@pytest.mark.parametrize("address", [Address(), FULL, Address(text="  "), Address(document="a.md")])
def test_an_address_survives_the_address_bar(address: Address) -> None:
    assert Address.parse(parse_qs(urlsplit(address.href()).query)) == address


def test_what_is_as_it_would_be_anyway_is_not_written() -> None:
    assert Address().href() == "/"
    assert Address(text="a b", filters=Filters(topics=("education",))).href() == "/?q=a+b&topic=education"
    assert Address(document="x/y.pdf", place=Place(0, 1, 2)).href() == "/document?doc=x%2Fy.pdf&at=0-1-2"


def test_a_document_remembers_the_search_it_was_reached_from() -> None:
    search = replace(FULL, document="", place=None)
    assert search.at("a.md", Place(0, 0, 5)).search() == search


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "nonsense"),
        ("topic", "![](http://evil.example/a.png)"),
        ("type", "book"),
        ("country", "il"),
        ("country", "ISR"),
        ("lang", "fr"),
        ("mode", "magic"),
        ("sort", "magic"),
        ("from", "20x5"),
        ("from", "-2005"),
        ("to", "99999"),
        ("n", "0"),
        ("n", "101"),
        ("n", "٣"),
        ("at", "1-2"),
        ("at", "0-5-5"),
        ("at", "-1-0-5"),
    ],
)
def test_a_filter_that_nobody_knows_is_refused_and_not_ignored(name: str, value: str) -> None:
    with pytest.raises(AddressInvalid) as caught:
        Address.parse({name: [value]})
    assert name in caught.value.message("he")
    assert value in caught.value.message("en")


def test_the_last_of_several_values_counts_where_only_one_can() -> None:
    assert Address.parse({"q": ["a", "b"]}).text == "b"
    assert Address.parse({"topic": ["education", "education"]}).filters.topics == ("education",)


@pytest.mark.parametrize(("ui", "language"), [("en", "en"), ("he", "he"), ("fr", "he"), ("", "he")])
def test_the_interface_is_hebrew_unless_english_is_asked_for(ui: str, language: str) -> None:
    assert interface_language({"ui": [ui]}) == language


def test_no_filters_is_false() -> None:
    assert not UNFILTERED

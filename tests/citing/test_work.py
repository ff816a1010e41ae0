"""Excerpts gathered by document: pages, dates, addresses."""

import pytest

from knowledge.citing.work import date_of, day_of, in_order, page_ranges, parts_of, safe_link, works
from knowledge.types import Language, Metadata

from .samples import EXCERPTS


def test_excerpts_are_gathered_in_the_order_of_their_first() -> None:
    first, second = works(EXCERPTS)
    assert (first.document, first.pages) == ("briefs/funds.pdf", ("3", "4", "7"))
    assert first.excerpts == (EXCERPTS[0], EXCERPTS[2], EXCERPTS[3])
    assert first.link == "https://kb.example.org/document?doc=briefs%2Ffunds.pdf"
    assert (second.document, second.pages, second.link) == ("cases/dairy.docx", (), "")
    assert works(()) == ()


@pytest.mark.parametrize(
    ("pages", "ranges"),
    [
        (["7", "3", "4", "3"], "3–4, 7"),
        (["10", "9", "11", "2"], "2, 9–11"),
        (["iv", "2", "i"], "iv, i, 2"),
        (["3–4", "12"], "3–4, 12"),
        (["", " "], ""),
    ],
)
def test_pages(pages: list[str], ranges: str) -> None:
    assert page_ranges(in_order(pages)) == ranges


@pytest.mark.parametrize(
    ("date", "language", "whole", "day"),
    [
        ("2005", "he", "2005", ""),
        ("2005-09", "he", "ספטמבר 2005", "ספטמבר"),
        ("2005-09-28", "he", "28 בספטמבר 2005", "28 בספטמבר"),
        ("2005-05", "en", "May 2005", "May"),
        ("2005-09-28", "en", "September 28, 2005", "September 28"),
        (None, "en", "", ""),
        ("2005-13", "en", "2005-13", ""),
        ("1990s", "en", "1990s", ""),
    ],
)
def test_dates(date: str | None, language: Language, whole: str, day: str) -> None:
    metadata = Metadata("t", date=date)
    assert (date_of(metadata, language), day_of(metadata, language)) == (whole, day)


def test_a_date_of_another_kind_has_no_parts() -> None:
    assert parts_of("2005-02-30") == parts_of("x") == parts_of("") == ()
    assert parts_of("2005-02-28") == (2005, 2, 28)


@pytest.mark.parametrize(
    ("link", "safe"),
    [
        ("http://h/document?doc=a%2Fb&at=1-0-2", "http://h/document?doc=a%2Fb&at=1-0-2"),
        ("http://h/א ב", "http://h/%D7%90%20%D7%91"),
        ("http://h/a)b>c<d\"e'f[g]{h}\\i^j|k`l", "http://h/a%29b%3Ec%3Cd%22e%27f%5Bg%5D%7Bh%7D%5Ci%5Ej%7Ck%60l"),
        ("HTTPS://h/x\n y", "HTTPS://h/x%20y"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http:///x", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_are_links(link: str, safe: str) -> None:
    assert safe_link(link) == safe

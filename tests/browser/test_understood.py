"""What is said above the results of how the query was read, and the ways back."""

from __future__ import annotations

import pytest

from knowledge.browser.address import Address
from knowledge.browser.understood import foreign_shelf_html, understood_html
from knowledge.types import Correction, Expansion, Filters, Query, Results
from tests.browser.double import DOCUMENTS, hit

HIT = hit(1, DOCUMENTS[0], 0, ())
HOSTILE = "<script>alert(1)</script>"


def results(query: str, text: str = "", answered: bool = True, hits: bool = True, **more: object) -> Results:
    found = (HIT,) if hits else ()
    return Results(Query(query), found, 1, 1.0, text or query, answered=answered, **more)  # type: ignore[arg-type]


def test_nothing_to_say() -> None:
    assert understood_html(results("קיבוץ"), Address(text="קיבוץ")) == ""


def test_another_keyboard_is_said_with_the_way_back() -> None:
    read = results("ehcum", "קיבוץ", corrections=(Correction("keyboard", "ehcum", ("קיבוץ",)),))
    html = understood_html(read, Address(text="ehcum"))
    assert "<strong><bdi>קיבוץ</bdi></strong>" in html
    assert 'href="/?q=ehcum&amp;literal=1"' in html


def test_a_spelling_is_asked_about_only_where_nothing_answers() -> None:
    corrections = (Correction("spelling", "קיבצו", ("קיבוץ",)),)
    asked = results("חבר קיבצו", corrections=corrections, answered=False)
    html = understood_html(asked, Address(text="חבר קיבצו"))
    assert "האם התכוונתם ל" in html
    assert "<bdi>חבר קיבוץ</bdi>" in html
    assert understood_html(results("חבר קיבצו", corrections=corrections), Address(text="חבר קיבצו")) == ""


def test_terms_and_names_are_listed_with_the_way_back() -> None:
    read = results(
        "קיבוץ פגור",
        corrections=(Correction("name", "פגור", ("fagor",)),),
        expansions=(Expansion("קיבוץ", (0, 5), ("kibbutz", "kibbutzim")),),
    )
    html = understood_html(read, Address(text="קיבוץ פגור"))
    assert "<bdi>kibbutz</bdi>, <bdi>kibbutzim</bdi>" in html
    assert "<bdi>fagor</bdi>" in html
    assert "&amp;glossary=0" in html
    assert "&amp;literal=1" in html


@pytest.mark.parametrize("address", [Address(text="x", literal=True), Address(text="x", widened=False)])
def test_a_literal_search_offers_the_usual_one(address: Address) -> None:
    html = understood_html(results("x"), address)
    assert "חיפוש מילולי" in html
    assert 'href="/?q=x"' in html


def test_no_answer_is_said_where_passages_follow() -> None:
    assert "נראה שאין במאגר תשובה לשאלה" in understood_html(results("x", answered=False), Address(text="x"))
    assert understood_html(results("x", answered=False, hits=False), Address(text="x")) == ""
    told = understood_html(results("x", answered=False, unknown=("פינדהורן",)), Address(text="x"))
    assert "אינן במאגר, בשום צורה, המילים: <bdi>פינדהורן</bdi>" in told
    english = understood_html(results("x", answered=False), Address("en", "x"))
    assert 'dir="ltr"' in english
    assert "Nothing in the library seems to answer this" in english


@pytest.mark.parametrize(("query", "shelf"), [("קיבוץ", "en"), ("kibbutz", "he")])
def test_the_foreign_shelf_is_one_click_away(query: str, shelf: str) -> None:
    html = foreign_shelf_html(results(query), Address(text=query))
    assert f"&amp;lang={shelf}" in html
    chosen = Address(text=query, filters=Filters(language="he"))
    assert foreign_shelf_html(results(query), chosen) == ""


def test_hostile_text_is_escaped() -> None:
    read = results(
        HOSTILE,
        "other",
        answered=False,
        corrections=(Correction("keyboard", HOSTILE, ("other",)), Correction("name", HOSTILE, (HOSTILE,))),
        expansions=(Expansion(HOSTILE, (0, 1), (HOSTILE,)),),
    )
    html = understood_html(read, Address(text=HOSTILE))
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3

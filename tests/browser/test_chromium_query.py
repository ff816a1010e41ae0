"""What is said about a query, in a real Chromium: what was made of it, and the one click back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def search(text: str, **more: str) -> str:
    """A search by words, whose results do not depend on a model."""
    return "/?" + urlencode({"q": text, "mode": "words", **more})


def said(page: Page) -> list[str]:
    """The lines above the results, without the characters that isolate directions."""
    page.wait_for_selector(".kb-understood p")
    lines = page.locator(".kb-understood p").all_inner_texts()
    return ["".join(c for c in line if c not in "\u2066\u2067\u2068\u2069") for line in lines]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_another_keyboard_layout_is_put_right_and_can_be_taken_back(open_page: Open) -> None:
    page = open_page(search("xbphrh,"))
    assert said(page) == ["מוצגות תוצאות עבור סנפירית. לחפש את מה שהוקלד: xbphrh,"]
    expect(page.locator(".kb-text mark").first).to_have_text("סנפירית")
    page.locator(".kb-understood a").click()
    expect(page.locator(".kb-understood")).to_contain_text("חיפוש מילולי, בלי תיקונים ובלי המילון.")
    expect(page.locator(".kb-text mark")).to_have_count(0)
    assert query(page)["literal"] == ["1"]
    page.locator(".kb-understood a").click()
    expect(page.locator(".kb-text mark").first).to_have_text("סנפירית")
    assert "literal" not in query(page)


def test_a_misspelt_word_is_put_right_where_no_word_is_known(open_page: Open) -> None:
    page = open_page(search("מנגננון"))
    assert said(page) == ["מוצגות תוצאות עבור מנגנון. לחפש את מה שהוקלד: מנגננון"]
    expect(page.locator(".kb-text mark").first).to_have_text("מנגנון")
    page.locator(".kb-understood a").click()
    expect(page.locator(".kb-card")).to_have_count(0)
    page.go_back()
    expect(page.locator(".kb-text mark").first).to_have_text("מנגנון")


def test_terms_are_widened_into_the_other_language_and_need_not_be(open_page: Open) -> None:
    page = open_page(search("קואופרטיב עובדים"))
    (line,) = said(page)
    assert line == (
        "נכללו בחיפוש גם, לפי המילון: worker cooperative, worker co-operative, worker co-op, worker coop. בלי תוספות"
    )
    bluefin = page.locator(".kb-card", has_text="Bluefin")
    expect(bluefin.locator(".kb-text mark").first).to_have_text("worker cooperatives")
    page.locator(".kb-understood a").click()
    expect(bluefin).to_have_count(0)
    assert query(page)["glossary"] == ["0"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", ["xbphrh,", "קואופרטיב עובדים"])
def test_what_is_said_fits_a_narrow_screen(open_page: Open, text: str, scheme: str) -> None:
    page = open_page(search(text), width=360, scheme=scheme)
    page.wait_for_selector(".kb-understood p")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    line = page.locator(".kb-understood p").first
    assert line.evaluate("node => getComputedStyle(node).direction") == "rtl"
    box = line.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360

"""The quotation check in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from .corpus import HOSTILE

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
EXACT = "מעביר אמצעים מקהילה חזקה לקהילה חלשה"
NEAR = "מנגנון האיזון מעביר כספים מקהילה חזקה לקהילה חלשה"


def quotes(text: str = "", **more: str) -> str:
    return "/quotes?" + urlencode({**({"q": text} if text else {}), **more})


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def box(page: Page) -> Locator:
    return page.locator(".st-key-kb-quote textarea")


def test_a_quotation_is_pasted_checked_and_opened_in_its_place(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".kb-nav a", has_text="בדיקת ציטוט").click()
    expect(page.locator("h1")).to_have_text("בדיקת ציטוט")
    box(page).fill(EXACT)
    page.get_by_role("button", name="בדיקה", exact=True).click()
    expect(page.locator(".kb-quotes article")).to_have_count(1)
    expect(page.locator(".kb-quotes mark")).to_have_text(EXACT)
    expect(page.locator(".kb-exact")).to_have_text("מילה במילה")
    assert asked(page) == {"q": [EXACT]}
    page.locator(".kb-quotes h2 a").click()
    expect(page.locator(".kb-hit")).to_have_text(EXACT)
    page.go_back()
    expect(page.locator(".kb-quotes mark")).to_have_text(EXACT)
    expect(box(page)).to_have_value(EXACT)


def test_back_forward_and_reload_walk_through_the_checks(open_page: Open) -> None:
    page = open_page(quotes(EXACT))
    expect(page.locator(".kb-exact")).to_have_count(1)
    box(page).fill(NEAR)
    box(page).press("Control+Enter")
    expect(page.locator(".kb-quotes blockquote ins")).to_contain_text("אמצעים")
    expect(page.locator(".kb-quotes blockquote del")).to_contain_text("כספים")
    page.go_back()
    expect(page.locator(".kb-exact")).to_have_count(1)
    expect(box(page)).to_have_value(EXACT)
    page.go_forward()
    expect(page.locator(".kb-nearly")).to_have_count(1)
    page.reload()
    expect(page.locator(".kb-nearly")).to_have_count(1)
    expect(box(page)).to_have_value(NEAR)


def test_what_differs_is_said_to_those_who_do_not_see_it(open_page: Open) -> None:
    page = open_page(quotes(NEAR))
    said = page.locator(".kb-quotes blockquote")
    expect(said).to_contain_text("רק בציטוט: כספים רק במסמך: אמצעים")
    unseen = said.locator(".kb-unseen").first.bounding_box()
    assert unseen is not None
    assert unseen["width"] <= 1
    assert said.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("/quotes")
    box(page).focus()
    page.keyboard.insert_text(EXACT)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="בדיקה", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".kb-quotes mark")).to_have_text(EXACT)
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.kb-quotes h2')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".kb-hit")).to_have_text(EXACT)


def test_in_english(open_page: Open) -> None:
    page = open_page(quotes("It was founded by six of them, and two of its members closed", ui="en"))
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(".kb-quotes blockquote del")).to_contain_text("six")
    expect(page.locator(".kb-quotes blockquote")).to_have_attribute("dir", "ltr")
    page.locator(".kb-switch").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".kb-quotes blockquote")).to_have_attribute("dir", "ltr")
    expect(page.locator(".kb-nearly")).to_contain_text("92% מן המילים זהות")


def test_nowhere_leads_to_the_search(open_page: Open) -> None:
    page = open_page(quotes("פרה רועה באחו הירוק לבדה עד הערב"))
    expect(page.locator(".kb-nothing")).to_contain_text("הציטוט אינו נמצא במאגר")
    href = page.locator(".kb-nothing a").get_attribute("href")
    assert parse_qs(urlsplit(href or "").query) == {"q": ["פרה רועה באחו הירוק לבדה עד הערב"]}


def test_text_that_means_harm_does_none(open_page: Open) -> None:
    page = open_page(quotes(HOSTILE))
    expect(page.locator(".kb-quotes article").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.harm") is None
    assert page.locator(".stHtml :is(img, script, iframe, form, .katex)").count() == 0
    assert set(page.locator(".stHtml a").evaluate_all("links => links.map(link => link.protocol)")) == {"http:"}


@pytest.mark.parametrize("path", ["/quotes", quotes(EXACT), quotes(NEAR), quotes("א" * 300), quotes(HOSTILE, ui="en")])
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open, path: str) -> None:
    page = open_page(path, width=360)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('.stHtml *')].filter(node => node.getClientRects().length && (
        node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).length"""
    assert page.evaluate(overflowing) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_differs_can_be_read_in_either_scheme(open_page: Open, scheme: str) -> None:
    page = open_page(quotes(NEAR), scheme=scheme)
    expect(page.locator(".kb-quotes ins").first).to_be_visible()
    contrast = """selector => {
        const light = color => {
            const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const style = getComputedStyle(document.querySelector(selector));
        const [a, b] = [style.color, style.backgroundColor].map(light).sort((a, b) => a - b);
        return (b + 0.05) / (a + 0.05);
    }"""
    for selector in (".kb-quotes ins", ".kb-quotes del"):
        assert page.evaluate(contrast, selector) >= 4.5, selector

"""What's new in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_news_are_one_click_away_and_lead_to_the_documents(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".kb-nav a", has_text="מה חדש").click()
    expect(page.locator("h1")).to_have_text("מה חדש")
    expect(page.locator(".kb-news h2").first).to_have_text("נכנסו למאגר (6)")
    assert urlsplit(page.url).path == "/news"
    page.locator(".kb-news a", has_text="ערבות הדדית בין קהילות").click()
    expect(page.locator(".kb-document h1")).to_have_text("ערבות הדדית בין קהילות")
    page.go_back()
    expect(page.locator(".kb-news h3").first).to_be_visible()


def test_back_forward_and_reload_walk_through_the_periods(open_page: Open) -> None:
    page = open_page("/news")
    chosen = page.locator(".kb-periods [aria-current]")
    expect(chosen).to_have_text("החודש האחרון")
    page.locator(".kb-periods a", has_text="השבוע האחרון").click()
    expect(chosen).to_have_text("השבוע האחרון")
    assert asked(page) == {"since": ["week"]}
    page.go_back()
    expect(chosen).to_have_text("החודש האחרון")
    page.go_forward()
    expect(chosen).to_have_text("השבוע האחרון")
    page.reload()
    expect(chosen).to_have_text("השבוע האחרון")


def test_a_day_is_typed_and_stays_in_the_address(open_page: Open) -> None:
    page = open_page("/news")
    expect(page.locator(".kb-news")).to_be_visible()
    page.locator(".st-key-kb-since [data-type=day]").click()
    page.keyboard.type("05032020")
    page.locator("h1").click()
    expect(page.locator(".kb-found")).to_contain_text("מאז 5 במרץ 2020")
    assert asked(page) == {"since": ["2020-03-05"]}
    expect(page.locator(".kb-periods [aria-current]")).to_have_count(0)


def test_the_last_visit_is_told(open_page: Open) -> None:
    page = open_page("/news?since=visit")
    expect(page.locator(".kb-periods [aria-current]")).to_have_text("מאז הביקור הקודם שלי")
    expect(page.locator(".kb-note")).to_contain_text("הביקור הראשון")


def test_nothing_new_offers_the_last_news(open_page: Open) -> None:
    page = open_page("/news?since=2999-01-01")
    expect(page.locator(".kb-nothing")).to_contain_text("אין חידושים")
    page.locator(".kb-nothing a").click()
    expect(page.locator(".kb-news h2").first).to_be_visible()


def test_the_bulletin_opens_and_its_links_lead_back(open_page: Open) -> None:
    page = open_page("/news?since=week")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="העלון לדואר").click()
    bulletin = popup.value
    expect(bulletin.locator("h1")).to_have_text("עלון המאגר: מה חדש")
    assert bulletin.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert bulletin.evaluate("document.scripts.length") == 0
    assert bulletin.evaluate("window.harm") is None
    bulletin.set_viewport_size({"width": 360, "height": 800})
    assert bulletin.evaluate("document.documentElement.scrollWidth") <= 360
    bulletin.get_by_role("link", name="ערבות הדדית בין קהילות").click()
    expect(bulletin.locator(".kb-document h1")).to_have_text("ערבות הדדית בין קהילות")


def test_the_markdown_downloads_and_the_feed_is_found(open_page: Open, app_url: str) -> None:
    page = open_page("/news")
    with page.expect_download() as download:
        page.get_by_role("link", name="העלון ב־Markdown").click()
    assert download.value.suggested_filename == "bulletin.md"
    href = page.locator("link[rel=alternate][type='application/atom+xml']").get_attribute("href")
    answer = page.request.get(app_url + (href or ""))
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    entries = etree.fromstring(answer.body()).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 6
    again = page.request.get(app_url + (href or ""), headers={"if-none-match": answer.headers["etag"]})
    assert again.status == 304


def test_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("/news")
    expect(page.locator(".kb-news")).to_be_visible()
    page.locator(".kb-periods a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kb-periods [aria-current]")).to_have_text("השבוע האחרון")
    page.locator(".kb-news a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kb-document h1")).to_be_visible()


def test_in_english(open_page: Open) -> None:
    page = open_page("/news?since=week&ui=en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(".kb-news h2").first).to_have_text("Entered the library (6)")
    expect(page.locator(".kb-periods [aria-current]")).to_have_text("The last week")
    page.locator(".kb-news a", has_text="Bluefin").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert asked(page)["ui"] == ["en"]


def test_text_that_means_harm_does_none(open_page: Open) -> None:
    page = open_page("/news")
    expect(page.locator(".kb-news")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.harm") is None
    assert page.locator(".stHtml :is(img, script, iframe, form, .katex)").count() == 0
    assert set(page.locator(".stHtml a").evaluate_all("links => links.map(link => link.protocol)")) == {"http:"}
    assert not re.search("[\u202d\u202e]", page.content())


@pytest.mark.parametrize("path", ["/news", "/news?since=visit", "/news?since=2999-01-01", "/news?since=x&ui=en"])
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open, path: str) -> None:
    page = open_page(path, width=360)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('.stHtml *')].filter(node => node.getClientRects().length && (
        node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).length"""
    assert page.evaluate(overflowing) == 0

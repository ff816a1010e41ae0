"""What pages draw by way of one attribute (`knowledge.browser.frame.draw`), in Chromium."""

from __future__ import annotations

import html

import pytest
from playwright.sync_api import Page, expect

from .test_chromium import search

HARM = (
    '<p id="drawn" class="kb-lead" data-place="1" onclick="window.harm=1">one <b>two</b></p>'
    '<script>window.harm=1</script><img src="/none.png" onerror="window.harm=1">'
    '<a href="javascript:window.harm=1">three</a><iframe srcdoc="<script>parent.harm=1</script>"></iframe>'
)
OLDER = "delete Element.prototype.setHTML"


def place(page: Page) -> None:
    """As Streamlit would if something that means harm came through our escaping and its sanitiser."""
    folded = f'<div data-html="{html.escape(HARM)}"></div>'
    page.evaluate("folded => document.querySelector('.kb-header').insertAdjacentHTML('afterend', folded)", folded)
    expect(page.locator("#drawn")).to_have_text("one two")


def test_the_browser_takes_out_what_means_harm(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/")
    expect(page.locator(".kb-begin")).to_be_visible()
    place(page)
    drawn = page.locator("#drawn")
    assert drawn.evaluate("element => element.getAttributeNames()") == ["id", "class", "data-place"]
    around = drawn.locator("..")
    assert around.locator("script, iframe").count() == 0
    assert around.locator("img").evaluate("element => element.getAttributeNames()") == ["src"]
    assert around.locator("a").get_attribute("href") is None
    drawn.click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.harm") is None


def test_without_the_browsers_sanitiser_the_policy_stops_it(page: Page, app_url: str) -> None:
    refused: list[str] = []  # among what the browser's console says
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.add_init_script(OLDER)
    page.goto(f"{app_url}/")
    expect(page.locator(".kb-begin")).to_be_visible()
    assert not any("Content Security Policy" in line for line in refused)
    place(page)
    page.locator("#drawn").click()
    page.locator("#drawn ~ a").click()
    page.wait_for_timeout(200)
    assert page.evaluate("window.harm") is None
    assert any("Content Security Policy" in line and "inline event handler" in line for line in refused)


@pytest.mark.parametrize("script", ["", OLDER])
def test_what_is_drawn_is_the_same_with_either(page: Page, app_url: str, script: str) -> None:
    page.add_init_script(script)
    page.goto(app_url + search("סנפירית"))
    expect(page.locator("#kb-results article").first).to_be_visible()
    assert page.locator("[data-html]").count() == 0
    kept = page.locator("#kb-results .kb-keep").first
    assert set(kept.evaluate("element => element.getAttributeNames()")) == {
        *("type", "class", "dir", "lang", "aria-pressed", "data-basket", "data-failed")
    }
    assert page.locator("#kb-results mark").first.inner_text() == "סנפירית"
    assert page.locator("#kb-results details.kb-score summary").count() == page.locator(".kb-passage").count()
    assert page.locator('.kb-header nav li[aria-current="page"]').count() == 1


def test_no_page_of_another_site_steers_this_one(page: Page, app_url: str) -> None:
    assert page.request.get(f"{app_url}/_stcore/host-config").json()["allowedOrigins"] == []

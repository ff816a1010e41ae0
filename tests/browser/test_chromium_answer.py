"""The answer that the browser paints ahead of the page, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from .test_chromium import asked, box, search

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
EARLY = '<div id="kb-answer"><p id="early">ahead <a data-inside="1" href="/quotes">away</a></p></div>'
WATCH = """
() => {
  window.seen = [];
  new MutationObserver(() => {
    const early = document.getElementById("early");
    const now = [!!early, !!early?.closest("[inert]"), new URLSearchParams(location.search).get("q")].join();
    if (window.seen.at(-1) !== now) window.seen.push(now);
  }).observe(document.body, { childList: true, subtree: true });
}
"""
"""Notes what stands on the page: an answer of the route, whether it is out of reach, the question in the address."""


def answered(page: Page, respond: Callable[[Route], Any]) -> list[str]:
    """Respond to the script's requests; returns the list in which they are noted."""
    requests: list[str] = []

    def note(route: Route) -> None:
        requests.append(route.request.url.split("/answer?")[1])
        respond(route)

    page.route("**/answer?*", note)
    return requests


def ask(page: Page, text: str) -> None:
    box(page).fill(text)
    box(page).press("Enter")


def test_the_answer_stands_before_streamlit_hears_of_the_question(open_page: Open) -> None:
    page = open_page(search("סנפירית", sort="date", n="40"))
    expect(page.locator("#kb-results article")).to_have_count(2)
    requests = answered(page, lambda route: route.fulfill(json={"html": EARLY}))
    page.evaluate(WATCH)
    ask(page, "ערבות")
    expect(page.locator("#kb-results mark").first).to_have_text("ערבות")
    expect(page.locator("#early")).to_have_count(0)
    assert asked(page) == {"q": ["ערבות"], "mode": ["words"], "sort": ["date"]}
    seen = page.evaluate("window.seen")
    assert "true,true,סנפירית" in seen  # ahead of the address, and out of reach
    assert "true,false,ערבות" not in seen
    assert [request.count("asked=") for request in requests] == [1]
    assert "mode=words" in requests[0]
    page.go_back()
    expect(page.locator("#kb-results mark").first).to_contain_text("סנפירית")
    expect(box(page)).to_have_value("סנפירית")


def test_the_answer_ahead_is_the_answer(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    expect(page.locator("#kb-results article")).to_have_count(2)
    ahead: list[str] = []
    shape = """html => {
      const made = document.createElement("div");
      made.setHTML(html, { sanitizer: {} });
      return made.innerHTML;
    }"""

    def respond(route: Route) -> None:
        response = route.fetch()
        ahead.append(response.json()["html"])
        route.fulfill(response=response)

    answered(page, respond)
    ask(page, "ערבות")
    page.wait_for_url("**q=%D7%A2%D7%A8%D7%91%D7%95%D7%AA*")
    expect(page.locator("#kb-results mark").first).to_have_text("ערבות")
    expect(page.locator("[inert] #kb-answer")).to_have_count(0)
    drawn = page.locator("#kb-answer").evaluate("element => element.outerHTML")
    kept = {"aria-pressed", "data-failed"}  # what the basket's script adds to a button
    assert kept & set(page.locator(".kb-keep").first.evaluate("element => element.getAttributeNames()"))
    plain = "html => html.replace(/<button[^>]*kb-keep[^>]*>.*?<\\/button>/g, '')"
    assert page.evaluate(plain, drawn) == page.evaluate(plain, page.evaluate(shape, ahead[0]))


@pytest.mark.parametrize(
    "respond",
    [
        pytest.param(lambda route: route.abort(), id="no connection"),
        pytest.param(lambda route: route.fulfill(status=503, body="gone"), id="not available"),
        pytest.param(lambda route: route.fulfill(status=200, body="<html>sign in</html>"), id="another page"),
        pytest.param(lambda route: route.fulfill(json={}), id="nothing said"),
        pytest.param(lambda _: None, id="no answer in time"),
    ],
)
def test_without_an_answer_ahead_the_page_answers(open_page: Open, respond: Callable[[Route], Any]) -> None:
    page = open_page(search("סנפירית"))
    requests = answered(page, respond)
    ask(page, "ערבות")
    expect(page.locator("#kb-results mark").first).to_have_text("ערבות")
    assert asked(page) == {"q": ["ערבות"], "mode": ["words"]}
    assert len(requests) == 1


def test_only_a_new_question_beside_an_answer_is_asked_ahead(open_page: Open) -> None:
    page = open_page("/?mode=words")
    requests = answered(page, lambda route: route.continue_())
    ask(page, "סנפירית")  # the first one: there is no answer yet whose place it could take
    expect(page.locator("#kb-results article")).to_have_count(2)
    assert requests == []
    ask(page, "סנפירית")
    ask(page, "   ")
    expect(page.locator(".kb-notice, .kb-welcome").first).to_be_visible()
    assert requests == []
    page.go_back()
    expect(page.locator("#kb-results article")).to_have_count(2)
    ask(page, "א" * 1001)
    expect(page.locator(".kb-nothing")).to_be_visible()
    assert requests == []
    ask(page, "ערבות")
    expect(page.locator("#kb-results mark").first).to_have_text("ערבות")
    assert len(requests) == 1


def test_what_means_harm_does_none_ahead_of_the_page(page: Page, app_url: str) -> None:
    harm = '<img src="x" onerror="window.harm=1"><script>window.harm=1</script>'
    page.goto(app_url + search("סנפירית"))
    expect(page.locator("#kb-results article")).to_have_count(2)
    answered(page, lambda route: route.fulfill(json={"html": f'<div id="kb-answer"><p id="early">{harm}</p></div>'}))
    page.evaluate(WATCH)
    ask(page, "ערבות")
    expect(page.locator("#kb-results mark").first).to_have_text("ערבות")
    assert "true,true,סנפירית" in page.evaluate("window.seen")
    assert page.evaluate("window.harm") is None


def test_a_page_that_was_left_meanwhile_is_not_searched_on(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    expect(page.locator("#kb-results article")).to_have_count(2)
    answered(page, lambda _: page.locator('.kb-nav a[href="/quotes"]').evaluate("link => link.click()"))
    ask(page, "ערבות")
    expect(page.locator('.kb-nav [aria-current="page"]')).to_have_text("בדיקת ציטוט")
    page.wait_for_timeout(800)
    assert page.url.endswith("/quotes")

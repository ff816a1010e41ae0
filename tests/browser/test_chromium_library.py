"""The library page in a real Chromium: marking out a part of the map, history, the keyboard, titles that mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from ingest.pipeline import index_corpus
from knowledge.settings import load
from tests.encoder import ConceptEncoder

from .corpus import HOSTILE, write_corpus
from .servers import running

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
LIST = ".kb-chosen-list .kb-list li"
MARKS = ".st-key-kb-map .scatterlayer path.point"
DRAWN = "() => document.querySelectorAll('.st-key-kb-map .scatterlayer path.point').length === 7"


HARM = f"""---
title: {json.dumps(HOSTILE, ensure_ascii=False)}
date: '1998'
type: guide
topics: [education]
countries: [IT]
language: he
---

לחם ומים.
"""


@pytest.fixture(scope="module")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with a document whose title means harm beside the small corpus."""
    folder = tmp_path_factory.mktemp("above")
    corpus, index = folder / "corpus", folder / "index"
    write_corpus(corpus)
    (corpus / "title.md").write_text(HARM, "utf-8")
    report = index_corpus(load(corpus=corpus, index=index), encoder=ConceptEncoder())
    assert [failure.id for failure in report.manifest.failures] == ["empty.pdf"]
    folders = {"corpus": corpus, "index": index, "cache": folder / "cache", "people": folder / "people"}
    with running({f"KNOWLEDGE_{name.upper()}": str(path) for name, path in folders.items()}, folder / "log") as url:
        yield url


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def open_library(open_page: Open, query: str = "", **options: object) -> Page:
    """The page with its map drawn; the library holds seven documents."""
    page = open_page(f"/library{query}", **options)
    drawn(page)
    return page


def drawn(page: Page) -> None:
    page.wait_for_function(DRAWN, timeout=60_000)  # the first map of a library takes a while
    page.wait_for_function("() => typeof document.querySelector('.st-key-kb-map .js-plotly-plot')?.on === 'function'")


def mark_out_everything(page: Page) -> None:
    drag = page.locator(".st-key-kb-map .nsewdrag")
    drag.scroll_into_view_if_needed()
    box = drag.bounding_box()
    assert box
    left, top, right, bottom = box["x"] + 2, box["y"] + 2, box["x"] + box["width"] - 2, box["y"] + box["height"] - 2
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
    page.mouse.move(right, bottom, steps=4)
    page.mouse.up()


def over_a_mark(page: Page, trace: int, number: int = 0) -> None:
    """The pointer on a mark of the nth trace."""
    mark = page.locator(".st-key-kb-map .scatterlayer .trace").nth(trace).locator("path.point").nth(number)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_library_is_one_click_away(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".kb-nav").get_by_role("link", name="הספרייה").click()
    drawn(page)
    expect(page.locator("h1")).to_have_text("מבט על הספרייה")
    expect(page.locator(".kb-nav [aria-current]")).to_have_text("הספרייה")
    expect(page.locator(".kb-held")).to_contain_text("מסמכים: 7")
    expect(page.get_by_role("figure")).to_have_attribute(
        "aria-label", "מפת המסמכים לפי משמעות. אותם מסמכים רשומים מתחתיה לפי נושא"
    )
    expect(page.locator(".kb-run dd").last).to_have_text("1")
    page.get_by_role("link", name="לדוח המלא").click()
    expect(page.locator(".kb-report h1")).to_be_visible()


def test_marking_out_an_area_opens_its_list_which_history_and_links_keep(open_page: Open) -> None:
    page = open_library(open_page)
    expect(page.locator("#kb-chosen-list")).to_have_count(0)
    mark_out_everything(page)
    expect(page.locator(LIST)).to_have_count(7)
    expect(page.locator("#kb-chosen-list")).to_be_in_viewport()
    assert list(asked(page)) == ["area"]
    expect(page.locator(".st-key-kb-map .shapelayer path")).to_have_count(1)
    page.go_back()
    expect(page.locator("#kb-chosen-list")).to_have_count(0)
    expect(page.locator(".st-key-kb-map .shapelayer path")).to_have_count(0)
    page.go_forward()
    expect(page.locator(LIST)).to_have_count(7)
    page.reload()
    expect(page.locator(LIST)).to_have_count(7)
    link = page.url.replace(page.url[: page.url.index("/library")], "")
    open_page("/")
    open_page(link)
    expect(page.locator(LIST)).to_have_count(7)
    page.locator(LIST).get_by_role("link").first.click()
    expect(page.locator(".kb-document h1")).to_be_visible()
    page.go_back()
    expect(page.locator(LIST)).to_have_count(7)


def test_an_area_is_cleared_by_its_chip_and_by_a_double_click(open_page: Open) -> None:
    page = open_library(open_page)
    mark_out_everything(page)
    expect(page.locator(LIST)).to_have_count(7)
    page.locator("a[data-area]").click()
    expect(page.locator("#kb-chosen-list")).to_have_count(0)
    drawn(page)
    mark_out_everything(page)
    expect(page.locator(LIST)).to_have_count(7)
    drawn(page)
    box = page.locator(".st-key-kb-map .nsewdrag").bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 4)
    expect(page.locator("#kb-chosen-list")).to_have_count(0)
    assert asked(page) == {}


def test_a_click_on_a_mark_opens_its_document(open_page: Open) -> None:
    page = open_library(open_page, "?country=ES")
    expect(page.locator(LIST)).to_have_count(1)
    over_a_mark(page, trace=1)  # the first trace holds what the filter leaves out
    expect(page.locator(".hoverlayer text").first).to_contain_text("Bluefin")
    page.mouse.down()
    page.mouse.up()
    expect(page.locator(".kb-document h1")).to_have_text("Bluefin: one worker, one vote")
    page.go_back()
    expect(page.locator(LIST)).to_have_count(1)


def test_titles_that_mean_harm_are_shown_and_do_none(open_page: Open) -> None:
    page = open_library(open_page)
    said: list[str] = []
    for trace in range(page.locator(".st-key-kb-map .scatterlayer .trace").count()):
        marks = page.locator(".st-key-kb-map .scatterlayer .trace").nth(trace).locator("path.point")
        for number in range(marks.count()):
            page.mouse.move(1, 1)
            expect(page.locator(".hoverlayer text")).to_have_count(0)
            over_a_mark(page, trace, number)
            expect(page.locator(".hoverlayer text")).to_have_count(1)
            said.append(page.locator(".hoverlayer text").text_content() or "")
            assert page.locator(".hoverlayer :is(a, image, script, foreignObject)").count() == 0
    assert len(said) == 7
    assert any("<script>window.harm=1</script>" in each for each in said)
    assert page.evaluate("window.harm") is None
    assert page.locator(".stHtml :is(img, script, iframe, form, .katex)").count() == 0
    assert page.locator(".kb-map-list a", has_text="<script>").count() == 1
    assert "\u202e" not in page.content()


def test_by_keyboard_alone(open_page: Open) -> None:
    page = open_library(open_page)
    page.locator(".kb-legend a").first.focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # mutual guarantee, the fourth topic
    expect(page.locator(LIST)).to_have_count(2)
    assert asked(page) == {"topic": ["personal-security"]}
    cell = page.get_by_role("link", name="ספרד, ביטחון הפרט וערבות הדדית: מסמך אחד")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator(LIST)).to_have_count(1)
    expect(page.locator("#kb-chosen-list")).to_be_focused()
    expect(page.locator("#kb-chosen-list")).to_be_in_viewport()
    page.keyboard.press("Tab")  # the first filter in force
    page.keyboard.press("Enter")
    expect(page.locator(".kb-chosen-list .kb-chosen li")).to_have_count(1)
    assert asked(page) == {"country": ["ES"]}
    page.locator(".kb-map-list summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-document h1")).to_have_text("Bluefin: one worker, one vote")


def test_the_timeline_runs_from_right_to_left_and_opens_its_years(open_page: Open) -> None:
    page = open_library(open_page)
    columns = page.locator(".kb-timeline a")
    expect(columns).to_have_count(3)
    first, last = columns.first.bounding_box(), columns.last.bounding_box()
    assert first and last and first["x"] > last["x"]
    columns.last.click()
    expect(page.locator(LIST)).to_have_count(1)
    expect(page.locator("#kb-chosen-list")).to_be_in_viewport()
    assert asked(page) == {"from": ["2010"], "to": ["2010"]}
    page.get_by_role("link", name="חיפוש במסמכים אלה").click()
    expect(page.locator(".st-key-q input")).to_be_visible()
    assert (urlsplit(page.url).path, asked(page)) == ("/", {"from": ["2010"], "to": ["2010"]})


def test_in_english_the_timeline_runs_the_other_way_and_the_choice_stays(open_page: Open) -> None:
    page = open_library(open_page)
    mark_out_everything(page)
    expect(page.locator(LIST)).to_have_count(7)
    page.locator(".kb-switch").click()
    expect(page.locator("h1")).to_have_text("The library at a glance")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(LIST)).to_have_count(7)
    columns = page.locator(".kb-timeline a")
    first, last = columns.first.bounding_box(), columns.last.bounding_box()
    assert first and last and first["x"] < last["x"]
    expect(page.locator(".modebar-btn").first).to_have_attribute("data-title", "Move the map")


@pytest.mark.parametrize("query", ["", "?topic=personal-security&country=IL", "?ui=en&area=x"])
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open, query: str) -> None:
    page = open_page(f"/library{query}", width=360)
    expect(page.locator("h1, h2").first).to_be_visible()
    if "area" not in query:
        drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('.stHtml *, .stPlotlyChart')].filter(
        node => node.getClientRects().length && (
        node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).length"""
    assert page.evaluate(overflowing) == 0


def test_a_link_that_makes_no_sense_leads_on(open_page: Open) -> None:
    page = open_page("/library?topic=nonsense")
    expect(page.locator(".kb-notice")).to_contain_text("הקישור אינו תקין")
    page.get_by_role("link", name="לכל הספרייה").click()
    drawn(page)


def test_back_returns_to_the_place_on_the_page(open_page: Open) -> None:
    page = open_library(open_page)
    where = "document.querySelector('[data-testid=stMain]').scrollTop"
    page.locator("#kb-newest").scroll_into_view_if_needed()
    link = page.locator(".kb-two a").last
    link.scroll_into_view_if_needed()
    before = page.evaluate(where)
    assert before > 300
    link.click()
    expect(page.locator(".kb-document h1")).to_be_visible()
    page.go_back()
    drawn(page)
    assert abs(page.evaluate(where) - before) < 5

"""The precedents in a real Chromium: the way from the list to a comparison, history, keyboard, and a narrow screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from ingest.pipeline import index_corpus
from knowledge.settings import load
from tests.encoder import ConceptEncoder

from .conftest import READY
from .corpus import HOSTILE, SOLIDARITY
from .servers import running

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

CASE = """---
title: '{title}'
date: '2020'
type: case-study
topics: [education]
countries: [{country}]
language: {language}
card:
  organisation:
    value: '{name}'
    passage: '{passage}'
  country:
    value: {country}
    passage: '{passage}'
  sector:
    value: '{sector}'
    passage: '{passage}'
  members:
    value: '{members}'
    passage: '{passage}'
  practice:
    value: '{practice}'
    passage: '{passage}'
  outcome:
    value: {outcome}
    passage: '{passage}'
  lesson:
    value: '{lesson}'
    passage: '{passage}'
---

# {title}

{before}

{passage}
"""

LONG = "The weather was discussed at length and nothing was decided. " * 40

CASES = {
    "dairy": ("Dairy of the valley", "NZ", "en", "Dairy", "9,000 members", "failed", "The dairy lost its milk."),
    "bakery": ("המאפייה השיתופית", "IL", "he", "מאפייה", "40 חברים", "worked", "המאפייה מחלקת לחם."),
    "bank": ("קופת הכפר", "DE", "he", "אשראי וחיסכון", "כ-2 מיליון", "mixed", "הקופה נזקקה לעזרה."),
}


def write_cases(folder: Path) -> None:
    folder.mkdir(parents=True)
    for id, (name, country, language, sector, members, outcome, passage) in CASES.items():
        text = CASE.format(
            title=name, name=name, country=country, language=language, sector=sector, members=members, outcome=outcome,
            passage=passage, practice=f"{sector} {name}", lesson=passage, before=LONG,
        )  # fmt: skip
        (folder / f"{id}.md").write_text(text, "utf-8")
    harm = HOSTILE.replace("'", "''")
    text = CASE.format(
        title="Harm", name=harm, country="IL", language="en", sector=harm, members=harm, outcome="failed",
        passage="harmful passage", practice=harm, lesson=harm, before="",
    )  # fmt: skip
    (folder / "harm.md").write_text(text, "utf-8")
    (folder / "brief.md").write_text(SOLIDARITY, "utf-8")


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that serves the cases; it shadows the one of the other tests for `open_page`."""
    folder = tmp_path_factory.mktemp("cases")
    write_cases(folder / "corpus")
    report = index_corpus(load(corpus=folder / "corpus", index=folder / "index"), encoder=ConceptEncoder())
    assert report.manifest.failures == ()
    environment = {f"KNOWLEDGE_{name.upper()}": str(folder / name) for name in ("corpus", "index", "cache", "people")}
    with running(environment, folder / "log") as url:
        yield url


def precedents(**params: str | list[str]) -> str:
    return "/precedents?" + urlencode(params, doseq=True)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_from_the_search_page_to_a_comparison_and_back(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".kb-nav a", has_text="תקדימים").click()
    expect(page.locator("article")).to_have_count(4)
    page.locator("article", has_text="קופת הכפר").locator(".kb-toggle").click()
    expect(page.locator(".kb-case-bar li")).to_have_text(["קופת הכפר"])
    page.locator("article", has_text="המאפייה השיתופית").locator(".kb-toggle").click()
    expect(page.locator(".kb-case-bar li")).to_have_count(2)
    page.locator(".kb-case-bar .kb-button").click()
    expect(page.locator(".kb-compared thead th")).to_have_count(3)
    assert asked(page) == {"view": ["compare"], "compare": ["bank.md", "bakery.md"]}
    page.locator(".kb-compared tr", has_text="לקח").locator("a").last.click()
    expect(page.locator(".kb-hit")).to_have_text("המאפייה מחלקת לחם.")
    expect(page.locator(".kb-hit")).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".kb-compared")).to_be_visible()
    page.go_back()
    expect(page.locator(".kb-case-bar li")).to_have_count(2)
    page.go_back()
    expect(page.locator(".kb-case-bar li")).to_have_count(1)
    page.go_forward()
    page.go_forward()
    expect(page.locator(".kb-compared")).to_be_visible()
    page.reload()
    expect(page.locator(".kb-compared thead th")).to_have_count(3)


def test_choosing_keeps_the_place_on_the_page(open_page: Open) -> None:
    page = open_page(precedents())
    page.set_viewport_size({"width": 1280, "height": 400})
    scroll = "document.querySelector('[data-testid=stMain]').scrollTop"
    toggle = page.locator(".kb-toggle").nth(1)
    toggle.scroll_into_view_if_needed()
    before = page.evaluate(scroll)
    assert before > 100
    toggle.click()
    expect(page.locator(".kb-case-bar li")).to_have_count(1)
    expect(page.locator(".kb-case-bar")).to_be_in_viewport()
    assert abs(page.evaluate(scroll) - before) < 3
    left = page.evaluate(scroll)
    page.locator("article .kb-fact:visible").nth(3).evaluate("link => link.click()")
    expect(page.locator(".kb-document")).to_be_visible()
    page.go_back()
    expect(page.locator("article")).to_have_count(4)
    page.wait_for_function(f"() => {scroll} === {left}")


def test_filters_and_the_way_to_drop_them(open_page: Open) -> None:
    page = open_page(precedents())
    page.get_by_text("נכשל (2)").click()
    expect(page.locator("article")).to_have_count(2)
    assert asked(page) == {"outcome": ["failed"]}
    expect(page.locator(".kb-chosen li")).to_have_text(["נכשל"])
    page.locator(".st-key-cases-text input").fill("milk")
    page.locator(".st-key-cases-text input").press("Enter")
    expect(page.locator("article")).to_have_count(1)
    assert asked(page) == {"outcome": ["failed"], "find": ["milk"]}
    page.go_back()
    expect(page.locator("article")).to_have_count(2)
    page.locator(".kb-chosen a").click()
    expect(page.locator("article")).to_have_count(4)


def test_the_table_is_sorted_by_its_heads(open_page: Open) -> None:
    page = open_page(precedents(view="table"))
    page.locator(".kb-case-table thead a", has_text="חברים").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("חברים")
    expect(page.locator("tbody th > a bdi").nth(1)).to_have_text("המאפייה השיתופית")
    page.locator(".kb-case-table thead a", has_text="חברים").click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("חברים")
    expect(page.locator("tbody th > a bdi").first).to_have_text("קופת הכפר")


def test_cases_like_ours_by_keyboard(open_page: Open) -> None:
    page = open_page(precedents(mode="words"))
    box = page.locator(".st-key-cases-like textarea")
    box.focus()
    page.keyboard.type("קיבוץ של 50 חברים עם מאפייה, ויש לחם")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article").first.locator(".kb-match")).to_be_visible()
    expect(page.locator("article").first).to_contain_text("המאפייה השיתופית")
    assert asked(page) == {"like": ["קיבוץ של 50 חברים עם מאפייה, ויש לחם"], "mode": ["words"]}
    expect(page.locator("article").first.locator(".kb-match")).to_contain_text("גודל: 50 (במקרה: 40)")
    expect(page.locator(".kb-recognised")).to_contain_text("לפי המילים: 50 חברים")
    page.reload()
    expect(page.locator(".kb-match").first).to_be_visible()
    expect(box).to_have_value("קיבוץ של 50 חברים עם מאפייה, ויש לחם")


def test_what_went_wrong_leads_to_the_passage(open_page: Open) -> None:
    page = open_page(precedents(find="dairy"))
    page.get_by_role("button", name="מה השתבש במקומות אחרים").click()
    expect(page.locator("article")).to_have_count(1)
    expect(page.locator("article blockquote")).to_have_text("The dairy lost its milk.")
    page.locator("article .kb-why a").first.click()
    expect(page.locator(".kb-hit")).to_have_text("The dairy lost its milk.")


def test_cases_near_a_case(open_page: Open) -> None:
    page = open_page(precedents(near="bank.md", ui="en"))
    expect(page.locator(".kb-like > h2")).to_contain_text("קופת הכפר")
    expect(page.locator("article", has_text="Matches").first).to_be_visible()


@pytest.mark.parametrize("view", ["cards", "table", "compare"])
def test_text_that_means_harm_does_none(view: str, open_page: Open) -> None:
    page = open_page(precedents(view=view, compare=["harm.md", "bank.md"]))
    expect(page.locator(".kb-fact").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.harm") is None
    assert page.locator(".stHtml :is(img, script, iframe, form, .katex)").count() == 0
    assert set(page.locator(".stHtml a").evaluate_all("links => links.map(link => link.protocol)")) == {"http:"}
    assert "\u202e" not in page.content()


@pytest.mark.parametrize(
    "path",
    [
        precedents(),
        precedents(view="table"),
        precedents(view="compare", compare=["bank.md", "dairy.md", "bakery.md"]),
        precedents(like="קיבוץ של 50 חברים עם מאפייה", mode="words"),
        precedents(wrong="1", ui="en"),
        precedents(country="FR"),
    ],
)
def test_a_narrow_screen_scrolls_sideways_in_the_table_only(path: str, open_page: Open) -> None:
    page = open_page(path, width=360)
    expect(page.locator(".kb-case, .kb-scrolled, .kb-nothing").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('[data-testid=stMain] .stHtml *')]
        .filter(node => node.getClientRects().length && !node.closest('.kb-scrolled table, .kb-hidden')
        && (node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1))
        .map(node => node.outerHTML)"""
    assert page.evaluate(overflowing) == []


def test_the_first_column_stays_in_view(open_page: Open) -> None:
    page = open_page(precedents(view="compare", compare=["bank.md", "dairy.md", "bakery.md"]), width=360)
    scrolled = page.locator(".kb-scrolled")
    head = page.locator(".kb-compared tbody th").first
    before = head.bounding_box()
    scrolled.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.querySelector('.kb-scrolled').scrollLeft < -10")
    after = head.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["x"] - after["x"]) < 1


def test_in_english(open_page: Open) -> None:
    page = open_page(precedents(outcome="failed", compare=["bank.md"]))
    page.locator(".kb-switch").click()
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(".kb-case-head h1")).to_have_text("Precedents")
    expect(page.locator("article")).to_have_count(2)
    assert asked(page) == {"outcome": ["failed"], "compare": ["bank.md"], "ui": ["en"]}


def test_a_pasted_link_that_is_wrong_is_a_notice(open_page: Open) -> None:
    page = open_page(precedents(sector="shoes"))
    expect(page.locator(".kb-notice")).to_contain_text("shoes")
    page.locator(".kb-notice a").click()
    expect(page.locator("article")).to_have_count(4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_either_scheme(scheme: str, open_page: Open) -> None:
    page = open_page(precedents(wrong="1", like="dairy", mode="words", compare=["bank.md"]), scheme=scheme)
    expect(page.locator(".kb-outcome").first).to_be_visible()
    contrast = """node => {
        const light = color => {
            const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        let ground = node;
        while (/, 0\\)$|transparent/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
        const pair = [getComputedStyle(node).color, getComputedStyle(ground).backgroundColor].map(light);
        return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    }"""
    for selector in (".kb-fact", ".kb-outcome", ".kb-case dt", ".kb-why p", ".kb-toggle", ".kb-case-bar a", ".kb-note"):
        for node in page.locator(selector).all()[:3]:
            assert node.evaluate(contrast) >= 4.5, selector

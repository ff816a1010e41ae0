"""What holds on every page: the address is all of its state, nothing in it can break a page or harm, it fits a narrow
screen, and it can be used from the keyboard."""

from __future__ import annotations

import csv
import io
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from ingest.pipeline import index_corpus
from knowledge import generations
from knowledge.browser.address import PAGES
from knowledge.settings import load
from tests.conftest import ROOT
from tests.encoder import ConceptEncoder

from .conftest import READY
from .hostile import BRIEF, CASE, EMPTY_PAGES, FULL_PAGES, HARM, HARM_TOO, Shown, at, go, open_at, write_hostile
from .servers import running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("every-page")]

Server = tuple[str, Path]
BASKET = Shown("basket", "/basket", ".kb-gathered")
ALL_PAGES = (*FULL_PAGES, *EMPTY_PAGES)
KEPT = (f"{BRIEF}|0-0-28", f"{CASE}|0-0-47", f"{HARM}|1-0-20", f"{HARM_TOO}|0-0-60")


def invalid(path: str, name: str, value: str) -> tuple[str, str, str]:
    """An address in which a part has a value that it cannot have, and what is said about that."""
    return path, f"{name} אינו יכול להיות ”{value}“", f"{name} cannot be “{value}”"


UNKNOWN: tuple[tuple[str, str, str], ...] = (
    ("/document?doc=nobody.md", "המסמך לא נמצא", "There is no such document"),
    (at("/document", doc=CASE, at="9-0-5"), "אינו במסמך עוד", "no longer in the document"),
    ("/document", "המסמך לא נמצא", "There is no such document"),
    invalid(at("/document", doc=CASE, at="5-1"), "at", "5-1"),
    (at("/document", doc=HARM + "?"), "המסמך לא נמצא", "There is no such document"),
    invalid("/?q=x&topic=nothing", "topic", "nothing"),
    invalid("/?q=x&type=%3Cb%3E", "type", "<b>"),
    invalid("/?country=XYZ", "country", "XYZ"),
    invalid("/?q=x&lang=fr", "lang", "fr"),
    invalid("/?q=x&mode=telepathy", "mode", "telepathy"),
    invalid("/?q=x&n=0", "n", "0"),
    invalid("/?q=x&n=99999999999999999999", "n", "99999999999999999999"),
    invalid("/?q=x&from=-5", "from", "-5"),
    ("/?q=x&from=2010&to=2000", "2010", "2010"),
    invalid("/?q=x&sort=beauty", "sort", "beauty"),
    invalid("/precedents?country=ZZZ", "country", "ZZZ"),
    invalid("/precedents?sector=nothing", "sector", "nothing"),
    invalid("/precedents?view=map", "view", "map"),
    invalid("/precedents?sort=-beauty", "sort", "beauty"),
    ("/precedents?near=nobody.md", "nobody.md", "nobody.md"),
    ("/precedents?view=compare&compare=no%20one.md", "no one.md", "no one.md"),
    (at("/precedents", compare=list("abcde")), "לכל היותר 4", "at most 4"),
    invalid("/library?topic=nothing", "topic", "nothing"),
    invalid("/library?area=1", "area", "1"),
    ("/library?area=abcdefgh~1-1~9-9", "צוירה מחדש", "redrawn"),
    ("/basket?style=mla", "mla", "mla"),
    ("/quotes?kept=0123456789abcdef", "ציטוט", "quotation"),
    ("/news?since=yesterdayish", "yesterdayish", "yesterdayish"),
    ("/news?since=2999-01-01", "2999", "2999"),
    ("/add?draft=nobody", "אינו ממתין", "does not wait"),
)
"""Addresses that no page makes, and words of what is said about each, in Hebrew and in English."""


def fill(folder: Path) -> dict[str, str]:
    """The library below `folder`, and the environment that makes the app serve it."""
    write_hostile(folder / "corpus")
    index_corpus(load(corpus=folder / "corpus", index=folder / "index"), encoder=ConceptEncoder())
    return {f"KNOWLEDGE_{name.upper()}": str(folder / name) for name in ("corpus", "index", "cache", "people")}


@pytest.fixture(scope="module")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that serves the hostile library; it shadows the one of the other tests."""
    folder = tmp_path_factory.mktemp("every")
    with running(fill(folder), folder / "log") as url:
        yield url


@pytest.fixture(scope="module")
def page(browser: Browser, browser_context_args: dict[str, Any], app_url: str) -> Iterator[Page]:
    """One page for the module, with a basket. Nothing may be asked of another host, and no policy broken."""
    outside: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            outside.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            outside.append(message.text)

    context = browser.new_context(**browser_context_args)
    context.on("request", requested)
    context.on("console", said)
    page = context.new_page()
    page.set_default_timeout(60_000)
    for passage in KEPT:
        answer = page.request.post(f"{app_url}/basket/items", data={"passage": passage}, headers={"origin": app_url})
        assert answer.status == 200, answer.text()
    open_at(page, app_url)
    yield page
    context.close()
    assert outside == []


@pytest.fixture(scope="module")
def friend(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """A page of somebody else's browser, which shares nothing with `page`."""
    with browser.new_context(**browser_context_args) as context:
        friend = context.new_page()
        friend.set_default_timeout(60_000)
        yield friend


@pytest.fixture(autouse=True)
def wide(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})


def shown(page: Page, part: str) -> str:
    """The words of a part of the page, once it is drawn; how long a search took is not one of them."""
    page.wait_for_selector(part, state="attached")
    page.wait_for_selector(READY, state="attached")
    text = page.locator(part).first.inner_text()
    return re.sub(r"[\d.]+ (שניות|seconds)", "", text)


def test_the_paths_are_those_of_the_pages() -> None:
    source = (ROOT / "knowledge" / "browser" / "main.py").read_text("utf-8")
    assert {"", *re.findall(r'url_path="(\w+)"', source)} - {"search"} == PAGES


# The address ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", [*FULL_PAGES, BASKET], ids=str)
def test_reload_and_a_pasted_link_show_the_same(page: Page, friend: Page, one: Shown) -> None:
    go(page, one.path)
    before = shown(page, one.part)
    assert before.strip()
    page.reload()
    assert shown(page, one.part) == before
    friend.goto(page.url)
    assert shown(friend, one.part) == before


def test_back_and_forward_walk_through_all_pages(page: Page, app_url: str) -> None:
    walk = [*FULL_PAGES, BASKET]
    open_at(page, app_url + walk[0].path)
    page.evaluate("window.kept = true")
    seen = [shown(page, walk[0].part)]
    for one in walk[1:]:
        go(page, one.path)
        seen.append(shown(page, one.part))
    for number in range(len(walk) - 2, -1, -1):
        go(page, -1)
        assert (number, shown(page, walk[number].part)) == (number, seen[number])
    for number in range(1, len(walk)):
        go(page, 1)
        assert (number, shown(page, walk[number].part)) == (number, seen[number])
    assert page.evaluate("window.kept") is True


@pytest.mark.parametrize("ui", ["he", "en"])
def test_what_an_address_cannot_say_is_told_in_words(page: Page, app_url: str, ui: str) -> None:
    open_at(page, app_url + Shown("", "/", "").address(ui))
    told = page.locator(".stApp :is(.kb-notice, .kb-nothing, .kb-note, .kb-moved)")
    wrong = []
    for path, hebrew, english in UNKNOWN:
        go(page, Shown("", path, "").address(ui), patience=300)
        try:
            expect(told.filter(has_text=hebrew if ui == "he" else english)).not_to_have_count(0, timeout=5_000)
        except AssertionError:
            wrong.append((path, told.all_inner_texts()))
        if page.locator("[data-testid=stException], [role=dialog]").count() or not page.locator(".kb-nav").count():
            wrong.append((path, ["an exception, or nothing"]))
    assert wrong == []


@pytest.mark.parametrize(("ui", "words"), [("he", "אין דף בכתובת זו"), ("en", "There is no page at this address")])
@pytest.mark.parametrize("path", ["/nothing", "/a/b", "/search", "/%3Cscript%3Ewindow.harm=1%3C%2Fscript%3E"])
def test_a_path_without_a_page_says_so(page: Page, app_url: str, path: str, ui: str, words: str) -> None:
    answer = page.goto(app_url + Shown("", path, "").address(ui))
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text(words)
    assert page.evaluate("[window.harm, document.scripts.length, document.documentElement.lang]") == [None, 0, ui]
    page.locator("main a").click()
    expect(page.locator("html")).to_have_attribute("lang", ui)
    expect(page.locator(".kb-examples")).to_be_visible()


# Text that means harm ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["he", "en"])
def test_hostile_text_is_inert_on_every_page(page: Page, app_url: str, ui: str) -> None:
    open_at(page, app_url + Shown("", "/", "").address(ui))
    page.evaluate("window.kept = true")
    telling = set()
    for one in (*FULL_PAGES, BASKET):
        go(page, one.address(ui))
        page.wait_for_selector(one.part, state="attached")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        harmless(page, one)
        if "onerror=" in page.locator(".stApp").inner_text():
            telling.add(one.name)
    assert telling >= {"results", "hostile document", "precedents", "compared", "likeness", "library", "news", "basket"}
    assert page.evaluate("window.kept") is True


def harmless(page: Page, one: Shown) -> None:
    """Nothing of the text became an element, a link or a formula, or was run."""
    made = page.evaluate(
        """() => ({
            harm: window.harm ?? null,
            elements: [...document.querySelectorAll(
                '.stApp :is(.stHtml, [data-testid=stMarkdownContainer], .hoverlayer, .infolayer) '
                + ':is(img, script, iframe, form, object, embed, .katex, [onerror])')].map(node => node.outerHTML),
            links: [...document.querySelectorAll('.stApp a')].map(link => link.protocol)
                .filter(protocol => !['http:', 'https:', 'mailto:'].includes(protocol)),
            away: [...document.querySelectorAll('.stApp a')].filter(link => link.host && link.host !== location.host)
                .map(link => link.href),
            title: document.title,
        })"""
    )
    assert {**made, "title": ""} == {"harm": None, "elements": [], "links": [], "away": [], "title": ""}, one.name
    assert not re.search(r"[<$&{]", made["title"])
    assert "\u202e" not in page.locator(".stApp").inner_text()


def test_the_map_shows_hostile_titles_as_text(page: Page, app_url: str) -> None:
    open_at(page, app_url + "/library")
    points = page.locator(".st-key-kb-map .scatterlayer .point")
    expect(points.first).to_be_attached()
    for number in range(points.count()):
        points.nth(number).hover(force=True)
        page.wait_for_timeout(150)
        assert page.evaluate("window.harm ?? null") is None
        assert page.locator(".hoverlayer :is(a, img, script)").count() == 0


@pytest.mark.parametrize("name", ["docx", "md", "bib", "ris", "csl.json", "csv"])
def test_exports_are_inert(page: Page, app_url: str, name: str) -> None:
    answer = page.request.get(f"{app_url}/basket/export/{name}")
    assert answer.status == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    body = answer.body()
    if name == "md":
        rendered = MarkdownIt("commonmark").render(body.decode("utf-8"))
        assert not re.search(r"<(img|script|a|b)\b(?! href=\"http://127)", rendered)
    elif name == "csv":
        cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
        assert any("window.harm" in cell for cell in cells)
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    elif name == "docx":
        with zipfile.ZipFile(io.BytesIO(body)) as paper:
            links = ET.fromstring(paper.read("word/_rels/document.xml.rels"))
            text = paper.read("word/document.xml").decode("utf-8")
        outside = [link.get("Target", "") for link in links if link.get("TargetMode") == "External"]
        assert all(target.startswith(app_url) for target in outside)
        assert "<script" not in text
        assert "\u202e" not in text
    else:
        assert "\u202e" not in body.decode("utf-8")


@pytest.mark.parametrize("path", ["/news/bulletin.html", "/news/bulletin.md", "/news.atom"])
def test_bulletins_are_inert(page: Page, app_url: str, path: str) -> None:
    answer = page.request.get(f"{app_url}{path}")
    assert answer.status == 200
    text = answer.text()
    assert "window.harm" in text
    if path.endswith(".md"):
        text = MarkdownIt("commonmark").render(text)
    if path.endswith(".atom"):  # titles are plain text there
        text = " ".join(part.text or "" for part in ET.fromstring(text).iter() if part.get("type") == "html")
    page.set_content("<p></p>")
    found = page.evaluate(
        """text => [...new DOMParser().parseFromString(text, 'text/html')
            .querySelectorAll('img, script, iframe, form, [onerror], a[href^=javascript]')]
            .map(node => node.outerHTML)""",
        text,
    )
    assert found == []


# Narrow screens and the keyboard -------------------------------------------------------------------------------------

OVERFLOWING = """() => [...document.querySelectorAll('.stHtml *')].filter(node => {
    if (!node.getClientRects().length) return false;
    if (node.closest('svg, .kb-table, .kb-scroll, .kb-scrolled, [data-testid=stSidebar]')) return false;
    if (getComputedStyle(node).clipPath !== 'none' || node.closest('.kb-hidden, .kb-unseen, .kb-tall')) return false;
    const box = node.getBoundingClientRect();
    return box.right > innerWidth + 0.5 || box.left < -0.5;
}).map(node => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 60)}`)"""


@pytest.mark.parametrize("ui", ["he", "en"])
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, app_url: str, ui: str) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    open_at(page, app_url + Shown("", "/", "").address(ui))
    wrong = []
    for one in (*ALL_PAGES, BASKET):
        go(page, one.address(ui))
        page.wait_for_selector(one.part, state="attached")
        widths = page.evaluate(
            "[document.documentElement, document.querySelector('[data-testid=stMain]')].map(node => node.scrollWidth)"
        )
        over = page.evaluate(OVERFLOWING)
        if max(widths) > 360 or over:
            wrong.append((one.name, widths, over[:3]))
    for path in ("/nothing", "/document?doc=nobody"):
        page.goto(app_url + Shown("", path, "").address(ui))
        page.wait_for_selector(".kb-notice, .kb-entrance h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert wrong == []


CONTROLS: tuple[tuple[Shown, tuple[str, ...]], ...] = (
    (ALL_PAGES[0], (".st-key-q input", ".st-key-kb-search button", ".kb-examples a", ".kb-facets summary")),
    (ALL_PAGES[1], ("#kb-results h2 a", ".kb-keep", ".kb-score summary", ".kb-order a", ".st-key-kb-save button")),
    (ALL_PAGES[3], (".kb-back a", "#kb-download", ".kb-citing summary", ".kb-hits button", ".kb-keep")),
    (ALL_PAGES[7], ("[data-testid=stSidebar] input", ".st-key-kb-like-box textarea", ".kb-case h2 a", ".kb-tools a")),
    (ALL_PAGES[12], (".kb-legend a", ".kb-timeline a", ".kb-coverage a", ".kb-library-end summary")),
    (BASKET, (".kb-files a", "[data-print]", ".kb-styles a", "textarea", ".st-key-basket-clear button")),
    (ALL_PAGES[15], (".st-key-kb-quote textarea", ".st-key-kb-check button", ".kb-quotes h2 a")),
    (ALL_PAGES[17], (".kb-periods a", ".kb-news li a", ".kb-sending a")),
    (EMPTY_PAGES[-1], ("[data-testid=stFileUploader] button",)),
    (ALL_PAGES[18], (".kb-report a",)),
)
"""Pages, and the main things on each that a hand on the keyboard has to reach."""

LOOK = """() => {
    window.look = node => {
        const parts = [];
        for (let each = node, depth = 0; each && depth < 5; each = each.parentElement, depth++)
            for (const pseudo of depth ? [''] : ['', '::before', '::after']) {
                const style = getComputedStyle(each, pseudo);
                parts.push(style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.borderColor,
                    style.backgroundColor, style.textDecoration);
            }
        return parts.join('|');
    };
    window.reached = [];
    const top = document.createElement('i');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
}"""
STEP = """() => {
    const node = document.activeElement;
    if (!node || node === document.body || reached.some(each => each.node === node)) return false;
    const box = node.getBoundingClientRect();
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    reached.push({node, focused: look(node), seen});
    return true;
}"""
UNSEEN = """() => {
    document.activeElement.blur();
    return reached.filter(({node, focused, seen}) => !seen || look(node) === focused)
        .map(({node, seen}) => `${seen}: ${node.outerHTML.slice(0, 160)}`);
}"""
MOST_STEPS = 150


@pytest.mark.parametrize(("one", "controls"), CONTROLS, ids=[one.name for one, _ in CONTROLS])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    page: Page, app_url: str, one: Shown, controls: tuple[str, ...]
) -> None:
    open_at(page, app_url + one.path)
    page.wait_for_selector(one.part)
    page.add_style_tag(content="*, ::before, ::after { transition: none !important; animation: none !important; }")
    page.evaluate(LOOK)
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if not page.evaluate(STEP):
            break
    wanted = (".kb-name", ".kb-switch", '.kb-nav a[href="/"]', '.kb-nav a[href="/add"]', *controls)
    missed = page.evaluate(
        "wanted => wanted.filter(selector => !reached.some(({node}) => node.matches(selector)))", list(wanted)
    )
    assert missed == []
    assert page.evaluate(UNSEEN) == []


def test_the_first_stop_leads_over_the_filters_to_the_page(page: Page, app_url: str) -> None:
    open_at(page, app_url + "/precedents")
    page.wait_for_selector(".kb-cases")
    page.evaluate(LOOK)
    page.keyboard.press("Tab")
    first = page.locator("[data-testid=stSkipToContent]")
    expect(first).to_be_focused()
    expect(first).to_have_text(re.compile("[א-ת]"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".kb-name")).to_be_focused()


# A library that vanishes ---------------------------------------------------------------------------------------------


def test_a_generation_removed_under_a_session_loses_nothing(
    browser: Browser, browser_context_args: dict[str, Any], tmp_path: Path
) -> None:
    environment = fill(tmp_path)
    chosen = load(corpus=tmp_path / "corpus", index=tmp_path / "index")
    results = FULL_PAGES[1]
    with running(environment, tmp_path / "log") as url, browser.new_context(**browser_context_args) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        open_at(page, url + results.path)
        titles = page.locator("#kb-results h2")
        before = titles.all_inner_texts()
        assert len(before) > 0
        page.locator(".kb-keep").first.click()
        expect(page.locator(".kb-keep").first).to_have_attribute("aria-pressed", "true")
        generation = generations.current(chosen.index)
        assert generation is not None
        shutil.rmtree(generations.folder_of(chosen.index, generation))
        for one in (*(one for one, _ in CONTROLS), FULL_PAGES[10]):  # each page once, and a search for like cases
            go(page, one.path)
            page.wait_for_selector(f"{one.part}, .kb-notice", state="attached")
            told = page.locator(".kb-notice").all_inner_texts()
            assert all("python -m knowledge index" in each and re.search("[א-ת]", each) for each in told), one.name
            assert page.locator("[data-testid=stException]").count() == 0
        with running(environment, tmp_path / "log-2") as again:
            open_at(page, again + results.path)
            expect(page.locator(".kb-notice")).to_contain_text("python -m knowledge index")
            expect(page.locator(".kb-notice")).to_contain_text("האינדקס")
        open_at(page, url + results.path)
        index_corpus(chosen, encoder=ConceptEncoder())
        go(page, "/")
        go(page, results.path)
        expect(titles).to_have_text(before)
        go(page, "/basket")
        expect(page.locator(".kb-gathered")).to_have_count(1)

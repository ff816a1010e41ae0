"""The basket in a real Chromium: by mouse and keyboard, in two tabs, on a narrow screen, on paper, and as files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from knowledge.people import FILE

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
FOUND = "/?" + urlencode({"q": "סנפירית", "mode": "words"})
MARKED = "/document?" + urlencode({"doc": "cases/bluefin.md", "at": "0-0-47"})
BRIEF = "briefs/ערבות הדדית.md"


@pytest.fixture(autouse=True)
def empty(library_environment: dict[str, str]) -> Iterator[None]:
    """Every test leaves an empty basket behind."""
    yield
    file = Path(library_environment["KNOWLEDGE_PEOPLE"]) / FILE
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        connection.execute("delete from basket_items")
        connection.execute("delete from baskets")


def keep(page: Page) -> Locator:
    """The buttons that put passages into the basket."""
    return page.locator("button[data-basket]")


def fill(page: Page, url: str, *passages: str) -> None:
    """Put passages into the basket without its buttons."""
    for passage in passages:
        answer = page.request.post(f"{url}/basket/items", data={"passage": passage}, headers={"origin": url})
        assert answer.status == 200, answer.text()


THREE = ("cases/bluefin.md|0-0-47", f"{BRIEF}|0-0-28", "minutes.txt|0-0-20")


def titles(page: Page) -> Locator:
    return page.locator(".kb-gathered h2 bdi")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def shown(page: Page) -> None:
    expect(page.locator(".kb-basket")).to_have_count(1)
    page.wait_for_selector(READY, state="attached")


def test_a_passage_goes_in_and_out_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(FOUND)
    first = keep(page).first
    expect(first).to_have_text("הוספה לסל")
    expect(first).to_have_attribute("aria-pressed", "false")
    page.locator(".kb-where a").first.focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first).to_have_text("בסל ✓")
    expect(first).to_be_focused()
    live = page.get_by_role("status").filter(has_text="הקטע נוסף לסל.")
    expect(live).to_have_count(1)
    expect(live).to_have_attribute("aria-live", "polite")
    expect(page.locator(".kb-nav a[href='/basket']")).to_have_text("הסל (1)")
    page.reload()
    expect(keep(page).first).to_have_text("בסל ✓")
    expect(keep(page).nth(1)).to_have_text("הוספה לסל")
    keep(page).first.focus()
    page.keyboard.press("Space")
    expect(keep(page).first).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".kb-nav a[href='/basket']")).to_have_text("הסל")


def test_a_marked_passage_goes_in_and_the_basket_leads_back_to_it(open_page: Open) -> None:
    page = open_page(MARKED)
    expect(keep(page)).to_have_count(1)
    keep(page).click()
    expect(keep(page)).to_have_text("בסל ✓")
    page.locator(".kb-nav a[href='/basket']").click()
    shown(page)
    expect(page.locator("blockquote")).to_have_text("Bluefin is a federation of worker cooperatives.")
    expect(page.locator("blockquote")).to_have_css("direction", "ltr")
    page.locator(".kb-gathered h2 a").click()
    expect(page.locator(".kb-hit")).to_have_text("Bluefin is a federation of worker cooperatives.")
    page.go_back()
    expect(page.locator("blockquote")).to_have_count(1)
    page.go_back()
    expect(page.locator(".kb-document h1")).to_have_count(1)
    expect(keep(page)).to_have_text("בסל ✓")
    page.go_forward()
    expect(page.locator("blockquote")).to_have_count(1)


def test_a_failure_is_told_in_words_and_changes_nothing(open_page: Open) -> None:
    page = open_page(FOUND)
    expect(page.locator(".kb-count").first).to_have_count(1)
    page.route("**/basket/items*", lambda route: route.abort())
    keep(page).first.click()
    expect(page.locator("#kb-live")).to_contain_text("לא התקבלה תשובה מן השרת")
    expect(keep(page).first).to_have_attribute("aria-pressed", "false")
    page.unroute("**/basket/items*")
    keep(page).first.evaluate("node => node.dataset.basket = 'none.pdf|0-0-5'")
    keep(page).first.click()
    expect(page.locator("#kb-live")).to_contain_text("אין במאגר מסמך")
    expect(keep(page).first).to_have_attribute("aria-pressed", "false")


def test_an_empty_basket_leads_to_the_search(open_page: Open) -> None:
    page = open_page("/basket")
    expect(page.locator(".kb-nothing h2")).to_have_text("הסל ריק")
    page.locator(".kb-offers a").click()
    expect(page.locator(".kb-examples")).to_have_count(1)


def test_moving_and_removing_by_keyboard_keeps_the_focus_with_the_passage(open_page: Open, app_url: str) -> None:
    page = open_page("/")
    fill(page, app_url, *THREE)
    page.goto(app_url + "/basket")
    shown(page)
    brief, bluefin, minutes = "ערבות הדדית בין קהילות", "Bluefin: one worker, one vote", "פרוטוקול האסיפה"
    expect(titles(page)).to_have_text([bluefin, brief, minutes])
    button(page, "העלאת קטע 3").focus()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([bluefin, minutes, brief])
    expect(button(page, "העלאת קטע 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([minutes, bluefin, brief])
    expect(button(page, "העלאת קטע 1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "הורדת קטע 1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("מקומו של קטע 1 ברשימה")).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "הסרת קטע 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([bluefin, brief])
    expect(page.locator(".kb-nav a[href='/basket']")).to_have_text("הסל (2)")
    expect(button(page, "ביטול ההסרה")).to_be_focused()
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([minutes, bluefin, brief])
    place = page.get_by_label("מקומו של קטע 1 ברשימה")
    expect(page.get_by_label("מקומו של קטע 3 ברשימה")).to_have_value("3")  # those of the shorter list are gone
    expect(place).to_have_value("1")
    place.fill("3")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([bluefin, brief, minutes])
    expect(page.get_by_label("מקומו של קטע 3 ברשימה")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(titles(page)).to_have_text([bluefin, minutes, brief])
    expect(page.get_by_label("מקומו של קטע 2 ברשימה")).to_be_focused()
    page.reload()
    expect(titles(page)).to_have_text([bluefin, minutes, brief])


def test_a_slow_browser_puts_passages_back_where_they_were(open_page: Open, app_url: str) -> None:
    """A key that is pressed while the numbers are being drawn anew does not send the old ones."""
    page = open_page("/")
    fill(page, app_url, *THREE)
    page.goto(app_url + "/basket")
    shown(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 8})
    button(page, "העלאת קטע 3").press("Enter")
    order = ["Bluefin: one worker, one vote", "פרוטוקול האסיפה", "ערבות הדדית בין קהילות"]
    expect(titles(page)).to_have_text(order)
    for _ in range(8):
        button(page, "הסרת קטע 1").press("Enter")
        expect(button(page, "ביטול ההסרה")).to_be_focused()
        page.keyboard.press("Enter")
        expect(titles(page)).to_have_text(order)


def test_a_note_a_title_and_a_style_outlive_the_session(open_page: Open, app_url: str) -> None:
    page = open_page("/")
    fill(page, app_url, *THREE)
    page.goto(app_url + "/basket")
    shown(page)
    page.get_by_label("הערה לקטע 2").fill("להשוות $x^2$ **b**\nשורה")
    page.get_by_label("הערה לקטע 2").blur()
    expect(page.locator("#kb-live")).to_have_text("ההערה נשמרה.")
    page.get_by_label("כותרת הנייר").fill("נייר עמדה")
    page.get_by_label("כותרת הנייר").press("Enter")
    expect(page.locator("#kb-live")).to_have_text("הכותרת נשמרה.")
    page.locator(".kb-styles a", has_text="APA").click()
    expect(page.locator(".kb-styles [aria-current]")).to_contain_text("APA")
    assert page.url.endswith("/basket?style=apa")
    page.locator(".kb-styles a", has_text="שיקגו").click()
    expect(page.locator(".kb-styles [aria-current]")).to_have_text("שיקגו")
    page.go_back()
    expect(page.locator(".kb-styles [aria-current]")).to_contain_text("APA")
    page.go_forward()
    expect(page.locator(".kb-styles [aria-current]")).to_have_text("שיקגו")
    pasted = page.context.new_page()
    pasted.goto(page.url)
    expect(pasted.locator(".kb-styles [aria-current]")).to_have_text("שיקגו")
    expect(pasted.get_by_label("הערה לקטע 2")).to_have_value("להשוות $x^2$ **b**\nשורה")
    expect(pasted.get_by_label("כותרת הנייר")).to_have_value("נייר עמדה")
    pasted.close()


def test_two_tabs_that_write_one_note_lose_neither_text(open_page: Open, app_url: str) -> None:
    page = open_page("/")
    fill(page, app_url, *THREE)
    page.goto(app_url + "/basket")
    shown(page)
    other = page.context.new_page()
    other.goto(app_url + "/basket")
    shown(other)
    page.get_by_label("הערה לקטע 1").fill("מן הלשונית הראשונה")
    page.get_by_label("הערה לקטע 1").blur()
    expect(page.locator("#kb-live")).to_have_text("ההערה נשמרה.")
    other.get_by_label("הערה לקטע 1").fill("מן השנייה <img src=x>")
    other.get_by_label("הערה לקטע 1").blur()
    expect(other.locator(".kb-conflict dd")).to_have_text(["מן הלשונית הראשונה", "מן השנייה <img src=x>"])
    page.reload()
    expect(page.locator(".kb-conflict dd")).to_have_text(["מן הלשונית הראשונה", "מן השנייה <img src=x>"])
    button(page, "להשאיר את שניהם לקטע 1").click()
    expect(page.locator(".kb-conflict")).to_have_count(0)
    expect(page.get_by_label("הערה לקטע 1")).to_have_value("מן הלשונית הראשונה\n\nמן השנייה <img src=x>")
    button(page, "הסרת קטע 1").click()
    expect(page.locator(".kb-gathered")).to_have_count(2)
    button(other, "הורדת קטע 2").click()
    expect(titles(other)).to_have_text(["פרוטוקול האסיפה", "ערבות הדדית בין קהילות"])
    other.close()


def test_every_file_is_handed_over(open_page: Open, app_url: str) -> None:
    page = open_page("/")
    fill(page, app_url, *THREE)
    page.goto(app_url + "/basket?style=chicago")
    shown(page)
    names = []
    for link in page.locator(".kb-files a").all():
        with page.expect_download() as download:
            link.click()
        names.append(download.value.suggested_filename)
    assert names == [f"ציטוטים.{ending}" for ending in ("docx", "md", "bib", "ris", "csl.json", "csv")]
    expect(page.locator(".kb-gathered")).to_have_count(3)


def test_on_paper_there_is_the_paper_alone(open_page: Open, app_url: str, tmp_path: Path) -> None:
    page = open_page("/")
    fill(page, app_url, *THREE)
    page.goto(app_url + "/basket")
    shown(page)
    page.get_by_label("הערה לקטע 1").fill("Remember this one")
    page.get_by_label("הערה לקטע 1").blur()
    expect(page.locator("#kb-live")).to_have_text("ההערה נשמרה.")
    expect(page.locator("h1.kb-print")).to_be_hidden()
    page.evaluate("() => { window.print = () => (window.printed = (window.printed ?? 0) + 1); }")
    button(page, "הדפסה או PDF").click()
    assert page.evaluate("window.printed") == 1
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("h1.kb-print")).to_have_text("ציטוטים")
    expect(page.locator("h1.kb-print")).to_be_visible()
    for gone in (".kb-header", ".kb-screen", "textarea", "input", ".stButton", ".stHtml button", "#kb-live"):
        for each in page.locator(gone).all():
            expect(each).to_be_hidden()
    expect(page.locator(".kb-noted")).to_have_text("הערה: Remember this one")
    expect(page.locator(".kb-address").first).to_contain_text(app_url + "/document?doc=cases%2Fbluefin.md")
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".kb-gathered").first.evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.pdf(path=tmp_path / "paper.pdf", width="5in", height="4in")
    paper = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    text = "".join(each.get_textpage().get_text_range() for each in paper)
    assert len(paper) > 1
    assert "Bluefin is a federation of worker" in text
    assert "Remember this one" in text
    assert text.count("Bluefin: one worker, one vote") == 3
    paper.close()


def test_text_that_means_harm_does_none(open_page: Open, app_url: str) -> None:
    page = open_page("/?" + urlencode({"q": "נזקית", "mode": "words"}))
    keep(page).first.click()
    expect(keep(page).first).to_have_text("בסל ✓")
    keep(page).nth(1).click()
    expect(keep(page).nth(1)).to_have_text("בסל ✓")
    page.goto(app_url + "/basket")
    expect(page.locator(".kb-gathered")).to_have_count(2)
    shown(page)
    assert page.evaluate("window.harm") is None
    assert page.locator(".stHtml :is(img, script, iframe, form, .katex)").count() == 0
    hrefs = page.locator(".stHtml a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) == {"http:"}
    assert "\u202e" not in page.content()


@pytest.mark.parametrize("path", ["/basket", "/basket?ui=en&style=apa", FOUND, MARKED])
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open, app_url: str, path: str) -> None:
    page = open_page("/", width=360)
    fill(page, app_url, *THREE, "harm.txt|0-0-150")
    page.goto(app_url + path)
    expect(page.locator(".kb-gathered, .kb-keep").first).to_be_visible()
    page.wait_for_selector(READY, state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('.stHtml *')].filter(node => node.getClientRects().length && (
        node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).length"""
    assert page.evaluate(overflowing) == 0


def test_in_english(open_page: Open) -> None:
    page = open_page(FOUND + "&ui=en")
    keep(page).first.click()
    expect(keep(page).first).to_have_text("In basket ✓")
    expect(page.locator("#kb-live")).to_have_text("The passage was added to the basket.")
    expect(page.locator(".kb-nav a[href^='/basket']")).to_have_text("Basket (1)")
    page.locator(".kb-nav a[href^='/basket']").click()
    expect(page.locator(".kb-basket h1.kb-screen")).to_have_text("Basket")
    expect(button(page, "Move passage 1 up")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    button(page, "Remove passage 1").click()
    expect(page.locator(".kb-nothing h2")).to_have_text("The basket is empty")
    button(page, "Undo the removal").click()
    expect(page.locator(".kb-gathered")).to_have_count(1)

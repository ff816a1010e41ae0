"""The filters, the searches that are kept, and the walk through the marks of a document, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
BRIEF = "briefs/ערבות הדדית.md"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def search(text: str, **more: str | list[str]) -> str:
    """A search by words, whose results do not depend on a model."""
    return "/?" + urlencode({"q": text, "mode": "words", **more}, doseq=True)


def choice(page: Page, label: str) -> Locator:
    return page.get_by_test_id("stSidebar").get_by_role("link", name=label, exact=True)


def cards(page: Page) -> Locator:
    return page.locator("#kb-results article")


def test_filters_are_followed_dropped_and_walked_back(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    expect(cards(page)).to_have_count(2)
    choice(page, "מיסוי, מימון ואיזון (1)").click()
    expect(cards(page)).to_have_count(1)
    expect(choice(page, "מיסוי, מימון ואיזון (1)")).to_have_attribute("aria-current", "true")
    page.get_by_test_id("stSidebar").locator("[data-facet=country] > summary").click()
    choice(page, "ישראל (1)").click()
    expect(page.locator(".kb-chips li")).to_have_text(["מיסוי, מימון ואיזון", "ישראל"])
    assert (asked(page)["topic"], asked(page)["country"]) == (["taxation-finance"], ["IL"])
    page.get_by_role("link", name="הסרת הסינון: מיסוי, מימון ואיזון").click()
    expect(page.locator(".kb-chips li")).to_have_text(["ישראל"])
    assert "topic" not in asked(page)
    page.go_back()
    expect(page.locator(".kb-chips li")).to_have_text(["מיסוי, מימון ואיזון", "ישראל"])
    page.reload()
    expect(page.locator(".kb-chips li")).to_have_text(["מיסוי, מימון ואיזון", "ישראל"])
    page.get_by_role("link", name="ניקוי הסינון").first.click()
    expect(page.locator(".kb-chips")).to_have_count(0)
    expect(cards(page)).to_have_count(2)


def test_what_a_person_opened_among_the_filters_stays_open(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    facet = page.locator("[data-facet=type]")
    expect(facet.locator("a").first).to_be_hidden()
    facet.locator("summary").click()
    expect(facet.locator("a").first).to_be_visible()
    page.get_by_role("link", name="החדשים תחילה").click()
    expect(page.locator(".kb-order [aria-current]")).to_have_text("החדשים תחילה")
    expect(facet.locator("a").first).to_be_visible()
    page.locator("[data-facet=topic] > summary").click()
    page.get_by_role("link", name="הקרובים תחילה").click()
    expect(page.locator(".kb-order [aria-current]")).to_have_text("הקרובים תחילה")
    expect(page.locator("[data-facet=topic] a").first).to_be_hidden()


@pytest.mark.parametrize("ui", ["he", "en"])
def test_years_are_clicked_and_brushed(open_page: Open, ui: str) -> None:
    page = open_page(search("worker", ui=ui))
    expect(cards(page)).to_have_count(1)
    bars = page.locator(".kb-years li")
    expect(bars).to_have_count(6)
    first, last = bars.first.bounding_box(), bars.last.bounding_box()
    assert first
    assert last
    assert (first["x"] > last["x"]) == (ui == "he")
    page.locator(".kb-years a").click()
    expect(page.locator(".kb-chips li")).to_have_text(["2010–2010"])
    page.locator(".kb-years a[aria-current]").click()
    expect(page.locator(".kb-chips")).to_have_count(0)
    page.mouse.move(last["x"] + 4, last["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 4, first["y"] + 20, steps=5)
    expect(page.locator(".kb-brushed")).to_have_count(6)
    page.mouse.up()
    expect(page.locator(".kb-chips li")).to_have_text(["2005–2010"])
    expect(page.locator(".kb-brushed")).to_have_count(0)
    assert (asked(page)["from"], asked(page)["to"]) == (["2005"], ["2010"])
    page.go_back()
    expect(page.locator(".kb-chips")).to_have_count(0)


def test_why_a_passage_was_found_is_told_on_demand(open_page: Open) -> None:
    page = open_page(search("קואופרטיב עובדים"))
    why = page.locator(".kb-card", has_text="Bluefin").locator(".kb-score").first
    expect(why.locator("li").first).to_be_hidden()
    why.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(why).to_contain_text("מילים שנמצאו: worker cooperatives")
    expect(why).to_contain_text("לפי המילון: קואופרטיב עובדים = worker cooperative")
    expect(why).to_contain_text("הקטע באנגלית")


def test_the_questions_of_documents_are_searches(open_page: Open) -> None:
    page = open_page(search("גובה ההעברה"))
    page.get_by_role("link", name="מי מחליט על גובה ההעברה?").click()
    expect(page.locator(".st-key-q input")).to_have_value("מי מחליט על גובה ההעברה?")
    expect(page.locator("#kb-results mark").first).to_have_text("מחליט")
    expect(page.locator(".kb-questions")).to_have_count(0)


def test_searches_are_remembered_saved_renamed_and_removed(open_page: Open) -> None:
    page = open_page(search("האסיפה"))
    page.get_by_role("button", name="שמירת החיפוש").click()
    expect(page.locator(".kb-told")).to_contain_text("החיפוש נשמר")
    page.locator(".kb-saved .kb-edit").click()
    name = page.get_by_label("שם החיפוש")
    expect(name).to_have_value("האסיפה")
    name.fill("<b>כל</b> האסיפות $x$")
    name.press("Enter")
    expect(page.locator(".kb-told")).to_have_text("השם נשמר.")
    expect(page.locator("#kb-saved a").first).to_have_text("<b>כל</b> האסיפות $x$")
    expect(page.locator("#kb-recent a").first).to_have_text("האסיפה")
    page.locator("#kb-saved a").first.click()
    expect(page.locator(".kb-saved")).to_contain_text("★ חיפוש שמור <b>כל</b> האסיפות $x$")
    assert asked(page) == {"q": ["האסיפה"], "mode": ["words"]}
    page.go_back()
    page.locator("#kb-saved .kb-edit").click()
    page.get_by_role("button", name="הסרת החיפוש").click()
    expect(page.locator(".kb-told")).to_have_text("החיפוש הוסר מן הרשימה.")
    expect(page.locator("#kb-saved")).to_have_count(0)
    page.get_by_role("button", name="ניקוי החיפושים האחרונים").click()
    expect(page.locator("#kb-recent")).to_have_count(0)
    page.reload()
    expect(page.locator(".kb-examples")).to_be_visible()
    expect(page.locator("#kb-recent")).to_have_count(0)


def document(**more: str) -> str:
    return "/document?" + urlencode({"doc": BRIEF, **more})


def where(page: Page) -> Locator:
    return page.locator(".kb-hits-where")


def test_the_marks_of_a_document_are_walked_through(open_page: Open) -> None:
    page = open_page(document(q="סנפירית"))
    page.set_viewport_size({"width": 1280, "height": 400})
    expect(where(page)).to_have_text("2 סימונים")
    page.get_by_role("button", name="הסימון הבא").click()
    expect(where(page)).to_have_text("1 מתוך 2")
    expect(page.locator("mark.kb-now")).to_be_in_viewport()
    page.keyboard.press("n")
    expect(where(page)).to_have_text("2 מתוך 2")
    expect(page.locator("mark.kb-now")).to_be_in_viewport()
    expect(page.locator(".kb-hits")).to_be_in_viewport()
    page.keyboard.press("n")
    expect(where(page)).to_have_text("1 מתוך 2")
    page.keyboard.press("p")
    expect(where(page)).to_have_text("2 מתוך 2")
    assert page.locator("mark.kb-now").count() == 1
    page.keyboard.press("Control+n")
    page.evaluate("document.querySelector('.kb-body').insertAdjacentHTML('beforebegin', '<input id=typed>')")
    page.locator("#typed").click()
    page.keyboard.type("np")
    expect(page.locator("#typed")).to_have_value("np")
    expect(where(page)).to_have_text("2 מתוך 2")


def test_the_walk_starts_at_the_passage_that_was_found(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    page.locator("article", has_text="ערבות הדדית").locator(".kb-where a", has_text="סיכום").click()
    expect(where(page)).to_have_text("2 מתוך 2")
    page.go_back()
    page.locator("article", has_text="ערבות הדדית").locator(".kb-where a", has_text="מנגנון האיזון").click()
    expect(where(page)).to_have_text("1 מתוך 2")


def test_a_passage_without_marks_is_a_stop_and_a_cut_mark_is_one(open_page: Open) -> None:
    page = open_page(document(q="סנפירית", at="2-0-20"))
    expect(where(page)).to_have_text("2 מתוך 3")
    page.keyboard.press("p")
    expect(where(page)).to_have_text("1 מתוך 3")
    page.goto(page.url.split("?")[0] + "?" + urlencode({"doc": BRIEF, "q": "סנפירית", "at": "3-0-3"}))
    expect(where(page)).to_have_text("2 מתוך 2")
    assert page.locator(".kb-body mark").count() == 3


@pytest.mark.parametrize("more", [{}, {"q": "אין־דבר"}, {"at": "0-0-20"}])
def test_without_marks_there_is_no_bar(open_page: Open, more: dict[str, str]) -> None:
    page = open_page(document(**more))
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".kb-hits")).to_be_hidden()
    page.keyboard.press("n")
    assert page.locator(".kb-now").count() == 0


def test_the_bar_speaks_english(open_page: Open) -> None:
    page = open_page(document(q="GDP", ui="en"))
    expect(where(page)).to_have_text("one mark")
    page.get_by_role("button", name="Previous mark").click()
    expect(where(page)).to_have_text("1 of 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [search("סנפירית", topic=["taxation-finance", "personal-security"], **{"from": "2000"}), document(q="סנפירית")],
)
def test_all_of_it_fits_a_narrow_screen(open_page: Open, path: str, scheme: str) -> None:
    page = open_page(path, width=360, scheme=scheme)
    expect(page.locator(".kb-order, .kb-hits").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('.stHtml *')].filter(node => node.getClientRects().length && (
        node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).length"""
    assert page.evaluate(overflowing) == 0

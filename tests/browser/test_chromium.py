"""What people see, in a real Chromium: directions, history, links, files, and text that means harm."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
BRIEF = "briefs/ערבות הדדית.md"


def asked(page: Page) -> dict[str, list[str]]:
    """The query string in the address bar."""
    return parse_qs(urlsplit(page.url).query)


def search(text: str, **more: str) -> str:
    """A search by words, whose results do not depend on a model."""
    return "/?" + urlencode({"q": text, "mode": "words", **more})


def document(name: str, **more: str) -> str:
    return "/document?" + urlencode({"doc": name, **more})


def box(page: Page) -> Locator:
    return page.locator(".st-key-q input")


def test_the_shell_is_hebrew(open_page: Open) -> None:
    page = open_page("/")
    shell = "[document.documentElement.lang, document.documentElement.dir, navigator.language, document.title]"
    assert page.evaluate(shell) == ["he", "rtl", "he", "מאגר הידע השיתופי"]
    assert page.get_by_test_id("stSidebar").bounding_box()["x"] > 640  # type: ignore[index]
    assert page.evaluate("document.fonts.check('16px Heebo', 'א')")
    assert page.evaluate("getComputedStyle(document.querySelector('.kb-lead')).fontFamily").startswith("Heebo")


def test_the_shell_is_english_where_the_address_says_so(open_page: Open) -> None:
    page = open_page("/?ui=en")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert page.get_by_test_id("stSidebar").bounding_box()["x"] < 10  # type: ignore[index]
    page.locator(".kb-switch").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_the_box_has_the_focus_on_arrival_and_slash_brings_it_back(open_page: Open) -> None:
    page = open_page("/")
    expect(box(page)).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_value("")
    page.keyboard.type("a/b")
    expect(box(page)).to_have_value("a/b")


def test_a_search_by_hand(open_page: Open) -> None:
    page = open_page("/?mode=words")
    expect(box(page)).to_be_focused()
    page.keyboard.type("סנפירית")
    page.get_by_role("button", name="חיפוש", exact=True).click()
    expect(page.locator("#kb-results article")).to_have_count(2)
    expect(page.locator("#kb-results mark").first).to_contain_text("סנפירית")
    assert asked(page) == {"q": ["סנפירית"], "mode": ["words"]}


def test_back_and_forward_walk_through_queries_filters_and_documents(open_page: Open) -> None:
    page = open_page("/?mode=words")
    box(page).fill("סנפירית")
    box(page).press("Enter")
    expect(page.locator("article")).to_have_count(2)
    page.get_by_text("מיסוי, מימון ואיזון (1)").click()
    expect(page.locator("article")).to_have_count(1)
    page.locator(".kb-where a").first.click()
    expect(page.locator("#kb-at")).to_have_count(1)
    assert asked(page)["topic"] == ["taxation-finance"]
    page.go_back()
    expect(page.locator(".kb-chosen")).to_have_count(1)
    page.go_back()
    expect(page.locator("#kb-results article")).to_have_count(2)
    expect(page.locator(".kb-chosen")).to_have_count(0)
    page.go_back()
    expect(page.locator(".kb-welcome")).to_have_count(1)
    expect(box(page)).to_have_value("")
    page.go_forward()
    expect(page.locator("#kb-results article")).to_have_count(2)
    page.go_forward()
    expect(page.locator("#kb-results article")).to_have_count(1)
    page.go_forward()
    expect(page.locator("h1")).to_have_text("ערבות הדדית בין קהילות")


def test_a_shared_link_shows_the_same_page(open_page: Open) -> None:
    page = open_page(search("סנפירית", topic="taxation-finance"))
    expect(page.locator("#kb-results article")).to_have_count(1)
    expect(box(page)).to_have_value("סנפירית")
    expect(page.locator(".kb-chosen li")).to_have_text(["מיסוי, מימון ואיזון"])


def test_back_returns_to_the_place_on_the_page(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    page.set_viewport_size({"width": 1280, "height": 300})
    scroll = "document.querySelector('[data-testid=stMain]').scrollTop"
    page.locator("article").last.locator(".kb-where a").scroll_into_view_if_needed()
    before = page.evaluate(scroll)
    assert before > 100
    page.locator("article").last.locator(".kb-where a").click()
    expect(page.locator(".kb-hit").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#kb-results article")).to_have_count(2)
    assert abs(page.evaluate(scroll) - before) < 3
    page.locator(".kb-name").click()
    expect(page.locator(".kb-welcome")).to_have_count(1)
    assert page.evaluate(scroll) == 0


def test_a_link_inside_keeps_the_session(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    page.evaluate("window.kept = true")
    page.locator("article h2 a").first.click()
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate("window.kept") is True
    page.locator(".kb-back a").click()
    expect(page.locator("#kb-results article")).to_have_count(2)
    assert page.evaluate("window.kept") is True


def test_cards_stand_in_the_direction_of_their_text(open_page: Open) -> None:
    page = open_page(search("Bluefin"))
    card = page.locator("article").first
    expect(card).to_have_attribute("dir", "ltr")
    assert card.locator("h2").evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert card.locator(".kb-meta").evaluate("node => getComputedStyle(node).direction") == "rtl"
    expect(card.locator(".kb-other")).to_have_text("באנגלית")
    expect(card.locator(".kb-meta")).to_contain_text("ספרד")


def test_a_score_opens_into_its_parts(open_page: Open) -> None:
    page = open_page(search("סנפירית"))
    part = page.locator(".kb-score").first
    expect(part.get_by_text("משמעות")).to_be_hidden()
    part.locator("summary").click()
    expect(part).to_contain_text("מילים")
    expect(part).to_contain_text("משמעות אין")


def test_nothing_found_offers_to_clear_the_filters(open_page: Open) -> None:
    page = open_page(search("סנפירית", lang="en"))
    expect(page.locator(".kb-nothing")).to_contain_text("לא נמצא דבר")
    page.locator(".kb-offers a").first.click()
    expect(page.locator("#kb-results article")).to_have_count(2)


def test_the_document_page_scrolls_to_the_passage(open_page: Open) -> None:
    page = open_page(search("סנפירית", topic="taxation-finance"))
    page.set_viewport_size({"width": 1280, "height": 400})
    page.locator(".kb-where a").last.click()
    expect(page.locator(".kb-hit").first).to_be_in_viewport()
    expect(page.locator(".kb-hit mark").first).to_have_text("סנפירית")
    page.locator(".kb-contents summary").click()
    page.locator(".kb-contents a", has_text="שאלות").click()
    expect(page.locator(".kb-body h2", has_text="שאלות")).to_be_in_viewport()
    expect(page.locator("h1")).to_have_text("ערבות הדדית בין קהילות")


def test_the_precedent_card_leads_to_its_passage(open_page: Open) -> None:
    page = open_page(document("cases/bluefin.md"))
    card = page.locator(".kb-precedent")
    expect(card).to_contain_text("מעורב")
    card.locator("summary").last.click()
    card.get_by_role("link").last.click()
    expect(page.locator(".kb-hit")).to_have_text("two of its members closed")


def test_a_pdf_opens_at_its_page_and_downloads(open_page: Open, app_url: str) -> None:
    page = open_page(document("partnership.pdf"))
    expect(page.locator("#kb-original")).to_have_attribute("href", "/files/partnership.pdf")
    expect(page.locator("#kb-original")).to_have_attribute("target", "_blank")
    with page.expect_download() as download:
        page.locator("#kb-download").click()
    assert download.value.suggested_filename == "partnership.pdf"
    answer = page.request.get(f"{app_url}/files/partnership.pdf", headers={"range": "bytes=0-4"})
    assert (answer.status, answer.body()) == (206, b"%PDF-")


def test_a_hebrew_file_name_downloads_as_it_is(open_page: Open) -> None:
    page = open_page(document(BRIEF))
    expect(page.locator("#kb-original")).to_have_count(0)
    with page.expect_download() as download:
        page.locator("#kb-download").click()
    assert download.value.suggested_filename == "ערבות הדדית.md"


@pytest.mark.parametrize("path", ["..%2fconftest.py", "%2e%2e%2fconftest.py", "empty.pdf", "none.pdf"])
def test_no_other_file_gets_out(open_page: Open, app_url: str, path: str) -> None:
    page = open_page("/")
    assert page.request.get(f"{app_url}/files/{path}").status in {400, 404}


@pytest.mark.parametrize(
    "path", [search("נזקית"), document("harm.txt", q="נזקית"), document("page.html"), search("<b>$x$")]
)
def test_text_that_means_harm_does_none(open_page: Open, path: str) -> None:
    page = open_page(path)
    expect(page.locator("h1, h2").first).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.harm") is None
    assert page.locator(".stHtml :is(img, script, iframe, form, .katex)").count() == 0
    hrefs = page.locator(".stHtml a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) == {"http:"}
    assert "\u202e" not in page.content()


def test_a_file_that_could_not_be_read_is_told(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".kb-failures summary").click()
    expect(page.locator(".kb-failures li")).to_contain_text("empty.pdf")
    expect(page.locator(".kb-failures li")).to_contain_text("הקובץ ריק")


def test_the_report_of_the_last_run_is_one_click_away(open_page: Open) -> None:
    page = open_page("/")
    page.locator(".kb-holdings a").click()
    expect(page.locator(".kb-report h1")).to_have_text("דוח האינדוקס האחרון")
    assert urlsplit(page.url).path == "/report"
    failed = page.locator(".kb-report li", has_text="empty.pdf")
    expect(failed).to_contain_text("הקובץ ריק")
    page.locator(".kb-switch").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator(".kb-report h1")).to_have_text("Report of the last indexing")
    page.locator(".kb-report li a").first.click()
    expect(page.locator(".kb-document h1")).to_be_visible()
    page.go_back()
    expect(page.locator(".kb-report h1")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/", "/report", search("סנפירית"), document(BRIEF, at="0-0-20"), document("cases/bluefin.md", ui="en")]
)
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: Open, path: str) -> None:
    page = open_page(path, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    overflowing = """[...document.querySelectorAll('.stHtml *')].filter(node => node.getClientRects().length && (
        node.getBoundingClientRect().right > innerWidth + 1 || node.getBoundingClientRect().left < -1)).length"""
    assert page.evaluate(overflowing) == 0


def test_the_filters_are_at_hand_on_a_narrow_screen(open_page: Open) -> None:
    page = open_page(search("סנפירית"), width=360)
    choice = page.get_by_text("מיסוי, מימון ואיזון (1)")
    expect(choice).to_be_hidden()
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(choice).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_either_scheme(open_page: Open, scheme: str) -> None:
    page = open_page(search("סנפירית"), scheme=scheme)
    contrast = """selector => {
        const light = color => {
            const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(v => v / 255)
                .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const node = document.querySelector(selector);
        let ground = node;
        const clear = node => /, 0\\)$|transparent/.test(getComputedStyle(node).backgroundColor);
        while (ground && clear(ground)) ground = ground.parentElement;
        if (!ground) return 0;  // between two drawings of the page
        const [a, b] = [getComputedStyle(node).color, getComputedStyle(ground).backgroundColor].map(light).sort();
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }"""
    for selector in (".kb-text", ".kb-meta", ".kb-card h2 a", ".kb-text mark", ".kb-found", ".kb-score summary"):
        page.wait_for_function(f"selector => ({contrast})(selector) > 0", arg=selector)
        assert page.evaluate(contrast, selector) >= 4.5, selector


def test_a_page_of_another_site_cannot_open_a_session(open_page: Open, app_url: str) -> None:
    page = open_page("/")
    refused = """async url => new Promise(done => {
        const socket = new WebSocket(url, ["streamlit"]);
        socket.onopen = () => done("open");
        socket.onerror = () => done("refused");
    })"""
    page.goto("about:blank")
    assert page.evaluate(refused, app_url.replace("http", "ws") + "/_stcore/stream") == "refused"


def test_another_name_for_this_machine_is_refused(open_page: Open, app_url: str) -> None:
    page = open_page("/")
    answer = page.request.get(f"{app_url}/files/{quote('partnership.pdf')}", headers={"host": "evil.example"})
    assert answer.status == 400

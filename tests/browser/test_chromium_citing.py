"""The citation block in a real Chromium: what is copied, with and without the clipboard, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
WHALES = {"doc": "cases/bluefin.md", "at": "0-0-40"}
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: undefined })"
"""What a page that is not served over HTTPS finds."""


def document(**params: str) -> str:
    return "/document?" + urlencode(params)


def block(page: Page) -> Locator:
    found = page.locator(".kb-citing")
    found.locator("summary").click()
    expect(page.locator("#kb-cite-apa")).to_be_visible()
    return found


def copy(page: Page, target: str) -> Locator:
    button = page.locator(f'button[data-copy="{target}"]')
    button.click()
    return page.locator(".kb-copying", has=button).get_by_role("status")


def clipboard(page: Page) -> dict[str, str]:
    """What is in the clipboard, by its type."""
    parts: dict[str, str] = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const parts = item.types.map(async (type) => [type, await (await item.getType(type)).text()]);
            return Object.fromEntries(await Promise.all(parts));
        }"""
    )
    return parts


@pytest.fixture(autouse=True)
def permitted(page: Page, app_url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app_url)


def test_a_citation_is_copied_with_its_formatting(open_page: Open) -> None:
    page = open_page(document(**WHALES))
    expect(page.locator("#kb-cite-apa")).to_be_hidden()
    block(page)
    status = copy(page, "kb-cite-chicago-list")
    expect(status).to_have_text("הועתק")
    parts = clipboard(page)
    assert parts["text/plain"] == "library team. Bluefin: one worker, one vote. 2010."
    assert "<i>Bluefin: one worker, one vote</i>" in parts["text/html"]
    assert "kb-cite" not in parts["text/html"]
    expect(copy(page, "kb-cite-apa")).to_have_text("הועתק")
    expect(status).to_have_text("")
    assert clipboard(page)["text/plain"] == "(library team, 2010)"


def test_the_link_is_copied_whole_and_leads_back_to_the_passage(open_page: Open, app_url: str) -> None:
    page = open_page(document(q="worker", **WHALES))
    block(page)
    expect(copy(page, "kb-cite-link")).to_have_text("הועתק")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == app_url + document(**WHALES)
    expect(page.locator("#kb-cite-link")).to_have_text(link)
    page.goto(link)
    expect(page.locator(".kb-hit").first).to_be_in_viewport()
    page.go_back()
    expect(page.locator("mark").first).to_be_visible()
    page.go_forward()
    expect(page.locator(".kb-citing")).to_have_count(1)


def test_without_a_clipboard_the_selection_is_copied(open_page: Open, page: Page) -> None:
    page.add_init_script(f"window.kept = navigator.clipboard; {NO_CLIPBOARD}")
    page = open_page(document(**WHALES))
    block(page)
    expect(copy(page, "kb-cite-apa")).to_have_text("הועתק")
    assert page.evaluate("window.kept.readText()") == "(library team, 2010)"
    expect(copy(page, "kb-cite-link")).to_have_text("הועתק")
    assert page.evaluate("window.kept.readText()").endswith(document(**WHALES))
    assert page.evaluate("getSelection().toString()") == ""


def test_where_nothing_can_be_copied_the_text_stays_selected(open_page: Open, page: Page) -> None:
    page.add_init_script(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    page = open_page(document(ui="en", **WHALES))
    block(page)
    status = copy(page, "kb-cite-apa")
    expect(status).to_have_text("The browser did not copy. The text is selected: copy it with the keyboard.")
    assert page.evaluate("getSelection().toString().trim()") == "(library team, 2010)"


def test_by_keyboard_alone(open_page: Open) -> None:
    page = open_page(document(doc="briefs/ערבות הדדית.md"))
    page.locator("#kb-download").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".kb-citing summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator('button[data-copy="kb-cite-israeli"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".kb-copied", has_text="הועתק")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == ("צוות המאגר, ״ערבות הדדית בין קהילות״, 28 בספטמבר 2005.")


def test_the_page_of_the_passage_is_cited(open_page: Open) -> None:
    page = open_page(document(doc="partnership.pdf", at="0-0-20"))
    block(page)
    expect(page.locator("#kb-cite-israeli")).to_contain_text("עמ׳ 1")
    page = open_page(document(doc="partnership.pdf"))
    block(page)
    expect(page.locator("#kb-cite-israeli")).not_to_contain_text("עמ׳")


def test_hostile_text_is_inert(open_page: Open) -> None:
    page = open_page(document(doc="harm.txt"))
    block(page)
    copy(page, "kb-cite-chicago")
    expect(page.locator(".kb-copied", has_text="הועתק")).to_have_count(1)
    assert page.evaluate("window.harm") is None
    expect(page.locator(".kb-citing").locator("script, img, a:not(#kb-cite-link)")).to_have_count(0)


@pytest.mark.parametrize("ui", ["he", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_directions_and_no_horizontal_scroll(open_page: Open, ui: str, width: int) -> None:
    page = open_page(document(ui=ui, doc="partnership.pdf", at="0-0-20"), width)
    block(page)
    scroll = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{scroll}.scrollWidth <= {scroll}.clientWidth")
    side = "rtl" if ui == "he" else "ltr"
    for target in ("kb-cite-israeli", "kb-cite-apa-list", "kb-cite-chicago"):
        assert page.locator(f"#{target}").evaluate("node => getComputedStyle(node).direction") == side
    assert page.locator("#kb-cite-link").evaluate("node => getComputedStyle(node).direction") == "ltr"
    box = page.locator(".kb-citing").bounding_box()
    inner = page.locator('button[data-copy="kb-cite-apa"]').bounding_box()
    assert box and inner and box["x"] <= inner["x"] and inner["x"] + inner["width"] <= box["x"] + box["width"]

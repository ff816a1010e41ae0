"""Signing in and out in a real Chromium: the way there and back, an end while the page is open, and the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from knowledge import users

from .conftest import READY
from .servers import running

pytestmark = pytest.mark.browser

WORDS = "ארבע מילים בלי קשר"
SEARCH = f"/?q={quote('סנפירית')}&mode=words"
Server = tuple[str, Path]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def server(library_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The address of an app with two users, and the folder that they stand in."""
    folder = tmp_path_factory.mktemp("people")
    users.add(folder, "דנה", "editor", WORDS)
    users.add(folder, "Amir", "reader", WORDS)
    with running(library_environment | {"KNOWLEDGE_PEOPLE": str(folder)}, folder / "log") as url:
        yield url, folder


@pytest.fixture
def open_sign_in(page: Page, server: Server) -> Iterator[Open]:
    """Opens a path of the app. No request may go elsewhere, and no page may try what its policy forbids."""
    url, _ = server
    outside: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            outside.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            outside.append(message.text)

    page.on("request", requested)
    page.on("console", said)

    def go(path: str, width: int = 1280) -> Page:
        page.set_default_timeout(60_000)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url + path)
        return page

    yield go
    assert outside == []


def enter(page: Page, name: str = "דנה", password: str = WORDS) -> None:
    page.locator("#kb-user").fill(name)
    page.locator("#kb-password").fill(password)
    page.get_by_role("button").click()


def drawn(page: Page) -> None:
    page.wait_for_selector(READY, state="attached")
    expect(page.locator(".kb-person")).to_be_visible()


def test_the_way_in_and_back_to_what_was_asked_for(open_sign_in: Open) -> None:
    page = open_sign_in(SEARCH)
    assert urlsplit(page.url).path == "/login"
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["he", "rtl"]
    assert page.title() == "כניסה למאגר · מאגר הידע השיתופי"
    expect(page.locator("#kb-user")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Heebo")
    enter(page, password="לא זו הסיסמה")
    expect(page.get_by_role("alert")).to_contain_text("שם המשתמש או הסיסמה שגויים")
    expect(page.locator("#kb-user")).to_have_value("דנה")
    expect(page.locator("#kb-password")).to_be_focused()
    expect(page.locator("#kb-password")).to_have_value("")
    expect(page.locator("#kb-password")).to_have_attribute("aria-describedby", "kb-told")
    enter(page)
    drawn(page)
    expect(page.locator("#kb-results article")).to_have_count(2)
    assert parse_qs(urlsplit(page.url).query) == {"q": ["סנפירית"], "mode": ["words"]}
    expect(page.locator(".kb-person bdi")).to_have_text("דנה")


def test_the_way_out_closes_what_is_open_and_back_does_not_show_it(open_sign_in: Open) -> None:
    page = open_sign_in(SEARCH)
    enter(page)
    drawn(page)
    second = page.context.new_page()
    second.goto(page.url)
    drawn(second)
    page.get_by_role("link", name="יציאה").click()
    expect(page.get_by_role("status")).to_have_text("יצאתם מן המאגר.")
    page.go_back()
    page.wait_for_url("**/login?next=*")
    expect(page.locator("article")).to_have_count(0)
    # The other page is cut off with the next thing that it asks for, and leads back to where it was.
    second.locator(".kb-switch").evaluate("link => history.pushState({}, '', '/?mode=words&q=other')")
    second.evaluate("dispatchEvent(new PopStateEvent('popstate', { state: {} }))")
    second.wait_for_url("**/login?next=*")
    assert parse_qs(urlsplit(second.url).query)["next"] == ["/?mode=words&q=other"]
    second.close()


def test_without_script_the_link_leads_to_a_page_that_asks(open_sign_in: Open) -> None:
    page = open_sign_in("/sign-out?ui=en")
    enter(page)
    drawn(page)
    open_sign_in("/sign-out?ui=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign out")
    expect(page.locator("main")).to_contain_text("Signed in as דנה.")
    page.get_by_role("link", name="Back to the library").click()
    drawn(page)
    open_sign_in("/sign-out?ui=en")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")


def test_an_end_while_the_page_is_open_leads_to_the_sign_in_and_back(open_sign_in: Open, server: Server) -> None:
    page = open_sign_in("/?mode=words")
    enter(page, "amir")
    drawn(page)
    expect(page.locator(".kb-person bdi")).to_have_text("Amir")  # as it was added
    users.set_password(server[1], "Amir", "words that are new")
    page.locator(".st-key-q input").fill("סנפירית")
    page.locator(".st-key-q input").press("Enter")
    page.wait_for_url("**/login?next=*")
    expect(page.locator("article")).to_have_count(0)
    enter(page, "amir", WORDS)
    expect(page.get_by_role("alert")).to_be_visible()
    enter(page, "amir", "words that are new")
    drawn(page)
    assert urlsplit(page.url).path == "/"
    users.set_password(server[1], "Amir", WORDS)


def test_another_role_reaches_a_page_that_is_open(open_sign_in: Open, server: Server) -> None:
    page = open_sign_in("/?mode=words")
    enter(page, "amir")
    drawn(page)
    users.set_role(server[1], "Amir", "editor")
    page.locator(".st-key-q input").fill("סנפירית")
    with page.expect_event("load"):  # the page is asked for again, as the other role
        page.locator(".st-key-q input").press("Enter")
    drawn(page)
    page.locator(".st-key-q input").fill("סנפירית")
    page.locator(".st-key-q input").press("Enter")
    expect(page.locator("#kb-results article")).to_have_count(2)
    users.set_role(server[1], "Amir", "reader")


def test_by_keyboard_and_in_english(open_sign_in: Open) -> None:
    page = open_sign_in(SEARCH)
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".kb-switch")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("#kb-user")).to_be_focused()
    page.keyboard.type("Amir")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(WORDS)
    page.keyboard.press("Enter")
    drawn(page)
    assert parse_qs(urlsplit(page.url).query) == {"q": ["סנפירית"], "mode": ["words"], "ui": ["en"]}
    expect(page.locator(".kb-person")).to_contain_text("Amir")
    page.get_by_role("link", name="Sign out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("path", ["/login?out=1", "/login?ui=en"])
def test_on_a_narrow_screen_nothing_is_cut_off(open_sign_in: Open, path: str) -> None:
    page = open_sign_in(path, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    enter(page, "דנה", "שגויה לגמרי")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    enter(page)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_no_script_reads_the_session(open_sign_in: Open) -> None:
    page = open_sign_in("/?mode=words")
    enter(page)
    drawn(page)
    (cookie,) = [each for each in page.context.cookies() if each["name"] == "kb-session"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert "kb-session" not in page.evaluate("document.cookie")

"""No page breaks a rule of accessibility that axe-core calls serious or critical, in either language and scheme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from ingest.pipeline import index_corpus
from knowledge import users
from knowledge.settings import load
from tests.encoder import ConceptEncoder

from .conftest import READY
from .hostile import BRIEF, CASE, EMPTY_PAGES, FULL_PAGES, HARM, Shown, go, open_at, write_hostile
from .servers import running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("axe")]

NAME, WORDS = "דנה", "ארבע מילים בלי קשר"
ALL = {"resultTypes": ["violations"]}
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""The rules whose outcome changes with the scheme."""
KEPT = (f"{BRIEF}|0-0-28", f"{CASE}|0-0-47", f"{HARM}|1-0-20")
LONG = 120_000
"""Milliseconds that reading an upload is given on a busy machine."""


@pytest.fixture(scope="module")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that knows one person, so that the header is as full as it gets."""
    folder = tmp_path_factory.mktemp("axe")
    write_hostile(folder / "corpus")
    index_corpus(load(corpus=folder / "corpus", index=folder / "index"), encoder=ConceptEncoder())
    users.add(folder / "people", NAME, "editor", WORDS)
    folders = {f"KNOWLEDGE_{name.upper()}": str(folder / name) for name in ("corpus", "index", "cache", "people")}
    with running(folders, folder / "log") as url:
        yield url


@pytest.fixture(scope="module")
def signed_in(browser: Browser, browser_context_args: dict[str, Any], app_url: str) -> Iterator[Page]:
    """A page of the app, opened by the person. The policy of the pages would forbid axe's script."""
    context = browser.new_context(**{**browser_context_args, "bypass_csp": True})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{app_url}/login")
    assert violations(page) == []
    page.locator("#kb-user").fill(NAME)
    page.locator("#kb-password").fill("אחרת לגמרי וארוכה")
    page.locator("form button").click()
    page.wait_for_selector(".kb-alert")
    assert violations(page) == []
    page.locator("#kb-password").fill(WORDS)
    page.locator("form button").click()
    page.wait_for_selector(READY, state="attached")
    yield page
    context.close()


ATTEMPTS = 10
IN_SCHEME = """(scheme) => {
  const app = document.querySelector(".stApp");
  return !app || getComputedStyle(app).colorScheme === scheme;
}"""
"""Streamlit takes a moment to change its colours; the pages of the sign-in change at once."""
WATCH = """() => {
  window.drawnAnew = Boolean(document.querySelector("[data-stale=true]"));
  const faded = (record) => record.target.getAttribute?.("data-stale") === "true";
  new MutationObserver((records) => { window.drawnAnew ||= records.some(faded); })
    .observe(document, { attributes: true, attributeFilter: ["data-stale"], subtree: true });
}"""
"""Notes whether an element is faded from now on."""


def start(page: Page, url: str, ui: str) -> None:
    """Load the app in a language; colours that move from one scheme to the other would be taken for those that stay."""
    open_at(page, url + Shown("start", "/", "").address(ui))
    page.add_style_tag(content="*, ::before, ::after { transition: none !important; animation: none !important; }")


def violations(page: Page, ui: str = "he") -> list[str]:
    """The serious and critical ones in what is shown, each in a line: of all rules in one scheme, of those about
    colours in the other too."""
    first, second = ("dark", "light") if ui == "en" else ("light", "dark")
    return _violations(page, ALL, first) + _violations(page, COLOURS, second)


def _violations(page: Page, options: dict[str, Any], scheme: str) -> list[str]:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(IN_SCHEME, arg=scheme)
    # What is being drawn anew is faded until it is there, on a slow machine for seconds. What axe has seen counts where
    # nothing was drawn anew meanwhile.
    for _ in range(ATTEMPTS):
        page.wait_for_function("() => !document.querySelector('[data-stale=true]')")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.evaluate(WATCH)
        found = Axe().run(page, options=options).response["violations"]
        if not page.evaluate("window.drawnAnew"):
            break
    else:
        pytest.fail("the page is drawn anew without end")
    return [
        f"{scheme}: {each['id']} {node['target']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("ui", "states"), [("he", (*EMPTY_PAGES, *FULL_PAGES)), ("en", FULL_PAGES)])
def test_every_page(signed_in: Page, app_url: str, ui: str, states: tuple[Shown, ...]) -> None:
    page = signed_in
    start(page, app_url, ui)
    broken = []
    for shown in states:
        go(page, shown.address(ui))
        page.wait_for_selector(shown.part)
        broken += [f"{shown}: {each}" for each in violations(page, ui)]
    assert broken == [], "\n".join(broken)


@pytest.mark.parametrize("ui", ["he", "en"])
def test_what_a_person_keeps_and_adds(signed_in: Page, app_url: str, ui: str) -> None:
    page = signed_in
    for passage in KEPT:
        answer = page.request.post(f"{app_url}/basket/items", data={"passage": passage}, headers={"origin": app_url})
        assert answer.status == 200, answer.text()
    start(page, app_url, ui)
    go(page, Shown("basket", "/basket", "").address(ui))
    page.wait_for_selector(".kb-gathered")
    assert violations(page, ui) == []
    go(page, Shown("add", "/add", "").address(ui))
    text = f"מסמך להוספה {ui}\n\n" + "האסיפה בחרה ועדה, והוועדה מביאה לה תקציב לאישור. " * 3
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
        {"name": f"{ui}.txt", "mimeType": "", "buffer": text.encode()}
    )
    page.locator("[data-testid=stCheckbox]").first.wait_for(timeout=LONG)
    page.wait_for_selector(READY, state="attached")
    assert violations(page, ui) == []
    page.locator(".kb-draft a").first.click()
    page.wait_for_selector("[data-testid=stForm]")
    page.wait_for_selector(READY, state="attached")
    assert violations(page, ui) == []


@pytest.mark.parametrize("path", ["/nothing", "/sign-out", "/document?doc=nobody", "/?from=1", "/nothing?ui=en"])
def test_what_is_not_there(signed_in: Page, app_url: str, path: str) -> None:
    signed_in.goto(app_url + path)
    signed_in.wait_for_selector(".kb-notice, .kb-entrance h1")
    assert violations(signed_in) == []

"""Makes docs/screenshots/<page>-<he|en>-<light|dark>-<1280|360>.png, and docs/screenshot.png for the README.

The app serves the library that ships with the project, as it is indexed (`python -m knowledge index`), to a person who
signs in; nothing is written but the pictures. Needs Chromium and the packages of requirements-dev.txt. Run from the
project's folder: python docs/screenshots.py, or with names of pages: python docs/screenshots.py basket news
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from knowledge import users  # noqa: E402  found once the project's folder is on the path
from tests.system_packages import browser as chromium  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
QUESTION = {"he": "איך מנהלים אסיפה שמחליטה היטב?", "en": "How do strong cooperatives help weak ones?"}
QUOTATION = "לכל האצלה ארבעה כללים: מה היקפה, לכמה זמן היא ניתנת, וכיצד מדווחים."
COMPARED = ("cases/fagor.md", "cases/fasinpat.md", "cases/john-lewis.md")
NAME, PASSWORD = "דנה", "ארבע מילים בלי קשר"
HEIGHTS = {1280: 860, 360: 780}
COLOURS = 128
"""Of a picture's palette: the pages have few, and letters need their greys."""


class Variant(NamedTuple):
    """The language, scheme and width in pixels of pictures, and the pages that are taken so."""

    ui: Literal["he", "en"]
    scheme: Literal["light", "dark"]
    width: int
    names: tuple[str, ...]


EVERY = (
    "sign-in", "welcome", "search", "document", "precedents", "compare", "library", "basket", "quotes", "news", "add",
    "report",
)  # fmt: skip
VARIANTS = (
    Variant("he", "light", 1280, EVERY),
    Variant("he", "dark", 1280, ("search", "document", "library")),
    Variant("he", "light", 360, EVERY),
    Variant("en", "light", 1280, ("search", "precedents", "library")),
)


@dataclass(frozen=True, slots=True)
class View:
    """One picture: `name` of the page, the path that shows it, what to wait for, and what to do before."""

    name: str
    path: str
    shown: str
    prepare: Callable[[Page], None] | None = None


def search(ui: str) -> str:
    return "/?" + urlencode({"q": QUESTION[ui]})


def found(page: Page) -> None:
    """Open the best passage of the search in its document."""
    page.locator("#kb-results .kb-where a").first.click()
    page.wait_for_selector(".kb-document .kb-hit")


def gather(page: Page) -> None:
    """Put the first passages of the search into the basket, unless they are there."""
    for number in range(3):
        button = page.locator("button[data-basket]:visible").nth(number)
        if button.get_attribute("aria-pressed") == "false":
            button.click()
            page.wait_for_function("node => node.getAttribute('aria-pressed') === 'true'", arg=button.element_handle())
    page.goto(page.locator(".kb-nav a[href^='/basket']").evaluate("link => link.href"))
    page.wait_for_selector(".kb-gathered")


def upload(page: Page) -> None:
    """Upload one document, unless it is there, and wait until it was read."""
    if not page.locator(".kb-draft").count():
        paper = ROOT / "corpus" / "cases" / "moshav.pdf"
        page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(paper)
    page.locator(".st-key-add-confirm button").wait_for()
    page.locator("[data-testid=stCheckbox]").first.wait_for(timeout=120_000)


def views(ui: str) -> tuple[View, ...]:
    """All pages, in the order in which they are taken."""
    return (
        View("welcome", "/", ".kb-examples"),
        View("search", search(ui), "#kb-results article"),
        View("document", search(ui), "#kb-results article", found),
        View("precedents", "/precedents", ".kb-case"),
        View(
            "compare", "/precedents?" + urlencode({"view": "compare", "compare": COMPARED}, doseq=True), ".kb-compared"
        ),
        View("library", "/library", ".kb-library-end"),
        View("basket", search(ui), "button[data-basket]", gather),
        View("quotes", "/quotes?" + urlencode({"q": QUOTATION}), ".kb-quotes"),
        View("news", "/news?since=month", ".kb-news"),
        View("add", "/add", "[data-testid=stFileUploader]", upload),
        View("report", "/report", ".kb-report, .kb-notice"),
    )


@contextmanager
def served(people: Path) -> Iterator[str]:
    """The address of the app, which knows one person and keeps what that person makes in `people`."""
    users.add(people, NAME, "editor", PASSWORD)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "KNOWLEDGE_PEOPLE": str(people)}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/_stcore/health")
        yield url
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str) -> None:
    """Return when `url` answers; TimeoutError after a minute."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def save(page: Page, path: Path) -> None:
    """Take the picture of what is shown, in few colours."""
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)  # what appears and moves comes to rest
    page.mouse.move(2, 400)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path.parent.mkdir(parents=True, exist_ok=True)
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(path, path.stat().st_size // 1024, "KB")


def sign_in(page: Page, url: str, ui: str) -> None:
    """Enter as the one person that the app knows."""
    page.goto(f"{url}/login{'?ui=en' if ui == 'en' else ''}")
    page.locator("#kb-user").fill(NAME)
    page.locator("#kb-password").fill(PASSWORD)
    page.locator("form button").click()
    page.wait_for_selector(".kb-header")


def take(context: BrowserContext, url: str, variant: Variant, chosen: list[str], folder: Path) -> None:
    """All pictures of one language, scheme and width."""
    ui, scheme, width, names = variant
    page = context.new_page()
    page.set_default_timeout(60_000)
    wanted = [name for name in names if not chosen or name in chosen]
    ending = f"{ui}-{scheme}-{width}.png"
    if "sign-in" in wanted:
        page.goto(f"{url}/login{'?ui=en' if ui == 'en' else ''}")
        save(page, folder / f"sign-in-{ending}")
    sign_in(page, url, ui)
    for view in views(ui):
        if view.name not in wanted:
            continue
        page.goto(url + view.path + (f"{'&' if '?' in view.path else '?'}ui=en" if ui == "en" else ""))
        page.wait_for_selector(view.shown)
        if view.prepare:
            view.prepare(page)
        page.wait_for_selector(READY, state="attached")
        save(page, folder / f"{view.name}-{ending}")


def readme(browser: Browser, url: str) -> None:
    """The picture of a search that the README shows."""
    page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="he-IL", device_scale_factor=1.5)
    sign_in(page, url, "he")
    page.goto(url + search("he"))
    page.wait_for_selector("#kb-results article")
    page.wait_for_selector(READY, state="attached")
    save(page, ROOT / "docs" / "screenshot.png")


def main(chosen: list[str]) -> None:
    """Take the pictures."""
    with tempfile.TemporaryDirectory() as people, served(Path(people)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for variant in VARIANTS:
            context = browser.new_context(
                viewport={"width": variant.width, "height": HEIGHTS[variant.width]},
                color_scheme=variant.scheme,
                locale="he-IL",
            )
            take(context, url, variant, chosen, FOLDER)
            context.close()
        if not chosen or "readme" in chosen:
            readme(browser, url)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])

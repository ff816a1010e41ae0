"""The app as people run it: a small library, a server of its own, and the system's Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from ingest.pipeline import index_corpus
from knowledge.browser import answer
from knowledge.settings import load
from knowledge.types import Query, Results
from tests.encoder import ConceptEncoder
from tests.system_packages import browser

from .corpus import write_corpus
from .double import Double
from .servers import running

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
RUNNING = '[data-testid="stApp"][data-test-script-state="running"]'


expect.set_options(timeout=30_000)


@pytest.fixture(autouse=True)
def _nothing_searched() -> None:
    """No test finds what another searched in a library of the same name."""
    answer.forget()


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[Query]:
    """Every query that the library of three documents is asked."""
    asked: list[Query] = []
    search = Double.search

    def listen(library: Double, query: Query) -> Results:
        asked.append(query)
        return search(library, query)

    monkeypatch.setattr(Double, "search", listen)
    return asked


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's Chromium; without it the tests fail and say what to install."""
    chromium = browser()
    if chromium is None:
        pytest.fail("These tests need Chromium: `python tests/system_packages.py` installs it or says how to get it.")
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A visitor whose own browser speaks English: the page's language must not depend on it."""
    return {**browser_context_args, "locale": "en-US", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def library_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The small corpus, indexed as any other, and the environment that makes the app serve it.

    The tests search by words, so the app needs no model.
    """
    folder = tmp_path_factory.mktemp("library")
    corpus, index = folder / "corpus", folder / "index"
    write_corpus(corpus)
    report = index_corpus(load(corpus=corpus, index=index), encoder=ConceptEncoder())
    assert [failure.id for failure in report.manifest.failures] == ["empty.pdf"]
    folders = {"corpus": corpus, "index": index, "cache": folder / "cache", "people": folder / "people"}
    return {f"KNOWLEDGE_{name.upper()}": str(path) for name, path in folders.items()}


@pytest.fixture(scope="session")
def app_url(library_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app."""
    with running(library_environment, tmp_path_factory.mktemp("app") / "log") as url:
        yield url


def drawn(page: Page) -> None:
    """Wait until the page is drawn: Streamlit says so a moment before its last elements are in their places."""
    page.wait_for_selector(READY, state="attached")
    page.wait_for_timeout(50)


@pytest.fixture
def open_page(page: Page, app_url: str) -> Iterator[Callable[..., Page]]:
    """Opens a path of the app and waits until it is drawn. No test may ask another host for anything, or try to."""
    outside: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith((app_url, "data:", "blob:")):
            outside.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            outside.append(message.text)

    page.on("request", requested)
    page.on("console", said)
    # What is pressed while a page is being drawn may move away under the pointer, and the press is lost.
    page.add_locator_handler(page.locator(RUNNING), lambda _: drawn(page))

    def go(path: str, width: int = 1280, scheme: str = "light") -> Page:
        page.set_default_timeout(60_000)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(app_url + path)
        page.wait_for_selector(READY, state="attached")
        return page

    yield go
    assert outside == []

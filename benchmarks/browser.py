"""The browser app with the shipped library: how soon results are painted, what many people at once cost, and how much
memory a person takes.

    python -m benchmarks.browser [--searches N] [--people N]

It starts a server of its own over the index that serves (`python -m knowledge index` first) and prints:

- Enter to painted: in Chromium, from the press of Enter to the frame in which the new results stand, for questions of
  `benchmarks/library`, and to the one in which Streamlit has drawn the whole page (facets, related questions, address);
  beside them, in the same run, the same for a page that searches nothing (the quote check), which is what Streamlit
  itself costs;
- people at once: clients that ask a question every other second on average as the page does, first for the answer, then
  by Streamlit's protocol for the page; the times are those to the answer, and to the message that says that the page is
  done;
- memory: what the server's process grows by for every further session that has searched.

Linux, for the memory; needs Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psutil
from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parents[1]
PAUSE = 2.0
"""Seconds between two questions of one person, on average."""
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
WATCH = """
([selector, ready]) => {
  window.painted = null;
  window.done = null;
  const begin = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    const started = performance.now(), before = document.querySelector(selector)?.textContent;
    const look = () => {
      const now = document.querySelector(selector)?.textContent;
      if (now && now !== before)
        requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now() - started; }));
      else requestAnimationFrame(look);
    };
    look();
    const href = location.href;
    const follow = () => {
      if (location.href !== href && document.querySelector(ready))
        setTimeout(() => { window.done = performance.now() - started; });
      else requestAnimationFrame(follow);
    };
    follow();
  };
  document.addEventListener("keydown", begin, { capture: true, once: true });
  document.addEventListener("click", begin, { capture: true, once: true });
}
"""
"""Times from a key or click to the frame after the one in which what `selector` names reads otherwise, and to the one
in which the address is another and Streamlit is done."""


def questions() -> list[str]:
    lines = (ROOT / "benchmarks" / "library" / "queries.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line)["text"] for line in lines]
    random.Random(0).shuffle(found)
    return found


@contextmanager
def served() -> Iterator[tuple[str, psutil.Process]]:
    """The address of a server and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with tempfile.TemporaryDirectory() as people:
        environment = {**os.environ, "KNOWLEDGE_PEOPLE": people}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            url = f"127.0.0.1:{port}"
            _wait(f"http://{url}/_stcore/health")
            yield url, psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait(20)


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def painted(page: Page, selector: str, act: str, locator: str) -> tuple[float, float]:
    """Milliseconds from an act (press Enter in, or click, `locator`) until `selector` shows something else, and until
    the whole page is drawn."""
    page.evaluate(WATCH, [selector, READY])
    if act == "Enter":
        page.locator(locator).press("Enter")
    else:
        page.locator(locator).first.click()
    for _ in range(1000):  # the page's policy lets nobody else's conditions run inside it
        found: tuple[float | None, float | None] = page.evaluate("[window.painted, window.done]")
        if None not in found:
            break
        page.wait_for_timeout(20)
    page.wait_for_timeout(100)  # a person reads
    return float(found[0] or 0), float(found[1] or 0)


def enter_to_painted(url: str, asked: Sequence[str]) -> tuple[list[float], list[float], list[float]]:
    """Of searches, until the answer stands and until the page does; of the way from the search page to the quote
    check."""
    searches, plain = [], []
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="he-IL")
        page.goto(f"http://{url}/")
        page.wait_for_selector(READY, state="attached")
        for number, question in enumerate(asked):
            page.locator(".st-key-q input").fill(question)
            took = painted(page, "#kb-results", "Enter", ".st-key-q input")
            if number >= 5:  # the first ones load the model and fill caches
                searches.append(took)
        page.goto(f"http://{url}/")
        page.wait_for_selector(READY, state="attached")
        for number in range(25):
            way = '.kb-nav a[href="/"]' if number % 2 else '.kb-nav a[href="/quotes"]'
            took = painted(page, '.kb-nav [aria-current="page"]', "click", way)
            if number >= 5 and not number % 2:
                plain.append(took[0])
        browser.close()
    return [answer for answer, _ in searches], [page for _, page in searches], plain


class Person:
    """One session that asks as the page does."""

    def __init__(self, url: str, socket: ClientConnection) -> None:
        self._url = url
        self._socket = socket

    async def ask(self, question: str) -> tuple[float, float]:
        """Milliseconds until the answer is there, and until the page is done."""
        query = urlencode({"q": question})
        started = time.perf_counter()
        await asyncio.to_thread(_answer, f"http://{self._url}/answer?asked={query[2:]}")
        answered = time.perf_counter() - started
        message = BackMsg()
        message.rerun_script.query_string = query
        await self._socket.send(message.SerializeToString())
        while True:
            received = await self._socket.recv()
            assert isinstance(received, bytes)
            answer = ForwardMsg()
            answer.ParseFromString(received)
            if answer.WhichOneof("type") == "script_finished":
                assert answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                return 1000 * answered, 1000 * (time.perf_counter() - started)


def _answer(url: str) -> None:
    with urllib.request.urlopen(url, timeout=20) as response:
        assert json.load(response)["html"]


async def arrive(url: str) -> Person:
    """A new session."""
    return Person(
        url,
        await connect(f"ws://{url}/_stcore/stream", origin=f"http://{url}", subprotocols=["streamlit"], max_size=None),  # type: ignore[arg-type,list-item]
    )


async def many(url: str, people: int, asked: Iterator[str]) -> list[tuple[float, float]]:
    """The times of ten questions of each person, asked at random moments."""
    persons = [await arrive(url) for _ in range(people)]
    for person in persons:
        await person.ask(next(asked))

    async def work(person: Person) -> list[tuple[float, float]]:
        times = []
        for _ in range(10):
            await asyncio.sleep(random.uniform(0, 2 * PAUSE))
            times.append(await person.ask(next(asked)))
        return times

    return list(itertools.chain(*await asyncio.gather(*(work(person) for person in persons))))


async def memory(url: str, process: psutil.Process, asked: Iterator[str]) -> float:
    """MB that each of fifty further sessions holds after three searches."""

    async def some(number: int) -> list[Person]:
        persons = [await arrive(url) for _ in range(number)]
        for person in persons:
            for _ in range(3):
                await person.ask(next(asked))
        return persons

    kept = await some(30)
    before = process.memory_info().rss
    kept += await some(50)
    grown = process.memory_info().rss - before
    assert len(kept) == 80
    return grown / 50 / 1e6


def show(name: str, times: Sequence[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{name:<42} p50 {statistics.median(times):6.1f} ms   p95 {p95:6.1f} ms   n {len(times)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--searches", type=int, default=60)
    parser.add_argument("--people", type=int, default=20)
    given = parser.parse_args()
    asked = itertools.cycle(questions())
    with served() as (url, process):
        searches, pages, plain = enter_to_painted(url, [next(asked) for _ in range(given.searches + 5)])
        show("Enter to painted, a search", searches)
        show("Enter to the whole page", pages)
        show("click to painted, a page without search", plain)
        print(f"{'ratio of the medians':<42}     {statistics.median(searches) / statistics.median(plain):6.2f}")
        for people in (given.people, 1):
            answers, both = zip(*asyncio.run(many(url, people, asked)), strict=True)
            show(f"server, answer, {people} at once", answers)
            show(
                f"server, page after it, {people} at once",
                [whole - answer for answer, whole in zip(answers, both, strict=True)],
            )
            show(f"server, both, {people} at once", both)
        print(f"memory a session {asyncio.run(memory(url, process, asked)):.2f} MB")


if __name__ == "__main__":
    main()

"""A library in which everything that a document can say means harm, beside two documents that do not; and all pages."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page

from .conftest import READY
from .corpus import HOSTILE, SOLIDARITY, WHALES

BRIEF = "briefs/ערבות הדדית.md"
CASE = "cases/bluefin.md"
HARM = '<img src=x onerror="window.harm=1"> $x^2$ ![](x).md'
"""The name of the hostile case study, which is hostile too."""
HARM_TOO = "<b>&amp;'`{{7*7}}` =1+1.txt"
EMPTY = "<script>window.harm=1<!--.pdf"
WORD = "נזקית"
"""A word of the hostile documents and of no other."""
EXACT = "מעביר אמצעים מקהילה חזקה לקהילה חלשה"
NEAR = "מנגנון האיזון מעביר כספים מקהילה חזקה לקהילה חלשה"


def literal(text: str) -> str:
    """Markdown that shows `text` as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def card(passage: str) -> dict[str, dict[str, str]]:
    """A precedent card whose every value means harm."""
    hostile = ("organisation", "sector", "members", "founded", "legal_form", "practice", "lesson")
    values = {"country": "IL", "outcome": "failed", **dict.fromkeys(hostile, HOSTILE)}
    return {field: {"value": value, "passage": passage} for field, value in values.items()}


def front_matter(title: str, language: str, passage: str) -> dict[str, object]:
    """A description that means harm wherever it may say what it likes."""
    return {
        "title": title,
        "authors": [HOSTILE, "=cmd|'/c calc'!A1"],
        "organisation": HOSTILE,
        "date": "2020",
        "type": "case-study",
        "topics": ["education"],
        "countries": ["IL"],
        "language": language,
        "summary": HOSTILE,
        "sources": [HOSTILE, "[x](javascript:window.harm=1)"],
        "rights": HOSTILE,
        "card": card(passage),
    }


def write_hostile(folder: Path) -> None:
    """Write the documents below `folder`."""
    passage = f"{WORD} אחת {HOSTILE}"
    text = (
        f"---\n{json.dumps(front_matter(HOSTILE, 'he', passage))}\n---\n\n# {literal(HOSTILE)}\n\n"
        f"מי מוצא כאן {WORD} {literal(HOSTILE)}?\n\n## {literal(HOSTILE)}\n\n{literal(passage)}\n"
    )
    plain = f"{HOSTILE}\n\n{WORD} שנייה {HOSTILE}\n\nהגנה | {HOSTILE}\n{HOSTILE} | ב\n"
    told = front_matter(f"=1+1 {HOSTILE}", "he", f"{WORD} שנייה {HOSTILE}")
    files = {BRIEF: SOLIDARITY, CASE: WHALES, HARM: text, HARM_TOO: plain, f"{HARM_TOO}.yaml": json.dumps(told)}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    (folder / EMPTY).write_bytes(b"")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page in one of its states: its address, and the part of it that shows that state."""

    name: str
    path: str
    part: str

    def __str__(self) -> str:
        return self.name

    def address(self, ui: str = "he") -> str:
        """The address, with the interface in `ui`."""
        return self.path if ui == "he" else f"{self.path}{'&' if '?' in self.path else '?'}ui={ui}"


def at(path: str, *, compare: Sequence[str] = (), **values: str) -> str:
    """An address of the app."""
    return f"{path}?{urlencode([*values.items(), *(('compare', each) for each in compare)])}"


EMPTY_PAGES = (
    Shown("nothing found", at("/", q="אבגדהוזח", mode="words", lang="en"), ".kb-nothing"),
    Shown("no precedents", at("/precedents", country="FJ"), ".kb-nothing"),
    Shown("one compared", at("/precedents", view="compare", compare=[CASE]), ".kb-nothing"),
    Shown("empty basket", "/basket", ".kb-basket"),
    Shown("quotation box", "/quotes", ".kb-rules"),
    Shown("not quoted", at("/quotes", q="משפט שאין לו זכר בשום מסמך שבספרייה הזאת"), ".kb-nothing"),
    Shown("no news", at("/news", since="2999-01-01"), ".kb-nothing"),
    Shown("uploader", "/add", "[data-testid=stFileUploader]"),
)
FULL_PAGES = (
    Shown("welcome", "/", ".kb-examples"),
    Shown("results", at("/", q=WORD, mode="words"), "#kb-results"),
    Shown("filtered results", at("/", q="סנפירית", mode="words", topic="taxation-finance"), "#kb-results"),
    Shown("document", at("/document", doc=BRIEF, q="סנפירית", at="1-0-40"), ".kb-document:has(.kb-hit)"),
    Shown("case study", at("/document", doc=CASE), ".kb-document:has(.kb-precedent)"),
    Shown("hostile document", at("/document", doc=HARM, q=WORD, at="1-0-20"), ".kb-document"),
    Shown("hostile text", at("/document", doc=HARM_TOO), ".kb-document"),
    Shown("precedents", "/precedents", ".kb-cases"),
    Shown("table", at("/precedents", view="table"), ".kb-case-table"),
    Shown("compared", at("/precedents", view="compare", compare=[CASE, HARM, HARM_TOO]), ".kb-compared"),
    Shown("likeness", at("/precedents", like=f"{WORD} אחת", mode="words"), ".kb-like, .kb-case, .kb-card"),
    Shown("went wrong", at("/precedents", wrong="1", mode="words"), ".kb-card, .kb-case"),
    Shown("library", "/library", ".kb-library-end"),
    Shown("part of the library", at("/library", topic="education"), "#kb-chosen-list"),
    Shown("exact quotation", at("/quotes", q=EXACT), ".kb-quotes .kb-exact"),
    Shown("near quotation", at("/quotes", q=NEAR), ".kb-quotes .kb-nearly"),
    Shown("hostile quotation", at("/quotes", q=f"{WORD} שנייה {HOSTILE}"), ".kb-quotes"),
    Shown("news", "/news", ".kb-news"),
    Shown("report", "/report", ".kb-report"),
)

ACT = """([where, patience]) => new Promise(done => {
    const app = document.querySelector('[data-testid=stApp]');
    const header = document.querySelector('.kb-header');
    const observer = new MutationObserver(() => {
        if (app.dataset.testScriptState === 'notRunning' && header?.isConnected) return;
        observer.disconnect();
        done();
    });
    observer.observe(document, {attributeFilter: ['data-test-script-state'], childList: true, subtree: true});
    setTimeout(done, patience);
    if (typeof where === 'number') {
        history.go(where);
        return;
    }
    const link = Object.assign(document.createElement('a'), {href: where});
    link.dataset.inside = '1';
    document.body.append(link);
    link.click();
    link.remove();
})"""
"""Follows a link of the app, or goes back or forward, and waits until a run has begun."""


def go(page: Page, where: str | int, patience: int = 2000) -> None:
    """Go to a path in the running session, or so many steps through its history, and wait until that is drawn. Where
    the header stays as it was, it may show only after `patience` milliseconds that the run has begun."""
    page.evaluate(ACT, [where, patience])
    page.wait_for_selector(READY, state="attached")


def open_at(page: Page, address: str) -> None:
    """Load a page anew, and wait until it is drawn."""
    page.goto(address)
    page.wait_for_selector(READY, state="attached")

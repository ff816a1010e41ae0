"""A Hebrew PDF of a hundred pages, printed by Chromium: one text object a glyph, which is slow to read."""

from __future__ import annotations

import shutil
from html import escape
from itertools import cycle, islice
from pathlib import Path

PAGES = 100
_PAGE_CHARACTERS = 2000
_STYLE = "@page{size:A4;margin:20mm} section{break-after:page} body{font:12px sans-serif}"


def print_pages(text: str, path: Path) -> None:
    """Writes the PDF, whose pages hold the paragraphs of `text` over and over."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  the other figures need no browser

    paragraphs = cycle(line for line in text.split("\n") if line)
    sections = []
    for number in range(1, PAGES + 1):
        length = 0
        body = [f"<h2>פרק {number}</h2>"]
        while length < _PAGE_CHARACTERS:
            (paragraph,) = islice(paragraphs, 1)
            body.append(f"<p>{escape(paragraph)}</p>")
            length += len(paragraph)
        sections.append(f"<section>{''.join(body)}</section>")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.set_content(f"<html dir=rtl lang=he><style>{_STYLE}</style>{''.join(sections)}</html>")
        page.pdf(path=path, prefer_css_page_size=True)
        browser.close()

"""Excerpts as a table that Excel and LibreOffice open: CSV (RFC 4180) in UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.styles import Style, citation, letters, reference
from knowledge.citing.text import cleaned, one_line
from knowledge.citing.words import word
from knowledge.citing.work import authors_of, safe_link, title_of, works
from knowledge.taxonomy import LANGUAGES, TYPES, name
from knowledge.types import Language

MARK = "\ufeff"
"""By which Excel knows UTF-8."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may compute (OWASP, "CSV Injection")."""
COLUMNS = (
    "number", "quote", "note", "citation", "reference", "title", "authors", "organisation", "date", "type", "heading",
    "on-page", "language", "link", "file",
)  # fmt: skip


def csv_table(excerpts: Sequence[Excerpt], title: str, ui: Language, style: Style) -> bytes:
    """A row for each excerpt under one row of headings. A cell that a spreadsheet would compute begins with an
    apostrophe."""
    del title
    gathered = works(excerpts)
    told = letters(((work.document, work.metadata) for work in gathered), style, ui)
    links = {work.document: work.link for work in gathered}
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(word(column, ui) for column in COLUMNS)
    for number, excerpt in enumerate(excerpts, start=1):
        letter = told.get(excerpt.document, "")
        row = _row(number, excerpt, links[excerpt.document], letter, ui, style)
        writer.writerow(guarded(cell) for cell in row)
    return (MARK + file.getvalue()).encode("utf-8")


def _row(number: int, excerpt: Excerpt, link: str, letter: str, ui: Language, style: Style) -> list[str]:
    metadata = excerpt.metadata
    cited = citation(excerpt.document, metadata, style, ui, page=excerpt.page, letter=letter)
    return [
        str(number),
        excerpt.quote,
        excerpt.note,
        cited.marked(),
        reference(excerpt.document, metadata, style, ui, link=link, letter=letter).marked(),
        title_of(excerpt.document, metadata),
        "; ".join(author.inverted for author in authors_of(metadata)),
        one_line(metadata.organisation or ""),
        metadata.date or "",
        name(TYPES, metadata.type, ui) if metadata.type else "",
        one_line(excerpt.heading),
        one_line(excerpt.page),
        name(LANGUAGES, excerpt.language, ui),
        safe_link(excerpt.link),
        excerpt.document,
    ]


def guarded(cell: str) -> str:
    """`cell` cleaned, as text even where it looks like a formula."""
    text = cleaned(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text

"""Excerpts as a Markdown text in which nothing of a document or a note is more than its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.pieces import MARKS, Cited, Piece, isolated
from knowledge.citing.styles import Style, citation, in_list_order, letters, reference
from knowledge.citing.text import first_strong, one_line, paragraphs, script
from knowledge.citing.words import word
from knowledge.citing.work import safe_link, title_of, works
from knowledge.types import Language

_SIGNS = re.compile(r"[\\`*_{}\[\]<#|~$@^]|:(?=//)|&(?=#?\w+;)")
"""What may mean something inside a line, in CommonMark or a dialect: mathematics, bare addresses, footnotes, marks."""
_START = re.compile(r"^(\d{1,9})([.)])|^([-+=>:])")
"""What may mean something at the beginning of a line: lists, rules, headings by underlining."""
_WWW = re.compile(r"\b(www)\.", re.I)


def markdown(excerpts: Sequence[Excerpt], title: str, ui: Language, style: Style) -> bytes:
    """The excerpts as block quotes under their documents, each with its citation, note and link, then the references.

    Quotations are verbatim save for white space at the edges of lines. Lines begin with a mark of direction where their
    first letter would turn them.
    """
    gathered = works(excerpts)
    told = letters(((work.document, work.metadata) for work in gathered), style, ui)
    entries = {
        work.document: reference(
            work.document, work.metadata, style, ui, link=work.link, letter=told.get(work.document, "")
        )
        for work in gathered
    }
    listed = in_list_order(entries.values(), ui)
    numbers = {document: listed.index(entry) + 1 for document, entry in entries.items()}
    blocks = [f"# {_text(one_line(title) or word('quotes', ui), ui)}"]
    before = ""
    for excerpt in excerpts:
        if excerpt.document != before:
            heading = title_of(excerpt.document, excerpt.metadata)
            blocks.append(f"## {_text(heading, script(heading, excerpt.metadata.language))}")
        before = excerpt.document
        letter = told.get(excerpt.document, "")
        blocks += _excerpt(excerpt, numbers[excerpt.document], letter, ui, style)
    blocks.append(f"## {word('references', ui)}")
    blocks.append("\n".join(f"{at}. {MARKS[ui]}{_cited(entry, ui)}" for at, entry in enumerate(listed, start=1)))
    return ("\n\n".join(blocks) + "\n").encode("utf-8")


def _excerpt(excerpt: Excerpt, number: int, letter: str, ui: Language, style: Style) -> list[str]:
    side = script(excerpt.quote, excerpt.language)
    quote = "\n>\n".join(
        "\\\n".join(f"> {_text(line, side)}" for line in paragraph.split("\n"))
        for paragraph in paragraphs(excerpt.quote)
    )
    cited = citation(excerpt.document, excerpt.metadata, style, ui, page=excerpt.page, letter=letter)
    link, heading = safe_link(excerpt.link), one_line(excerpt.heading)
    under = [isolated(escaped(heading), script(heading, excerpt.language), ui)] if heading else []
    way = [f"[{word('to-passage', ui)}](<{link}>)"] if link else []
    where = f"\\\n{MARKS[ui]}{' · '.join([*under, *way])}" if under or way else ""
    source = f"{MARKS[ui]}{_cited(cited, ui)} \\[{number}\\]{where}"
    lines = [line for part in paragraphs(excerpt.note) for line in part.split("\n")]
    note = "\\\n".join(f"{MARKS[ui]}{isolated(escaped(line.strip()), script(line, ui), ui)}" for line in lines)
    note = f"{MARKS[ui]}**{word('note', ui)}:** {note}" if note else ""
    return [part for part in (quote, source, note) if part]


def _cited(cited: Cited, around: Language) -> str:
    inside = "".join(_piece(piece, own, cited.language) for piece, own in cited.directed())
    return isolated(inside, cited.language, around)


def _piece(piece: Piece, own: Language, around: Language) -> str:
    if piece.link:
        return isolated(f"<{piece.text}>", own, around)
    text = escaped(piece.text)
    if piece.title:
        mark = "**" if own == "he" else "*"
        text = f"{mark}{text}{mark}"
    return isolated(text, own, around)


def _text(line: str, language: Language) -> str:
    """A line in its direction, whatever letter comes first."""
    turned = first_strong(line) not in (language, None)
    return f"{MARKS[language] if turned else ''}{escaped(line.strip(), start=not turned)}"


def escaped(text: str, *, start: bool = False) -> str:
    """`text` as Markdown that shows it and does nothing else; `start`: it begins a line."""
    safe = _WWW.sub(r"\1\.", _SIGNS.sub(r"\\\g<0>", text.replace("\t", " ")))
    return _START.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", safe) if start else safe

"""The command `quote`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge.cli.output import Output, output, write_json
from knowledge.library import Library
from knowledge.quotes import MOST, QuoteCheck, QuoteMatch, check
from knowledge.settings import load

_SIGNS = {"equal": "", "delete": "-", "insert": "+", "gap": "…"}


def quote(
    text: Annotated[str, typer.Argument(help="The quotation; - reads it from standard input.")],
    limit: Annotated[int, typer.Option("-k", "--limit", help="How many places.", min=1, max=100)] = MOST,
    index: Annotated[Path | None, typer.Option(help="Folder of the index.", metavar="DIR")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object.")] = False,
) -> None:
    """Say where a quotation stands word for word, where nearly and what differs, or that it stands nowhere."""
    settings = load(index=index)
    quotation = sys.stdin.read() if text == "-" else text
    found = check(Library.open(settings), quotation, limit)
    if as_json:
        write_json(_json(found))
    else:
        _tell(output(settings.language), found)


def _json(found: QuoteCheck) -> dict[str, Any]:
    return {
        "quotation": found.quotation,
        "words": found.words,
        "places": found.places,
        "took_ms": round(found.took_ms, 2),
        "sentences": [_json(each) for each in found.sentences],
        "matches": [_match_json(match) for match in found.matches],
    }


def _match_json(match: QuoteMatch) -> dict[str, Any]:
    return {
        "document": match.document,
        "title": match.metadata.title,
        "exact": match.exact,
        "similarity": round(match.similarity, 4),
        "page_label": match.page_label,
        "heading": match.heading,
        "section": match.section,
        "start": match.span[0],
        "end": match.span[1],
        "pieces": [{"section": section, "start": start, "end": end} for section, (start, end) in match.pieces],
        "differences": [asdict(edit) for edit in match.differences],
        "others": [asdict(other) for other in match.others],
        "again": match.again,
    }


def _tell(out: Output, found: QuoteCheck) -> None:
    for match in found.matches:
        out.line(match.metadata.title, "bold")
        how = "100%" if match.exact else f"~{100 * match.similarity:.0f}%"
        page = f" p. {match.page_label}" if match.page_label else ""
        out.line(f"{how} {match.document}{page}", "dim")
        if match.heading:
            out.paragraph(match.heading)
        for edit in match.differences:
            if edit.tag == "replace":
                out.paragraph(f"- {edit.quoted.strip()}")
                out.paragraph(f"+ {edit.source.strip()}")
            else:
                told = edit.quoted if edit.tag == "delete" else edit.source
                out.paragraph(f"{_SIGNS[edit.tag]} {told.strip()}".strip())
        out.line()
    if not found.matches:
        out.say("The quotation is not in the library.", "הציטוט אינו נמצא במאגר.")
    else:
        exact, near = len(found.exact), len(found.near)
        out.say(f"Word for word: {exact}. Nearly: {near}.", f"מילה במילה: {exact}. כמעט: {near}.")
        if near:
            out.say("+ only in the document, - only in the quotation", "+ רק במסמך, - רק בציטוט")
    for each in found.sentences:
        if each.matches:
            out.say("But one of its sentences is:", "אך אחד ממשפטיו נמצא:")
            out.paragraph(each.quotation)
            _tell(out, each)

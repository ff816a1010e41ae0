"""Bibliographic records for reference managers: BibTeX, RIS and CSL-JSON. A document is one record, whatever is quoted
from it, with the pages of all its excerpts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.names import Name
from knowledge.citing.styles import Style, page_words
from knowledge.citing.text import one_line
from knowledge.citing.words import word
from knowledge.citing.work import Work, authors_of, page_ranges, parts_of, title_of, works
from knowledge.taxonomy import TYPES, name
from knowledge.types import Language

REPORTS = frozenset({"position-paper", "think-team-output", "case-study", "brief", "guide"})
"""Types that are published by a body in its own name."""
RIS_TYPES: Mapping[str, str] = {"law-bylaws": "STAT"} | dict.fromkeys(REPORTS, "RPRT")
CSL_TYPES: Mapping[str, str] = {"law-bylaws": "legislation", "article": "article"} | dict.fromkeys(REPORTS, "report")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The macros of BibTeX's styles."""
BIBTEX_LANGUAGES: Mapping[Language, str] = {"he": "hebrew", "en": "english"}
_ESCAPES = {
    **{sign: f"\\{sign}" for sign in "#$%&_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""A brace after a backslash counts for BibTeX's balance of braces (btxdoc, section 4), so it is a command here."""
_LONGEST = 40


def key_of(work: Work) -> str:
    """A key that a document has in every file: letters of its name, its year, and eight digits of its id's digest."""
    slug = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(work.document).stem.lower())[:_LONGEST].strip("-") or "doc"
    parts = parts_of(work.metadata.date)
    digest = hashlib.sha256(work.document.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{slug}-{parts[0] if parts else 'nd'}-{digest}"


# BibTeX ---------------------------------------------------------------------------------------------------------------


def bibtex(excerpts: Sequence[Excerpt], title: str, ui: Language, style: Style) -> bytes:
    """A BibTeX file in UTF-8 (Patashnik, "BibTeXing", 1988): ``@techreport`` for what a body publishes in its own name,
    if it is known, else ``@misc``. What is quoted stands in ``annote``, which no common style prints."""
    del title, style
    return "\n".join(_bibtex_entry(work, ui) for work in works(excerpts)).encode("utf-8")


def _bibtex_entry(work: Work, ui: Language) -> str:
    metadata = work.metadata
    authors = authors_of(metadata)
    body = one_line(metadata.organisation or "")
    bodies = [author.written for author in authors if not author.family]
    report = metadata.type in REPORTS and (body or bodies)
    parts = parts_of(metadata.date)
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in authors) or (f"{{{_escaped(body)}}}" if body else ""),
        "title": f"{{{_escaped(title_of(work.document, metadata))}}}",
        "institution" if report else "howpublished": _escaped(body or (bodies[0] if report else "")),
        "type": _escaped(name(TYPES, metadata.type or "", metadata.language)) if report else "",
        "year": str(parts[0]) if parts else "",
        "month": MONTHS[parts[1] - 1] if len(parts) > 1 else "",
        "day": str(parts[2]) if len(parts) > 2 else "",
        "pages": _escaped(page_ranges(work.pages, "--")),
        "language": BIBTEX_LANGUAGES[metadata.language],
        "langid": BIBTEX_LANGUAGES[metadata.language],
        "url": work.link,
        "annote": _escaped(" ".join(_notes(work, ui))),
    }
    lines = [
        f"  {field} = {value if field == 'month' else f'{{{value}}}'},\n" for field, value in fields.items() if value
    ]
    return f"@{'techreport' if report else 'misc'}{{{key_of(work)},\n{''.join(lines)}}}\n"


def _bibtex_name(author: Name) -> str:
    """A person as "Family, Suffix, Given"; a body, or a name that is not parted, in braces of its own."""
    if not author.family:
        return f"{{{_escaped(author.written)}}}"
    parts = (author.family, author.suffix, author.given)
    return ", ".join(re.sub(r"\band\b", "{and}", _escaped(part)) for part in parts if part)


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in one_line(text))


# RIS ------------------------------------------------------------------------------------------------------------------


def ris(excerpts: Sequence[Excerpt], title: str, ui: Language, style: Style) -> bytes:
    """A RIS file in UTF-8 with CRLF (RIS Format Specifications, 2011): each excerpt is a note of its document."""
    del title, style
    records = ("".join(f"{tag}  - {value}\r\n" for tag, value in _ris_lines(work, ui)) for work in works(excerpts))
    return "\r\n".join(records).encode("utf-8")


def _ris_lines(work: Work, ui: Language) -> Iterator[tuple[str, str]]:
    metadata = work.metadata
    yield "TY", RIS_TYPES.get(metadata.type or "", "GEN")
    yield "ID", key_of(work)
    body = one_line(metadata.organisation or "")
    authors = [author.inverted for author in authors_of(metadata)] or [body]
    yield from (("AU", author) for author in authors if author)
    yield "TI", title_of(work.document, metadata)
    parts = parts_of(metadata.date)
    if parts:
        yield "PY", str(parts[0])
        yield "DA", "/".join([f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:]), *[""] * (4 - len(parts))])
    if body:
        yield "PB", body
    if metadata.type:
        yield "M3", name(TYPES, metadata.type, metadata.language)
    if work.pages:
        yield "SP", page_ranges(work.pages, "-")
    if work.link:
        yield "UR", work.link
    yield "LA", metadata.language
    yield from (("N1", note) for note in _notes(work, ui))
    yield "ER", ""


# CSL-JSON -------------------------------------------------------------------------------------------------------------


def csl_json(excerpts: Sequence[Excerpt], title: str, ui: Language, style: Style) -> bytes:
    """A CSL-JSON file (citation-style-language/schema, csl-data.json 1.0.2)."""
    del title, style
    items = [_csl_item(work, ui) for work in works(excerpts)]
    return json.dumps(items, ensure_ascii=False, indent=2).encode("utf-8")


def _csl_item(work: Work, ui: Language) -> dict[str, object]:
    metadata = work.metadata
    body = one_line(metadata.organisation or "")
    parts = parts_of(metadata.date)
    item: dict[str, object] = {
        "id": key_of(work),
        "type": CSL_TYPES.get(metadata.type or "", "document"),
        "title": title_of(work.document, metadata),
        "author": [_csl_name(author) for author in authors_of(metadata)] or ([{"literal": body}] if body else []),
        "issued": {"date-parts": [list(parts)]} if parts else {},
        "publisher": body,
        "genre": name(TYPES, metadata.type, metadata.language) if metadata.type else "",
        "language": metadata.language,
        "page": page_ranges(work.pages, "-"),
        "URL": work.link,
        "note": "\n".join(_notes(work, ui)),
    }
    return {field: value for field, value in item.items() if value}


def _csl_name(author: Name) -> dict[str, str]:
    if not author.family:
        return {"literal": author.written}
    parts = {"family": author.family, "given": author.given, "suffix": author.suffix}
    return {part: value for part, value in parts.items() if value}


def _notes(work: Work, ui: Language) -> list[str]:
    """What is quoted, each quotation on one line with its page and the note to it."""
    notes = []
    for excerpt in work.excerpts:
        opening, closing = ("״", "״") if excerpt.language == "he" else ("“", "”")
        where = page_words(one_line(excerpt.page), excerpt.language)
        page = f" ({where})" if where else ""
        note = f" {word('note', ui)}: {one_line(excerpt.note)}" if one_line(excerpt.note) else ""
        notes.append(f"{opening}{one_line(excerpt.quote)}{closing}{page}{note}")
    return notes

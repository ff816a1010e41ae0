"""A document as references see it, and the excerpts of a list gathered by document."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.dates import format_date, format_skeleton

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.names import Name, names
from knowledge.citing.text import one_line, script
from knowledge.types import Language, Metadata

OF_A_PASSAGE = frozenset({"at", "q", "mode"})
"""Parts of a passage's address that its document's address does not have."""


def title_of(document: str, metadata: Metadata) -> str:
    """The title on one line; the name of the file where there is none."""
    return one_line(metadata.title) or PurePosixPath(document).stem


def authors_of(metadata: Metadata) -> tuple[Name, ...]:
    """The authors, none where nobody is named."""
    return names(metadata.authors, metadata.organisation)


def form_of(document: str, metadata: Metadata, ui: Language) -> Language:
    """The language whose words and order a reference has: in an English text English; in a Hebrew text that of the
    letters of the title, so that a work in Latin letters is cited in the English form inside a Hebrew list."""
    return "en" if ui == "en" else script(title_of(document, metadata), metadata.language)


def parts_of(date: str | None) -> tuple[int, ...]:
    """A metadata date as year, month and day, as many as are known; empty for none."""
    try:
        parts = tuple(int(part) for part in (date or "").split("-")[:3])
        datetime.date(*(*parts, 1, 1)[:3])
    except (TypeError, ValueError):
        return ()
    return parts


def date_of(metadata: Metadata, language: Language) -> str:
    """The date as people write it, "November 2026"; empty for none."""
    parts = parts_of(metadata.date)
    if len(parts) < 2:
        return str(parts[0]) if parts else one_line(metadata.date or "")
    moment = datetime.date(*(*parts, 1)[:3])
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", moment, locale=language))
    return str(format_date(moment, "long", locale=language))


def day_of(metadata: Metadata, language: Language) -> str:
    """The date without its year, "November 3" or "3 בנובמבר"; empty where only the year is known."""
    parts = parts_of(metadata.date)
    if len(parts) < 2:
        return ""
    moment = datetime.date(*(*parts, 1)[:3])
    if len(parts) == 2:
        return str(format_date(moment, "LLLL", locale=language))
    return str(format_skeleton("MMMMd", moment, locale=language))


@dataclass(frozen=True, slots=True)
class Work:
    """A document of a list with all that is quoted from it. `pages` are its pages in rising order, each once; `link` is
    the address of the document, empty where there is none."""

    document: str
    metadata: Metadata
    excerpts: tuple[Excerpt, ...]
    pages: tuple[str, ...]
    link: str


def works(excerpts: Iterable[Excerpt]) -> tuple[Work, ...]:
    """The documents of a list in the order in which they first stand in it."""
    groups: dict[str, list[Excerpt]] = {}
    for excerpt in excerpts:
        groups.setdefault(excerpt.document, []).append(excerpt)
    return tuple(
        Work(document, group[0].metadata, tuple(group), in_order(each.page for each in group), document_link(group))
        for document, group in groups.items()
    )


def in_order(pages: Iterable[str]) -> tuple[str, ...]:
    """Pages each once: those that are no number (iv) first, as they stand, then the numbers rising."""
    known = dict.fromkeys(filter(None, map(one_line, pages)))
    return tuple(sorted(known, key=lambda page: int(page) if page.isdecimal() else -1))


def page_ranges(pages: Sequence[str], dash: str = "–") -> str:
    """Pages in order as one text, neighbours joined: "iv, 3–5, 9"."""
    runs: list[list[str]] = []
    for page in pages:
        follows = runs and page.isdecimal() and runs[-1][-1].isdecimal() and int(page) == int(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(page)
        else:
            runs.append([page])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}{dash}{run[-1]}" for run in runs)


def document_link(excerpts: Iterable[Excerpt]) -> str:
    """The address of a document, from that of a passage of it."""
    link = next((safe_link(each.link) for each in excerpts if safe_link(each.link)), "")
    if not link:
        return ""
    address = urlsplit(link)
    query = [pair for pair in parse_qsl(address.query, keep_blank_values=True) if pair[0] not in OF_A_PASSAGE]
    return address._replace(query=urlencode(query), fragment="").geturl()


def safe_link(link: str) -> str:
    """`link` if it is an address of the web, with everything that could end or open something in a file encoded; empty
    for anything else, such as a script."""
    try:
        if urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc:
            return ""
    except ValueError:
        return ""
    kept = "!#$%&'()*+,-./:;=?@_~"
    encoded = "".join(
        sign
        if (sign.isascii() and sign.isalnum()) or sign in kept
        else "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
        for sign in one_line(link)
    )
    return encoded.replace("(", "%28").replace(")", "%29").replace("'", "%27")

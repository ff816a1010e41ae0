"""What is kept of a document to compare it with all the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from ingest import shingles
from knowledge.types import Document

_FEWEST = 5
"""Different words that a text needs to be compared: with fewer it is the stamp of a scanner, or a heading."""
_WORD_FILES = frozenset({".docx", ".doc", ".odt", ".rtf"})
_ORDINAL = (
    r"(?:ראשונה|שני?יה|שלישית|רביעית|חמישית|ש?ישית|שביעית|שמינית|תשיעית|עשירית|חדשה|נוספת|סופית|[א-י]"
    r"|first|second|third|fourth|fifth|sixth|new|\d+(?:st|nd|rd|th)?)"
)
_EDITION = re.compile(
    r"(?<!\w)(?:"
    rf"(?:מהדורה|מהדורת|מהד|הוצאה|גי?רסה|גי?רסת|נוסח)(?: {_ORDINAL})?(?: \d+)*"
    rf"|{_ORDINAL} (?:edition|ed)"
    r"|(?:edition|ed|version|ver|revision|rev|draft|טיוטה|טיוטא|טיוטת) ?\d+(?: \d+)*"
    r"|v\d+(?: \d+)*"
    r"|edition|version|revision|revised|updated|corrected|enlarged|expanded|draft|final"
    r"|טיוטה|טיוטא|טיוטת|סופית?|מעודכ(?:ן|נת)|מתוק(?:ן|נת)|מורחב(?:ת)?|ו(?:מעודכנת|מתוקנת|מורחבת)"
    r"|(?:19|20)\d\d"
    r")(?!\w)"
)


@dataclass(frozen=True, slots=True)
class TextPrint:
    """A document without its text. `digest` is of the file's bytes; `text` of its letters and digits; `sketch` and
    `shingles` as in `ingest.shingles`. All of these are empty where there is too little text to compare.

    `described` counts the fields that a person wrote; `form` is 0 for a file with pages to cite, 1 for another word
    processor's file, 2 for the rest.
    """

    id: str
    digest: str
    text: str
    shingles: int
    sketch: bytes
    title: str
    date: str | None = None
    supersedes: str | None = None
    described: int = 0
    form: int = 2
    minutes: bool = False


def fingerprint(document: Document, digest: str) -> TextPrint:
    """What is kept of `document`, whose file's bytes have this `digest`."""
    words = [
        word
        for section in document.sections
        for part in (section.heading, section.text)
        for word in shingles.words(part)
    ]
    if len(set(words)) < _FEWEST:
        words = []
    numbers = shingles.shingles(words)
    metadata = document.metadata
    return TextPrint(
        id=document.id,
        digest=digest,
        text=shingles.text_digest(words),
        shingles=len(numbers),
        sketch=shingles.sketch(numbers),
        title=metadata.title,
        date=metadata.date,
        supersedes=metadata.supersedes,
        described=sum(origin == "person" for origin in metadata.origins.values()),
        form=_form(document),
        minutes=metadata.type == "minutes",
    )


@lru_cache(maxsize=1 << 16)
def plain_title(title: str) -> str:
    """A title as its words."""
    return " ".join(shingles.words(title))


@lru_cache(maxsize=1 << 16)
def work_title(title: str) -> str:
    """The words of a title that all editions of a work have: without "second edition", "draft", a version or a year;
    the whole title where nothing else is in it."""
    plain = plain_title(title)
    return " ".join(_EDITION.sub(" ", plain).split()) or plain


def _form(document: Document) -> int:
    if any(section.page is not None for section in document.sections):
        return 0
    return 1 if PurePosixPath(document.id).suffix.lower() in _WORD_FILES else 2

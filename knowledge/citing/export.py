"""The files that a list of excerpts becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from knowledge.citing import markdown, paper, references, table
from knowledge.citing.excerpt import Excerpt
from knowledge.citing.styles import STYLES, Style
from knowledge.citing.text import one_line
from knowledge.errors import KnowledgeError
from knowledge.types import Language

_LONGEST = 80
"""Characters of a title that a file's name keeps."""


class NothingToExport(KnowledgeError):
    """A list without excerpts."""

    def __init__(self) -> None:
        super().__init__(
            "The list holds no quotation, so there is nothing to export. Collect passages from the search results or "
            "from a document and export again.",
            "אין ברשימה אף ציטוט, ולכן אין מה לייצא. אספו קטעים מתוצאות החיפוש או מתוך מסמך וייצאו שוב.",
        )


class FormatUnknown(KnowledgeError):
    """A format that no file of ours has."""

    def __init__(self, fmt: str) -> None:
        known = ", ".join(FORMATS)
        super().__init__(
            f"There is no export in the format “{fmt[:40]}”. Choose one of these: {known}.",
            f"אין ייצוא בתבנית ”{fmt[:40]}“. בחרו אחת מאלה: {known}.",
        )


class StyleUnknown(KnowledgeError):
    """A style that references are not written in."""

    def __init__(self, style: str) -> None:
        known = ", ".join(STYLES)
        super().__init__(
            f"There is no citation style “{style[:40]}”. Choose one of these: {known}.",
            f"אין סגנון ציטוט ”{style[:40]}“. בחרו אחד מאלה: {known}.",
        )


@dataclass(frozen=True, slots=True)
class Export:
    """A file to be handed over. `filename` is plain ASCII; `title` is the name that people would give it, safe on every
    system too."""

    filename: str
    media_type: str
    content: bytes
    title: str

    @property
    def disposition(self) -> str:
        """The Content-Disposition header (RFC 6266): both names, the title as RFC 5987 encodes it."""
        return f"attachment; filename=\"{self.filename}\"; filename*=UTF-8''{quote(self.title, safe='')}"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    media_type: str
    write: Callable[[Sequence[Excerpt], str, Language, Style], bytes]


FORMATS: Mapping[str, Format] = {
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", paper.paper),
    "md": Format("text/markdown; charset=utf-8", markdown.markdown),
    "bib": Format("application/x-bibtex; charset=utf-8", references.bibtex),
    "ris": Format("application/x-research-info-systems; charset=utf-8", references.ris),
    "csl.json": Format("application/vnd.citationstyles.csl+json", references.csl_json),
    "csv": Format("text/csv; charset=utf-8", table.csv_table),
}


def export(excerpts: Sequence[Excerpt], fmt: str, title: str, ui: Language, style: Style = "israeli") -> Export:
    """The excerpts, in their order, as a file in a format of `FORMATS`, for a text in `ui`.

    Raises NothingToExport, FormatUnknown, StyleUnknown.
    """
    if fmt not in FORMATS:
        raise FormatUnknown(fmt)
    if style not in STYLES:
        raise StyleUnknown(style)
    if not excerpts:
        raise NothingToExport
    shown = one_line(title)
    content = FORMATS[fmt].write(excerpts, shown, ui, style)
    return Export(f"{_ascii_name(shown)}.{fmt}", FORMATS[fmt].media_type, content, f"{_safe_name(shown)}.{fmt}")


def _ascii_name(title: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", title)
    return _cut("-".join(words)).strip("-") if re.search("[A-Za-z]", title) else "citations"


def _safe_name(title: str) -> str:
    """The title without what the names of files may not hold on some system."""
    name = one_line(re.sub(r'[\x00-\x1f"*/:<>?\\|]+', " ", title)).strip(". ")
    name = _cut(name).strip(". ")
    reserved = re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", PurePosixPath(name).stem)
    return "citations" if not name or reserved else name


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else name[:_LONGEST].rsplit(" ", 1)[0].rsplit("-", 1)[0]

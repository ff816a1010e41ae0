"""Plain text."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.characters import clean
from ingest.errors import FormatMismatch
from ingest.readers.encoding import NotText, decode
from ingest.readers.extract import Block, Extract, extract_of

_SEPARATOR = re.compile(r"^[^\w\n]{3,}$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n\s*\n")


def read(path: Path) -> Extract:
    """Paragraphs, which empty lines and lines of ``*****`` or ``-----`` part.

    Raises FormatMismatch where the bytes are no text.
    """
    text = _SEPARATOR.sub("", clean(decoded(path)))
    return extract_of(Block("paragraph", part) for part in _EMPTY_LINES.split(text))


def decoded(path: Path) -> str:
    """The text of a file of characters, whatever its encoding. Raises FormatMismatch where the bytes are no text."""
    try:
        return decode(path.read_bytes())
    except NotText as error:
        raise FormatMismatch(path, ("not a text file", "אינו קובץ טקסט")) from error

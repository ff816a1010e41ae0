"""Web pages saved as one file (MHT, MHTML): the page, without the pictures and the frames that came with it."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from pathlib import Path

from ingest.errors import FormatMismatch
from ingest.readers import html, mime
from ingest.readers.extract import Extract


def read(path: Path) -> Extract:
    """The page as the HTML reader reads it; its title is the archive's subject where the page has none.

    Raises FormatMismatch, FileTooLarge and FileDamaged.
    """
    message = mime.parse(path)
    root = _root(message)
    if root is None:
        raise FormatMismatch(path, ("no web page in it", "אין בו דף אינטרנט"))
    extract = html.extract(path, mime.part_text(root))
    title = extract.properties.title or mime.header(message, "subject")
    return replace(extract, properties=replace(extract.properties, title=title))


def _root(message: Message) -> Message | None:
    """The part that is the page: by the start parameter, else by the page's address, else the first that is HTML."""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = str(message.get_param("start", "") or "").strip("<> ")
    address = mime.raw_header(message, "snapshot-content-location") or mime.raw_header(message, "content-location")
    by_id = (part for part in pages if start and mime.raw_header(part, "content-id").strip("<> ") == start)
    by_address = (part for part in pages if address and mime.raw_header(part, "content-location") == address)
    return next((part for found in (by_id, by_address, pages) for part in found), None)

"""Mail messages: the letter, with the names of what was attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from email.message import Message
from email.utils import parseaddr, parsedate_tz
from itertools import groupby
from pathlib import Path

from ingest.characters import HEBREW, clean
from ingest.readers import html, mime
from ingest.readers.direction import is_reversed, visual_to_logical
from ingest.readers.extract import Block, Extract, Properties, extract_of
from knowledge.types import Section

_EMPTY_LINES = re.compile(r"\n\s*\n")
_ATTACHMENTS = ("Attachments", "קבצים מצורפים")


@dataclass(frozen=True, slots=True)
class _Letter:
    """The parts of a message that are read, in order, and the names of those that are not."""

    texts: list[Message] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)


def read(path: Path) -> Extract:
    """The message's text, of its plain version if it has one, with the lines that it quotes, and a last line with the
    names of attachments. The title is the subject, the author the sender's name, the date the day of sending.

    Raises FormatMismatch, FileTooLarge and FileDamaged.
    """
    message = mime.parse(path)
    letter = _Letter()
    _collect(message, letter)
    extracts = [_text(path, part) for part in letter.texts]
    sections = [section for extract in extracts for section in extract.sections]
    subject, sender = mime.header(message, "subject"), _sender(message)
    # The first lines of a letter are not its own title page, unless nothing else tells what it is.
    opening = extracts[0].opening[:1] if extracts and not subject else ()
    properties = Properties(subject, (sender,) if sender else (), _date(message))
    return Extract((*_under(subject, sections), *_attachments(letter.attached, sections)), opening, properties)


def _under(subject: str, sections: list[Section]) -> list[Section]:
    """The sections with the subject as the first heading."""
    if not subject or not sections:
        return sections
    first, *others = sections
    if first.heading:
        return [Section("", subject, 1), *sections]
    return [replace(first, heading=subject, level=1), *others]


def _collect(part: Message, letter: _Letter) -> None:
    """Sorts `part` and what is in it."""
    kind = part.get_content_type()
    children = [child for child in part.get_payload() if isinstance(child, Message)] if part.is_multipart() else []
    if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
        letter.attached.append(_name(part))
    elif kind == "multipart/alternative":
        _collect_best(children, letter)
    elif children:
        # The others of a related set are the pictures of its first; what follows a signed text is the signature.
        for child in children[: 1 if kind in ("multipart/related", "multipart/signed") else None]:
            _collect(child, letter)
        if kind == "multipart/related":
            letter.attached.extend(_name(child) for child in children[1:] if _is_attached(child))
    elif kind in ("text/plain", "text/html") or kind.startswith("multipart/"):  # the latter without its boundary
        letter.texts.append(part)
    elif name := mime.file_name(part):
        letter.attached.append(name)


def _is_attached(part: Message) -> bool:
    """Whether a part beside a page is an attachment of its own, to which the page does not refer."""
    return part.get_content_disposition() == "attachment" and "content-id" not in part


def _collect_best(versions: list[Message], letter: _Letter) -> None:
    """Of versions of the same text the plain one, unless it is empty, else the first with any text."""
    letters = [_Letter() for _ in versions]
    for version, one in zip(versions, letters, strict=True):
        _collect(version, one)
    plain = [one for one in letters if one.texts and one.texts[0].get_content_type() == "text/plain"]
    best = next((one for one in (*plain, *letters) if any(mime.content(part).strip() for part in one.texts)), None)
    letter.texts.extend(best.texts if best else ())
    letter.attached.extend(name for one in letters for name in one.attached)


def _text(path: Path, part: Message) -> Extract:
    if part.get_content_type() == "text/html":
        return html.extract(path, mime.part_text(part))
    text = clean(mime.part_text(part))
    if is_reversed(text):
        text = visual_to_logical(text)
    return extract_of(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    """Paragraphs, which empty lines part, and quoted lines a line each."""
    for paragraph in _EMPTY_LINES.split(text):
        for quoted, lines in groupby(paragraph.split("\n"), lambda line: line.startswith(">")):
            if quoted:
                yield from (Block("item", line) for line in lines if line.strip("> "))
            else:
                yield Block("paragraph", "\n".join(lines))


def _attachments(names: list[str], sections: list[Section]) -> list[Section]:
    if not names:
        return []
    hebrew = any(HEBREW.search(words) for words in (*names, *(section.text for section in sections)))
    return [Section(f"{_ATTACHMENTS[hebrew]}: {', '.join(names)}")]


def _name(part: Message) -> str:
    """An attachment's file name, or the subject of an attached message, or its kind."""
    name = mime.file_name(part)
    children = part.get_payload()
    if not name and isinstance(children, list) and children and isinstance(children[0], Message):
        name = mime.header(children[0], "subject")
    return name or part.get_content_type()


def _sender(message: Message) -> str:
    """The sender's name, without the address; "" for an address alone."""
    try:
        name, address = parseaddr(mime.raw_header(message, "from"))
    except RecursionError:  # brackets in brackets
        return ""
    return "" if name == address else mime.decoded_words(name).strip("'\" ")


def _date(message: Message) -> str:
    """The day of sending as the sender's calendar has it; "" for none."""
    parsed = parsedate_tz(mime.raw_header(message, "date"))
    try:
        return date(*parsed[:3]).isoformat() if parsed else ""
    except ValueError:
        return ""

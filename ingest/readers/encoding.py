"""Bytes to text: Unicode where it is Unicode, the old Hebrew code pages where it is not, logical order always.

Declarations are not consulted: pages that name the wrong code page are common, and the letters themselves tell.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from ingest.characters import HEBREW
from ingest.readers.direction import is_reversed, visual_to_logical

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# ISO-8859-8 has its letters where cp1255 has them, so the two are one candidate.
_CODE_PAGES = ("cp1255", "cp862", "cp1252")
_HEBREW_WORD = re.compile("(?<![A-Za-z\u05d0-\u05ea])[\u05d0-\u05ea]{2,}+(?![A-Za-z])")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u024f]+")
_MASKED_WORD = re.compile("[\u00e0-\u00fa]{2,}")
UNMASKED = {code: bytes((code,)).decode("cp1255", errors="ignore") or chr(code) for code in range(0xC0, 0xFB)}
"""Accented Latin letters -> the Hebrew letters and points on the same bytes."""
_MASKED_UTF8 = re.compile("\u00d7[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_SAMPLE = 4096


class NotText(ValueError):
    """The bytes are not text in any encoding that is known."""


def decode(data: bytes) -> str:
    """The text of `data`, in logical order.

    Raises NotText for bytes that are no text.
    """
    text = decode_as_stored(data)
    return visual_to_logical(text) if is_reversed(text) else text


def decode_as_stored(data: bytes) -> str:
    """The text of `data` in the order in which it is stored: Hebrew may stand in visual order.

    Raises NotText for bytes that are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, errors="replace")
    if b"\0" in data[:_SAMPLE]:
        return _decode_utf16(data)
    try:
        return unmask(_undo_double_utf8(data.decode("utf-8")))
    except UnicodeDecodeError:
        return _decode_code_page(data)


def unmask(text: str) -> str:
    """Hebrew that stands on the code points of accented Latin letters (cp1255 read as cp1252) as Hebrew.

    Whole words of accented letters, without one plain letter, occur in no European language.
    """
    words = _LATIN_WORD.findall(text)
    masked = sum(bool(_MASKED_WORD.fullmatch(word)) for word in words)
    if masked < 2 or masked <= max(len(_HEBREW_WORD.findall(text)), _accented(words)):
        return text
    return text.translate(UNMASKED)


def _accented(words: Iterable[str]) -> int:
    """How many words have both plain and accented letters."""
    return sum(not word.isascii() and any(char.isascii() for char in word) for word in words)


def _undo_double_utf8(text: str) -> str:
    """Text whose UTF-8 bytes were read as cp1252 and written as UTF-8 once more, undone."""
    if len(_MASKED_UTF8.findall(text)) < 2 or HEBREW.search(text):
        return text
    try:
        return b"".join(_cp1252_byte(char) for char in text).decode("utf-8")
    except UnicodeError:
        return text


def _cp1252_byte(char: str) -> bytes:
    """The byte that cp1252 readers turn into `char`; the five bytes it leaves undefined are kept as C1 controls."""
    return bytes((ord(char),)) if ord(char) < 0x100 else char.encode("cp1252")


def _decode_utf16(data: bytes) -> str:
    """UTF-16 without a byte order mark: the high bytes of Hebrew and Latin are 5 and 0, and tell the halves apart."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2], sample[1::2]
    little = odd.count(0) + odd.count(5) > even.count(0) + even.count(5)
    try:
        text = data.decode("utf-16-le" if little else "utf-16-be")
    except UnicodeDecodeError as error:
        raise NotText("NUL bytes, and not UTF-16") from error
    head = text[:_SAMPLE]
    known = sum(char.isspace() or " " <= char <= "\u05ff" or "\u2000" <= char <= "\u206f" for char in head)
    if known < 0.7 * len(head) or "\0" in head:
        raise NotText("NUL bytes, and not UTF-16")
    return text


def _decode_code_page(data: bytes) -> str:
    """The old code page in which the bytes make the best words."""
    candidates = [data.decode(page, errors="replace") for page in _CODE_PAGES]
    return max(candidates, key=_plausibility)


def _plausibility(text: str) -> int:
    """Letters of whole Hebrew words, and words with accents, less what is no text: two for a mixed word, five for
    a byte without a meaning."""
    hebrew = sum(len(word) for word in _HEBREW_WORD.findall(text))
    accented = _accented(_LATIN_WORD.findall(text))
    mixed = len(re.findall("[A-Za-z][\u05d0-\u05ea]|[\u05d0-\u05ea][A-Za-z]", text))
    return hebrew + accented - 2 * mixed - 5 * text.count("\ufffd")

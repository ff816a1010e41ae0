"""Names of files: which are of no document, and what an archive may call its members.

A member's name is the one thing of an archive that could lead out of it, so only names that every system takes for a
path further in are let through.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib

from ingest.characters import HEBREW

Reason = tuple[str, str]
"""The same in English and in Hebrew."""

_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})
_SYSTEM_FOLDERS = frozenset({"__MACOSX"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Controls, bidi controls and zero widths, surrogates, separators of lines: categories of Unicode."""
_DRIVE = re.compile("[A-Za-z]:")
_MIXED = re.compile("(?<=[A-Za-z])[\u05d0-\u05ea]|[\u05d0-\u05ea](?=[A-Za-z])")
_LONGEST = 240
"""Bytes of a part of a name: file systems take 255, and a sidecar's name is longer than its document's."""
_UNICODE_PATH = 0x7075
"""The extra field in which some archivers write a name once more, in UTF-8."""


def is_hidden(name: str) -> bool:
    """A file that no person put there: hidden, a lock file of an office program, a system's note on a folder."""
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_FILES


def is_hidden_path(name: str) -> bool:
    """Whether a member is a hidden file, or stands in a folder that is hidden or a system's."""
    *folders, file = name.split("/")
    return is_hidden(file) or any(folder.startswith(".") or folder in _SYSTEM_FOLDERS for folder in folders)


def decoded_name(stored: str, is_unicode: bool, extra: bytes) -> str:
    """A member's name. `stored` is what zipfile makes of it: Unicode if its flag says so, else its bytes as cp437.

    Without the flag Windows writes the system's old code page, which in Israel is cp862, and macOS UTF-8 all the same.
    A leading "./" is dropped.
    """
    if not is_unicode:
        data = stored.encode("cp437")
        stored = _unicode_path(data, extra) or _from_code_page(data)
    return stored.removeprefix("./")


def _unicode_path(data: bytes, extra: bytes) -> str:
    """The name in the extra field that repeats it in Unicode, "" where there is none that fits `data`."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(field) > 5 and field[1:5] == zlib.crc32(data).to_bytes(4, "little"):
            return field[5:].decode("utf-8", errors="replace")
    return ""


def _from_code_page(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        candidates = (data.decode(page, errors="replace") for page in ("cp862", "cp1255"))
        return next(filter(_is_hebrew, candidates), data.decode("cp437"))


def _is_hebrew(name: str) -> bool:
    """Hebrew letters, and not most of them between Latin ones, where they stand for accented letters."""
    return len(HEBREW.findall(name)) > 2 * len(_MIXED.findall(name))


def problem(name: str) -> Reason | None:
    """Why a member's name is not to be used; None for one that is a path further in."""
    parts = name.split("/")
    if any(unicodedata.category(char) in _UNSEEN for char in name):
        return "its name holds control characters", "בשמו תווי בקרה"
    if ".." in parts or name.startswith("/") or "\\" in name or any(map(_DRIVE.match, parts)):
        return "its name leads out of the archive", "שמו מוביל אל מחוץ לארכיון"
    if not all(part.strip(". ") for part in parts):
        return "its name is incomplete", "שמו חסר"
    if any(len(part.encode()) > _LONGEST for part in parts):
        return "its name is too long", "שמו ארוך מדי"
    return None


def printable(name: str) -> str:
    """`name` as it can be shown and stored: what is not seen as a replacement character, and not too long."""
    return "".join("\ufffd" if unicodedata.category(char) in _UNSEEN else char for char in name)[:_LONGEST]

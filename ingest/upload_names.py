"""The name under which an uploaded file stands in the corpus: what a person can read of the name it came with, and
nothing that a file system, a shell or a screen could take for more than a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST_STEM = 100
"""Characters of a name without its ending."""
LONGEST_BYTES = 200
"""Bytes of a whole name: file systems take 255, and a sidecar's is longer."""
UNNAMED = "document"

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_HEBREW_QUOTE = re.compile('(?<=[\u05d0-\u05ea])"(?=[\u05d0-\u05ea])')
_HEBREW_APOSTROPHE = re.compile("(?<=[\u05d0-\u05ea])'")
_FORBIDDEN = re.compile(r'[<>:"|?*`$]+')
_SPACES = re.compile(r"[\s_]*\s[\s_]*")
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]|thumbs|desktop)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending, and two that this program takes for a system's files."""


def corpus_name(original: str, taken: Collection[str] = ()) -> str:
    """A safe name for a file that came as `original`, and unlike every one in `taken`, upper and lower case being the
    same. Letters of every script stay; of a path only the last part does."""
    last = re.split(r"[/\\]", _visible(original).rstrip("/\\ "))[-1]
    stem, ending = _parted(last)
    stem = _tidy(stem)
    if _RESERVED.fullmatch(stem.split(".")[0].strip()):
        stem = f"{UNNAMED} {stem}"
    stem = _cut(stem or UNNAMED, LONGEST_BYTES - len(ending) - len(" (1000)"))
    folded = {_folded(name) for name in taken}
    name, number = f"{stem}{ending}", 1
    while _folded(name) in folded:
        number += 1
        name = f"{stem} ({number}){ending}"
    return name


def shown_name(original: str) -> str:
    """The name that a file came with, for a person to know it by: one line without what is not seen, and not too
    long."""
    return _SPACES.sub(" ", _visible(original)).strip()[:LONGEST_BYTES] or UNNAMED


def _visible(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    return "".join(" " if c in "\t\n\r" else c for c in composed if c in "\t\n\r" or _is_seen(c))


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in _UNSEEN


def _parted(name: str) -> tuple[str, str]:
    """Stem and ending; what follows the last dot is an ending only if it looks like one."""
    stem, dot, ending = name.rpartition(".")
    if dot and stem.strip(" .") and _ENDING.fullmatch(dot + ending):
        return stem, dot + ending
    return name, ""


def _tidy(stem: str) -> str:
    stem = _HEBREW_APOSTROPHE.sub("׳", _HEBREW_QUOTE.sub("״", stem))
    stem = _FORBIDDEN.sub(" ", stem)
    return _SPACES.sub(" ", stem).strip(" .-_'")


def _cut(stem: str, most: int) -> str:
    """`stem` within both limits, cut between characters, never between a letter and its marks."""
    stem = stem[:LONGEST_STEM]
    while len(stem.encode()) > most or (stem and unicodedata.combining(stem[-1]) and len(stem) == LONGEST_STEM):
        stem = stem[:-1]
    return stem.rstrip(" .") or UNNAMED


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()

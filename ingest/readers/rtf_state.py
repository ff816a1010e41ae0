"""What an RTF reader knows at one place of the file: which text it is in, and how its bytes are written."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import Literal

from ingest.readers.extract import Block

Destination = Literal["text", "skip", "container", "either", "fonts", "styles", "title", "author"]
"""Where text goes. A "container" has none of its own, but may hold what has; "either" holds the same text twice."""

_CHARSETS = {
    0: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {65001: "utf-8", 10000: "mac_roman"}
CHARACTER_SETS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
"""The control words that say how the whole file is written."""


@dataclass(slots=True)
class Story:
    """One run of text: the body, a note or a text box. `cell` holds the paragraphs of the cell that is being read,
    `cells` the cells of its row that are complete, `boxes` what stands after the paragraph."""

    kind: Literal["body", "note", "box"]
    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Formatting of a paragraph. `outline` counts from 0, None where the style decides."""

    style: int = 0
    outline: int | None = None
    in_table: bool = False
    in_list: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What a group inherits and gives back. `skipped` is how many characters repeat a Unicode one for old readers;
    `font` is used from left to right and `complex_font`, where there is one, from right to left."""

    story: Story
    destination: Destination = "text"
    paragraph: Paragraph = Paragraph()
    font: int = 0
    complex_font: int | None = None
    script: Literal["left", "right", "other"] = "left"
    skipped: int = 1
    hidden: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Fonts:
    """The encodings of the fonts. `page` is that of the file."""

    page: str = "cp1252"
    current: int = 0
    encodings: dict[int, str] = field(default_factory=dict)

    def encoding_of(self, state: State) -> str:
        plain = self.encodings.get(state.font, self.page)
        if state.script == "right" and state.complex_font is not None:
            special = self.encodings.get(state.complex_font, self.page)
            return special if special != "cp1252" else plain
        return plain

    def declare(self, word: str, number: int | None) -> None:
        """A control word inside the table of fonts."""
        if word == "f":
            self.current = number or 0
        elif word == "fcharset" and number in _CHARSETS:
            self.encodings[self.current] = _CHARSETS[number]
        elif word == "cpg" and number:
            self.encodings[self.current] = code_page(number)


def code_page(number: int) -> str:
    """Python's name of a Windows code page; Western European where it is unknown."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"

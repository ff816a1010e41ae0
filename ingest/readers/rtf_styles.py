"""The style sheet of an RTF file: which styles are headings."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADING = re.compile("heading ([1-9])", re.IGNORECASE)
_TITLE = "title"
_BODY_LEVEL = 9
_MAX_LEVEL = 6
_LONGEST_NAME = 1000


def level_of_outline(outline: int) -> int:
    """1 to 6 for a heading, 0 for text; `outline` counts from 0, and from 9 on there is text."""
    return 0 if outline >= _BODY_LEVEL or outline < 0 else min(outline + 1, _MAX_LEVEL)


@dataclass(slots=True)
class Styles:
    """Heading levels by the numbers of the styles. The style that is being declared is `current`."""

    current: int = 0
    name: str = ""
    own: dict[int, int] = field(default_factory=dict)
    based: dict[int, int] = field(default_factory=dict)

    def declare(self, word: str, number: int | None) -> None:
        """A control word inside the style sheet."""
        if word == "s":
            self.current, self.name = number or 0, ""
        elif word == "sbasedon":
            self.based[self.current] = number or 0
        elif word == "outlinelevel" and number is not None:
            self.own[self.current] = level_of_outline(number)

    def named(self, text: str) -> None:
        """A piece of a style's name; a semicolon ends it."""
        self.name = (self.name + text)[:_LONGEST_NAME]
        if ";" not in text:
            return
        name = self.name.partition(";")[0].strip()
        found = _HEADING.fullmatch(name)
        if found:
            self.own[self.current] = min(int(found.group(1)), _MAX_LEVEL)
        elif name.lower() == _TITLE:
            self.own[self.current] = 1
        self.current, self.name = 0, ""

    def level(self, style: int) -> int:
        """The level of a style, or of the nearest style that it is based on; 0 for text."""
        seen = set[int]()
        while style not in self.own and style in self.based and style not in seen:
            seen.add(style)
            style = self.based[style]
        level = self.own.get(style, 0)
        self.own.update(dict.fromkeys(seen, level))
        return level

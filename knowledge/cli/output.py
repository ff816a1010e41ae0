"""What the command line writes: plain lines that read right with and without bidirectional display.

Hebrew and English never share the middle of a line: places and numbers stand on a line of their own, document text on
the next, so that a terminal that reorders right-to-left text has nothing to reorder across, and no control characters
are needed in one that does not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from knowledge.types import Language, Span

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), " ")
"""Document text is not to move the cursor, recolour the terminal or reorder what follows."""


@dataclass(frozen=True, slots=True)
class Output:
    """The two streams and the language of the messages."""

    out: Console
    err: Console
    language: Language

    def say(self, en: str, he: str) -> None:
        """A line of ours for the person, apart from the results: on standard error."""
        self.err.print(Text(he if self.language == "he" else en), soft_wrap=True)

    def choose(self, en: str, he: str) -> str:
        """The text in the language of the messages."""
        return he if self.language == "he" else en

    def line(self, text: str = "", style: str = "") -> None:
        """One line of a result; document text in it is made harmless."""
        self.out.print(Text(clean(text), style), soft_wrap=True)

    def paragraph(self, text: str, marks: Sequence[Span] = (), indent: int = 3) -> None:
        """Document text, wrapped and indented, with `marks` emphasised."""
        shown = Text(clean(text))
        for start, end in marks:
            shown.stylize("bold", start, end)
        self.out.print(Padding(shown, (0, 0, 0, indent), expand=False))

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], to_error: bool = False) -> None:
        """Columns without rules, which a terminal that reorders would scatter."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(Text(clean(cell)) for cell in row))
        (self.err if to_error else self.out).print(table)


def output(language: Language) -> Output:
    """The process's own streams. Characters that the terminal cannot show become question marks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return Output(Console(highlight=False, markup=False), Console(stderr=True, highlight=False, markup=False), language)


def clean(text: str) -> str:
    """`text` of the same length without characters that act on a terminal; line breaks stay."""
    return text.translate({**_CONTROLS, 10: "\n"})


def write_json(value: Any) -> None:
    """One JSON object on standard output, Hebrew as it is."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()

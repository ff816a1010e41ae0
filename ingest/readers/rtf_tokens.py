"""RTF as a stream of tokens: braces, control words and bytes of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

Token = tuple[str, int | None, bytes]
"""(control word or symbol, its number, b"") or ("", None, bytes of text). A hex pair is ("'", None, its
byte), an escaped brace keeps its backslash."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z])"
    rb"|([{}])"
    rb"|([^\\{}\r\n\0]+)"
    rb"|[\r\n\0]+",
    re.DOTALL,
)


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of `data`; binary data, which follows ``\\bin``, is left out."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        word, number, pair, symbol, brace, text = found.groups()
        if text:
            yield "", None, text
        elif pair:
            yield "'", None, bytes.fromhex(pair.decode())
        elif word:
            name = word.decode()
            if name == "bin":
                at += max(0, int(number or 0))
            else:
                yield name, int(number) if number else None, b""
        elif brace:
            yield brace.decode(), None, b""
        elif symbol:
            name = symbol.decode("latin-1")
            yield (f"\\{name}" if name in "{}" else name), None, b""

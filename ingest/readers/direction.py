"""Which way Hebrew stands in a string, and turning visual order into logical order.

Old files and many PDFs hold Hebrew in *visual* order, as it is seen from left to right. Five letters have a shape of
their own at a word's end (ך ם ן ף ץ): where they stand shows the direction without any dictionary.
"""

from __future__ import annotations

import re

from bidi import get_display

from ingest.characters import HEBREW

_FINALS = frozenset("ךםןףץ")
_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
_WORD = re.compile("[\u05d0-\u05ea]{2,}")
# The commonest words that are not their own mirror image, nor the mirror image of another common word.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "של על לא אל כל זה זו הוא היא אני אנחנו הם הן אבל או אם גם עוד יש אין היה היו להיות כי אשר כמו בין לפי לפני"
        " אחרי עם מן כך כדי יותר מאוד אחד אחת שני שתי בו בה לו לה שלא",
    )
)

_OPENERS = {"(": ")", "[": "]"}
_KIND = {"(": "(", ")": "(", "[": "[", "]": "["}
_STACK_LIMIT = 4
# A left-to-right word or a range of numbers that the line's end, at the left, splits after its hyphen. The hyphen
# belongs to it, so it is given the direction of a letter.
_SPLIT_WORD = re.compile(r"^([\w.+@/-]*[A-Za-z]|\d+(?:-\d+)*)-(?=\s)", re.ASCII)
_JOINED_HYPHEN = "\ue000"
# Where, seen from the left, a number after Latin words belongs to the Hebrew at its right: a sign that lists things
# stands between them, or a comma that clings to the number.
_NUMBER_APART = re.compile(r"(?:(?=\s[·•|]\s+\d)|(?<=\s)(?=[,;:.]\d))(?=[^A-Za-z]{1,100}[\u05d0-\u05ea])")
_RIGHT_TO_LEFT_MARK = "\u200f"
# Where, seen from the left in a left-to-right paragraph, a stop belongs to the Hebrew at its right, to which it clings,
# and a number does: their hyphen joins them, or such a stop stands between them.
_PART_OF_HEBREW = re.compile(
    r"(?<![\w.,:/-])(?=\d[\d.,:/]*%?(?:-|\s+[,;:.])[\u05d0-\u05ea])|(?<!\S)(?=[.,;:!?]+[\u05d0-\u05ea])"
)
# The same at the start of a line that is not its paragraph's first, for what stands above it is Hebrew too; and Hebrew
# in brackets there ends the line, as nothing of another direction stands before it.
_HEBREW_FIRST = re.compile(r"^(?=\d[\d.,:/-]*%?\s+[\u05d0-\u05ea]|[(\[][\u05d0-\u05ea])")
# A geresh after Hebrew, seen from the left before it; a quotation has another at its end.
_GERESH = re.compile(r"(?<![\w'])(?='[\u05d0-\u05ea]+(?![\u05d0-\u05ea']))")
_TERMINATOR_FIRST = re.compile(r'^["\u201d]?[.,;:!?]+["\u201d]?(?=\s*[^\s\d.])')


def hebrew_words(text: str) -> list[str]:
    """Words of two or more Hebrew letters, without vowel points."""
    return _WORD.findall(_POINTS.sub("", text))


def evidence(text: str) -> tuple[int, int]:
    """How many Hebrew words speak for logical order and how many for reversed order.

    A final letter at a word's end, or a common word, speaks for logical order; at its start, or a common word
    reversed, for reversed order.
    """
    logical = reverse = 0
    for word in hebrew_words(text):
        backwards = word[::-1]
        logical += (word[-1] in _FINALS) + (word in _COMMON and backwards not in _COMMON)
        reverse += (word[0] in _FINALS) + (backwards in _COMMON and word not in _COMMON)
    return logical, reverse


def is_reversed(text: str) -> bool:
    """Whether the Hebrew words of `text` stand backwards."""
    logical, reverse = evidence(text)
    return reverse > logical


def to_logical(line: str, base: str = "R", continued: bool = False) -> str:
    """A line in visual order, left to right as seen, as logical text. `base` is the paragraph's direction, R or L;
    `continued` means that the line is not the paragraph's first.

    The reordering of the Unicode bidirectional algorithm is its own inverse for lines of two directions. A result that
    begins with a full stop was set in a paragraph of the other direction. A pair of brackets looks alike from both
    sides and is oriented first, whatever the file says; in the result see `orient_brackets`.
    """
    oriented = _oriented(line)
    joined = _SPLIT_WORD.sub(rf"\1{_JOINED_HYPHEN}", oriented) if base == "R" else oriented
    logical = _reordered(joined, base, continued)
    if _TERMINATOR_FIRST.match(logical):
        other = _reordered(joined, "L" if base == "R" else "R", continued)
        logical = logical if _TERMINATOR_FIRST.match(other) else other
    return logical.replace(_JOINED_HYPHEN, "-").replace(_RIGHT_TO_LEFT_MARK, "")


def _reordered(line: str, base: str, continued: bool) -> str:
    marked = (_NUMBER_APART if base == "R" else _PART_OF_HEBREW).sub(_RIGHT_TO_LEFT_MARK, line)
    if base == "L":
        marked = _GERESH.sub(_RIGHT_TO_LEFT_MARK, marked)
    if base == "L" and continued:
        marked = _HEBREW_FIRST.sub(_RIGHT_TO_LEFT_MARK, marked)
    return str(get_display(marked, base_dir=base))


def visual_to_logical(text: str) -> str:
    """Every line of `text` that holds Hebrew, turned from visual to logical order."""
    lines = [to_logical(line) if HEBREW.search(line) else line for line in text.split("\n")]
    return orient_brackets("\n".join(lines))


def orient_brackets(text: str) -> str:
    """`text` with the round and square brackets of its Hebrew lines opening and closing as their surroundings ask.

    Producers and reordering mirror brackets or not, so the bracket that is found says only "a bracket is here". White
    space on one side decides; between two tokens, as in ``7(ב)(4)``, the depth of nesting does.
    """
    result = list(text)
    open_: list[str] = []
    start = 0
    for line in text.split("\n"):
        if not line:
            open_ = []
        _orient_line(text, start, start + len(line), bool(HEBREW.search(line)), result, open_)
        start += len(line) + 1
    return "".join(result)


def _oriented(line: str) -> str:
    result = list(line)
    _orient_line(line, 0, len(line), True, result, [])
    return "".join(result)


def _orient_line(text: str, start: int, end: int, hebrew: bool, result: list[str], open_: list[str]) -> None:
    for i in range(start, end):
        char = text[i]
        kind = _KIND.get(char)
        if kind is None:
            continue
        opens = _opens(text, i, kind, open_) if hebrew else char == kind
        result[i] = kind if opens else _OPENERS[kind]
        if opens:
            open_.append(kind)
        elif kind in open_:
            while open_.pop() != kind:
                pass
        if len(open_) > _STACK_LIMIT:
            open_.clear()


def _opens(text: str, i: int, kind: str, open_: list[str]) -> bool:
    before = text[i - 1] if i else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    free_before = before.isspace() or before in "\"'-־–"
    free_after = after.isspace() or after in ".,;:!?\"'"
    if free_before and not after.isspace():
        return True
    if free_after and not free_before:
        return False
    token = re.match(r"\S*", text[i + 1 : i + 200])
    rest = (token.group() if token else "").rstrip(".,;:!?\"'")
    closers_due = len(rest) - len(rest.rstrip(kind + _OPENERS[kind]))
    return closers_due > open_.count(kind)

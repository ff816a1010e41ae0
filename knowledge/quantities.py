"""Numbers as people write them in Hebrew and English: how many people a text speaks of, and in which year.

``כ-73 עד 82 אלף מועסקים``, ``about 1,400 worker-owners``, ``מיליוני חברים``, ``more than nine million people``.
A number counts people when a noun for people follows it; where a text can only be about people (the field "members" of
a precedent card) one without a noun does too. Years, percentages and numbers of other things do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from knowledge.types import Span

Counted = Literal["people", "other", ""]

_LEXEME = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"|(?P<word>[א-ת]+(?:[\"״'׳][א-ת]+)*|[A-Za-zÀ-ɏ]+(?:[-'’][A-Za-zÀ-ɏ]+)*)"
    r"|(?P<mark>[^\s\w])"
)
_SMALL = {
    **dict(zip("two three four five six seven eight nine ten eleven twelve".split(), range(2, 13), strict=True)),
    **dict(zip("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), range(13, 20), strict=True)),
    **dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)),
    **dict(zip("שתי שלוש ארבע חמש שש שבע שמונה תשע עשר".split(), range(2, 11), strict=True)),
    **dict(zip("שני שלושה ארבעה חמישה שישה שבעה שמונה תשעה עשרה".split(), range(2, 11), strict=True)),
    **dict(zip("שתיים שלושת ארבעת חמשת ששת שבעת שמונת תשעת עשרת".split(), range(2, 11), strict=True)),
    **dict(zip("עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים".split(), range(20, 100, 10), strict=True)),
    **{
        f"{ten}-{unit}": 10 * (2 + place) + number
        for place, ten in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
        for number, unit in enumerate("one two three four five six seven eight nine".split(), 1)
    },
    "שניים": 2,
    "מאתיים": 200,
    "אלפיים": 2000,
}
_SCALES = {
    **dict.fromkeys(("hundred", "מאה", "מאות"), 100),
    **dict.fromkeys(("thousand", "אלף", "אלפים"), 1000),
    **dict.fromkeys(("million", "מיליון"), 1_000_000),
}
_VAGUE = {
    **dict.fromkeys(("dozens", "tens", "עשרות"), 10),
    **dict.fromkeys(("hundreds", "מאות"), 100),
    **dict.fromkeys(("thousands", "אלפים", "אלפי"), 1000),
    **dict.fromkeys(("millions", "מיליונים", "מיליוני"), 1_000_000),
}
_LEAST_OF_VAGUE = 2
"""`hundreds` are at least that many hundreds."""

_PEOPLE = frozenset(
    "members member people persons person partners partner workers worker employees employee adults farmers farmer "
    "producers producer households household families family women men savers borrowers residents residents' "
    "co-operators shareholders worker-owners worker-members owners participants customers aides "
    "חברים חברות חברי חבר איש אנשים נפש נפשות עובדים עובדות עובדי מועסקים מבוגרים תושבים תושבי משפחות נשים חקלאים "
    "חוסכים שותפים בעלי-מניות מקומות-עבודה משקי-בית בתי-אב".split()
)
_MEMBERS = frozenset("members member partners partner worker-owners חברים חברות חברי חבר שותפים".split())
_OTHER = frozenset(
    "cooperatives cooperative co-operatives co-operative coops co-ops societies society unions union villages village "
    "dairies colonies communities community flats homes houses companies company enterprises farms colony branches "
    "shops children years year per cent percent pounds dollars euros shekels acres hectares "
    "קואופרטיבים קואופרטיבי קיבוצים קיבוצי מושבים מושבי רכישות בתים דירות קהילות מאפיות אגודות מפעלים מפעל חנויות "
    'ילדים שנים שנה אחוז אחוזים דונם דונמים ש"ח ש״ח שקל שקלים דולר דולרים אירו יחידות ענפים סניפים קופות'.split()
)
_OF_THESE = frozenset("מהם מהן ומהם ומהן".split())
_REACH = 3
"""Words after a number in which its noun is looked for."""
_YEARS = range(1400, 2101)
_YEAR = re.compile(r"(?<![\d,.])(1[4-9]\d\d|20\d\d|2100)(?![\d%]|,\d)")
_NOTHING = re.compile(r"\s*(?:none|no|unknown|not (?:known|published)|לא (?:ידוע|פורסם)|אין)(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: from `low` to `high`, None for "or more"; what it counts, whether of members by that name;
    and where it stands, its noun included. `vague`: it says no more than hundreds or thousands."""

    low: int
    high: int | None
    counted: Counted
    span: Span
    members: bool = False
    vague: bool = False

    @property
    def size(self) -> int:
        """One number for it: the most it says."""
        return self.low if self.high is None else self.high


class _Lexeme(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class _Number(NamedTuple):
    """A number that ends before the lexeme `end`; `scaled`: it has a word such as thousand; `vague`: it is no more."""

    low: int
    high: int | None
    end: int
    scaled: bool
    vague: bool = False


def people(text: str) -> Quantity | None:
    """The largest number of people in `text`, the value of a card's field "members"; None where it says none.

    A vague one counts only where there is no other. What counts other things, such as cooperatives or dwellings, says
    nothing of people.
    """
    if _NOTHING.match(text):
        return None
    found = [each for each in quantities(text) if each.counted != "other"]
    return max(found, key=lambda each: (not each.vague, each.size), default=None)


def people_named(text: str) -> Quantity | None:
    """The largest number of members that any text names as such, or else of other people; None where it names none."""
    found = [each for each in quantities(text) if each.counted == "people"]
    return max(found, key=lambda each: (each.members, not each.vague, each.size), default=None)


def first_year(text: str) -> int | None:
    """The year that `text` names first, from 1400 to 2100."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of `text` in its order, without years and percentages."""
    lexemes = [_Lexeme(str(each.lastgroup), each[0], *each.span()) for each in _LEXEME.finditer(text)]
    return tuple(_quantities(text, lexemes))


def _quantities(text: str, lexemes: Sequence[_Lexeme]) -> Iterator[Quantity]:
    before: Counted = ""
    at = 0
    while at < len(lexemes):
        number = _range(lexemes, at)
        if number is None:
            at += 1
            continue
        counted, members, end = _noun(lexemes, number.end)
        if not counted and _of_these(lexemes, at, number.end):
            counted = before
        if not _is_no_quantity(text, lexemes, at, number, near=counted == "people" and end == number.end + 1):
            span = (lexemes[at].start, lexemes[end - 1].end)
            yield Quantity(number.low, number.high, counted, span, members, number.vague)
            before = counted
        at = number.end


def _range(lexemes: Sequence[_Lexeme], at: int) -> _Number | None:
    """A number, or two of them with "to" between."""
    first = _number(lexemes, at)
    if first is None:
        return None
    between = first.end
    if between >= len(lexemes) or lexemes[between].text.lower() not in ("to", "עד", "-", "–", "—", "and", "ל"):
        return first
    paired = lexemes[between].text.lower() in ("and", "ל")
    if paired and not (at and lexemes[at - 1].text.lower() in ("between", "בין")):
        return first
    after = between + 1
    while after < len(lexemes) and lexemes[after].text in ("-", "־"):
        after += 1
    second = _number(lexemes, after)
    if second is None:
        return first
    low = first.low
    if second.scaled and not first.scaled and low < 1000 and (second.high or second.low) >= 1000:
        scale = 1_000_000 if (second.high or second.low) >= 1_000_000 else 1000
        low *= scale
    scaled, vague = first.scaled or second.scaled, first.vague or second.vague
    return _Number(low, second.high, second.end, scaled, vague) if low <= second.low else first


def _number(lexemes: Sequence[_Lexeme], at: int) -> _Number | None:
    """One number, in digits or words, with the scale that follows it."""
    if at >= len(lexemes):
        return None
    several = at
    while several < len(lexemes) and lexemes[several].text.lower() in ("several", "few", "כמה"):
        several += 1
    if several < len(lexemes) and (scale := _VAGUE.get(_bare(lexemes[several].text, _VAGUE))):
        return _Number(_LEAST_OF_VAGUE * scale, None, several + 1, scaled=True, vague=True)
    if lexemes[at].kind == "number":
        return _digits(lexemes, at)
    return _words(lexemes, at)


def _digits(lexemes: Sequence[_Lexeme], at: int) -> _Number:
    value = float(lexemes[at].text.replace(",", ""))
    scale = 1
    end = at + 1
    while end < len(lexemes) and (named := _SCALES.get(lexemes[end].text.lower())):
        scale *= named
        end += 1
    number = round(value * scale)
    return _Number(number, None if _is_least(lexemes, at) else number, end, scale > 1)


def _words(lexemes: Sequence[_Lexeme], at: int) -> _Number | None:
    """A number in words: ``מאה ועשרים``, ``two hundred and fifty``, ``a thousand``."""
    total = current = 0
    end = at
    scaled = False
    while end < len(lexemes):
        word = lexemes[end].text
        if end > at and word.lower() == "and" and end + 1 < len(lexemes) and _value(lexemes[end + 1].text):
            end += 1
            continue
        value = _value(word)
        if value is None or (end > at and not _continues(word, value, current)):
            break
        small, scale = value
        if scale:
            current = max(current, 1) * scale
            scaled = True
        else:
            current += small
        if scale >= 1000:
            total, current = total + current, 0
        end += 1
    if end == at:
        return None
    number = total + current
    return _Number(number, None if _is_least(lexemes, at) else number, end, scaled)


def _continues(word: str, value: tuple[int, int], current: int) -> bool:
    """Whether a word goes on with the number that has come to `current` since its last thousand."""
    small, scale = value
    if scale:
        return scale >= 1000 or 0 < current < 10 or word.startswith("ו")
    return current == 0 or current >= 100 or (small < 10 <= current)


def _value(word: str) -> tuple[int, int] | None:
    """What a word adds, or by what it multiplies."""
    small = _SMALL.get(_bare(word, _SMALL))
    if small:
        return small, 0
    scale = _SCALES.get(_bare(word, _SCALES))
    return (0, scale) if scale else None


def _bare(word: str, table: dict[str, int]) -> str:
    """`word` as the table has it: in lower case, a Hebrew one without the letters before it."""
    word = word.lower()
    for skipped in range(3):
        if word[skipped:] in table and all(letter in "ושהבלמכ" for letter in word[:skipped]):
            return word[skipped:]
    return word


def _is_least(lexemes: Sequence[_Lexeme], at: int) -> bool:
    """Whether "more than" or the like stands before the number."""
    before = " ".join(lexeme.text.lower() for lexeme in lexemes[max(0, at - 3) : at])
    return bool(re.search(r"(?:more than|over|at least|יותר מ(?: [-־])?|מעל|לפחות)$", before))


def _noun(lexemes: Sequence[_Lexeme], at: int) -> tuple[Counted, bool, int]:
    """What is counted, whether it is called members, and the lexeme after its noun; `at` where there is none."""
    for place in range(at, min(at + _REACH, len(lexemes))):
        lexeme = lexemes[place]
        if lexeme.kind != "word":
            if lexeme.text in "-־":
                continue
            break
        word = lexeme.text.lower()
        pair = f"{word}-{lexemes[place + 1].text.lower()}" if place + 1 < len(lexemes) else ""
        if pair in _PEOPLE:
            return "people", False, place + 2
        if word in _PEOPLE:
            return "people", word in _MEMBERS, place + 1
        if word in _OTHER:
            return "other", False, place + 1
        if _value(word) or word in _VAGUE:
            break
    return "", False, at


def _of_these(lexemes: Sequence[_Lexeme], at: int, end: int) -> bool:
    """Whether the number is of what the number before it counts: ``מהם 408``, ``כ-60 מהם``, ``of whom about half``."""
    around = [lexeme.text.lower() for lexeme in (*lexemes[max(0, at - 3) : at], *lexemes[end : end + 2])]
    return any(word in _OF_THESE for word in around) or any(
        first == "of" and second in ("them", "these", "which", "whom") for first, second in pairwise(around)
    )


def _is_no_quantity(text: str, lexemes: Sequence[_Lexeme], at: int, number: _Number, near: bool) -> bool:
    """Whether a number is a year, a percentage, a century or an ordinal. `near`: a noun for people comes right after
    it."""
    first = lexemes[at]
    after = lexemes[number.end] if number.end < len(lexemes) else None
    if after and after.text == "%":
        return True
    if first.kind == "word":
        rest = text[lexemes[number.end - 1].end :]
        return bool(re.match(r"\s*ה[-־]?\d", rest))
    if re.search(r"(?:(?<!\w)ה[-־]|\d/)$", text[: first.start]):
        return True
    if number.scaled or "," in first.text or "." in first.text or number.low not in _YEARS:
        return False
    dated = bool(re.search(r"(?:\b(?:in|since|by|from|until|of)|ב[-־]|מ[-־]|בשנת|בשנים|מאז)\s*$", text[: first.start]))
    return dated or not near

"""The query syntax that people expect, over free text in Hebrew and English.

``"exact words"``      a passage must hold these words next to each other
``-word  -"a phrase"`` a passage must not hold them
``a OR b``, ``a | b``  a passage must hold one of them (``או`` is an ordinary word)
``coop*``              a passage must hold a word that begins so; also at the end of a phrase
``topic:education``    the document must have this property (`FieldFilter`); ``-topic:education`` must not

Everything else is text. Whatever is not well formed is text too: `parse` accepts any string.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from knowledge import hebrew
from knowledge.analysis import tokens

FIELDS = {
    **dict.fromkeys(("topic", "נושא"), "topic"),
    **dict.fromkeys(("type", "סוג"), "type"),
    **dict.fromkeys(("country", "מדינה"), "country"),
    **dict.fromkeys(("language", "lang", "שפה"), "language"),
    **dict.fromkeys(("author", "מחבר", "מאת"), "author"),
    **dict.fromkeys(("title", "כותרת"), "title"),
    **dict.fromkeys(("year", "שנה"), "year"),
}
"""What may stand before the colon -> the field it names."""

_HEBREW = rf"[א-ת\ufb1d-\ufb4f{hebrew.NIQQUD}]"
_MARK = re.compile(rf"(?<!{_HEBREW})[\"“”״„]|[\"“”״](?!{_HEBREW})|„")
"""A quotation mark that is not gershayim, which stand between two Hebrew letters."""

_OPEN, _CLOSE = "\x02", "\x03"
"""What `_paired` puts in place of quotation marks; `_clean` has removed any that were typed."""

_MINUS = "−–-"
_NAME = rf"(?ai:{'|'.join(FIELDS)}):"  # ASCII case only: else ſ and ı would pass for s and i
_ITEM = re.compile(
    rf"(?<![^\s|])(?P<without>[{_MINUS}]*)(?P<name>{_NAME})(?:{_OPEN}(?P<quoted>[^{_CLOSE}]*){_CLOSE}|(?P<value>[^\s{_OPEN}]*))"
    rf"|(?P<minus>(?<!\S)[{_MINUS}](?=[\w{_OPEN}]))?"
    rf"(?:{_OPEN}(?P<phrase>[^{_CLOSE}]*){_CLOSE}|(?P<word>[^\s|{_OPEN}]+)|(?P<bar>\|))"
)
_NAMES = re.compile(rf"(?<!\S)(?:[{_MINUS}]*{_NAME})+")
_YEARS = re.compile(rf"([0-9]{{4}})?([{_MINUS}])?([0-9]{{4}})?")
_OPENING = "([{-־"
_SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """Normal word forms (`Token.word`) that must stand next to each other. `prefix`: the last one is only the beginning
    of a word."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A property the document must have, or with `excluded` must not. `field` is one of the values of `FIELDS`; `value`
    is as typed, without quotation marks."""

    field: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query taken apart.

    `text` is what is searched by meaning and by words: the query without operators, filters and excluded parts; the
    words of phrases and of alternatives stay in it. A passage must hold a phrase of each group of `required` and none
    of `excluded`. No group is empty.
    """

    text: str
    required: tuple[tuple[Phrase, ...], ...]
    excluded: tuple[Phrase, ...]
    fields: tuple[FieldFilter, ...]


def parse(query: str) -> Parsed:
    """`query` taken apart; its `text`, parsed again, is the same text and nothing else."""
    reading = _Reading()
    for item in _ITEM.finditer(_paired(_clean(query))):
        if item["name"]:
            value = item["value"] if item["quoted"] is None else item["quoted"]
            reading.filter(item["name"], value, excluded=bool(item["without"]))
        elif item["minus"]:
            reading.exclude(_content(item))
        elif item["bar"] or item["word"] == "OR":
            reading.alternative()
        else:
            reading.term(item)
    required = tuple(tuple(group.phrases) for group in reading.groups if group.is_required)
    return Parsed(_plain("".join(reading.pieces)), required, tuple(reading.excluded), tuple(reading.fields))


def years(value: str) -> tuple[int | None, int | None] | None:
    """First and last year of a `year` filter's value: ``2005``, ``1990-2005``, ``2000-``, ``-2000``; None where it is
    none of these. The order of the two is not checked."""
    match = _YEARS.fullmatch(value.strip())
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        return None
    first, last = (int(year) if year else None for year in (match[1], match[3]))
    return (first, last) if match[2] else (first, first)


@dataclass(slots=True)
class _Group:
    """Terms between which OR stands. One alone is required only if it has an operator of its own."""

    phrases: list[Phrase] = field(default_factory=list)
    has_operator: bool = False

    @property
    def is_required(self) -> bool:
        return self.has_operator or len(self.phrases) > 1


@dataclass(slots=True)
class _Reading:
    """What was read so far. `alternates`: OR stands between the last group and what comes next. What holds no word is
    not there as far as OR is concerned; a filter or an exclusion leaves the OR beside it dangling."""

    groups: list[_Group] = field(default_factory=list)
    excluded: list[Phrase] = field(default_factory=list)
    fields: list[FieldFilter] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    end: int = -1
    follows_term: bool = False
    alternates: bool = False

    def filter(self, name: str, value: str, *, excluded: bool) -> None:
        self.follows_term = self.alternates = False
        value = " ".join(value.split())
        if value:
            self.fields.append(FieldFilter(FIELDS[name[:-1].lower()], value, excluded))

    def exclude(self, content: str) -> None:
        self.follows_term = self.alternates = False
        phrase = _phrase(content)
        if phrase:
            self.excluded.append(phrase)

    def alternative(self) -> None:
        """OR, which counts only after a term; several in a row are one."""
        self.alternates = self.follows_term

    def term(self, item: re.Match[str]) -> None:
        content = _content(item)
        if content:
            self._write(content, item.start() == self.end)
            self.end = item.end()
        phrase = _phrase(content)
        if not phrase:
            return
        if not self.alternates:
            self.groups.append(_Group())
        self.groups[-1].phrases.append(phrase)
        self.groups[-1].has_operator |= phrase.prefix or item["word"] is None
        self.follows_term, self.alternates = True, False

    def _write(self, content: str, adjoins: bool) -> None:
        """Punctuation stays beside the phrase that it adjoins; nothing else does, lest two words run into one."""
        if self.pieces and not (adjoins and (self.pieces[-1][-1] in _OPENING or not any(map(_in_word, content)))):
            self.pieces.append(" ")
        self.pieces.append(content)


def _content(item: re.Match[str]) -> str:
    return (item["phrase"] if item["word"] is None else item["word"]).strip()


def _phrase(content: str) -> Phrase | None:
    """The words of `content`, None where it has none. A star that ends it, right after a word of two letters or more
    and with nothing but punctuation behind it, makes a prefix of that word."""
    found = list(tokens(content))
    if not found:
        return None
    last, star = found[-1], content.rfind("*")
    letters = sum(character.isalpha() for character in last.word)
    prefix = star == last.end and letters >= _SHORTEST_PREFIX
    return Phrase(tuple(token.word for token in found), prefix)


def _clean(query: str) -> str:
    """`query` without control and format characters (bidi marks, zero-width characters, lone surrogates); every white
    space is a space."""
    return "".join(
        " " if character.isspace() else character
        for character in query
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def _paired(text: str) -> str:
    """`text` with `_OPEN` and `_CLOSE` in place of the quotation marks that form pairs and without those that do not.

    A mark opens where no letter or digit stands before it, and the next mark closes, of whatever shape either is;
    gershayim are neither and stay.
    """
    characters = list(text)
    opened: int | None = None
    for match in _MARK.finditer(text):
        at = match.start()
        joins = _in_word(text[at - 1 : at]) and _in_word(text[at + 1 : at + 2])
        if opened is not None:
            characters[opened], characters[at] = _OPEN, _CLOSE
            opened = None
        else:
            characters[at] = " " if joins else ""
            opened = None if _in_word(text[at - 1 : at]) else at
    return "".join(characters)


def _in_word(character: str) -> bool:
    return bool(character) and (character.isalnum() or unicodedata.category(character) == "Mn")


def _plain(text: str) -> str:
    """`text` in which nothing is left that `parse` would take for an operator; also from within phrases."""
    text = re.sub(r"[*|]", " ", text)
    text = _NAMES.sub(lambda names: names[0].replace(":", " "), text)
    words = (word.lstrip(_MINUS) for word in text.split())
    return " ".join("or" if word == "OR" else word for word in words if word)

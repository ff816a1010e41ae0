"""The countries that a document names, as a suggestion of what it is about.

`data/country_terms.tsv` adds to the names of the Unicode CLDR what else a country and its people are called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from ingest.front_matter import NOT_COUNTRIES
from knowledge.hebrew import spelling
from knowledge.taxonomy import country_names
from knowledge.types import Language, Section

FILE = Path(__file__).parent / "data" / "country_terms.tsv"
_COLUMNS = ["code", "he", "en"]

_LEAST = 3
"""Times that a country outside the title has to be named, a heading counting twice."""
_LEAST_ALONE = 2
"""The same where no other country is named."""
_LEAST_SHARE = 0.2
"""What that has to be of the times that the most named country is."""
_HOME = "IL"
_HOME_SHARE = 0.75
"""The same for the readers' own country, with which others are compared."""
_MOST = 4
"""How many countries are suggested."""

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[א-ת]+(?:[\"'][א-ת]+)*'?|[A-Za-z\u00c0-\u024f]+(?:'(?!s\b)[A-Za-z]+)?")
_PARENTHESIS = re.compile(r"\s*\(.*\)")
_PREFIXES = ("ב", "ל", "מ", "ה", "ו", "ש", "וב", "ול", "ומ", "וה", "וש", "שב", "של", "שמ", "שה", "מה", "ושב", "ומה")
_PLACE_PREFIXES = ("ב", "ל", "מ", "ו", "וב", "ול", "ומ", "שב")
_SHORT = 3
"""Letters of a name that is another word's part too often to count but after "in", "to", "from" or "and"."""
_AMBIGUOUS: Mapping[Language, frozenset[str]] = {
    "he": frozenset(["ירדן", "פרו", "גאורגיה", "דני", "דנית", "דנים", "פיני", "סיני", "הודים"]),
    "en": frozenset(["Jordan", "Georgia", "Jersey", "Chad", "Guinea", "Dominica", "Niger", "Samoa"]),
}
"""Names that are also a river, a state, a first name, another word, or a part of another country's name."""

Key = tuple[str, ...]


def named_countries(title: str, sections: Sequence[Section], language: Language) -> tuple[str, ...]:
    """ISO codes of the countries in the title, or named often enough, the most named first.

    The readers' own country needs more than to stand in the title of a Hebrew document.
    """
    in_title = _counted([title])
    counts = _counted(section.text for section in sections)
    headings = [section.heading for section in sections if section.heading and section.heading != title]
    for code, count in _counted(headings).items():
        counts[code] += 2 * count
    most = max(counts.values(), default=0)
    least = _LEAST if len(counts) > 1 else _LEAST_ALONE

    def is_named(code: str) -> bool:
        if code == _HOME and language == "he":
            enough = counts[code] >= _LEAST or (code in in_title and counts[code] > 1)
            return enough and counts[code] >= _HOME_SHARE * most
        return code in in_title or (counts[code] >= least and counts[code] >= _LEAST_SHARE * most)

    codes = sorted({*counts, *in_title}, key=lambda code: (code not in in_title, -counts[code], code))
    return tuple(code for code in codes if is_named(code))[:_MOST]


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(code for text in texts for code in _codes(text))


def _codes(text: str) -> Iterator[str]:
    """The country of every name in `text`, the longest one where two begin at the same word."""
    words = _WORD.findall(spelling(text))
    names, longest = _names(), _longest()
    end = 0
    for i, word in enumerate(words):
        starts = _starts(word) if i >= end else ()
        lengths = range(min(longest, len(words) - i), 0, -1) if starts else ()
        for length, start in product(lengths, starts):
            code = names.get((start, *words[i + 1 : i + length]))
            if code:
                yield code
                end = i + length
                break


@lru_cache(maxsize=1 << 16)
def _starts(word: str) -> tuple[str, ...]:
    """`word` as it stands, and without the letters that a Hebrew word may begin with, where a name begins so."""
    first_words = _first_words()
    if not re.match("[א-ת]", word):
        return (word,) if word in first_words else ()
    forms = [word] if len(word) > _SHORT else []
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and (len(rest) > _SHORT or (len(rest) == _SHORT and prefix in _PLACE_PREFIXES)):
            forms.append(rest)
    return tuple(form for form in forms if form in first_words)


@cache
def _names() -> Mapping[Key, str]:
    """The country of every name: its words as they are looked up."""
    names: dict[Key, str] = {}
    for code, he, en in _listed():
        for name in he:
            if name not in _AMBIGUOUS["he"]:
                names[tuple(_WORD.findall(spelling(name)))] = code
        for name in en:
            if name not in _AMBIGUOUS["en"]:
                key = tuple(_WORD.findall(spelling(name)))
                names[key] = names[tuple(word.upper() for word in key)] = code
    return names


def _listed() -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    """Codes with the names in Hebrew and in English."""
    for code in country_names("en").keys() - NOT_COUNTRIES:
        yield code, [_PARENTHESIS.sub("", country_names("he")[code])], [_PARENTHESIS.sub("", country_names("en")[code])]
    lines = FILE.read_text("utf-8").splitlines()
    assert lines[0].split("\t") == _COLUMNS
    for line in lines[1:]:
        code, he, en = line.split("\t")
        yield code, [name for name in he.split("; ") if name], [name for name in en.split("; ") if name]


@cache
def _first_words() -> frozenset[str]:
    return frozenset(key[0] for key in _names())


@cache
def _longest() -> int:
    return max(map(len, _names()))

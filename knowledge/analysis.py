"""Text analysis: the tokens of a text with their places in it.

The same function serves documents, queries and highlights, so that what matched is what is marked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from knowledge import hebrew
from knowledge.types import Language, Span

_HEBREW = rf"[א-ת\ufb1d-\ufb4f{hebrew.NIQQUD}]"
_LATIN = r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"  # between them stand the signs × and ÷
_TOKEN = re.compile(
    rf"(?P<hebrew>{_HEBREW}+(?:[\"'׳״’”“]{_HEBREW}+)*['׳]?)"
    rf"|(?P<latin>{_LATIN}(?:{_LATIN}|[\u0300-\u036f])*(?:['’][A-Za-z]+)?)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
)
_QUOTED = re.compile(rf"^([ושהבלמכ]{{1,4}})([\"״”“])({_HEBREW}{{3,}})$")
"""A prefix before an opened quotation mark (``ה"שיתופי``), which is not an acronym."""

_ENGLISH_STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in is it its me "
    "my no not of on or our she should so than that the their them then there these they this to was we were what when "
    "where which who why will with would you your".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its normal form, its stem, and the span of the text it was read from."""

    word: str
    stem: str
    start: int
    end: int

    @property
    def is_stop_word(self) -> bool:
        """Whether the word carries grammar rather than meaning."""
        return self.word in hebrew.STOP_WORDS or self.word in _ENGLISH_STOP_WORDS


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order; spans do not overlap."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "hebrew":
            yield from _hebrew_tokens(match[0], match.start())
        elif match.lastgroup == "latin":
            word = _latin_word(match[0])
            yield Token(word, _english_stem(word), *match.span())
        else:
            word = match[0].replace(",", "")
            yield Token(word, word, *match.span())


def language_of(text: str, otherwise: Language = "he") -> Language:
    """The language of most letters of `text`; `otherwise` where there are none."""
    hebrew_letters = len(hebrew.LETTER.findall(text))
    latin_letters = sum(character.isascii() and character.isalpha() for character in text)
    if hebrew_letters == latin_letters:
        return otherwise
    return "he" if hebrew_letters > latin_letters else "en"


def matching_spans(words: Iterable[Token], text: str) -> tuple[Span, ...]:
    """Spans of `text` whose words share a stem with one of `words`, adjoining ones as one."""
    wanted = {token.stem for token in words}
    spans: list[Span] = []
    for token in tokens(text):
        if token.stem not in wanted or token.is_stop_word:
            continue
        if spans and text[spans[-1][1] : token.start] in ("", " "):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return tuple(spans)


def content_tokens(query: str) -> list[Token]:
    """The tokens of a query without stop words; all of them when there is nothing else."""
    every = list(tokens(query))
    return [token for token in every if not token.is_stop_word] or every


def _hebrew_tokens(raw: str, start: int) -> Iterator[Token]:
    read = _read_hebrew(raw)
    if read:
        word, stem, skipped, length = read
        yield Token(word, stem, start + skipped, start + skipped + length)


@lru_cache(maxsize=1 << 16)
def _read_hebrew(raw: str) -> tuple[str, str, int, int] | None:
    """Word, stem, and the part of `raw` that they were read from: how much to skip, how long it is."""
    quoted = _QUOTED.match(raw)
    skipped = quoted.start(3) if quoted else 0
    kept = quoted[3] if quoted else raw
    kept = kept.rstrip("'׳’") if len(kept) > 3 else kept
    spelled = hebrew.spelling(kept)
    if not hebrew.LETTER.search(spelled):  # points without a letter
        return None
    return spelled.replace('"', "").replace("'", ""), hebrew.stem(spelled), skipped, len(kept)


def _latin_word(raw: str) -> str:
    """Lower case, without accents and without a possessive ``'s``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", raw) if not unicodedata.combining(c))
    return re.sub(r"['’](s$)?", "", plain.lower())


@lru_cache(maxsize=1 << 16)
def _english_stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415  only where there is Latin text

    return Stemmer.Stemmer("english", 0)  # 0: its own cache is not safe between threads; ours is

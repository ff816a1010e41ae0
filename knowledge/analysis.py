"""Text analysis: the tokens of a text with their places in it.

The same function serves documents, queries and highlights, so that what matched is what is marked.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from knowledge import hebrew
from knowledge.types import Language, Span

_HEBREW = rf"[א-ת\ufb1d-\ufb4f{hebrew.NIQQUD}]"
_LATIN = r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"  # between them stand the signs × and ÷
_TOKEN = re.compile(
    rf"(?P<hebrew>{_HEBREW}+(?:[\"'׳״’”“]{_HEBREW}+)*['׳]?)"
    rf"|(?P<latin>{_LATIN}(?:{_LATIN}|[\u0300-\u036f])*(?:['’][A-Za-z]+)?)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+)"
)
_HEBREW_START = re.compile(_HEBREW)
_QUOTED = re.compile(rf"^([ושהבלמכ]{{1,4}})([\"״”“])({_HEBREW}{{3,}})$")
"""A prefix before an opened quotation mark (``ה"שיתופי``), which is not an acronym."""

_Read = tuple[str, str, int, int]

_ENGLISH_STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in is it its "
    "me my no not of on ones or our she should so than that the their them then there these they this to was we were "
    "what when where which who why will with would you your".split()
)


class Token(NamedTuple):
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
        read = _read(match[0])
        if read:
            yield _token(match, read)


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
    # and not `tokens`: most words match nothing, so no token is made of them
    read = ((match, _read(match[0])) for match in _TOKEN.finditer(text))
    matching = (_token(match, found) for match, found in read if found and found[1] in wanted)
    return _joined(((token.start, token.end) for token in matching if not token.is_stop_word), text)


def coded_words(text: str) -> bytes:
    """The words of `text` that are no stop words, for `coded_spans`: hashes of their stems, then their starts, then
    their ends, each a little-endian number of four bytes."""
    words = [token for token in tokens(text) if not token.is_stop_word]
    columns = [_hash(word.stem) for word in words], [word.start for word in words], [word.end for word in words]
    return struct.pack(f"<{3 * len(words)}I", *columns[0], *columns[1], *columns[2])


def coded_spans(words: Iterable[Token], coded: bytes, text: str) -> tuple[Span, ...]:
    """`matching_spans` of a `text` whose `coded_words` have been kept, several times as fast. Other words have the same
    hash in one case of a thousand million."""
    wanted = {_hash(token.stem) for token in words}
    number = len(coded) // 12
    columns = struct.unpack_from(f"<{3 * number}I", coded)
    places = [place for place, stem in enumerate(columns[:number]) if stem in wanted]
    return _joined(((columns[number + place], columns[2 * number + place]) for place in places), text)


def _hash(stem: str) -> int:
    return zlib.crc32(stem.encode())


def _joined(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Spans of neighbouring words as one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and text[joined[-1][1] : start] in ("", " "):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


def stems(text: str) -> list[str]:
    """The stems of the words of `text`, in their order."""
    read = (_read(raw[0]) for raw in _TOKEN.finditer(text))  # and not `tokens`, for whoever asks for many texts
    return [each[1] for each in read if each]


def content_tokens(query: str) -> list[Token]:
    """The tokens of a query without stop words; all of them when there is nothing else."""
    every = list(tokens(query))
    return [token for token in every if not token.is_stop_word] or every


def _token(match: re.Match[str], read: _Read) -> Token:
    word, stem, skipped, length = read
    start = match.start() + skipped
    return Token(word, stem, start, start + length)


@lru_cache(maxsize=1 << 17)
def _read(raw: str) -> _Read | None:
    """Word, stem, and the part of `raw`, a match of `_TOKEN`, that they were read from: how much to skip, how long it
    is."""
    if raw[0].isdecimal():
        number = raw.replace(",", "")
        return number, number, 0, len(raw)
    if not _HEBREW_START.match(raw):
        word = _latin_word(raw)
        return word, _english_stem(word), 0, len(raw)
    return _read_hebrew(raw)


def _read_hebrew(raw: str) -> _Read | None:
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


def _english_stem(word: str) -> str:
    stem: str = _stemmer().stemWord(word)
    return stem


@cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415  only where there is Latin text

    return Stemmer.Stemmer("english", 0)  # 0: its own cache is not safe between threads; ours is

"""Understanding a query that was typed wrongly, against the vocabulary of the index.

Three things are put right: a query typed with the other keyboard layout, a misspelled word, and a name that the
library writes in the other script. A word that the index knows is never touched, and a query of known words costs no
more than looking them up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from knowledge import hebrew
from knowledge.analysis import Token, tokens
from knowledge.types import Correction

_TO_HEBREW = str.maketrans("qwertyuiopasdfghjkl;'zxcvbnm,./", "/'קראטוןםפשדגכעיחלךף,זסבהנמצתץ.")
"""The keys of the US layout and what the Israeli one (SI 1452) puts on them without Shift."""
_TO_LATIN = {ord("׳"): "w"} | {new: chr(old) for old, new in _TO_HEBREW.items()}
_FINAL = {"כ": "ך", "מ": "ם", "נ": "ן", "צ": "ץ"}
_UNFINAL = str.maketrans("ךםןףץ", "כמנפצ")
_UNFINISHED = re.compile("(?<=[א-ת])[כמנצ](?![א-ת\"'])")
"""A letter at the end of a word that has a final form there always; pe keeps its own in borrowed words (``קליפ``)."""
_FINAL_INSIDE = re.compile("[ךםןףץ].")

_SAME = tuple("אעה טת כקח סש סז בו aeiouy cks sz fv".split())
"""Letters written for each other because they sound alike."""
_KEYS = {
    key: (x + y / 2, y) for y, row in enumerate(("qwertyuiop", "asdfghjkl;", "zxcvbnm,.")) for x, key in enumerate(row)
}
_ENDINGS = frozenset(" ה ו י ת ים יים ות יות ית יה יו ני נית נו נה כם s es d ed er ers ing ly y al n".split(" "))
"""What one word may end in and another, without being a misspelling of it."""
_SHORTEST = 5
"""Letters of a word that may be misspelled: almost every shorter one has a neighbour that is another word."""
_SURE = 6
"""Letters up to which a changed letter has to be one of a neighbouring key or of like sound."""
_LONG = 9
"""Letters from which two edits may be put right."""

_SOUNDS = "B:bvב D:dד G:gג K:ckqכךק L:lל M:mמם N:nנן P:fpפף R:rר S:sס T:tטת Z:zז X:ש C:צץ"
_READINGS: Mapping[str, tuple[str, str]] = {
    **{letter: (group[0], group[0]) for group in _SOUNDS.split() for letter in group[2:]},
    **{"ch": ("Q", "K"), "gn": ("GN", "N"), "j": ("G", "J"), "qu": ("K", "KB"), "ts": ("C", "TS"), "tz": ("C", "TS")},
    **{"sch": ("X", "X"), "sh": ("X", "X"), "tch": ("Q", "Q"), "ח": ("ח", "K")},
    **{pair: (sound, sound) for pair, sound in (("ck", "K"), ("gh", "G"), ("kh", "K"), ("ph", "P"), ("th", "T"))},
}
"""A sound to its usual and its rarer consonant, named alike in both scripts. Other letters are vowels or silent and
stay between them: ``MoNDRaGoN``, ``MוNDRGוN``. Ours, after the usual Hebrew spelling of foreign names."""
_SIBILANTS: Mapping[str, str] = {"S": "SZ", "Z": "ZSC", "C": "C", "X": "X", "Q": "CX", "J": "Z"}
"""A hissing sound of the Latin form to what Hebrew may write for it; all are S in the skeleton."""
_COARSE = str.maketrans("ZXCQJ", "SSSSS")
_SOUND = re.compile("sch|tch|c[hk]|gn|qu|t[sz]|[sgkpt]h|.")
_RESPELLED = (
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("^w|w(?=[aeiouy])"), "v"),
    (re.compile("^וו?|וו"), "ב"),
)
"""Letters whose sound depends on where they stand."""
_CONSONANT = re.compile("[A-Z]")
_DOUBLED = re.compile(r"([A-Z])(?=\1)|[SZXCQJ](?=[SZXCQJ])")
_FEWEST = 3
"""Consonants of a name. Two agree with anything."""
_FEWEST_SILENT = 5
"""Consonants a name has without its silent one (``Desjardins``, ``דז'רדן``)."""
_MOST_FORMS = 3


class Vocabulary(Protocol):
    """The words of an index."""

    def holds(self, token: Token) -> bool:
        """Whether a passage holds the token's word or its stem."""

    def words(self) -> Mapping[str, int]:
        """Every `Token.word` of the index and the passages that hold it."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The query to search instead, keyboard and spelling put right; names are listed but not put into it."""

    text: str
    corrections: tuple[Correction, ...]


class Understanding:
    """Understands queries against one vocabulary, whose words are read when a query first has an unknown one."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    @cached_property
    def _lexicon(self) -> Lexicon:
        return _read(self._vocabulary.words())

    def understand(self, query: str) -> Understood:
        """What `query` means: the layout first, as nothing can be said about its words before."""
        if not any(self._unknown(token) for token in _words(query)):
            return Understood(query, ())
        mapped = self._other_layout(query)
        text = query if mapped is None else mapped
        corrections = [] if mapped is None else [Correction("keyboard", query, (mapped,))]
        parts: list[str] = []
        end = 0
        for token in filter(self._unknown, _words(text)):
            written = text[token.start : token.end]
            if '"' in hebrew.spelling(written):  # an acronym
                continue
            if better := self._spelling(token.word):
                better = better.capitalize() if written[0].isupper() else better
                corrections.append(Correction("spelling", written, (better,)))
                parts += text[end : token.start], better
                end = token.end
            elif forms := self._names(token.word):
                corrections.append(Correction("name", written, forms))
        return Understood("".join([*parts, text[end:]]), tuple(corrections))

    def _unknown(self, token: Token) -> bool:
        return not self._vocabulary.holds(token)

    def _other_layout(self, query: str) -> str | None:
        """`query` as the other layout would have written it, if only that makes sense of it."""
        letters = {character for character in query.lower() if character.isalpha()}
        if letters <= set("abcdefghijklmnopqrstuvwxyz"):
            if re.fullmatch("[A-Z]{1,3}", query.strip()):  # an acronym
                return None
            mapped = _finished(query.lower().translate(_TO_HEBREW))
        elif letters <= set("אבגדהוזחטיכךלמםנןסעפףצץקרשת"):
            mapped = query.translate(_TO_LATIN)
        else:
            return None
        if re.search("[a-z][,;./][a-z]", mapped):  # nobody writes so
            return None
        if not all(self._unknown(token) or _is_fragment(token, query) for token in _words(query)):
            return None
        words = _words(mapped)
        known = [token for token in words if not (_FINAL_INSIDE.search(token.word) or self._unknown(token))]
        sure = any(len(token.word) >= _FEWEST and self._lexicon.holds(token.word) for token in known)
        return mapped if sure and len(known) * 2 > len(words) else None

    def _spelling(self, word: str) -> str | None:
        """The word of the vocabulary that an unknown one is near to, with the prefix letters it was written with."""
        for prefix in ("", *_prefixes(word)):
            if near := self._lexicon.nearest(word[len(prefix) :]):
                return prefix + near
        return None

    def _names(self, word: str) -> tuple[str, ...]:
        """The forms in the other script of what may be a name."""
        for prefix in ("", *_prefixes(word)):
            fewest = _FEWEST + bool(prefix)  # a prefix taken off a word that has none leaves what resembles anything
            if forms := self._lexicon.transliterated(word[len(prefix) :], fewest):
                return forms
        return ()


def understand(query: str, vocabulary: Vocabulary) -> Understood:
    """What `query` means to the index with this vocabulary; for many queries, keep an `Understanding`."""
    return Understanding(vocabulary).understand(query)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of a vocabulary for finding the near ones: by first letter and length, and by script and skeleton."""

    words: Mapping[str, int]
    alike: Mapping[tuple[str, int], list[str]]
    skeletons: Mapping[tuple[bool, str], list[str]]

    def nearest(self, word: str) -> str | None:
        """The word within one edit (two for a long word) that is nearest, then in most passages, then first in order.

        An edit is an insertion, deletion, replacement or transposition of neighbours: Damerau-Levenshtein distance as
        optimal string alignment. The first letter is hardly ever the wrong one, so it has to stand, at most
        transposed with the second.
        """
        if len(word) < _SHORTEST:
            return None
        most = 2 if len(word) >= _LONG else 1
        found: list[tuple[float, int, str]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            same = self.alike.get((word[0], length), ())
            for near, distance, _ in process.extract(word, same, scorer=OSA.distance, score_cutoff=most, limit=None):
                if (distance == 1 or self.words[near] > 1) and _is_slip(word, near):
                    found.append((distance, -self.words[near], near))
        swapped = word[1] + word[0] + word[2:]
        if swapped in self.words:
            found.append((1, -self.words[swapped], swapped))
        return min(found)[2] if found else None

    def holds(self, word: str) -> bool:
        """Whether the word is here but for prefixes and an ending; `hebrew.stem` alone lets too much agree."""
        bases = [word[len(prefix) :] for prefix in ("", *_prefixes(word))]
        bases += [base.removesuffix(ending) for base in bases for ending in _ENDINGS]
        kept = [base for base in bases if len(base) >= _FEWEST]
        return any(_finished(base + ending) in self.words for base in kept for ending in ("", "ה"))

    def transliterated(self, word: str, fewest: int = _FEWEST) -> tuple[str, ...]:
        """The words of the other script that may be the same name, those in most passages first.

        Equal consonants in order, vowels that do not contradict them; else, for a long name, one consonant of the
        Latin form that the Hebrew leaves out. Words with inflections beside them are no names.
        """
        is_hebrew = _is_hebrew(word)
        exact = {skeleton for form in _forms(word) if len(skeleton := _skeleton(form)) >= fewest}
        for silent, keys in ((False, exact), (True, {near for key in exact for near in _beside(key, is_hebrew)})):
            same = {other for key in keys for other in self.skeletons.get((not is_hebrew, key), ())}
            agreeing = [
                other
                for other in same
                if (_agree(word, other, silent) if is_hebrew else _agree(other, word, silent))
                and not self._is_common(other)
            ]
            if agreeing:
                length = len(word)
                agreeing.sort(key=lambda other: (-self.words[other], abs(len(other) - length), other))
                return tuple(agreeing[:_MOST_FORMS])
        return ()

    def _is_common(self, word: str) -> bool:
        """Whether the vocabulary has a plural or the like of the word, or what it is one of: names have none."""
        if any(token.is_stop_word for token in tokens(word)):
            return True
        if _is_hebrew(word):
            base = word.removesuffix("ה").translate(_UNFINAL)
            return any(base + ending in self.words for ending in ("ים", "ות", "יות", "ית"))
        endings = ("s", "es", "ed", "ing", "ly", "d")
        kin = {base + ending for base in (word, word.removesuffix("e")) for ending in endings}
        kin |= {word.removesuffix(ending) for ending in endings}
        return not (kin - {word}).isdisjoint(self.words)


def _read(words: Mapping[str, int]) -> Lexicon:
    alike: dict[tuple[str, int], list[str]] = {}
    skeletons: dict[tuple[bool, str], list[str]] = {}
    for word in words:
        if not word.isalpha():
            continue
        alike.setdefault((word[0], len(word)), []).append(word)
        for key in {_skeleton(form) for form in _forms(word)}:
            if len(key) >= _FEWEST:
                skeletons.setdefault((_is_hebrew(word), key), []).append(word)
    return Lexicon(words, alike, skeletons)


def _words(query: str) -> list[Token]:
    """The tokens of a query that can be misspelled: neither stop words nor numbers."""
    return [token for token in tokens(query) if not token.is_stop_word and not token.word.isdigit()]


def _is_fragment(token: Token, query: str) -> bool:
    """Whether a single letter stands beside punctuation that may be a letter of the other layout."""
    return token.end - token.start == 1 and query[max(0, token.start - 1) : token.end + 1].strip() != token.word


def _finished(text: str) -> str:
    return _UNFINISHED.sub(lambda letter: _FINAL[letter[0]], text)


def _is_slip(word: str, near: str) -> bool:
    """Whether `word` may be `near` misspelled: not an inflection of it, nor (if short) one letter changed at random."""
    shared = Prefix.similarity(word, near)
    if any(word[cut:] in _ENDINGS and near[cut:] in _ENDINGS for cut in range(_FEWEST, shared + 1)):
        return False
    if len(word) != len(near) or len(word) > _SURE or sorted(word) == sorted(near):
        return True
    one, other = word[shared].translate(_UNFINAL), near[shared].translate(_UNFINAL)
    if one == other or any(one in same and other in same for same in _SAME):
        return True
    (x, y), (u, v) = (_KEYS.get(letter.translate(_TO_LATIN), (math.nan, 0)) for letter in (word[shared], near[shared]))
    return abs(x - u) <= 1 and abs(y - v) <= 1


def _is_hebrew(word: str) -> bool:
    return "א" <= word[0] <= "ת"


def _prefixes(word: str) -> list[str]:
    """One and two letters before a Hebrew word that may be prefixes."""
    return [word[:length] for length in (1, 2) if len(word) > length and set(word[:length]) <= set("ושהבלמכ")]


def _forms(word: str) -> set[str]:
    """A word with its consonants as classes: all sounds in their usual reading, and all in the rarer."""
    for written, sounded in _RESPELLED:
        word = written.sub(sounded, word)
    readings = [_READINGS.get(sound, (sound, sound)) for sound in _SOUND.findall(word)]
    return {_DOUBLED.sub("", "".join(reading)) for reading in zip(*readings, strict=True)}


def _skeleton(form: str) -> str:
    return "".join(_CONSONANT.findall(form)).translate(_COARSE)


def _beside(skeleton: str, is_hebrew: bool) -> Iterator[str]:
    """Skeletons of the other script that have one consonant more (for a Hebrew one) or less, never the first."""
    if len(skeleton) < _FEWEST_SILENT + (not is_hebrew):
        return
    for place in range(1, len(skeleton) + is_hebrew):
        if is_hebrew:
            yield from (skeleton[:place] + name + skeleton[place:] for name in "BDGKLMNPRST")
        else:
            yield skeleton[:place] + skeleton[place + 1 :]


def _agree(hebrew_word: str, latin_word: str, silent: bool) -> bool:
    """Whether one form of each has the same consonants with vowels that can be each other's."""
    latin_forms: Iterable[str] = _forms(latin_word)
    if silent:
        latin_forms = [
            _DOUBLED.sub("", form[:place] + form[place + 1 :])
            for form in latin_forms
            for place in range(1, len(form))
            if form[place].isupper()
        ]
    return any(
        _skeleton(written) == _skeleton(latin)
        and all(map(_may_hiss, _CONSONANT.findall(written), _CONSONANT.findall(latin)))
        and _same_vowels(_CONSONANT.split(written), _CONSONANT.split(latin))
        for latin in latin_forms
        for written in _forms(hebrew_word)
    )


def _may_hiss(ours: str, theirs: str) -> bool:
    return ours in _SIBILANTS.get(theirs, ours)


def _same_vowels(written: list[str], latin: list[str]) -> bool:
    """Whether the vowel letters between the consonants of a Hebrew word fit those of a Latin one.

    Hebrew writes o, u and two vowels together, i in a short word, and a where the word ends; others it may leave out.
    """
    if bool(written[0]) != bool(latin[0]) or (written[0][:1] in ("ה", "ח")) != (latin[0][:1] == "h"):
        return False
    for ours, theirs in zip(written[1:-1], latin[1:-1], strict=True):
        vowels = theirs.replace("h", "")
        bare = len(vowels) > 1 or (vowels == "i" and len(latin) < _FEWEST_SILENT)
        if not _may_be(ours, theirs) or (bare and not ours) or (vowels in ("o", "u") and "ו" not in ours):
            return False
    ours, theirs = written[-1], latin[-1]
    ends = {"a": "הא", "i": "י", "y": "י", "o": "ו", "u": "ו"}.get(theirs.removesuffix("h")[-1:], "")
    return _may_be(ours, theirs) and (not ends or ours[-1:] in tuple(ends))


def _may_be(ours: str, theirs: str) -> bool:
    fitting = {"ו": "ouw", "י": "iey", "א": "aeiouy", "ע": "a", "ה": "haeo", "ח": "h"}
    if "יי" in ours and "a" in theirs:
        return True
    return all(set(fitting.get(letter, letter)) & set(theirs) for letter in ours)

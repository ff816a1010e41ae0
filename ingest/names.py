"""Names of people in a byline: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.hebrew import STOP_WORDS, spelling

_AND_ENGLISH = re.compile(r"\s+(?:and|&)\s+")
_AND_HEBREW = re.compile(r"\s+ו(?=[א-ת])")
_LEADING_AND = re.compile(r"^(?:and|&)\s+")
_OWN_VAV = frozenset(
    "ורד ורדה ורדית ויקי ויקטור ויקטוריה ולדימיר ולרי ולריה ולנטין ויויאן וסילי וירג'יניה ונסה".split()
)
"""First names whose vav is no "and"."""
_TITLES = frozenset(
    ['ד"ר', "פרופ'", "פרופסור", "דוקטור", "מר", "גב'", "הרב", 'עו"ד', 'רו"ח', "dr", "prof", "mr", "mrs", "ms"]
)
_ROLE = re.compile(
    r"(?:ה?(?:רכז|מזכיר|מנהל|חבר|חוקר|מרצה|עורך|יועץ|גזבר|נציג|דובר|ראש|רכזת|יושב|סגן|כלכלן|סוציולוג|עובד|בוגר|דוקטורנט|"
    r"מנחה|מחנך|מורה|תושב|עיתונאי|פעיל|שר|יוזם|מייסד|מתאם)(?:ת|ים|ות|י|נית|אית)?|יו\"ר|מנכ\"ל(?:ית)?|"
    r"ה?(?:קיבוץ|מכון|אוניברסיטת|אוניברסיטה|מכללת|מכללה|תנועה|תנועת|אגף|מחלקה|מחלקת|מרכז|עמותה|עמותת|צוות|מועצה|מועצת|מושב))"
)
_ENGLISH_ROLE = re.compile(
    r"(?:director|professor|lecturer|editor|chair\w*|secretary|member|manager|head|researcher|fellow|department|university|"
    r"institute|center|centre|college|school|kibbutz|president|consultant|economist|movement|society|press|of|the|for)",
    re.IGNORECASE,
)
_HEBREW_WORD = re.compile(r"[א-ת]+(?:[\"'-][א-ת]+)*'?\.?")
_ENGLISH_WORD = re.compile(r"[A-Z][\w.'-]*|de|da|del|van|von|der|den|la|le|bin|ben")
_MOST_WORDS = 5


def joined_names(text: str) -> tuple[str, ...]:
    """Single names: at "and", and at a Hebrew ו that joins two full names (``דנה ורד`` is one)."""
    return tuple(name.strip(" :.") for part in _AND_ENGLISH.split(text) if part for name in _at_vav(part))


def listed_names(parts: Sequence[str], plural: bool) -> tuple[str, ...]:
    """The names that `parts` of a list are, if the last one is joined by "and", or `plural` says that they are names;
    else ()."""
    *first, last = parts
    ends = joined_names(_LEADING_AND.sub("", last))
    joined = len(ends) > 1 or bool(_LEADING_AND.match(last))
    if not joined and last.startswith("ו") and last.split()[0] not in _OWN_VAV and len(last.split()) > 1:
        ends, joined = joined_names(last[1:]), True
    names = (*first, *ends)
    return names if (joined or plural) and all(map(is_person, names)) else ()


def is_person(text: str) -> bool:
    """Whether `text` can be one person's full name, rather than a role or a place of work."""
    words = spelling(text).replace("־", "-").split()
    if not 2 <= len(words) <= _MOST_WORDS:
        return False
    if all(map(_HEBREW_WORD.fullmatch, words)):
        return not any(word in STOP_WORDS or _ROLE.fullmatch(word) for word in words)
    return all(map(_ENGLISH_WORD.fullmatch, words)) and not any(map(_ENGLISH_ROLE.fullmatch, words))


def _at_vav(text: str) -> list[str]:
    """Parts at every ו that leaves a first and a last name on both sides."""
    names = [""]
    rest = text
    while found := _AND_HEBREW.search(rest):
        before, after = f"{names[-1]}{rest[: found.start()]}", rest[found.end() :]
        if _is_full(before) and _is_full(after) and f"ו{after.split()[0]}" not in _OWN_VAV:
            names[-1:] = [before, ""]
        else:
            names[-1] = before + rest[found.start() : found.end()]
        rest = after
    names[-1] += rest
    return names


def _is_full(name: str) -> bool:
    """Whether a first and a last name stand in `name`, titles aside."""
    return sum(spelling(word).rstrip(".").lower() not in _TITLES for word in name.split()) > 1

"""The groups into which free words fall: sectors, legal forms, outcomes asked for and topics, in Hebrew and English.

`data/card_terms.tsv` holds a row a group: its kind, its id, its name in both languages (topics and outcomes have theirs
in `knowledge.taxonomy`), and the terms by which it is recognised. A star ends a term that is only the beginning of what
is looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from knowledge.hebrew import spelling
from knowledge.taxonomy import OUTCOMES, TOPICS, name
from knowledge.types import Language, Span

Kind = Literal["sector", "form", "outcome", "topic"]

FILE = Path(__file__).parent / "data" / "card_terms.tsv"
_COLUMNS = ["kind", "id", "he", "en", "he_terms", "en_terms"]
_BETWEEN = r"[\s\-־]+(?:(?:של|the|of)\s+)?"
_BEFORE = r"[ושהבלמכ]{0,3}"
"""Letters that a Hebrew word may begin with beside its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group, its names and its terms in both languages."""

    kind: Kind
    id: str
    names: Mapping[Language, str]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A group that a text speaks of, and where."""

    group: str
    span: Span


@cache
def load(file: Path = FILE) -> tuple[Group, ...]:
    """The groups. Raises ValueError, which names the line, when the file is not a list of groups."""
    lines = file.read_text("utf-8").splitlines()
    if not lines or lines[0].split("\t") != _COLUMNS:
        raise ValueError(f"{file.name}, line 1: the columns are to be {', '.join(_COLUMNS)}")
    return tuple(_group(file, number, line) for number, line in enumerate(lines[1:], 2))


def _group(file: Path, number: int, line: str) -> Group:
    columns = line.split("\t")
    if len(columns) != len(_COLUMNS) or not (columns[1] and columns[4] and columns[5]):
        raise ValueError(f"{file.name}, line {number}: {line!r}")
    for kind in get_args(Kind):
        if kind == columns[0]:
            terms = tuple(term.strip() for cell in columns[4:] for term in cell.split(";") if term.strip())
            return Group(kind, columns[1], {"he": columns[2], "en": columns[3]}, terms)
    raise ValueError(f"{file.name}, line {number}: {columns[0]!r} is not one of {', '.join(get_args(Kind))}")


def groups(kind: Kind) -> tuple[str, ...]:
    """The ids of a kind's groups, in the order of the file."""
    return tuple(group.id for group in load() if group.kind == kind)


def group_name(kind: Kind, id: str, language: Language) -> str:
    """The name of a group; `id` itself where there is no such group."""
    if kind in ("outcome", "topic"):
        return name(OUTCOMES if kind == "outcome" else TOPICS, id, language)
    return next((group.names[language] for group in load() if (group.kind, group.id) == (kind, id)), id)


def recognised(kind: Kind, text: str) -> tuple[Recognised, ...]:
    """The groups of a kind that `text` speaks of, each once, in the order of the text. Where terms overlap, the longest
    one counts: ``lawn care`` is a service and no care."""
    found: dict[str, Span] = {}
    for span, ids in sorted(_matches(kind, text)):
        for id in ids:
            found.setdefault(id, span)
    return tuple(Recognised(id, span) for id, span in found.items())


def _matches(kind: Kind, text: str) -> Iterator[tuple[Span, tuple[str, ...]]]:
    plain = text.translate(_PLAIN)
    taken: list[Span] = []
    for pattern, ids in _patterns(kind):
        for match in pattern.finditer(plain):
            span = match.span()
            denied = _DENIED.search(plain[: span[0]])
            if not denied and not any(start < span[1] and span[0] < end for start, end in taken):
                taken.append(span)
                yield span, ids


_DENIED = re.compile(
    r"(?<!\w)[ושה]?(?:not (?:an? |the )?|no |without (?:an? )?|אינו |אינה |אינם |אינן |איננו |איננה |לא |בלי )$", re.I
)
"""What stands before a term and says that it is not so."""
_PLAIN = str.maketrans({"״": '"', "”": '"', "׳": "'", "’": "'"})
"""Quotation marks as the terms have them; one for one, so that places stay."""


@cache
def _patterns(kind: Kind) -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """What to look for, the longest term first, and the groups that each stands for."""
    owners: dict[str, list[str]] = {}
    for group in load():
        if group.kind == kind:
            for term in group.terms:
                owners.setdefault(term, []).append(group.id)
    longest_first = sorted(owners, key=lambda term: (-len(term), term))
    return tuple((_pattern(term), tuple(owners[term])) for term in longest_first)


def _pattern(term: str) -> re.Pattern[str]:
    ending = r"\w*" if term.endswith("*") else r"(?!\w)"
    words = [_word(word) for word in spelling(term.rstrip("*")).split()]
    return re.compile(rf"(?<!\w)(?<!\w[\"']){_BETWEEN.join(words)}{ending}", re.I)


def _word(word: str) -> str:
    if re.match("[א-ת]", word):
        return _BEFORE + re.escape(word)
    # "Co-operative" is written in both ways, and so is the genitive in "farmers' cooperative".
    return re.escape(word).replace("cooperative", "co-?operative") + "['’]?"

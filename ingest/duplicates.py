"""Documents that are the same or nearly so, and editions of one work: which is found, and what the others are to it.

Documents of the same bytes or text are one class, and everything else is said between classes. Classes that are near
duplicates or editions make a group, directly or through others, and each group has one main document. Nothing depends
on the order of the documents, and nothing is left out: every document is a main one or stands under one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest import shingles
from ingest.fingerprint import TextPrint, fingerprint, work_title
from ingest.supersedes import Links, circular, declared
from knowledge.editions import Kind, Relation
from knowledge.report import Problem

__all__ = ["NEAR", "TextPrint", "fingerprint", "problems", "relations"]

NEAR = 0.45
"""Least share of shingles in common of near duplicates (`benchmarks/duplicates.py`)."""
INSIDE = 0.8
"""Least share of a shorter text's shingles in the longer one for it to be contained."""
EDITION = 0.35
"""Least share of the shorter text's shingles in the longer one, for the same title and another date to be editions."""
_SAMPLED = 8
"""Shingles of the shorter text that have to be compared before it is called contained, or an edition."""

_NEAR, _DECLARED, _SUGGESTED = range(3)
"""How loosely two classes are tied."""

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Ties:
    """What was found between the first documents of classes, by places: the ties of each, the `newest` editions, and
    the ``(longer, shorter)`` of those that only contain one another, with their share."""

    beside: Mapping[int, Mapping[int, int]]
    newest: frozenset[int]
    contained: Mapping[_Pair, float]


def relations(prints: Iterable[TextPrint]) -> tuple[Relation, ...]:
    """What each document that is not the main one of its group is to the main one, and which are contained in which;
    ordered by the ids of both.

    The main one is the newest edition, as declared or else by title and date; then the one that a person described in
    more fields; then the one that is better to cite (with pages, then a word processor's file); then the first by id.
    """
    every = sorted(prints, key=lambda each: each.id)
    said, _ = declared(every)
    naming = frozenset(newer for newer, _ in said - circular(said))
    first_of = _classes(every, said, naming)
    found = _tied(every, first_of, said)
    ties = ((one, other) for one, others in found.beside.items() for other in others)
    group_of = _joined(len(every), [*enumerate(first_of), *ties])
    groups: dict[int, list[int]] = {}
    for place, group in enumerate(group_of):
        groups.setdefault(group, []).append(place)
    result = [
        Relation("contained", every[longer].id, every[shorter].id, share)
        for (longer, shorter), share in found.contained.items()
        if group_of[longer] != group_of[shorter]
    ]
    for members in groups.values():
        # Of several newest editions the declared one, and then the best to show.
        firsts = {first_of[place] for place in members}
        main = min(firsts, key=lambda at: (at not in found.newest, at not in naming, _preference(every[at])))
        result.extend(_under(every, main, members, first_of, found.beside, said))
    return tuple(sorted(result, key=lambda each: (each.main, each.other)))


def problems(prints: Iterable[TextPrint]) -> tuple[Problem, ...]:
    """Declarations of earlier editions that cannot be followed, by the documents' ids."""
    _, found = declared(sorted(prints, key=lambda each: each.id))
    return tuple(sorted(found, key=lambda each: each.id))


def _classes(every: Sequence[TextPrint], said: Links, naming: frozenset[int]) -> list[int]:
    """For every document the first one of its class: that of the same bytes or text which is best to show."""
    links: list[_Pair] = []
    seen: dict[tuple[str, str], int] = {}
    for place, each in enumerate(every):
        for name, value in (("bytes", each.digest), ("text", each.text)):
            if value:
                links.append((seen.setdefault((name, value), place), place))
    class_of = _joined(len(every), links)
    outdated = {older for newer, older in said - circular(said) if class_of[newer] == class_of[older]}
    first: dict[int, int] = {}
    for place in sorted(range(len(every)), key=lambda at: (at in outdated, at not in naming, _preference(every[at]))):
        first.setdefault(class_of[place], place)
    return [first[each] for each in class_of]


def _preference(each: TextPrint) -> tuple[int, int, str]:
    """The least is the best to show, where no edition is newer."""
    return -each.described, each.form, each.id


def _tied(every: Sequence[TextPrint], first_of: Sequence[int], said: Links) -> _Ties:
    """Compare the first documents of all classes."""
    ties: dict[_Pair, int] = {}
    contained: dict[_Pair, float] = {}
    suggested: set[_Pair] = set()
    firsts = sorted(set(first_of))
    for low, high in shingles.pairs([every[place].sketch for place in firsts]):
        one, other = firsts[low], firsts[high]
        overlap = _overlap(every[one], every[other])
        if overlap is None:
            continue
        enough = overlap.sampled >= _SAMPLED
        later = _later(every, one, other)
        if later and enough and overlap.inside >= EDITION:
            suggested.add(later)
            ties[one, other] = _SUGGESTED
        elif overlap.both >= NEAR:
            ties[one, other] = _NEAR
        elif enough and overlap.inside >= INSIDE:
            longer = max(one, other, key=lambda place: every[place].shingles)
            contained[longer, one + other - longer] = round(overlap.inside, 4)
    between = {(first_of[newer], first_of[older]) for newer, older in said if first_of[newer] != first_of[older]}
    ties.update(((min(link), max(link)), _DECLARED) for link in between)
    return _Ties(_beside(ties), _newest(between, suggested), contained)


def _newest(said: AbstractSet[_Pair], suggested: AbstractSet[_Pair]) -> frozenset[int]:
    """The editions that are newer than another one, and than which none is newer. What a person declared to be earlier
    is never suggested to be newer."""
    newer = said - circular(said)
    outdated = {older for _, older in newer}
    newer |= {link for link in suggested if link[0] not in outdated}
    return frozenset({link[0] for link in newer} - {link[1] for link in newer})


def _beside(ties: Mapping[_Pair, int]) -> Mapping[int, Mapping[int, int]]:
    beside: dict[int, dict[int, int]] = {}
    for (one, other), tie in ties.items():
        beside.setdefault(one, {})[other] = tie
        beside.setdefault(other, {})[one] = tie
    return beside


def _later(every: Sequence[TextPrint], one: int, other: int) -> _Pair | None:
    """``(newer, older)`` for documents of one title and different dates; a year is no other date than a day in it.
    Minutes have the same title every month, and are nobody's edition."""
    first, second = every[one].date, every[other].date
    if not first or not second or every[one].minutes or every[other].minutes:
        return None
    if work_title(every[one].title) != work_title(every[other].title):
        return None
    known = min(len(first), len(second))
    if first[:known] == second[:known]:
        return None
    return (one, other) if first > second else (other, one)


def _under(
    every: Sequence[TextPrint],
    main: int,
    members: Sequence[int],
    first_of: Sequence[int],
    beside: Mapping[int, Mapping[int, int]],
    said: Links,
) -> Iterator[Relation]:
    """What the other members of a group are to its main one."""
    looseness = _looseness(main, beside)
    for place in members:
        if place == main:
            continue
        overlap = _overlap(every[main], every[place])
        share = None if overlap is None else round(overlap.both, 4)
        kind: Kind
        if (main, place) in said or (place, main) in said:
            kind, by_person = "edition", True
        elif first_of[place] == main:
            same = every[place].digest == every[main].digest != ""
            kind, by_person = "same bytes" if same else "same text", False
        else:
            tie = looseness[first_of[place]]
            kind, by_person = "near duplicate" if tie == _NEAR else "edition", tie == _DECLARED
        yield Relation(kind, every[main].id, every[place].id, share, by_person)


def _looseness(main: int, beside: Mapping[int, Mapping[int, int]]) -> Mapping[int, int]:
    """How each class of a group is tied to the main one: directly, else by the loosest tie of the closest way."""
    reached: dict[int, int] = {}
    ways = [(_NEAR, main)]
    while ways:
        tie, place = heapq.heappop(ways)
        if place not in reached:
            reached[place] = tie
            for other, own in beside.get(place, {}).items():
                heapq.heappush(ways, (max(tie, own), other))
    return {**reached, **beside.get(main, {})}


def _joined(count: int, links: Iterable[_Pair]) -> list[int]:
    """For each of `count` things the least of those that links tie it to, directly or through others."""
    above = list(range(count))

    def top(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for one, other in links:
        low, high = sorted((top(one), top(other)))
        above[high] = low
    return [top(place) for place in range(count)]


def _overlap(one: TextPrint, other: TextPrint) -> shingles.Overlap | None:
    return shingles.overlap(one.sketch, one.shingles, other.sketch, other.shingles)

"""Documents that are the same or nearly so: what ties them, and a ranking in which each group stands once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

Kind = Literal["same bytes", "same text", "near duplicate", "edition", "contained"]

FOLDING: tuple[Kind, ...] = ("same bytes", "same text", "near duplicate", "edition")
"""Kinds that put a document under another. A contained one is found on its own: a volume would else fold its articles
under itself, and with them whatever each of these is near to."""

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Relation:
    """What the document `other` is to `main`, by their ids.

    `share` is the part of the two texts' five-word runs that both have, for a contained document the part of its own
    that `main` has; None where a text is too short to compare. `declared`: a person wrote that one is an edition of the
    other.
    """

    kind: Kind
    main: str
    other: str
    share: float | None = None
    declared: bool = False


class Under(NamedTuple):
    """Under which document one is listed, and why."""

    main: str
    kind: Kind
    share: float | None


@dataclass(frozen=True, slots=True)
class Fold(Generic[T]):
    """A document of a ranking and those that are listed under it: first the group's main one where it was not found,
    then the others that were found, in rank order, then those that were not."""

    shown: T
    others: tuple[T, ...] = ()


def mains(relations: Iterable[Relation]) -> dict[str, Under]:
    """Every document that stands under another, by its id. No main document stands under another one."""
    return {each.other: Under(each.main, each.kind, each.share) for each in relations if each.kind in FOLDING}


def folded(ranked: Iterable[T], main_of: Mapping[T, T]) -> list[Fold[T]]:
    """`ranked`, best first, with each group once, at the place of its best member; `main_of` maps a document to the
    main one of its group and has no entry for a main one.

    The main one is shown where it is in `ranked`, else the best member: what the filters or the query left out cannot
    be shown with a passage. Nothing is lost: every member is shown or listed.
    """
    found: dict[T, list[T]] = {}
    for document in ranked:
        found.setdefault(main_of.get(document, document), []).append(document)
    every: dict[T, list[T]] = {main: [main] for main in found}
    for other, main in main_of.items():
        if main in every:
            every[main].append(other)
    folds = []
    for main, members in found.items():
        if [main] == members == every[main]:  # as most are
            folds.append(Fold(main))
            continue
        shown = main if main in members else members[0]
        in_order = dict.fromkeys([*every[main][:1], *members, *every[main]])
        folds.append(Fold(shown, tuple(member for member in in_order if member != shown)))
    return folds

"""Which document a person declared to be an earlier edition of which."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.fingerprint import TextPrint, plain_title
from knowledge.report import Problem

Links = frozenset[tuple[int, int]]
"""Places of documents in a sequence: (newer, older)."""


def declared(prints: Sequence[TextPrint]) -> tuple[Links, list[Problem]]:
    """Who supersedes whom by the field `supersedes`, which is another document's id, its path from the same folder, or
    its title; and the fields that name no other document, or lead back to where they started."""
    names = _Names(prints)
    links: set[tuple[int, int]] = set()
    problems: list[Problem] = []
    for place, each in enumerate(prints):
        if each.supersedes is None:
            continue
        older = names.earlier(each, each.supersedes)
        if not older:
            problems.append(_nothing(each))
        links.update((place, other) for other in older)
    places = sorted({newer for newer, _ in circular(links)})
    return frozenset(links), [*problems, *(_circle(prints[place]) for place in places)]


def circular(links: AbstractSet[tuple[int, int]]) -> Links:
    """The links that stand in a circle, or between two circles."""
    left = frozenset(links)
    while True:
        newer, older = {link[0] for link in left}, {link[1] for link in left}
        kept = frozenset(link for link in left if link[0] in older and link[1] in newer)
        if kept == left:
            return kept
        left = kept


class _Names:
    """What a document can be called, and who calls others so."""

    def __init__(self, prints: Sequence[TextPrint]) -> None:
        self._prints = prints
        self._by_id = {_name(each.id): place for place, each in enumerate(prints)}
        self._by_title: dict[str, list[int]] = {}
        self._newer: dict[str, set[str]] = {}
        self._meant: dict[str, list[int]] = {}
        for place, each in enumerate(prints):
            self._by_title.setdefault(plain_title(each.title), []).append(place)
            if each.supersedes is not None:
                self._newer.setdefault(plain_title(each.supersedes), set()).update(_contents(each))

    def earlier(self, each: TextPrint, named: str) -> list[int]:
        """The documents that `each` says it supersedes. Where editions have one title, those that hold the same as
        one that supersedes it are not meant by it. The first to name a title is given all that have it, and others the
        first of them, which says as much in fewer links."""
        name = _name(named)
        for id in (name, posixpath.normpath(posixpath.join(posixpath.dirname(_name(each.id)), name))):
            if id in self._by_id:
                place = self._by_id[id]
                return [place] if self._prints[place].id != each.id else []
        title = plain_title(named)
        if title in self._meant:
            return self._meant[title][:1]
        newer, titled = self._newer[title], self._by_title.get(title, [])
        self._meant[title] = [place for place in titled if newer.isdisjoint(_contents(self._prints[place]))]
        return self._meant[title]


def _contents(each: TextPrint) -> set[str]:
    return {f"id {each.id}"} | {value for value in (each.digest, each.text) if value}


def _name(id: str) -> str:
    """Some systems write a file's name with its marks apart, or with other slashes."""
    return unicodedata.normalize("NFC", id.strip()).replace("\\", "/")


def _nothing(each: TextPrint) -> Problem:
    return Problem(
        each.id,
        f"supersedes names no other document of the library: {each.supersedes}",
        f"השדה supersedes אינו מציין מסמך אחר בספרייה: {each.supersedes}",
    )


def _circle(each: TextPrint) -> Problem:
    return Problem(
        each.id,
        f"supersedes leads back to the document itself, so it does not say which is newer: {each.supersedes}",
        f"השדה supersedes מוביל בחזרה אל המסמך עצמו, ולכן אינו מלמד איזה מהם חדש יותר: {each.supersedes}",
    )

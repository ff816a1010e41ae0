"""Cases like ours: the precedents nearest to a description in meaning, and in which traits each is and is not like it.

A trait is what the description is recognised to say (`traits_in`): how many people, the sector, the country, the legal
form, the topics, and the outcome that is asked for. Nothing is inferred: what the description does not name is no
trait, and what a card does not say is unknown, not different.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.card_terms import Kind, recognised
from knowledge.errors import KnowledgeError, QueryEmpty, QueryTooLong
from knowledge.library import Library
from knowledge.plan import LONGEST_QUERY
from knowledge.precedents import UNKNOWN, Facet, Precedent, find, named_countries, size_class
from knowledge.quantities import people_named
from knowledge.search import MOST_HITS
from knowledge.types import Filters, Hit, Mode, Query

State = Literal["match", "differs", "unknown"]

WENT_WRONG = ("failed", "mixed")
"""Outcomes of the cases in which something went wrong."""
ALIKE = 3
"""Sizes differ where one is more than this many times the other."""
TRAITS_WEIGHT = 1.0
"""What it counts for that all traits match, against 1 for the case nearest in meaning."""
CASES = 8
"""Cases that are shown unless more are asked for."""
_KINDS: tuple[Kind, ...] = ("sector", "form", "topic", "outcome")
_OPERATORS = re.compile(r"[*|:]|(?<!\w)[\"“”״„]|[\"“”״„](?!\w)|(?<!\S)[−–-]+(?=\S)")


class PrecedentUnknown(KnowledgeError):
    """A document that is asked for as a precedent and has no card, or is not in the library."""

    def __init__(self, document: str) -> None:
        super().__init__(
            f"There is no precedent card for “{document[:80]}”. Choose a case from the list of precedents.",
            f"אין במאגר כרטיס תקדים עבור ”{document[:80]}“. בחרו מקרה מרשימת התקדימים.",
        )


@dataclass(frozen=True, slots=True)
class Trait:
    """What is recognised in a description: a facet's value and the words that say so. Of the facet `size` the number of
    people stands in `number`."""

    facet: Facet
    value: str
    words: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A trait beside a case: whether they match, and what the case has."""

    trait: Trait
    state: State
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseLike:
    """A case, how near it is in meaning, and how its traits compare.

    `nearness` is in [0, 1], the score of `hit` or a cosine; None where meaning did not find it. `hit` is the passage
    nearest to the description.
    """

    precedent: Precedent
    nearness: float | None
    hit: Hit | None
    comparisons: tuple[Comparison, ...]

    def of(self, state: State) -> tuple[Comparison, ...]:
        """The comparisons that came out so."""
        return tuple(each for each in self.comparisons if each.state == state)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The traits that were recognised, and the cases, the most like first. `answered` is False where even the nearest
    passage is too far to be an answer."""

    traits: tuple[Trait, ...]
    cases: tuple[CaseLike, ...]
    answered: bool = True


def traits_in(description: str, among: Sequence[Precedent]) -> tuple[Trait, ...]:
    """The traits that a description names. Countries are recognised where one of `among` is in them."""
    traits: list[Trait] = []
    number = people_named(description)
    if number:
        words = description[slice(*number.span)]
        traits.append(Trait("size", size_class(number.size), words, number.size))
    codes = dict.fromkeys(code for each in among for code in each.countries)
    traits += [Trait("country", code, words) for code, words in named_countries(description, codes)]
    for kind in _KINDS:
        found = recognised(kind, description)
        traits += [Trait(kind, each.group, description[slice(*each.span)]) for each in found]
    return tuple(traits)


def traits_of(precedent: Precedent) -> tuple[Trait, ...]:
    """The traits of a case, by which others are compared with it; its outcome is none of them."""
    traits = []
    facets: tuple[Facet, ...] = ("size", "country", "sector", "form", "topic")
    for facet in facets:
        number = precedent.people.size if facet == "size" and precedent.people else None
        values = (value for value in precedent.values(facet) if value != UNKNOWN)
        traits += [Trait(facet, value, "", number) for value in values]
    return tuple(traits)


def compared(traits: Iterable[Trait], precedent: Precedent) -> tuple[Comparison, ...]:
    """Each trait beside what the case has."""
    return tuple(_compared(trait, precedent) for trait in traits)


def _compared(trait: Trait, precedent: Precedent) -> Comparison:
    theirs = precedent.values(trait.facet)
    if theirs == (UNKNOWN,):
        return Comparison(trait, "unknown", ())
    if trait.number is not None and precedent.people:
        low, high = precedent.people.low, precedent.people.high
        above = high is not None and trait.number > ALIKE * high
        alike = trait.number * ALIKE >= low and not above
    else:
        alike = trait.value in theirs
    return Comparison(trait, "match" if alike else "differs", theirs)


def cases_like(
    library: Library, every: Sequence[Precedent], description: str, k: int = CASES, mode: Mode = "hybrid"
) -> Likeness:
    """The `k` cases of `every` most like a description: by nearness in meaning, the nearest counting 1, and by the
    share of the recognised traits that match, which counts `TRAITS_WEIGHT`.

    Raises QueryEmpty, QueryTooLong, and what `Library.search` does.
    """
    if not any(map(str.isalnum, description)):
        raise QueryEmpty
    if len(description) > LONGEST_QUERY:
        raise QueryTooLong(len(description), LONGEST_QUERY)
    traits = traits_in(description, every)
    titles = tuple(dict.fromkeys(each.metadata.title for each in every if each.metadata.title))
    if not titles:
        return Likeness(traits, (), answered=False)
    asked = Query(plain(description), mode, MOST_HITS, Filters(titles=titles), literal=True)
    results = library.search(asked)
    best: dict[str, Hit] = {}
    for hit in results.hits:
        if find(every, hit.document) and (hit.document not in best or hit.score > best[hit.document].score):
            best[hit.document] = hit
    cases = _ranked(every, traits, {name: hit.score for name, hit in best.items()}, best.get)
    return Likeness(traits, cases[:k], results.answered)


def cases_near(library: Library, every: Sequence[Precedent], document: str, k: int = CASES) -> Likeness:
    """The `k` other cases most like one of them. Raises PrecedentUnknown, IndexDamaged."""
    one = find(every, document)
    if one is None:
        raise PrecedentUnknown(document)
    near = library.similar(document, limit=len(library.documents()))
    others = [each for each in every if each.document != document]
    nearness = {each.document: max(each.cosine, 0.0) for each in near if find(others, each.document)}
    traits = traits_of(one)
    return Likeness(traits, _ranked(others, traits, nearness, lambda _: None)[:k])


def went_wrong(
    library: Library, every: Sequence[Precedent], description: str = "", k: int = CASES, mode: Mode = "hybrid"
) -> Likeness:
    """The cases that failed, wholly or in part, most like a description; without one all of them, failures first.

    What failed is said by the passage of the card's field `outcome`. Raises what `cases_like` does.
    """
    among = [each for each in every if each.outcome in WENT_WRONG]
    if description.strip():
        return cases_like(library, among, description, k, mode)
    ordered = sorted(among, key=lambda each: WENT_WRONG.index(each.outcome))
    return Likeness((), tuple(CaseLike(each, None, None, ()) for each in ordered))


def plain(description: str) -> str:
    """A description without what a query would take for an operator: people who tell of themselves command nothing."""
    return re.sub(r"\bOR\b", "or", _OPERATORS.sub(" ", description)).strip()


def _ranked(
    every: Sequence[Precedent],
    traits: Sequence[Trait],
    nearness: Mapping[str, float],
    hit: Callable[[str], Hit | None],
) -> tuple[CaseLike, ...]:
    """The cases that are near or share a trait, the most like first, equal ones in their order."""
    best = max(nearness.values(), default=0.0)
    scored = []
    for each in every:
        comparisons = compared(traits, each)
        share = sum(one.state == "match" for one in comparisons) / len(traits) if traits else 0.0
        near = nearness.get(each.document)
        total = (near / best if near and best else 0.0) + TRAITS_WEIGHT * share
        if total:
            scored.append((total, CaseLike(each, near, hit(each.document), comparisons)))
    return tuple(case for _, case in sorted(scored, key=lambda pair: -pair[0]))

"""The precedent cards of the library: what they say field by field, and the facets by which they are filtered.

A card's fields are words of a person, each with the words of the document that support it. What they are filtered and
compared by is read from those words: countries, sectors and legal forms (`knowledge.card_terms`), the number of people
and the year of founding (`knowledge.quantities`). What the words do not say stays unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from knowledge import glossary
from knowledge.analysis import content_tokens, language_of, stems
from knowledge.card_terms import recognised
from knowledge.library import Library
from knowledge.quantities import Quantity, first_year, people
from knowledge.taxonomy import CARD_FIELDS, OUTCOMES, country_names
from knowledge.types import Document, Language, Metadata

Facet = Literal["country", "sector", "size", "era", "form", "outcome", "topic"]
FACETS: tuple[Facet, ...] = ("country", "sector", "size", "era", "form", "outcome", "topic")
UNKNOWN = "unknown"
"""The value of a facet of which a card says nothing."""

SIZES: Mapping[str, int] = {"s0": 0, "s100": 100, "s1000": 1000, "s10000": 10_000, "s100000": 100_000}
"""Size class -> the fewest people in it; it ends where the next begins."""
ERAS: Mapping[str, int] = {"y0": 0, "y1900": 1900, "y1945": 1945, "y1980": 1980, "y2000": 2000}
"""Era -> its first year; it ends where the next begins."""

Sort = Literal["name", "country", "founded", "size", "outcome"]
SORTS: tuple[Sort, ...] = ("name", "country", "founded", "size", "outcome")
_OUTCOME_ORDER = ("worked", "ongoing", "mixed", "failed")

Place = tuple[int, int, int]
"""``sections[section].text[start:end]`` of a document."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a card says in one field, the words of the document that support it, and where they stand; None where they
    are not in its text."""

    value: str
    passage: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Precedent:
    """A document with a precedent card: its fields in the order of `CARD_FIELDS`, and what was read from them.

    `people` is None and `founded` is None where the card does not say; `outcome` is empty there.
    """

    document: str
    metadata: Metadata
    fields: Mapping[str, Fact]
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    forms: tuple[str, ...]
    outcome: str
    people: Quantity | None
    founded: int | None

    @property
    def name(self) -> str:
        """The organisation, or else the document's title."""
        fact = self.fields.get("organisation")
        return fact.value if fact else self.metadata.title

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Its values of a facet; `UNKNOWN` alone where it has none."""
        found: Mapping[Facet, tuple[str, ...]] = {
            "country": self.countries,
            "sector": self.sectors,
            "size": (size_class(self.people.size),) if self.people else (),
            "era": (era(self.founded),) if self.founded else (),
            "form": self.forms,
            "outcome": (self.outcome,) if self.outcome else (),
            "topic": self.metadata.topics,
        }
        return found[facet] or (UNKNOWN,)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which precedents are wanted: of each facet one of the chosen values, and all words of `text`."""

    facets: Mapping[Facet, tuple[str, ...]]
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.text.strip() or any(self.facets.values()))

    def without(self, facet: Facet) -> Choice:
        """The choice without that facet."""
        return Choice({name: values for name, values in self.facets.items() if name != facet}, self.text)


def precedents(library: Library) -> tuple[Precedent, ...]:
    """Every document of the library that has a precedent card, in the library's order."""
    found = []
    for name, metadata in library.documents():
        document = library.document(name) if metadata.card else None
        if document:
            found.append(precedent(document))
    return tuple(found)


def precedent(document: Document) -> Precedent:
    """The card of a document."""
    card = {field.name: field for field in document.metadata.card}
    fields = {
        name: Fact(card[name].value, card[name].passage, locate(document, card[name].passage))
        for name in CARD_FIELDS
        if name in card
    }
    said = {name: fact.value for name, fact in fields.items()}
    organisation, sector = said.get("organisation", ""), said.get("sector", "")
    outcome = said.get("outcome", "")
    # Many a card says in the organisation's name or under the sector what kind of cooperative it is.
    forms = (
        found.group for text in (said.get("legal_form", ""), organisation, sector) for found in recognised("form", text)
    )
    return Precedent(
        document=document.id,
        metadata=document.metadata,
        fields=fields,
        countries=_countries(document.metadata, said.get("country", "")),
        sectors=tuple(found.group for found in recognised("sector", sector)),
        forms=tuple(dict.fromkeys(forms)),
        outcome=outcome if outcome in OUTCOMES else "",
        people=people(said.get("members", "")),
        founded=first_year(said.get("founded", "")),
    )


def _countries(metadata: Metadata, value: str) -> tuple[str, ...]:
    """The document's countries; without any, those that the card names."""
    if metadata.countries:
        return metadata.countries
    if value in country_names("en"):
        return (value,)
    return tuple(code for code, _ in named_countries(value, country_names("en")))


def named_countries(text: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Which of the countries `codes` are named in `text`, in either language, in the order of the text; each with the
    words that name it."""
    he, en = country_names("he"), country_names("en")
    found: dict[str, re.Match[str]] = {}
    for code in codes:
        names = [re.escape(name) for name in (he.get(code, ""), en.get(code, "")) if name]
        match = re.search(rf"(?<!\w)[ושהבלמכ]{{0,2}}({'|'.join(names)})(?!\w)", text) if names else None
        if match:
            found[code] = match
    return [(code, match[1]) for code, match in sorted(found.items(), key=lambda item: item[1].start())]


def locate(document: Document, passage: str) -> Place | None:
    """Where `passage` stands in the document, differences of white space aside."""
    words = passage.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    for number, section in enumerate(document.sections):
        found = pattern.search(section.text)
        if found:
            return (number, *found.span())
    return None


def size_class(number: int) -> str:
    """The key of `SIZES` for a number of people."""
    return max((least, key) for key, least in SIZES.items() if number >= least)[1]


def era(year: int) -> str:
    """The key of `ERAS` for a year."""
    return max((first, key) for key, first in ERAS.items() if year >= first)[1]


def chosen(every: Iterable[Precedent], choice: Choice) -> tuple[Precedent, ...]:
    """The precedents that satisfy the choice, in their order."""
    wanted = {facet: set(values) for facet, values in choice.facets.items() if values}
    kept = [each for each in every if all(wanted[facet] & set(each.values(facet)) for facet in wanted)]
    return tuple(each for each in kept if holds(each, choice.text)) if choice.text.strip() else tuple(kept)


def holds(precedent: Precedent, text: str) -> bool:
    """Whether title and card hold every word of `text`, or what the glossary has for it in the other language."""
    held = set(stems("\n".join([precedent.metadata.title, *(fact.value for fact in precedent.fields.values())])))
    words = content_tokens(text)
    if all(word.stem in held for word in words):
        return True
    terms = glossary.expansions(text, language_of(text))
    told = [term for term in terms if any(held.issuperset(stems(form)) for form in term.forms)]
    return bool(words) and all(
        word.stem in held or any(start <= word.start < end for start, end in (term.span for term in told))
        for word in words
    )


def counts(every: Iterable[Precedent], choice: Choice, facet: Facet) -> Mapping[str, int]:
    """How many precedents have each value of a facet, under what is chosen of the others."""
    return Counter(value for each in chosen(every, choice.without(facet)) for value in each.values(facet))


def in_order(every: Iterable[Precedent], sort: Sort, descending: bool, language: Language) -> list[Precedent]:
    """The precedents sorted, equal ones by name; what does not say by what it is sorted comes last either way.

    The reader's `language` names the countries, and names in it come before the others.
    """
    names = country_names(language)

    def by_name(each: Precedent) -> tuple[bool, str]:
        return language_of(each.name, language) != language, each.name.casefold()

    def key(each: Precedent) -> Any:
        if sort == "country":
            return names.get(each.countries[0], each.countries[0]).casefold() if each.countries else None
        if sort == "founded":
            return each.founded
        if sort == "size":
            return each.people.size if each.people else None
        if sort == "outcome":
            return _OUTCOME_ORDER.index(each.outcome) if each.outcome else None
        return by_name(each)

    named = sorted(every, key=by_name)
    known = [(value, each) for each in named if (value := key(each)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(each for _, each in known), *(each for each in named if key(each) is None)]


def find(every: Sequence[Precedent], document: str) -> Precedent | None:
    """The precedent of a document; None where it has none."""
    return next((each for each in every if each.document == document), None)

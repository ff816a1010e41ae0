"""What the address of the precedents' page says: the filters, the view, what is compared, which cases are sought."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, get_args
from urllib.parse import urlencode

from knowledge.browser.address import Address, interface_language
from knowledge.card_terms import groups
from knowledge.errors import KnowledgeError
from knowledge.precedents import ERAS, FACETS, SIZES, SORTS, UNKNOWN, Choice, Facet, Sort
from knowledge.taxonomy import OUTCOMES, TOPICS
from knowledge.types import Mode

Word = TypeVar("Word", bound=str)
View = Literal["cards", "table", "compare"]

PATH = "precedents"
FEWEST_COMPARED = 2
MOST_COMPARED = 4
LONGEST_DESCRIPTION = 1500
"""Characters of a description; the box takes no more."""


class PrecedentsAddressInvalid(KnowledgeError):
    """A part of the address that says nothing the page knows."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(
            f"The address of this page is not valid: {name} cannot be “{value[:60]}”. Start from all the precedents.",
            f"הכתובת של דף זה אינה תקינה: {name} אינו יכול להיות ”{value[:60]}“. התחילו מכל התקדימים.",
        )


class ComparedTooMany(KnowledgeError):
    """More cases to compare than stand side by side."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"{number} cases were chosen for comparison; at most {MOST_COMPARED} stand side by side. "
            "Start from all the precedents and choose fewer.",
            f"נבחרו {number} מקרים להשוואה, ולכל היותר {MOST_COMPARED} עומדים זה לצד זה. "
            "התחילו מכל התקדימים ובחרו פחות.",
        )


@dataclass(frozen=True, slots=True)
class PrecedentsAddress(Address):
    """The parsed query string of the page.

    `compare` are the documents chosen for comparison; `like` is a description, `near` a document, and `wrong` asks for
    what went wrong: each of them shows the cases that answer it instead of the list. `mode` is how the description is
    searched.
    """

    page: str = PATH
    view: View = "cards"
    choice: Choice = field(default_factory=lambda: Choice({}))
    sort: Sort = "name"
    descending: bool = False
    compare: tuple[str, ...] = ()
    like: str = ""
    near: str = ""
    wrong: bool = False

    @classmethod
    def parse(cls, params: Mapping[str, Sequence[str]]) -> PrecedentsAddress:
        """The address that `params` (name -> values) spell; raises PrecedentsAddressInvalid, ComparedTooMany."""
        compare = tuple(dict.fromkeys(params.get("compare", ())))
        if len(compare) > MOST_COMPARED:
            raise ComparedTooMany(len(compare))
        sort = _last(params, "sort")
        like = _last(params, "like")
        if len(like) > LONGEST_DESCRIPTION:
            raise PrecedentsAddressInvalid("like", like)
        return cls(
            language=interface_language(params),
            mode=_one_of("mode", _last(params, "mode") or "hybrid", get_args(Mode)),
            view=_one_of("view", _last(params, "view") or "cards", get_args(View)),
            choice=Choice({facet: _values(facet, params) for facet in FACETS}, _last(params, "find")),
            sort=_one_of("sort", sort.removeprefix("-") or "name", SORTS),
            descending=sort.startswith("-"),
            compare=compare,
            like=like,
            near=_last(params, "near"),
            wrong=_one_of("wrong", _last(params, "wrong") or "0", ("0", "1")) == "1",
        )

    def params(self) -> dict[str, list[str]]:
        """The query string as name -> values, without what is as it would be anyway."""
        sort = f"-{self.sort}" if self.descending else self.sort
        every: dict[str, Sequence[str]] = {
            "view": [self.view] if self.view != "cards" else [],
            **{facet: self.choice.facets.get(facet, ()) for facet in FACETS},
            "find": [self.choice.text],
            "sort": [sort] if sort != "name" else [],
            "compare": self.compare,
            "like": [self.like],
            "near": [self.near],
            "wrong": ["1"] if self.wrong else [],
            "mode": [self.mode] if self.mode != "hybrid" else [],
            "ui": [self.language] if self.language != "he" else [],
        }
        return {name: kept for name, values in every.items() if (kept := [value for value in values if value])}

    def href(self) -> str:
        """The link to this address."""
        query = urlencode(self.params(), doseq=True)
        return f"/{PATH}?{query}" if query else f"/{PATH}"

    @property
    def asks(self) -> bool:
        """Whether cases are sought, rather than listed."""
        return bool(self.like or self.near or self.wrong)

    def everything(self) -> PrecedentsAddress:
        """The list of all precedents; what was chosen for comparison stays chosen."""
        return PrecedentsAddress(self.language, view="cards", compare=self.compare, sort=self.sort)

    def unfiltered(self) -> PrecedentsAddress:
        """The address without filters."""
        return replace(self, choice=Choice({}))

    def toggled(self, document: str) -> PrecedentsAddress:
        """The address with a document chosen for comparison, or no longer."""
        kept = tuple(each for each in self.compare if each != document)
        return replace(self, compare=kept if document in self.compare else (*kept, document))


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name, ())
    return values[-1] if values else ""


def _one_of(name: str, value: str, known: Sequence[Word]) -> Word:
    for each in known:
        if each == value:
            return each
    raise PrecedentsAddressInvalid(name, value)


def _values(facet: Facet, params: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(params.get(facet, ())))
    for value in values:
        if value != UNKNOWN and not _is_known(facet, value):
            raise PrecedentsAddressInvalid(facet, value)
    return values


def _is_known(facet: Facet, value: str) -> bool:
    if facet == "country":
        return bool(re.fullmatch(r"[A-Z]{2}", value))
    if facet == "sector" or facet == "form":
        return value in groups(facet)
    tables: Mapping[Facet, Mapping[str, object]] = {"size": SIZES, "era": ERAS, "outcome": OUTCOMES, "topic": TOPICS}
    return value in tables[facet]

"""What a page's address says: the query, the filters, the place in a document, the language of the interface.

The address is the only state there is. Widgets are set from it on every run and write the whole of it when a person
changes one, so Back, Forward, a bookmark and a shared link all show the same page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, get_args
from urllib.parse import urlencode

from knowledge.errors import FilterYears, KnowledgeError
from knowledge.taxonomy import TOPICS, TYPES
from knowledge.types import Filters, Language, Mode

Word = TypeVar("Word", bound=str)
Order = Literal["relevance", "date"]
"""How results are sorted: the nearest first, or the latest."""

PAGE = 20
"""Passages shown at first, and added by every "more"."""
MOST = 100
"""Passages one page shows at most."""
UNFILTERED = Filters()
PAGES = frozenset({"", "document", "report", "precedents", "library", "basket", "quotes", "news", "add"})
"""The paths of all pages; at any other there is none."""


class AddressInvalid(KnowledgeError):
    """A part of the address that says nothing the library knows; it is refused, never read as "no filter"."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(
            f"The address of this page is not valid: {name} cannot be “{value[:60]}”. Start a new search.",
            f"הכתובת של דף זה אינה תקינה: {name} אינו יכול להיות ”{value[:60]}“. התחילו חיפוש חדש.",
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A passage inside a document: ``sections[section].text[start:end]``."""

    section: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.section}-{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Address:
    """The parsed query string of a page. `limit` counts passages; `literal` and `widened` are those of a `Query`;
    `page` is the path of a page that is neither the search nor a document."""

    language: Language = "he"
    text: str = ""
    mode: Mode = "hybrid"
    filters: Filters = UNFILTERED
    limit: int = PAGE
    document: str = ""
    place: Place | None = None
    literal: bool = False
    widened: bool = True
    page: str = ""
    order: Order = "relevance"

    @classmethod
    def parse(cls, params: Mapping[str, Sequence[str]]) -> Address:
        """The address that `params` (name -> values) spell; raises `AddressInvalid`, `FilterYears`."""
        year_from, year_to = _year(params, "from"), _year(params, "to")
        if year_from and year_to and year_from > year_to:
            raise FilterYears(year_from, year_to)
        lang = _last(params, "lang")
        mode = _last(params, "mode") or "hybrid"
        return cls(
            language=interface_language(params),
            text=_last(params, "q"),
            mode=_one_of("mode", mode, get_args(Mode)),
            filters=Filters(
                topics=_known("topic", params, TOPICS),
                types=_known("type", params, TYPES),
                countries=_countries(params),
                language=_one_of("lang", lang, get_args(Language)) if lang else None,
                year_from=year_from,
                year_to=year_to,
            ),
            limit=_limit(params),
            document=_last(params, "doc"),
            place=_place(params),
            literal=_one_of("literal", _last(params, "literal") or "0", ("0", "1")) == "1",
            widened=_one_of("glossary", _last(params, "glossary") or "1", ("0", "1")) == "1",
            order=_one_of("sort", _last(params, "sort") or "relevance", get_args(Order)),
        )

    def params(self) -> dict[str, list[str]]:
        """The query string as name -> values, without what is as it would be anyway."""
        chosen = self.filters
        every: dict[str, Sequence[str]] = {
            "q": [self.text],
            "mode": [self.mode] if self.mode != "hybrid" else [],
            "topic": chosen.topics,
            "type": chosen.types,
            "country": chosen.countries,
            "lang": [chosen.language or ""],
            "from": [str(chosen.year_from or "")],
            "to": [str(chosen.year_to or "")],
            "n": [str(self.limit)] if self.limit != PAGE else [],
            "sort": [self.order] if self.order != "relevance" else [],
            "doc": [self.document],
            "at": [str(self.place or "")],
            "literal": ["1"] if self.literal else [],
            "glossary": [] if self.widened else ["0"],
            "ui": [self.language] if self.language != "he" else [],
        }
        return {name: kept for name, values in every.items() if (kept := [value for value in values if value])}

    def href(self) -> str:
        """The link to this address: the document page if it names a document, else the search page."""
        path = "/document" if self.document else f"/{self.page}"
        query = urlencode(self.params(), doseq=True)
        return f"{path}?{query}" if query else path

    def at(self, document: str, place: Place | None = None) -> Address:
        """The document page for this search."""
        return replace(self, document=document, place=place)

    def asking(self, text: str) -> Address:
        """This search for another text; how a query is read belongs to the query."""
        asked = replace(self, text=text, limit=PAGE)
        return asked if text == self.text else replace(asked, literal=False, widened=True)

    def search(self) -> Address:
        """The search page that this document page was reached from."""
        return replace(self, document="", place=None)


def interface_language(params: Mapping[str, Sequence[str]]) -> Language:
    """The language of the interface: Hebrew unless the address asks for English."""
    return "en" if _last(params, "ui") == "en" else "he"


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name, ())
    return values[-1] if values else ""


def _one_of(name: str, value: str, known: Sequence[Word]) -> Word:
    for each in known:
        if each == value:
            return each
    raise AddressInvalid(name, value)


def _known(name: str, params: Mapping[str, Sequence[str]], table: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_one_of(name, value, tuple(table)) for value in dict.fromkeys(params.get(name, ())))


def _countries(params: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(params.get("country", ())))
    for code in codes:
        if not re.fullmatch(r"[A-Z]{2}", code):
            raise AddressInvalid("country", code)
    return codes


def _year(params: Mapping[str, Sequence[str]], name: str) -> int | None:
    value = _last(params, name)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{4}", value):
        raise AddressInvalid(name, value)
    return int(value)


def _limit(params: Mapping[str, Sequence[str]]) -> int:
    value = _last(params, "n")
    if not value:
        return PAGE
    if not re.fullmatch(r"[0-9]{1,3}", value) or not 1 <= int(value) <= MOST:
        raise AddressInvalid("n", value)
    return int(value)


def _place(params: Mapping[str, Sequence[str]]) -> Place | None:
    value = _last(params, "at")
    if not value:
        return None
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})", value)
    if not found or int(found[2]) >= int(found[3]):
        raise AddressInvalid("at", value)
    return Place(*map(int, found.groups()))

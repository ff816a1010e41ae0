"""The address of the library page: the filters of a search, and a part of the map."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.browser.address import PAGE, UNFILTERED, Address, AddressInvalid
from knowledge.document_map import Area
from knowledge.types import Filters, Language

GRID = 1000
"""Steps along a side of the map that a corner of an area is written in."""
CORNERS = 60
"""Corners of an area that an address may have."""
PATH = "library"


@dataclass(frozen=True, slots=True)
class LibraryAddress(Address):
    """What the library page shows. `area` is a part of the map of the generation whose name ends with `drawn_on`; its
    places have no meaning on the map of another one."""

    area: Area = ()
    drawn_on: str = ""

    def params(self) -> dict[str, list[str]]:
        """The query string as name -> values, without what is as it would be anyway."""
        spelt = Address.params(self)
        if self.area:
            spelt["area"] = [f"{self.drawn_on}~{_spelt(self.area)}"]
        return spelt

    def showing(self, filters: Filters) -> LibraryAddress:
        """This page with other filters, from the top of the list."""
        return replace(self, filters=filters, limit=PAGE)

    def within(self, area: Area, drawn_on: str) -> LibraryAddress:
        """This page with only the documents in `area`, from the top of the list."""
        return replace(self, area=area, drawn_on=drawn_on if area else "", limit=PAGE)

    @property
    def chosen(self) -> bool:
        """Whether the page shows a part of the library only."""
        return bool(self.filters) or bool(self.area)


def at_first(language: Language) -> LibraryAddress:
    """The page of the whole library."""
    return LibraryAddress(language, filters=UNFILTERED, page=PATH)


def parse(params: Mapping[str, Sequence[str]]) -> LibraryAddress:
    """The address that `params` (name -> values) spell; raises `AddressInvalid`, `FilterYears`."""
    asked = Address.parse(params)
    shown = replace(at_first(asked.language), filters=asked.filters, limit=asked.limit)
    values = params.get("area", ())
    if not values or not values[-1]:
        return shown
    found = re.fullmatch(r"([0-9a-z]{1,16})~((?:[0-9]{1,4}-[0-9]{1,4}~?)+)", values[-1])
    if not found:
        raise AddressInvalid("area", values[-1])
    corners = [corner.split("-") for corner in found[2].rstrip("~").split("~")]
    area = tuple((int(x) / GRID, int(y) / GRID) for x, y in corners)
    if not 2 <= len(area) <= CORNERS or any(max(corner) > 1 for corner in area):
        raise AddressInvalid("area", values[-1])
    return replace(shown, area=area, drawn_on=found[1])


def area_of(xs: Sequence[float], ys: Sequence[float]) -> Area:
    """The area with these corners as it can be written in an address; corners outside the map come to its edge, and of
    very many every so-manieth is kept."""
    step = max(1, -(-len(xs) // CORNERS))
    corners = [(_on_grid(x), _on_grid(y)) for x, y in zip(xs, ys, strict=True)][::step]
    return tuple(dict.fromkeys(corners))


def _on_grid(value: float) -> float:
    return min(max(round(value * GRID), 0), GRID) / GRID


def _spelt(area: Area) -> str:
    return "~".join(f"{round(x * GRID)}-{round(y * GRID)}" for x, y in area)

"""Where the passages of a basket stand in the library now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.basket import Basket, Item, quoted
from knowledge.browser.address import Address, Place
from knowledge.browser.messages import say
from knowledge.browser.reading import locate
from knowledge.citing.excerpt import Excerpt
from knowledge.library import Library
from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a passage: "same", "elsewhere" in its document, "changed" where its words are not there any more,
    "gone" with its document. `place` is where the words stand now, None where they do not."""

    kind: Literal["same", "elsewhere", "changed", "gone"]
    place: Place | None = None

    def address(self, document: str, ui: Language) -> Address | None:
        """The page that shows the passage, or else its document; None where that is gone."""
        return None if self.kind == "gone" else Address(ui).at(document, self.place)


def standing(item: Item, library: Library) -> Standing:
    """Where the words of a quotation stand now."""
    document = library.document(item.document)
    if document is None:
        return Standing("gone")
    if quoted(document, item.section, item.start, item.end) == item.quote:
        return Standing("same", Place(item.section, item.start, item.end))
    place = locate(document, item.quote)
    return Standing("elsewhere", place) if place else Standing("changed")


def places(items: Iterable[Item], library: Library) -> list[tuple[str, Place]]:
    """The places of the library whose words are in the basket."""
    stood = [(item.document, standing(item, library).place) for item in items]
    return [(document, place) for document, place in stood if place]


def excerpts(basket: Basket, library: Library, ui: Language, site: str) -> list[Excerpt]:
    """What is exported. `site` is the address of the app without a slash at its end, such as https://kb.example."""
    return [item.excerpt(whole_link(standing(item, library).address(item.document, ui), site)) for item in basket.items]


def whole_link(address: Address | None, site: str) -> str:
    """The whole address of a page of the app; empty where there is none or the site is not known."""
    return site + address.href() if address and site else ""


def paper_title(basket: Basket, ui: Language) -> str:
    """The title of the paper, or what stands for it where nobody wrote one."""
    return basket.title or say("basket-untitled", ui)

"""The address of the page that adds documents: the list, or one upload whose description is corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.browser.address import Address, interface_language

PATH = "add"


@dataclass(frozen=True, slots=True)
class AddAddress(Address):
    """`draft` is the id of an upload, "" for the list of all."""

    draft: str = ""

    def params(self) -> dict[str, list[str]]:
        """As those of every address, with the upload."""
        # The class that slots make is another one than the one that super() would know.
        own = {"draft": [self.draft]} if self.draft else {}
        return {**Address.params(self), **own}


def parse(params: Mapping[str, Sequence[str]]) -> AddAddress:
    """The address that `params` (name -> values) spell. What is not known is found out with the drafts."""
    named = params.get("draft", ())
    return AddAddress(interface_language(params), page=PATH, draft=named[-1] if named else "")

"""The HTML of what a document is to others: editions, copies, and documents nearly the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from knowledge.browser.address import Address
from knowledge.browser.markup import direction, escape, isolate
from knowledge.browser.messages import say
from knowledge.browser.results import link, relation_label
from knowledge.editions import Relation
from knowledge.library import Library
from knowledge.types import Language


class _Row(NamedTuple):
    """A document in the list: its id, and what it is."""

    document: str
    label: str


def relations_html(document: str, library: Library, address: Address) -> str:
    """The documents that a document stands above or under, or contains; empty where there are none."""
    relations = library.relations(document)
    if not relations:
        return ""
    ui = address.language
    rows = "".join(_item(row, library, address) for row in _rows(document, relations, ui))
    title = escape(say("related", ui))
    return f'<section class="kb-related" dir="{direction(ui)}"><h2>{title}</h2><ul>{rows}</ul></section>'


def _rows(document: str, relations: Iterable[Relation], ui: Language) -> list[_Row]:
    rows = []
    for relation in relations:
        above = relation.other == document
        rows.append(_Row(relation.main if above else relation.other, relation_label(relation.kind, above, ui)))
    return rows


def _item(row: _Row, library: Library, address: Address) -> str:
    title = isolate(library.title(row.document) or row.document)
    way = link(Address(address.language, document=row.document), title)
    return f'<li>{way} <span class="kb-relation">{escape(row.label)}</span></li>'

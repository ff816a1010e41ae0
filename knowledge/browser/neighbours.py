"""More like this: what is near the document that is open, or the passage that is marked in it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.browser.address import Address, Place
from knowledge.browser.markup import direction, escape, isolate, script_direction
from knowledge.browser.messages import say
from knowledge.browser.results import link
from knowledge.similar import Similar

SHOWN = 4
LONGEST = 160
"""Characters of a passage that are shown."""


def neighbours_html(found: Sequence[Similar], address: Address) -> str:
    """A list of passages of other documents; empty when there is none."""
    if not found:
        return ""
    ui = address.language
    title = escape(say("near-passage" if address.place else "near-document", ui))
    items = "".join(_item(each, address) for each in found)
    return f'<section class="kb-near-list" dir="{direction(ui)}"><h2>{title}</h2><ul>{items}</ul></section>'


def _item(each: Similar, address: Address) -> str:
    passage = each.passage
    place = Place(passage.section, passage.start, passage.end)
    side = script_direction(passage.text, passage.language)
    text = " ".join(passage.text.split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] + " …"
    there = Address(address.language).at(each.document, place)
    shown = f'<p dir="{side}" lang="{passage.language}">{escape(text)}</p>'
    return f"<li>{link(there, isolate(each.metadata.title))}{shown}</li>"

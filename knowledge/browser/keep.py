"""The button that puts a passage into the basket, and the name by which it names the passage."""

from __future__ import annotations

import re

from knowledge.browser.address import Place
from knowledge.browser.markup import direction, escape
from knowledge.browser.messages import say
from knowledge.types import Language

_NAME = re.compile(r"(.+)\|([0-9]{1,9})-([0-9]{1,9})-([0-9]{1,9})", re.S)


def keep_button(document: str, place: Place, ui: Language) -> str:
    """The button for a passage. The page's script says whether the passage is in the basket and puts it there."""
    return (
        f'<button type="button" class="kb-keep" dir="{direction(ui)}" lang="{ui}" aria-pressed="false" '
        f'data-basket="{escape(passage_name(document, place))}" data-failed="{escape(say("basket-failed", ui))}">'
        f"{escape(say('basket-add', ui))}</button>"
    )


def passage_name(document: str, place: Place) -> str:
    """The name of a passage: ``<document>|<section>-<start>-<end>``."""
    return f"{document}|{place}"


def named_passage(name: str) -> tuple[str, Place] | None:
    """The document and the place that a passage's name says; None where it is none."""
    found = _NAME.fullmatch(name)
    return (found[1], Place(*map(int, found.groups()[1:]))) if found else None

"""Every word of the interface, in Hebrew and in English side by side; a module for each page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from babel.dates import format_date, format_skeleton

from knowledge.browser.messages import common, document, report, search
from knowledge.types import Language

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    **common.WORDS,
    **search.WORDS,
    **document.WORDS,
    **report.WORDS,
}

BUILT_IN: Mapping[str, Mapping[Language, str]] = {
    "Skip to main content": {"he": "דילוג לתוכן", "en": "Skip to main content"},
    "Sidebar": {"he": "סינון", "en": "Filters"},
    "Expand sidebar": {"he": "סינון", "en": "Filters"},
    "Collapse sidebar": {"he": "סגירת הסינון", "en": "Close the filters"},
    "Clear entry": {"he": "מחיקת השאילתה", "en": "Clear the query"},
}
"""Streamlit's own words on our pages, which cannot be set from Python: the page's script puts ours in their place."""

EXAMPLES: Mapping[Language, tuple[str, ...]] = {
    "he": (
        "איך שומרים על מוטיבציה לעבודה כשהשכר שווה לכולם?",
        "מה הדין דורש מקיבוץ מתחדש בערבות הדדית?",
        "איך מנהלים אסיפה שמחליטה היטב?",
        "עובדים שרכשו את המפעל שעמד להיסגר",
    ),
    "en": (
        "How do strong cooperatives help weak ones?",
        "How can employees take over a factory that went bankrupt?",
        "Village producers who own their dairy",
        "What do employees gain when a trust owns the company?",
    ),
}
"""Questions that the starter library answers."""


def say(key: str, language: Language, *values: object) -> str:
    """The message `key` in `language`, with `values` in its places."""
    return MESSAGES[key][language].format(*values)


def count(key: str, number: int, language: Language) -> str:
    """`number` of something in words: "one document", "7 documents"."""
    return say(f"{key}.1", language) if number == 1 else say(key, language, f"{number:,}")


def date_text(date: str, language: Language) -> str:
    """A metadata date (``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``) as people write it; any other text as it is."""
    parts = date.split("-")
    try:
        moment = datetime.date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return date
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", moment, locale=language))
    return str(format_date(moment, "long", locale=language))

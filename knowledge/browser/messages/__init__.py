"""Every word of the interface, in Hebrew and in English side by side; a module for each page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from babel.dates import format_date, format_skeleton

from knowledge.browser.messages import (
    add,
    basket,
    citing,
    common,
    document,
    library,
    news,
    precedents,
    quotes,
    report,
    search,
    sign_in,
)
from knowledge.types import Language

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    **common.WORDS,
    **search.WORDS,
    **document.WORDS,
    **report.WORDS,
    **news.WORDS,
    **precedents.WORDS,
    **library.WORDS,
    **quotes.WORDS,
    **basket.WORDS,
    **citing.WORDS,
    **sign_in.WORDS,
    **add.WORDS,
}

BUILT_IN: Mapping[str, Mapping[Language, str]] = {
    "Skip to main content": {"he": "דילוג לתוכן", "en": "Skip to main content"},
    "Sidebar": {"he": "סינון", "en": "Filters"},
    "Expand sidebar": {"he": "סינון", "en": "Filters"},
    "Collapse sidebar": {"he": "סגירת הסינון", "en": "Close the filters"},
    "Clear entry": {"he": "מחיקת השאילתה", "en": "Clear the query"},
    "Upload": {"he": "בחירת קבצים", "en": "Choose files"},
    "Add files": {"he": "הוספת קבצים", "en": "Add files"},
    "Drag and drop files here": {"he": "שחררו כאן את הקבצים", "en": "Drop the files here"},
    "Click to retry upload": {"he": "לחצו כדי להעלות שוב", "en": "Click to upload again"},
    "file upload": {"he": "בחירת קבצים", "en": "Choose files"},
    "{} per file": {"he": "אפשר גם לגרור לכאן, עד {} לקובץ", "en": "or drag them here, up to {} a file"},
    "File must be {} or smaller.": {"he": "הקובץ גדול מ־{}", "en": "The file is larger than {}"},
    "{} files are not allowed.": {"he": "קבצים מסוג {} אינם מתקבלים", "en": "Files of the kind {} are not taken"},
    "Remove {}": {"he": "הסרת {}", "en": "Remove {}"},
    "Cancel upload of {}": {"he": "עצירת ההעלאה של {}", "en": "Stop uploading {}"},
    "Error: ": {"he": "שגיאה: ", "en": "Error: "},
    "Clear all": {"he": "ניקוי הבחירה", "en": "Clear all"},
    "Open": {"he": "פתיחת הרשימה", "en": "Open the list"},
    "Selected values": {"he": "מה שנבחר", "en": "What is chosen"},
    "Dismiss": {"he": "סגירה", "en": "Close"},
    "No results": {"he": "אין ברשימה", "en": "Not in the list"},
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

"""The words that references and exported files use, in Hebrew and English."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    # References
    "no-date": {"he": "חש״ד", "en": "n.d."},
    "and-others": {"he": "ואח׳", "en": "et al."},
    "and-others.apa": {"he": "ואחרים", "en": "et al."},
    "page": {"he": "עמ׳ {}", "en": "p. {}"},
    "pages": {"he": "עמ׳ {}", "en": "pp. {}"},
    "in-hebrew": {"he": "בעברית", "en": "in Hebrew"},
    # Files
    "quotes": {"he": "ציטוטים", "en": "Quotations"},
    "references": {"he": "רשימת המקורות", "en": "References"},
    "to-passage": {"he": "לקטע במאגר", "en": "The passage in the library"},
    "note": {"he": "הערה", "en": "Note"},
    # The columns of a table
    "number": {"he": "מס׳", "en": "No."},
    "quote": {"he": "ציטוט", "en": "Quotation"},
    "citation": {"he": "מראה מקום", "en": "Citation"},
    "reference": {"he": "רישום ברשימת המקורות", "en": "Reference"},
    "title": {"he": "כותרת", "en": "Title"},
    "authors": {"he": "מחברים", "en": "Authors"},
    "organisation": {"he": "ארגון", "en": "Organisation"},
    "date": {"he": "תאריך", "en": "Date"},
    "type": {"he": "סוג", "en": "Type"},
    "heading": {"he": "פרק", "en": "Section"},
    "on-page": {"he": "עמוד", "en": "Page"},
    "language": {"he": "שפה", "en": "Language"},
    "link": {"he": "קישור", "en": "Link"},
    "file": {"he": "קובץ", "en": "File"},
}


def word(key: str, language: Language, *values: object) -> str:
    """The words `key` in `language`, with `values` in their places."""
    return WORDS[key][language].format(*values)

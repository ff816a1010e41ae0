"""The words of the citation block on a document's page."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "citing": {"he": "ציטוט וקישור", "en": "Cite and link"},
    "cite-style.israeli": {"he": "הנהוג בישראל", "en": "Israeli"},
    "cite-style.apa": {"he": "APA, מהדורה 7", "en": "APA, 7th edition"},
    "cite-style.chicago": {"he": "שיקגו, מהדורה 18", "en": "Chicago, 18th edition"},
    "cite-note": {"he": "בהערת שוליים", "en": "In a note"},
    "cite-text": {"he": "בגוף הטקסט", "en": "In the text"},
    "cite-list": {"he": "ברשימת המקורות", "en": "In the list of sources"},
    "link-passage": {"he": "קישור לקטע זה", "en": "Link to this passage"},
    "link-document": {"he": "קישור למסמך זה", "en": "Link to this document"},
    "copy": {"he": "העתקה", "en": "Copy"},
    "copied": {"he": "הועתק", "en": "Copied"},
    "not-copied": {
        "he": "הדפדפן לא העתיק. הטקסט מסומן: העתיקו אותו במקלדת.",
        "en": "The browser did not copy. The text is selected: copy it with the keyboard.",
    },
}

"""The words of the report of the last run."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    # The report of the last run
    "report": {"he": "דוח האינדוקס האחרון", "en": "Report of the last indexing"},
    "no-report": {
        "he": "אין עדיין דוח. הוא נכתב בסוף כל ריצה של python -m knowledge index",
        "en": "There is no report yet. Every run of python -m knowledge index writes one",
    },
    "report-summary": {
        "he": "{} בשעה {}: {}, {}. נוספו {}, השתנו {}, ללא שינוי {}, הוסרו {}.",
        "en": "{} at {}: {}, {}. Added {}, changed {}, unchanged {}, removed {}.",
    },
    "report-failed": {"he": "לא נקראו", "en": "Could not be read"},
    "report-needs-ocr": {"he": "עמודים שלא נקראו ודורשים OCR", "en": "Pages that were not read and need OCR"},
    "report-low-quality": {"he": "איכות קריאה נמוכה", "en": "Low reading quality"},
    "report-ocr": {"he": "עמודים שנקראו ב־OCR", "en": "Pages read by OCR"},
    "report-problems": {"he": "תיאורים שאינם מתיישבים", "en": "Descriptions that do not add up"},
    "report-related": {"he": "כפילויות ומהדורות", "en": "Duplicates and editions"},
    "report-slow": {"he": "קבצים שקריאתם איטית", "en": "Files that are slow to read"},
    "report-added": {"he": "נוספו", "en": "Added"},
    "report-changed": {"he": "השתנו", "en": "Changed"},
    "report-removed": {"he": "הוסרו", "en": "Removed"},
    "seconds": {"he": "{} שניות", "en": "{} s"},
    "and-more": {"he": "ועוד {}", "en": "and {} more"},
}

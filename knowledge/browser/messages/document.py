"""The words of the document page."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    # The document page
    "back": {"he": "חזרה לתוצאות", "en": "Back to the results"},
    "home": {"he": "לדף החיפוש", "en": "To the search page"},
    "no-document": {"he": "המסמך לא נמצא", "en": "There is no such document"},
    "no-document-why": {
        "he": "ייתכן שהוסר מן המאגר או ששמו שונה. חפשו אותו לפי נושא או כותרת.",
        "en": "It may have been removed or renamed. Search for it by subject or title.",
    },
    "no-place": {
        "he": "הקטע שאליו הפנה הקישור אינו במסמך עוד; ייתכן שהמסמך עודכן.",
        "en": "The passage that the link pointed to is no longer in the document; it may have been updated.",
    },
    "original": {"he": "פתיחת המקור", "en": "Open the original"},
    "original-page": {"he": "פתיחת המקור בעמוד {}", "en": "Open the original at page {}"},
    "new-tab": {"he": "נפתח בלשונית חדשה", "en": "opens in a new tab"},
    "download": {"he": "הורדת הקובץ", "en": "Download the file"},
    "about": {"he": "פרטי המסמך", "en": "About the document"},
    "contents": {"he": "תוכן העניינים", "en": "Contents"},
    "full-text": {"he": "המסמך", "en": "The document"},
    "hit": {"he": "הקטע שנמצא", "en": "The passage that was found"},
    "card": {"he": "כרטיס תקדים", "en": "Precedent card"},
    "supported-by": {"he": "הקטע התומך", "en": "Supported by"},
    "to-passage-here": {"he": "לקטע בהקשרו", "en": "See it in its place"},
    "sources": {"he": "מקורות", "en": "Sources"},
    "title": {"he": "כותרת", "en": "Title"},
    "authors": {"he": "מחברים", "en": "Authors"},
    "organisation": {"he": "ארגון", "en": "Organisation"},
    "date": {"he": "תאריך", "en": "Date"},
    "topics": {"he": "נושאים", "en": "Topics"},
    "countries": {"he": "מדינות", "en": "Countries"},
    "summary": {"he": "תקציר", "en": "Summary"},
    "supersedes": {"he": "מחליף את", "en": "Supersedes"},
    "rights": {"he": "זכויות", "en": "Rights"},
    "file": {"he": "קובץ", "en": "File"},
    "origin.person": {"he": "נכתב בידי אדם", "en": "written by a person"},
    "origin.file": {"he": "ממאפייני הקובץ", "en": "from the file’s properties"},
    "origin.text": {"he": "זוהה בטקסט", "en": "read in the text"},
    "origin.ocr": {"he": "נקרא ב־OCR, כדאי לבדוק במקור", "en": "read by OCR, worth checking in the original"},
    "quality": {"he": "איכות קריאה", "en": "Reading quality"},
    "quality-badge": {"he": "איכות קריאה {}%", "en": "Reading quality {}%"},
    "by-ocr": {"he": "נקרא ב־OCR", "en": "Read by OCR"},
    "needs-ocr": {"he": "לא נקרא, דרוש OCR: {}", "en": "Not read, needs OCR: {}"},
    "origin.suggested": {"he": "הצעת התוכנה", "en": "suggested by the program"},
    # What a document is to others
    "related": {"he": "מהדורות ונוסחים אחרים", "en": "Other editions and copies"},
    "also-under": {"he": "גם בספרייה", "en": "Also in the library"},
    "relation.same bytes": {"he": "אותו קובץ", "en": "the same file"},
    "relation.same text": {"he": "אותו טקסט בקובץ אחר", "en": "the same text in another file"},
    "relation.near duplicate": {"he": "כמעט זהה", "en": "nearly the same"},
    "relation.edition": {"he": "מהדורה קודמת", "en": "an earlier edition"},
    "relation.edition.main": {"he": "מהדורה חדשה יותר", "en": "a newer edition"},
    "relation.contained": {"he": "כלול במסמך זה", "en": "contained in this one"},
    "relation.contained.main": {"he": "מסמך זה כלול בו", "en": "contains this one"},
}

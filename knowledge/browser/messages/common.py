"""The words of what every page has, counting, and trouble."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    # The frame
    "library": {"he": "מאגר הידע השיתופי", "en": "Cooperative Knowledge Base"},
    "document-page": {"he": "מסמך", "en": "Document"},
    "switch": {"he": "English", "en": "עברית"},
    "pages": {"he": "דפי המאגר", "en": "Pages"},
    "nav.basket": {"he": "הסל", "en": "Basket"},
    "nav.search": {"he": "חיפוש", "en": "Search"},
    "nav.precedents": {"he": "תקדימים", "en": "Precedents"},
    "nav.library": {"he": "הספרייה", "en": "The library"},
    "nav.add": {"he": "הוספה", "en": "Add"},
    "nav.quotes": {"he": "בדיקת ציטוט", "en": "Quote check"},
    "nav.news": {"he": "מה חדש", "en": "What’s new"},
    "opening": {"he": "הספרייה נפתחת…", "en": "Opening the library…"},
    # Counting
    "documents.1": {"he": "מסמך אחד", "en": "one document"},
    "documents": {"he": "{} מסמכים", "en": "{} documents"},
    "in-documents.1": {"he": "במסמך אחד", "en": "in one document"},
    "in-documents": {"he": "ב־{} מסמכים", "en": "in {} documents"},
    "passages.1": {"he": "קטע אחד", "en": "one passage"},
    "passages": {"he": "{} קטעים", "en": "{} passages"},
    "failures.1": {"he": "קובץ אחד לא נקרא ואינו בחיפוש", "en": "One file could not be read and is not searched"},
    "failures": {"he": "{} קבצים לא נקראו ואינם בחיפוש", "en": "{} files could not be read and are not searched"},
    # Trouble
    "trouble": {"he": "הספרייה אינה זמינה כרגע", "en": "The library is not available now"},
    "not-understood": {"he": "אי אפשר לחפש כך", "en": "This cannot be searched"},
    "failed": {"he": "אירעה תקלה", "en": "Something went wrong"},
    "no-page": {"he": "אין דף בכתובת זו", "en": "There is no page at this address"},
    "no-page-why": {
        "he": "ייתכן שנפלה בה טעות, או שהדף הוסר. בדקו את הכתובת, או התחילו מדף החיפוש.",
        "en": "It may be mistyped, or the page may be gone. Check the address, or start from the search page.",
    },
    "unexpected": {
        "he": "רעננו את הדף. אם התקלה חוזרת, פנו למי שמפעיל את המאגר: הפרטים נרשמו ביומן השרת.",
        "en": "Reload the page. If it happens again, tell whoever runs the library: the server’s log has the details.",
    },
}

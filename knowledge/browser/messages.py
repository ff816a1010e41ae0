"""Every word of the interface, in Hebrew and in English side by side."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from babel.dates import format_date, format_skeleton

from knowledge.types import Language

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    # The frame
    "library": {"he": "מאגר הידע השיתופי", "en": "Cooperative Knowledge Base"},
    "document-page": {"he": "מסמך", "en": "Document"},
    "switch": {"he": "English", "en": "עברית"},
    "opening": {"he": "הספרייה נפתחת…", "en": "Opening the library…"},
    # The search page
    "query": {"he": "חיפוש במאגר", "en": "Search the library"},
    "placeholder": {"he": "שאלה או מילים לחיפוש", "en": "A question, or words to look for"},
    "search": {"he": "חיפוש", "en": "Search"},
    "lead": {
        "he": "שאלו בלשון שלכם. החיפוש מוצא לפי משמעות ולפי מילים, במסמכים בעברית ובאנגלית.",
        "en": "Ask in your own words. The search goes by meaning and by words, in Hebrew and English documents.",
    },
    "examples": {"he": "אפשר להתחיל כאן", "en": "You could start here"},
    "holdings": {"he": "במאגר {}: {} בעברית, {} באנגלית.", "en": "The library holds {}: {} in Hebrew, {} in English."},
    "filters": {"he": "סינון", "en": "Filters"},
    "clear": {"he": "ניקוי הסינון", "en": "Clear the filters"},
    "filtered-by": {"he": "מסונן לפי", "en": "Filtered by"},
    "topic": {"he": "נושא", "en": "Topic"},
    "type": {"he": "סוג מסמך", "en": "Kind of document"},
    "country": {"he": "מדינה", "en": "Country"},
    "language": {"he": "שפה", "en": "Language"},
    "every-language": {"he": "כל השפות", "en": "Any language"},
    "years": {"he": "שנים", "en": "Years"},
    "mode": {"he": "אופן החיפוש", "en": "How to search"},
    "mode.hybrid": {"he": "משמעות ומילים", "en": "Meaning and words"},
    "mode.words": {"he": "מילים בלבד", "en": "Words only"},
    "mode.meaning": {"he": "משמעות בלבד", "en": "Meaning only"},
    "found": {"he": "{} {} · {} שניות", "en": "{} {} · {} seconds"},
    "more": {"he": "עוד תוצאות", "en": "More results"},
    "more-passages.1": {"he": "עוד קטע אחד במסמך זה", "en": "one more passage in this document"},
    "more-passages": {"he": "עוד {} קטעים במסמך זה", "en": "{} more passages in this document"},
    "results": {"he": "תוצאות החיפוש", "en": "Search results"},
    "searched-for": {"he": "מוצגות תוצאות עבור", "en": "Showing results for"},
    "search-typed": {"he": "לחפש את מה שהוקלד: {}", "en": "Search what was typed: {}"},
    "did-you-mean": {"he": "האם התכוונתם ל", "en": "Did you mean"},
    "also-names": {"he": "נכלל בחיפוש גם השם", "en": "Also searched, the name"},
    "also-glossary": {"he": "נכללו בחיפוש גם, לפי המילון", "en": "Also searched, from the glossary"},
    "only-typed": {"he": "בלי תוספות", "en": "Without these"},
    "literally": {
        "he": "חיפוש מילולי, בלי תיקונים ובלי המילון.",
        "en": "A literal search, without corrections or glossary.",
    },
    "with-help": {"he": "חיפוש רגיל", "en": "Search as usual"},
    "foreign-shelf-en": {"he": "אותה שאלה במסמכים באנגלית", "en": "The same question in English documents"},
    "foreign-shelf-he": {"he": "אותה שאלה במסמכים בעברית", "en": "The same question in Hebrew documents"},
    "near-document": {"he": "מסמכים קרובים", "en": "Documents near this one"},
    "near-passage": {"he": "קרוב לקטע המסומן", "en": "Near the marked passage"},
    "no-answer": {
        "he": "נראה שאין במאגר תשובה לשאלה",
        "en": "Nothing in the library seems to answer this",
    },
    "no-answer-near": {
        "he": "הקטעים הבאים אינם תשובה, אך הם הקרובים ביותר שנמצאו.",
        "en": "The passages below are not an answer, but the nearest that were found.",
    },
    "nothing": {"he": "לא נמצא דבר", "en": "Nothing was found"},
    "nothing-filtered": {
        "he": "הסינון השאיר {} לחיפוש, ולא נמצא שם דבר. נקו את הסינון כדי לחפש בכל המאגר.",
        "en": "The filters leave {} to search, and nothing was found there. Clear them to search the whole library.",
    },
    "nothing-left": {
        "he": "אף מסמך אינו מתאים לסינון. נקו את הסינון כדי לחפש בכל המאגר.",
        "en": "No document satisfies the filters. Clear them to search the whole library.",
    },
    "nothing-words": {
        "he": "חיפוש לפי מילים בלבד מוצא רק קטעים שבהם הן כתובות. נסו לחפש גם לפי משמעות.",
        "en": "A search by words alone finds only passages in which they are written. Try a search by meaning too.",
    },
    "nothing-plain": {
        "he": "נסו מילים אחרות או שאלה מלאה, ובדקו את הכתיב.",
        "en": "Try other words or a whole question, and check the spelling.",
    },
    "by-meaning": {"he": "חיפוש גם לפי משמעות", "en": "Search by meaning too"},
    "by-words": {"he": "חיפוש לפי מילים בלבד", "en": "Search by words only"},
    "searching": {"he": "מחפש…", "en": "Searching…"},
    "new-search": {"he": "חיפוש חדש", "en": "New search"},
    # A result
    "page": {"he": "עמ׳ {}", "en": "p. {}"},
    "in-language.he": {"he": "בעברית", "en": "in Hebrew"},
    "in-language.en": {"he": "באנגלית", "en": "in English"},
    "score": {"he": "ציון {}", "en": "Score {}"},
    "score-parts": {"he": "מילים {} · משמעות {}", "en": "words {} · meaning {}"},
    "score-none": {"he": "אין", "en": "none"},
    "to-passage": {"he": "פתיחת המסמך בקטע זה", "en": "Open the document at this passage"},
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
    "report-related": {"he": "כפילויות ומהדורות", "en": "Duplicates and editions"},
    "report-slow": {"he": "קבצים שקריאתם איטית", "en": "Files that are slow to read"},
    "report-added": {"he": "נוספו", "en": "Added"},
    "report-changed": {"he": "השתנו", "en": "Changed"},
    "report-removed": {"he": "הוסרו", "en": "Removed"},
    "seconds": {"he": "{} שניות", "en": "{} s"},
    "and-more": {"he": "ועוד {}", "en": "and {} more"},
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
    "unexpected": {
        "he": "רעננו את הדף. אם התקלה חוזרת, פנו למי שמפעיל את המאגר: הפרטים נרשמו ביומן השרת.",
        "en": "Reload the page. If it happens again, tell whoever runs the library: the server’s log has the details.",
    },
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

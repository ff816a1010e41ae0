"""The words of the library page."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "at-a-glance": {"he": "מבט על הספרייה", "en": "The library at a glance"},
    "held": {
        "he": "מסמכים: {} · נושאים: {} · מדינות: {} · בעברית: {} · באנגלית: {}",
        "en": "Documents: {} · topics: {} · countries: {} · in Hebrew: {} · in English: {}",
    },
    "drawing": {"he": "המפה מצוירת…", "en": "Drawing the map…"},
    "address-wrong": {"he": "הקישור אינו תקין", "en": "This link is not valid"},
    "whole-library": {"he": "לכל הספרייה", "en": "To the whole library"},
    "library-empty": {"he": "הספרייה ריקה", "en": "The library is empty"},
    "library-empty-how": {
        "he": "שימו מסמכים בתיקיית המסמכים והריצו python -m knowledge index",
        "en": "Put documents into the folder of documents and run python -m knowledge index",
    },
    # The map
    "map": {"he": "מפה לפי משמעות", "en": "A map by meaning"},
    "map-how": {
        "he": "כל סימן הוא מסמך, ומסמכים קרובים בתוכנם עומדים זה ליד זה; למרחקים גדולים אין משמעות. "
        "סמנו אזור במפה כדי לפתוח את רשימת המסמכים שבו, או לחצו על סימן כדי לפתוח את המסמך.",
        "en": "Each mark is a document, and documents of similar content stand near each other; long distances mean "
        "nothing. Mark out an area to list the documents in it, or click a mark to open its document.",
    },
    "map-alt": {
        "he": "מפת המסמכים לפי משמעות. אותם מסמכים רשומים מתחתיה לפי נושא",
        "en": "Map of the documents by meaning. The same documents are listed below it by topic",
    },
    "map-list": {"he": "המפה כרשימה, לפי נושא", "en": "The map as a list, by topic"},
    "map-moved": {
        "he": "המפה צוירה מחדש מאז שנבחר בה האזור שבקישור, ולכן מוצגת המפה כולה.",
        "en": "The map has been redrawn since the area in this link was chosen, so the whole map is shown.",
    },
    "by-topic": {"he": "סינון לפי נושא", "en": "Filter by topic"},
    "by-type": {"he": "סינון לפי סוג מסמך", "en": "Filter by kind of document"},
    "no-topic": {"he": "בלי נושא", "en": "No topic"},
    "no-type": {"he": "בלי סוג", "en": "No kind"},
    "map-box": {"he": "סימון במלבן", "en": "Mark out a box"},
    "map-lasso": {"he": "סימון חופשי", "en": "Mark out freely"},
    "map-pan": {"he": "הזזת המפה", "en": "Move the map"},
    "map-closer": {"he": "התקרבות", "en": "Closer"},
    "map-farther": {"he": "התרחקות", "en": "Farther"},
    "map-whole": {"he": "המפה כולה", "en": "The whole map"},
    # The list of what was chosen
    "chosen-documents": {"he": "המסמכים שנבחרו", "en": "The chosen documents"},
    "chosen-none": {
        "he": "אף מסמך אינו מתאים לכל מה שנבחר. הסירו אחד מן הסינונים.",
        "en": "No document satisfies all that was chosen. Drop one of the filters.",
    },
    "chosen-area": {"he": "אזור במפה", "en": "An area of the map"},
    "drop": {"he": "הסרת הסינון {}", "en": "Drop the filter {}"},
    "search-in-these": {"he": "חיפוש במסמכים אלה", "en": "Search in these documents"},
    "more-documents": {"he": "עוד מסמכים", "en": "More documents"},
    "shown-of": {
        "he": "מוצגים {} מתוך {}; צמצמו כדי לראות את השאר.",
        "en": "{} of {} shown; narrow down to see the rest.",
    },
    # The timeline
    "timeline": {"he": "ציר זמן", "en": "Timeline"},
    "timeline-how": {
        "he": "המסמכים לפי שנת הפרסום, מן המוקדמת בימין אל המאוחרת בשמאל. לחיצה על עמודה פותחת את רשימת המסמכים שלה.",
        "en": "The documents by year of publication, the earliest on the left. Click a column to list its documents.",
    },
    "timeline-none": {"he": "לאף מסמך אין תאריך.", "en": "No document has a date."},
    "undated": {"he": "בלי תאריך: {}", "en": "Without a date: {}"},
    "timeline-table": {"he": "ציר הזמן כטבלה", "en": "The timeline as a table"},
    "together": {"he": "יחד", "en": "Together"},
    # Topics and countries
    "coverage": {
        "he": "נושאים ומדינות: מה יש ומה חסר",
        "en": "Topics and countries: what there is and what is missing",
    },
    "coverage-how": {
        "he": "בכל תא מספר המסמכים על המדינה בנושא; תא מקווקו הוא פער. לחיצה על תא פותחת את רשימת המסמכים שלו.",
        "en": "Each cell holds the number of documents on the country and the topic; a hatched cell is a gap. "
        "Click a cell to list its documents.",
    },
    "coverage-none": {"he": "לאף מסמך אין גם נושא וגם מדינה.", "en": "No document has both a topic and a country."},
    "coverage-outside": {
        "he": "בלי נושא או בלי מדינה, ולכן מחוץ לטבלה: {}",
        "en": "Without a topic or a country, and so outside the table: {}",
    },
    "gap": {"he": "פער", "en": "gap"},
    "gaps": {"he": "הפערים לפי נושא ({} מתוך {} תאים ריקים)", "en": "The gaps by topic ({} of {} cells are empty)"},
    "gaps-of": {"he": "אין מסמך על {}", "en": "No document on {}"},
    "no-gaps": {"he": "אין פערים", "en": "No gaps"},
    "of-the-rest": {
        "he": "נספרים רק מסמכים שמתאימים לשאר הסינונים.",
        "en": "Only documents that satisfy the other filters are counted.",
    },
    # What is new
    "newest": {"he": "חדש בספרייה", "en": "New in the library"},
    "newest-by-date": {"he": "לפי תאריך הפרסום", "en": "By the date of publication"},
    "newest-by-entry": {"he": "לפי הכניסה לספרייה", "en": "By their entry into the library"},
    "entered": {"he": "נכנס לספרייה ב־{}", "en": "Entered on {}"},
    "entered-by": {"he": "בספרייה מ־{} לכל המאוחר", "en": "In the library since {} at the latest"},
    "no-dates": {"he": "לאף מסמך אין תאריך פרסום.", "en": "No document has a date of publication."},
    # The last run
    "run-when": {"he": "{} בשעה {}", "en": "{} at {}"},
    "run-added": {"he": "נוספו", "en": "Added"},
    "run-changed": {"he": "השתנו", "en": "Changed"},
    "run-unchanged": {"he": "ללא שינוי", "en": "Unchanged"},
    "run-removed": {"he": "הוסרו", "en": "Removed"},
    "run-failed": {"he": "לא נקראו", "en": "Not read"},
    "whole-report": {"he": "לדוח המלא", "en": "The whole report"},
}

"""The words of the page that adds documents."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    # The page
    "add": {"he": "הוספת מסמכים", "en": "Add documents"},
    "add-lead": {
        "he": "העלו קבצים, בדקו מה נקרא מהם, תקנו את התיאור אם צריך, והוסיפו אותם למאגר. "
        "עד האישור אף אחד אחר אינו רואה אותם.",
        "en": "Upload files, see what was read in them, correct the description where needed, and add them to the "
        "library. Until you confirm, nobody else sees them.",
    },
    "add-limits": {
        "he": "PDF,\u200f Word,\u200f PowerPoint,\u200f RTF,\u200f ODT,\u200f EPUB,\u200f HTML, דואר אלקטרוני, "
        "Markdown, טקסט, או ארכיון ZIP שלהם. "
        "עד {} קבצים בבת אחת ועד {} מגה־בייט לקובץ.",
        "en": "PDF, Word, PowerPoint, RTF, ODT, EPUB, HTML, e-mail, Markdown, text, or a ZIP archive of them. Up to {} "
        "files at once and {} MB a file.",
    },
    "add-files": {"he": "קבצים להעלאה", "en": "Files to upload"},
    "add-editors-only": {"he": "הדף מיועד לעורכים", "en": "This page is for editors"},
    "add-editors-only-why": {
        "he": "מוסיפים מסמכים רק מי שהוגדרו כעורכים. אם ברצונכם להוסיף מסמך, פנו למי שמפעיל את המאגר.",
        "en": "Only editors add documents. If you would like to add one, ask whoever runs the library.",
    },
    "add-failed": {"he": "הפעולה לא הושלמה", "en": "That could not be done"},
    "add-refused": {"he": "קבצים שלא התקבלו", "en": "Files that were not taken"},
    "add-back": {"he": "לרשימת הקבצים", "en": "To the list of files"},
    # What waits
    "add-waiting": {"he": "ממתינים לאישור", "en": "Waiting for your confirmation"},
    "add-none": {
        "he": "אין קבצים שממתינים. מה שתעלו יופיע כאן, וגם אם תסגרו את הדף הוא יחכה לכם.",
        "en": "No files are waiting. What you upload appears here, and waits for you even if you close the page.",
    },
    "add-file": {"he": "קובץ", "en": "File"},
    "add-words": {"he": "{} מילים", "en": "{} words"},
    "add-pages.1": {"he": "עמוד אחד", "en": "one page"},
    "add-pages": {"he": "{} עמודים", "en": "{} pages"},
    "add-quality": {"he": "איכות קריאה {}%", "en": "reading quality {}%"},
    "add-by-ocr.1": {"he": "עמוד אחד נקרא ב־OCR", "en": "one page read by OCR"},
    "add-by-ocr": {"he": "{} עמודים נקראו ב־OCR", "en": "{} pages read by OCR"},
    "add-unread.1": {
        "he": "עמוד אחד לא נקרא: הוא סרוק ודורש זיהוי תווים (OCR)",
        "en": "one page was not read: it is a scan and needs text recognition (OCR)",
    },
    "add-unread": {
        "he": "{} עמודים לא נקראו: הם סרוקים ודורשים זיהוי תווים (OCR)",
        "en": "{} pages were not read: they are scans and need text recognition (OCR)",
    },
    "add-suggested": {"he": "הצעת התוכנה", "en": "suggested by the program"},
    "add-type-topics": {"he": "סוג ונושאים", "en": "Type and topics"},
    "add-no-topics": {"he": "לא זוהו סוג ונושאים", "en": "no type or topics were recognised"},
    "add-first-lines": {"he": "תחילת הטקסט", "en": "First lines"},
    "add-not-read-yet": {"he": "הקובץ ממתין לקריאה", "en": "The file waits to be read"},
    "add-not-readable": {"he": "לא נקרא, ולא יתווסף", "en": "Could not be read, and will not be added"},
    "add-archive": {"he": "ארכיון: {} מתוך {} קבצים נקראו", "en": "Archive: {} of {} files could be read"},
    "add-archive-how": {
        "he": "את התיאור של מסמכים בארכיון אפשר לתקן רק בארכיון עצמו: בקובץ בשם ”שם הקובץ.pdf.yaml“ לידם. "
        "כדי לתקן כאן, העלו את הקבצים אחד אחד.",
        "en": "The descriptions of documents in an archive can only be corrected in the archive itself, in a file "
        "named “name.pdf.yaml” beside them. To correct them here, upload the files one by one.",
    },
    "add-kin": {"he": "אולי כבר קיים", "en": "May be here already"},
    "add-kin-draft": {"he": "בין הקבצים שהעליתם", "en": "among your uploads"},
    "add-kin-share": {"he": "{}% מן הטקסט משותף", "en": "{}% of the text in common"},
    "add-choose": {"he": "להוסיף את קובץ {}", "en": "Add file {}"},
    "add-discard": {"he": "הסרת קובץ {}", "en": "Remove file {}"},
    "add-correct": {"he": "תיקון התיאור", "en": "Correct the description"},
    "add-confirm.1": {"he": "הוספת קובץ אחד למאגר", "en": "Add one file to the library"},
    "add-confirm": {"he": "הוספת {} קבצים למאגר", "en": "Add {} files to the library"},
    "add-confirm-none": {"he": "לא נבחר קובץ שאפשר להוסיף", "en": "No file that can be added is chosen"},
    # Work on its way
    "add-reading": {"he": "הקבצים נקראים", "en": "Reading the files"},
    "add-of": {"he": "{} מתוך {}", "en": "{} of {}"},
    "add-rate": {"he": "{} בדקה", "en": "{} a minute"},
    "add-left-soon": {"he": "נותרו כמה שניות", "en": "a few seconds left"},
    "add-left-seconds": {"he": "נותרו כ־{} שניות", "en": "about {} seconds left"},
    "add-left-minute": {"he": "נותרה כדקה", "en": "about a minute left"},
    "add-left-minutes": {"he": "נותרו כ־{} דקות", "en": "about {} minutes left"},
    "add-again": {"he": "לנסות שוב", "en": "Try again"},
    "add-interrupted": {
        "he": "העבודה נקטעה באמצע. דבר לא אבד; אפשר להמשיך.",
        "en": "The work was cut off. Nothing is lost; it can go on.",
    },
    "add-continue": {"he": "להמשיך", "en": "Continue"},
    "add-adding": {"he": "המסמכים נוספים למאגר", "en": "The documents are being added"},
    "add-removing": {"he": "ההוספה מבוטלת והמאגר מתעדכן", "en": "The addition is being undone"},
    "add-meanwhile": {
        "he": "החיפוש ממשיך לעבוד כרגיל לכולם. אפשר לסגור את הדף ולחזור אליו.",
        "en": "Searching goes on as usual for everybody. You may close this page and come back.",
    },
    "add-stage-starting": {"he": "מתחיל", "en": "starting"},
    "add-stage-waiting": {
        "he": "ממתין שעדכון אחר של המאגר יסתיים",
        "en": "waiting for another update of the library to end",
    },
    "add-stage-preparing": {"he": "מכין את מודל השפה (פעם אחת)", "en": "preparing the language model (once)"},
    "add-stage-reading": {"he": "קורא ומנתח", "en": "reading and analysing"},
    "add-stage-writing": {"he": "כותב את האינדקס החדש", "en": "writing the new index"},
    "add-cancel": {"he": "עצירה והחזרת הקבצים לרשימה", "en": "Stop and return the files to the list"},
    # What was added
    "add-done": {"he": "נוספו למאגר", "en": "Added to the library"},
    "add-done-none": {"he": "הקבצים במאגר, אך לא ניתן לחפש בהם", "en": "The files are there but cannot be searched"},
    "add-undone": {"he": "ההוספה בוטלה", "en": "The addition was undone"},
    "add-undone-where": {
        "he": "הקבצים חזרו לרשימת הממתינים, ואינם עוד במאגר.",
        "en": "The files wait in the list again, and are not in the library any more.",
    },
    "add-stayed-out": {"he": "נשארו מחוץ לחיפוש", "en": "Stayed out of the search"},
    "add-find": {"he": "בחיפוש", "en": "in the search"},
    "add-more.1": {"he": "ועוד מסמך אחד", "en": "and one more document"},
    "add-more": {"he": "ועוד {} מסמכים", "en": "and {} more documents"},
    "add-undo": {"he": "ביטול ההוספה", "en": "Undo the addition"},
    "add-close": {"he": "סיימתי", "en": "Done"},
    # Correcting a description
    "add-review": {"he": "תיקון תיאור", "en": "Correct a description"},
    "add-save": {"he": "שמירה", "en": "Save"},
    "add-saved": {"he": "התיאור נשמר.", "en": "The description was saved."},
    "add-empty": {
        "he": "שדה שתשאירו ריק יתמלא במה שהתוכנה מוצאת בקובץ.",
        "en": "A field that is left empty is filled with what the program finds in the file.",
    },
    "add-title": {"he": "כותרת", "en": "Title"},
    "add-authors": {"he": "מחברים (שם בכל שורה)", "en": "Authors (one a line)"},
    "add-date": {"he": "תאריך", "en": "Date"},
    "add-date-forms": {"he": "2005, 2005-09 או 28.9.2005", "en": "2005, 2005-09 or 28.9.2005"},
    "add-organisation": {"he": "ארגון", "en": "Organisation"},
    "add-type": {"he": "סוג המסמך", "en": "Type"},
    "add-topics": {"he": "נושאים", "en": "Topics"},
    "add-countries": {"he": "מדינות", "en": "Countries"},
    "add-language": {"he": "שפה", "en": "Language"},
    "add-summary": {"he": "תקציר", "en": "Summary"},
    "add-sources": {"he": "מקורות (מקור בכל שורה)", "en": "Sources (one a line)"},
    "add-rights": {"he": "זכויות", "en": "Rights"},
    "add-supersedes": {
        "he": "מחליף את המסמך (הנתיב שלו במאגר)",
        "en": "Replaces the document (its path in the library)",
    },
    "add-supersedes-unknown": {
        "he": "אין במאגר מסמך שזה הנתיב שלו. העתיקו את הנתיב מדף המסמך, מן השורה ”קובץ“.",
        "en": "The library has no document of this path. Copy it from the document’s page, from the line “File”.",
    },
    "add-pick": {"he": "בחרו מן הרשימה", "en": "Choose from the list"},
    "add-no-match": {"he": "לא צוין", "en": "not given"},
}

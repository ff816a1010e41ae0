"""The words of the basket: its page, and the buttons that put passages into it."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    # The buttons
    "basket-add": {"he": "הוספה לסל", "en": "Add to basket"},
    "basket-kept": {"he": "בסל ✓", "en": "In basket ✓"},
    "basket-added": {"he": "הקטע נוסף לסל.", "en": "The passage was added to the basket."},
    "basket-taken": {"he": "הקטע הוסר מן הסל.", "en": "The passage was taken out of the basket."},
    "basket-failed": {
        "he": "לא התקבלה תשובה מן השרת, ולכן הסל לא השתנה. בדקו את החיבור, רעננו את הדף ונסו שוב.",
        "en": "The server did not answer, so the basket was not changed. Check the connection, reload and try again.",
    },
    "basket-foreign": {
        "he": "הבקשה לא באה מדף של המאגר. פתחו את המאגר ונסו שוב.",
        "en": "The request did not come from a page of the library. Open the library and try again.",
    },
    "basket-malformed": {
        "he": "הבקשה אינה מציינת קטע. רעננו את הדף ונסו שוב.",
        "en": "The request names no passage. Reload the page and try again.",
    },
    # The page
    "basket": {"he": "הסל", "en": "Basket"},
    "basket-lead": {
        "he": "{} לנייר שלכם. הציטוטים שמורים כלשונם, גם אם המסמך ישתנה או יוסר.",
        "en": "{} for your paper. Quotations are kept word for word, even if the document changes or is removed.",
    },
    "basket-title": {"he": "כותרת הנייר", "en": "Title of the paper"},
    "basket-title-hint": {"he": "למשל: ערבות הדדית, נייר עמדה", "en": "For example: Mutual aid, a position paper"},
    "basket-untitled": {"he": "ציטוטים", "en": "Quotations"},
    "basket-export": {"he": "ייצוא", "en": "Export"},
    "basket-print": {"he": "הדפסה או PDF", "en": "Print or PDF"},
    "basket-style": {"he": "סגנון הציטוט", "en": "Citation style"},
    "basket-style.israeli": {"he": "ישראלי", "en": "Israeli"},
    "basket-style.apa": {"he": "APA (מדעי החברה)", "en": "APA"},
    "basket-style.chicago": {"he": "שיקגו", "en": "Chicago"},
    "basket-style-unknown": {"he": "סגנון ציטוט לא מוכר", "en": "Unknown citation style"},
    "basket-trouble": {"he": "הסל אינו זמין כרגע", "en": "The basket is not available now"},
    "basket-note": {"he": "הערה לקטע {}", "en": "Note on passage {}"},
    "basket-note-hint": {"he": "הערה לעצמכם או לנייר", "en": "A note to yourself or for the paper"},
    "basket-note-shown": {"he": "הערה", "en": "Note"},
    "basket-up": {"he": "העלאת קטע {}", "en": "Move passage {} up"},
    "basket-down": {"he": "הורדת קטע {}", "en": "Move passage {} down"},
    "basket-place": {"he": "מקומו של קטע {} ברשימה", "en": "Place of passage {} in the list"},
    "basket-remove": {"he": "הסרת קטע {}", "en": "Remove passage {}"},
    "basket-clear": {"he": "ריקון הסל", "en": "Empty the basket"},
    "basket-gone": {
        "he": "המסמך אינו במאגר עוד. הציטוט נשמר כפי שהיה.",
        "en": "The document is no longer in the library. The quotation was kept as it was.",
    },
    "basket-changed": {
        "he": "המסמך השתנה, והמילים האלה אינן כתובות בו עוד. הציטוט נשמר כפי שהיה.",
        "en": "The document has changed, and these words no longer stand in it. The quotation was kept as it was.",
    },
    # What happened
    "basket-saved": {"he": "ההערה נשמרה.", "en": "The note was saved."},
    "basket-renamed": {"he": "הכותרת נשמרה.", "en": "The title was saved."},
    "basket-moved": {"he": "הקטע הועבר למקום {}.", "en": "The passage was moved to place {}."},
    "basket-first": {"he": "הקטע כבר ראשון.", "en": "The passage is already the first."},
    "basket-last": {"he": "הקטע כבר אחרון.", "en": "The passage is already the last."},
    "basket-removed-many": {"he": "{} קטעים הוסרו מן הסל.", "en": "{} passages were taken out of the basket."},
    "basket-undo": {"he": "ביטול ההסרה", "en": "Undo the removal"},
    "basket-restored": {"he": "מה שהוסר חזר למקומו.", "en": "What was removed is back in its place."},
    "basket-returned": {
        "he": "הקטע הוסר בלשונית אחרת. הוא הוחזר לסל עם ההערה שכתבתם.",
        "en": "The passage had been removed in another tab. It was put back with the note that you wrote.",
    },
    "basket-written": {"he": "זה מה שכתבתם:", "en": "This is what you wrote:"},
    "basket-removed-list": {"he": "הוסרו לאחרונה ({})", "en": "Removed lately ({})"},
    "basket-restore": {"he": "החזרת קטע {} שהוסר", "en": "Put removed passage {} back"},
    # Two texts of one note
    "basket-conflict": {"he": "להערה לקטע {} יש שני נוסחים", "en": "The note on passage {} has two texts"},
    "basket-conflict-why": {
        "he": "ההערה נערכה בשתי לשוניות בבת אחת. שום דבר לא אבד: בחרו מה יישאר. עד אז שניהם שמורים ומיוצאים.",
        "en": "It was edited in two tabs at once. Nothing is lost: choose what stays. Until then both are kept and "
        "exported.",
    },
    "basket-text-one": {"he": "נוסח א׳", "en": "Text A"},
    "basket-text-two": {"he": "נוסח ב׳", "en": "Text B"},
    "basket-keep-one": {"he": "להשאיר את נוסח א׳ לקטע {}", "en": "Keep text A of passage {}"},
    "basket-keep-two": {"he": "להשאיר את נוסח ב׳ לקטע {}", "en": "Keep text B of passage {}"},
    "basket-keep-both": {"he": "להשאיר את שניהם לקטע {}", "en": "Keep both of passage {}"},
    # Nothing in it
    "basket-empty": {"he": "הסל ריק", "en": "The basket is empty"},
    "basket-empty-why": {
        "he": "כאן נאספים קטעים לנייר: מסודרים, עם הערות שלכם, ומוכנים לייצוא עם המקור והעמוד.",
        "en": "Passages for a paper gather here: in your order, with your notes, ready to export with source and page.",
    },
    "basket-how-search": {
        "he": "חפשו, ולחצו ״הוספה לסל״ מתחת לקטע שמצאתם.",
        "en": "Search, and press “Add to basket” below a passage that you found.",
    },
    "basket-how-document": {
        "he": "או פתחו מסמך בקטע מסוים, ולחצו ״הוספה לסל״ לידו.",
        "en": "Or open a document at a passage, and press “Add to basket” beside it.",
    },
}

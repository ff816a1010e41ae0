"""The words of the precedents' page."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "cases": {"he": "תקדימים", "en": "Precedents"},
    "cases-lead": {
        "he": "חקרי מקרה מהארץ ומהעולם, כל אחד בכרטיס. כל ערך בכרטיס מוביל לקטע במסמך שתומך בו.",
        "en": "Case studies from Israel and abroad, each on a card. Every value on a card leads to the passage that "
        "supports it.",
    },
    # Cases like ours
    "cases-like": {"he": "מקרים כמו שלנו", "en": "Cases like ours"},
    "cases-like-hint": {
        "he": "לדוגמה: קיבוץ של 180 חברים, רפת ומפעל, הצעירים אינם חוזרים ויש חובות",
        "en": "For example: a kibbutz of 180 members with a dairy and a factory; the young do not return, and there is "
        "debt",
    },
    "cases-like-label": {"he": "ספרו בקצרה על הקיבוץ שלכם", "en": "Tell us briefly about your kibbutz"},
    "cases-like-find": {"he": "חיפוש מקרים דומים", "en": "Find similar cases"},
    "cases-wrong": {"he": "מה השתבש במקומות אחרים", "en": "What went wrong elsewhere"},
    "cases-wrong-lead": {
        "he": "מקרים שנכשלו או שתוצאתם מעורבת, עם הקטע שאומר מה קרה.",
        "en": "Cases that failed or had mixed results, with the passage that says what happened.",
    },
    "cases-near": {"he": "מקרים דומים לזה", "en": "Cases like this one"},
    "cases-near-to": {"he": "מקרים דומים ל:", "en": "Cases like:"},
    "cases-to-all": {"he": "לכל התקדימים", "en": "All precedents"},
    "cases-seeking": {"he": "מחפש מקרים…", "en": "Looking for cases…"},
    "cases-recognised": {"he": "מה זוהה בתיאור", "en": "What was recognised in the description"},
    "cases-recognised-none": {
        "he": "לא זוהו בתיאור מאפיינים כמו גודל, ענף או צורה משפטית; המקרים מסודרים לפי קרבה במשמעות בלבד.",
        "en": "No traits such as size, sector or legal form were recognised in the description; the cases are ordered "
        "by nearness in meaning alone.",
    },
    "cases-order": {
        "he": "הסדר: קרבה במשמעות ומספר המאפיינים המתאימים, במשקל שווה.",
        "en": "Order: nearness in meaning and the share of matching traits, weighed equally.",
    },
    "cases-far": {
        "he": "אין במאגר מקרה קרוב ממש לתיאור. אלה הקרובים ביותר שנמצאו.",
        "en": "No case in the library is really near the description. These are the nearest that were found.",
    },
    "cases-nearness": {"he": "קרבה במשמעות: {}", "en": "Nearness in meaning: {}"},
    "cases-match": {"he": "מתאים", "en": "Matches"},
    "cases-differs": {"he": "שונה", "en": "Differs"},
    "cases-unsaid": {"he": "לא ידוע", "en": "Unknown"},
    "cases-theirs": {"he": "(במקרה: {})", "en": "(the case: {})"},
    "cases-not-said": {"he": "(לא נמצא בכרטיס)", "en": "(not found on the card)"},
    "cases-or-more": {"he": "{} ומעלה", "en": "{} or more"},
    "cases-words": {"he": "לפי המילים: {}", "en": "by the words: {}"},
    "cases-nearest-passage": {"he": "הקטע הקרוב ביותר", "en": "The nearest passage"},
    "cases-what-failed": {"he": "מה קרה", "en": "What happened"},
    # The list
    "cases-shown": {"he": "{} מתוך {} תקדימים", "en": "{} of {} precedents"},
    "cases-shown-all": {"he": "{} תקדימים", "en": "{} precedents"},
    "cases-view": {"he": "תצוגה", "en": "View"},
    "cases-view-cards": {"he": "כרטיסים", "en": "Cards"},
    "cases-view-table": {"he": "טבלה", "en": "Table"},
    "cases-view-compare": {"he": "השוואה ({})", "en": "Compare ({})"},
    "cases-sort": {"he": "מיון", "en": "Sort by"},
    "cases-sort-name": {"he": "שם", "en": "Name"},
    "cases-sort-down": {"he": "בסדר יורד", "en": "descending"},
    "cases-sort-up": {"he": "בסדר עולה", "en": "ascending"},
    "cases-size": {"he": "גודל", "en": "Size"},
    "cases-find": {"he": "מילים בכרטיס", "en": "Words on the card"},
    "cases-find-hint": {"he": "מה נעשה, לקח, שם…", "en": "Practice, lesson, name…"},
    "cases-unknown": {"he": "לא צוין", "en": "Not stated"},
    "cases-size-0": {"he": "פחות מ־100", "en": "Fewer than 100"},
    "cases-size-100": {"he": "100 עד 999", "en": "100 to 999"},
    "cases-size-1000": {"he": "1,000 עד 9,999", "en": "1,000 to 9,999"},
    "cases-size-10000": {"he": "10,000 עד 99,999", "en": "10,000 to 99,999"},
    "cases-size-100000": {"he": "100,000 ומעלה", "en": "100,000 and more"},
    "cases-era-0": {"he": "לפני 1900", "en": "Before 1900"},
    "cases-era-1900": {"he": "1900 עד 1944", "en": "1900 to 1944"},
    "cases-era-1945": {"he": "1945 עד 1979", "en": "1945 to 1979"},
    "cases-era-1980": {"he": "1980 עד 1999", "en": "1980 to 1999"},
    "cases-era-2000": {"he": "2000 ואילך", "en": "2000 and later"},
    "cases-document": {"he": "למסמך המלא", "en": "The whole document"},
    "cases-table": {"he": "טבלת התקדימים, נגללת לצדדים", "en": "Table of precedents, scrolls sideways"},
    # Comparing
    "cases-choose": {"he": "הוספה להשוואה", "en": "Add to comparison"},
    "cases-chosen": {"he": "הסרה מההשוואה", "en": "Remove from comparison"},
    "cases-full": {"he": "כבר נבחרו ארבעה מקרים להשוואה", "en": "Four cases are already chosen for comparison"},
    "cases-chosen-bar": {"he": "נבחרו להשוואה:", "en": "Chosen for comparison:"},
    "cases-compare-now": {"he": "השוואה זה לצד זה", "en": "Compare side by side"},
    "cases-choose-more": {"he": "בחרו לפחות מקרה אחד נוסף", "en": "Choose at least one more"},
    "cases-choose-none": {"he": "ניקוי הבחירה", "en": "Clear the choice"},
    "cases-compared": {"he": "השוואת תקדימים", "en": "Precedents compared"},
    "cases-compare-few": {
        "he": "להשוואה בוחרים שניים עד ארבעה מקרים: ליד כל מקרה בכרטיסים ובטבלה יש קישור להוספה.",
        "en": "Choose two to four cases to compare: beside every case, among the cards and in the table, is a link to "
        "add it.",
    },
    "cases-gone": {"he": "אין במאגר כרטיס תקדים עבור {}.", "en": "The library has no precedent card for {}."},
    "cases-field": {"he": "שדה", "en": "Field"},
    # Nothing
    "cases-nothing": {"he": "אין תקדים שמתאים לסינון", "en": "No precedent satisfies the filters"},
    "cases-nothing-why": {
        "he": "הסירו חלק מן הסינון, או חפשו במאגר כולו.",
        "en": "Drop some of the filters, or search the whole library.",
    },
    "cases-none": {"he": "אין עדיין תקדימים במאגר", "en": "There are no precedents in the library yet"},
    "cases-none-why": {
        "he": "תקדים הוא מסמך שבתיאורו יש כרטיס: ארגון, מדינה, ענף, תוצאה ולקח. איך כותבים כרטיס כתוב ב־README.",
        "en": "A precedent is a document whose description has a card: organisation, country, sector, outcome and "
        "lesson. The README says how to write one.",
    },
    "cases-trouble": {"he": "אי אפשר לחפש מקרים כך", "en": "Cases cannot be sought like this"},
}

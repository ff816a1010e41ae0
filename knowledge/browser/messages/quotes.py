"""The words of the quotation check."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "quotes": {"he": "בדיקת ציטוט", "en": "Quote check"},
    "quote-label": {"he": "הציטוט", "en": "The quotation"},
    "quote-check": {"he": "בדיקה", "en": "Check"},
    "quote-placeholder": {"he": "הדביקו כאן את המילים כפי שצוטטו", "en": "Paste the words here as they are quoted"},
    "quote-checking": {"he": "הציטוט נבדק…", "en": "Checking…"},
    "quote-lead": {
        "he": "הדביקו ציטוט, והמאגר יאמר היכן הוא מופיע מילה במילה, היכן כמעט ומה ההבדלים, או שאינו מופיע בו כלל.",
        "en": "Paste a quotation, and the library says where it stands word for word, where nearly and what differs, "
        "or that it does not stand here at all.",
    },
    "quote-rules": {"he": "מה נחשב הבדל", "en": "What counts as a difference"},
    "quote-rule-same": {
        "he": "רווחים, ניקוד וסוגי המירכאות והמקפים אינם הבדל. אותיות, פיסוק ואותיות רישיות באנגלית הם הבדל.",
        "en": "White space, Hebrew points and kinds of quotation marks and dashes are no difference. "
        "Letters, punctuation and capitals are.",
    },
    "quote-rule-gap": {
        "he": "שלוש נקודות אומרות שהושמטו מילים: החלקים צריכים להופיע בסדר הזה באותו פרק.",
        "en": "Three dots say that words were left out: the parts must stand in this order in one section.",
    },
    "quote-rule-added": {
        "he": "מה שבסוגריים מרובעים נחשב תוספת של מי שציטט.",
        "en": "What is in square brackets counts as added by whoever quotes.",
    },
    "quote-rule-short": {
        "he": "ציטוט של פחות מארבע מילים נבדק מילה במילה בלבד.",
        "en": "A quotation of fewer than four words is checked word for word only.",
    },
    "quote-exact.1": {
        "he": "הציטוט מופיע מילה במילה במקום אחד.",
        "en": "The quotation stands word for word in one place.",
    },
    "quote-exact": {
        "he": "הציטוט מופיע מילה במילה ב־{} מקומות.",
        "en": "The quotation stands word for word in {} places.",
    },
    "quote-also-near.1": {
        "he": "במקום אחד נוסף הוא מופיע כמעט כלשונו.",
        "en": "In one more place it stands nearly so.",
    },
    "quote-also-near": {
        "he": "ב־{} מקומות נוספים הוא מופיע כמעט כלשונו.",
        "en": "In {} more places it stands nearly so.",
    },
    "quote-near.1": {
        "he": "הציטוט אינו מופיע מילה במילה. במקום אחד הוא מופיע כמעט כלשונו:",
        "en": "The quotation does not stand word for word. In one place it stands nearly so:",
    },
    "quote-near": {
        "he": "הציטוט אינו מופיע מילה במילה. ב־{} מקומות הוא מופיע כמעט כלשונו:",
        "en": "The quotation does not stand word for word. In {} places it stands nearly so:",
    },
    "quote-shown": {"he": "מוצגים {} מתוך {} מקומות.", "en": "{} of {} places are shown."},
    "quote-short": {
        "he": "ציטוט קצר כל כך מופיע גם במקרה, ואינו מעיד על מקורו.",
        "en": "So short a quotation stands in many texts by chance and says little of where it is from.",
    },
    "quote-none": {"he": "הציטוט אינו נמצא במאגר", "en": "The quotation is not in the library"},
    "quote-none-why": {
        "he": "ייתכן שהוא ממקור שאינו במאגר, או שהוא תרגום. נסו לבדוק חלק קצר ממנו, או חפשו לפי משמעות.",
        "en": "It may be from a source that the library does not hold, or a translation. Check a shorter part of it, "
        "or search by meaning.",
    },
    "quote-none-short": {
        "he": "הוא קצר מכדי לבדוק אם הוא מופיע כמעט כלשונו: הוסיפו את המילים שסביבו.",
        "en": "It is too short to be looked for nearly so: add the words around it.",
    },
    "quote-partly": {"he": "הציטוט בשלמותו אינו נמצא במאגר", "en": "The quotation as a whole is not in the library"},
    "quote-partly-why": {
        "he": "נבדק כל משפט לבדו: {} מתוך {} נמצאו.",
        "en": "Each sentence was checked by itself: {} of {} were found.",
    },
    "quote-missing": {"he": "משפט זה לא נמצא.", "en": "This sentence was not found."},
    "quote-search": {"he": "חיפוש לפי משמעות", "en": "Search by meaning"},
    "quote-badge-exact": {"he": "מילה במילה", "en": "word for word"},
    "quote-badge-marks": {"he": "אותן מילים, סימנים אחרים", "en": "the same words, other marks"},
    "quote-badge-near": {"he": "{}% מן המילים זהות", "en": "{}% of the words are the same"},
    "quote-in-heading": {"he": "בכותרת", "en": "in the heading"},
    "quote-again.1": {"he": "ועוד מקום אחד באותו מסמך", "en": "and one more place in this document"},
    "quote-again": {"he": "ועוד {} מקומות באותו מסמך", "en": "and {} more places in this document"},
    "quote-legend": {"he": "כדי לדייק:", "en": "To put it right:"},
    "quote-only-quoted": {"he": "רק בציטוט", "en": "only in the quotation"},
    "quote-only-source": {"he": "רק במסמך", "en": "only in the document"},
    "quote-lost": {
        "he": "הציטוט היה ארוך מכדי להישמר בכתובת הדף, ונשמר רק כל עוד הדף היה פתוח. הדביקו אותו שוב.",
        "en": "The quotation was too long for the page’s address and was kept only while the page was open. "
        "Paste it again.",
    },
    "quote-refused": {"he": "אי אפשר לבדוק כך", "en": "This cannot be checked"},
}

"""The words of the search page and its results."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
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
}

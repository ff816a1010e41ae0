"""The words of "what's new": the page, the bulletin and the feed."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "news": {"he": "מה חדש", "en": "What’s new"},
    "news-lead": {
        "he": "מסמכים שנכנסו למאגר, השתנו או יצאו ממנו מאז {}",
        "en": "Documents that entered the library, changed or left it since {}",
    },
    "news-periods": {"he": "מאז מתי", "en": "Since when"},
    "news-period.week": {"he": "השבוע האחרון", "en": "The last week"},
    "news-period.month": {"he": "החודש האחרון", "en": "The last month"},
    "news-period.quarter": {"he": "הרבעון האחרון", "en": "The last quarter"},
    "news-period.visit": {"he": "מאז הביקור הקודם שלי", "en": "Since my last visit"},
    "news-since": {"he": "מאז תאריך אחר", "en": "Since another date"},
    "news-first-visit": {
        "he": "זה הביקור הראשון שלכם בדף זה, ולכן מוצג החודש האחרון. בביקור הבא יוצג מה שהתחדש מאז.",
        "en": "This is your first visit to this page, so the last month is shown. "
        "The next time you will see what is new since.",
    },
    "news-visit-unknown": {
        "he": "הביקור הקודם שלכם אינו ידוע כרגע, ולכן מוצג החודש האחרון.",
        "en": "Your last visit is not known now, so the last month is shown.",
    },
    "news-kind.entered": {"he": "נכנסו למאגר", "en": "Entered the library"},
    "news-kind.changed": {"he": "השתנו", "en": "Changed"},
    "news-kind.left": {"he": "יצאו מן המאגר", "en": "Left the library"},
    "news-when.entered": {"he": "נכנס ב־{}", "en": "entered on {}"},
    "news-when.changed": {"he": "השתנה ב־{}", "en": "changed on {}"},
    "news-when.left": {"he": "יצא ב־{}", "en": "left on {}"},
    "news-mark.changed": {"he": "השתנה: {}", "en": "Changed: {}"},
    "news-mark.left": {"he": "יצא מן המאגר: {}", "en": "Left the library: {}"},
    "news-other": {"he": "נושאים אחרים", "en": "Other"},
    "news-summary": {"he": "מאז {}: נכנסו {}, השתנו {}, יצאו {}.", "en": "Since {}: {} entered, {} changed, {} left."},
    "news-none": {"he": "אין חידושים", "en": "Nothing is new"},
    "news-none-why": {
        "he": "דבר לא נכנס למאגר, לא השתנה ולא יצא ממנו מאז {}.",
        "en": "Nothing entered the library, changed or left it since {}.",
    },
    "news-none-latest": {"he": "העדכון האחרון של המאגר היה ב־{}.", "en": "The library was last updated on {}."},
    "news-to-latest": {"he": "מה התעדכן אז", "en": "What was updated then"},
    "news-send": {"he": "עלון ועדכונים שוטפים", "en": "Bulletin and feed"},
    "news-send-how": {
        "he": "העלון מוכן להדבקה בהודעת דואר. בהזנת Atom נרשמים בתוכנה לקריאת עדכונים.",
        "en": "The bulletin is ready to be pasted into a mail. The Atom feed is for a feed reader.",
    },
    "news-bulletin-html": {"he": "העלון לדואר", "en": "The bulletin for mail"},
    "news-bulletin-md": {"he": "העלון ב־Markdown", "en": "The bulletin in Markdown"},
    "news-feed": {"he": "הזנת Atom", "en": "Atom feed"},
    "news-bulletin": {"he": "עלון המאגר: מה חדש", "en": "Library bulletin: what’s new"},
    "news-bulletin-foot": {
        "he": "העלון הופק מתוך מאגר הידע השיתופי ב־{}.",
        "en": "Made from the Cooperative Knowledge Base on {}.",
    },
    "news-all": {"he": "לכל החידושים במאגר", "en": "All news in the library"},
    "news-history": {"he": "אי אפשר להציג את החידושים", "en": "The news cannot be shown"},
}

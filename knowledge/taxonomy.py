"""The library's subjects, document types and card fields, with their names in Hebrew and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from knowledge.types import Language

TOPICS: Mapping[str, Mapping[Language, str]] = {
    "work-motivation": {"he": "מוטיבציה לעבודה ופרנסה", "en": "Motivation for work and livelihood"},
    "enterprise-community": {"he": "ארגון משק וקהילה", "en": "Organising enterprise and community"},
    "participatory-management": {
        "he": "ניהול משתף ודמוקרטיה ישירה",
        "en": "Participatory management and direct democracy",
    },
    "personal-security": {"he": "ביטחון הפרט וערבות הדדית", "en": "Personal security and mutual guarantee"},
    "young-people": {"he": "קליטת צעירים ודור המשך", "en": "Young people and the next generation"},
    "education": {"he": "חינוך שיתופי", "en": "Cooperative education"},
    "classification": {"he": "סיווג הקיבוץ ורישוי", "en": "Classification of the kibbutz and legal form"},
    "housing-land": {"he": "שיוך דירות וקרקעות", "en": "Allocation of dwellings and land"},
    "taxation-finance": {"he": "מיסוי, מימון ואיזון", "en": "Taxation, finance and solidarity"},
    "advocacy": {"he": "הסברה", "en": "Advocacy and explanation"},
    "change-processes": {"he": "תהליכי שינוי והכרעה", "en": "Processes of change and decision"},
    "world-cooperatives": {
        "he": "קואופרטיבים וקהילות שיתופיות בעולם",
        "en": "Cooperatives and communities abroad",
    },
}

TYPES: Mapping[str, Mapping[Language, str]] = {
    "position-paper": {"he": "נייר עמדה", "en": "Position paper"},
    "think-team-output": {"he": "תוצר צוות חשיבה", "en": "Think-team output"},
    "case-study": {"he": "חקר מקרה", "en": "Case study"},
    "law-bylaws": {"he": "חוק ותקנון", "en": "Law and bylaws"},
    "article": {"he": "מאמר", "en": "Article"},
    "minutes": {"he": "פרוטוקול", "en": "Minutes"},
    "guide": {"he": "מדריך", "en": "Guide"},
    "brief": {"he": "סקירת רקע", "en": "Brief"},
}

LANGUAGES: Mapping[str, Mapping[Language, str]] = {
    "he": {"he": "עברית", "en": "Hebrew"},
    "en": {"he": "אנגלית", "en": "English"},
}

CARD_FIELDS: Mapping[str, Mapping[Language, str]] = {
    "organisation": {"he": "הארגון", "en": "Organisation"},
    "country": {"he": "מדינה", "en": "Country"},
    "sector": {"he": "ענף", "en": "Sector"},
    "members": {"he": "חברים", "en": "Members"},
    "founded": {"he": "נוסד", "en": "Founded"},
    "legal_form": {"he": "צורה משפטית", "en": "Legal form"},
    "practice": {"he": "מה נעשה", "en": "Practice"},
    "outcome": {"he": "תוצאה", "en": "Outcome"},
    "lesson": {"he": "לקח", "en": "Lesson"},
}

OUTCOMES: Mapping[str, Mapping[Language, str]] = {
    "worked": {"he": "הצליח", "en": "Worked"},
    "mixed": {"he": "מעורב", "en": "Mixed"},
    "failed": {"he": "נכשל", "en": "Failed"},
    "ongoing": {"he": "נמשך", "en": "Ongoing"},
}


@cache
def country_names(language: Language) -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 code -> name in `language`, from the Unicode CLDR."""
    from babel import Locale  # noqa: PLC0415  0.1 s that a search does not need

    return {code: name for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha()}


def name(table: Mapping[str, Mapping[Language, str]], key: str, language: Language) -> str:
    """The name of `key` in `language`; the key itself where the table does not hold it."""
    return table.get(key, {}).get(language, key)

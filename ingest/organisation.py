"""The organisation that a document's first lines name: its letterhead, its publisher, or where its author works.

A wrong organisation is worse than none, so a line counts only if it says nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from ingest.byline import is_byline, tail_of
from ingest.dates import find_date, find_year
from knowledge.hebrew import STOP_WORDS, spelling

_LINES = 12
"""How many of the first lines are looked at."""
_BELOW_BYLINE = 3
_MOST_WORDS = 9

_KNOWN = (
    'התנועה הקיבוצית|התנועה הקיבוצית המאוחדת|התק"ם|הקיבוץ הארצי|הקיבוץ המאוחד|הקיבוץ הדתי|הקבוץ הדתי|תנועת המושבים|'
    "האיחוד החקלאי|המעגל השיתופי|הזרם השיתופי|המטה השיתופי|השומר הצעיר|הנוער העובד והלומד|המחנות העולים|דרור ישראל|"
    "יד טבנקין|יד יערי|ברית פיקוח|הסוכנות היהודית|ההסתדרות|ההסתדרות החדשה|ההסתדרות הכללית|הסתדרות העובדים|"
    "המוסד לביטוח לאומי|רשות מקרקעי ישראל|מינהל מקרקעי ישראל|קרן קיימת לישראל|רשם האגודות השיתופיות|בנק הפועלים|"
    "סמינר הקיבוצים|ברית הקואופרציה|ברית הקואופרטיבים הבינלאומית|הכנסת|מבקר המדינה|בנק ישראל"
)
_WORD = r"[א-ת\"'-]+"
_HEBREW = re.compile(
    rf"(?:{_KNOWN}|"
    rf"ה?מכון(?! מחקר$)(?: {_WORD}){{1,6}}|"
    rf"(?:המרכז|המכללה|האגודה|הקרן|העמותה|המועצה|הרשות|המחלקה|החוג|היחידה|הפקולטה|הוועדה הציבורית|בית הספר) "
    rf"ל{_WORD}(?: {_WORD}){{0,5}}|"
    rf"(?:אגף|מחלקת|אוניברסיטת|מכללת|עמותת|מועצה אזורית|המועצה האזורית|פדרציית)(?: {_WORD}){{1,5}}|"
    rf"(?:משרד|הסתדרות|איגוד|התאחדות|אגודת|לשכת) ה{_WORD}(?: {_WORD}){{0,4}}|"
    rf"(?:האוניברסיטה (?:העברית|הפתוחה)|הטכניון)(?: {_WORD}){{0,4}})"
)
_PUBLISHERS = "ספרי?ית פועלים|עם עובד|כתר|מאגנס|מוסד ביאליק|רסלינג|כרמל|פרדס|דביר|מסדה|שוקן|אחיאסף|ידיעות אחרונות"
_PUBLISHER = re.compile(
    rf"הוצאת (?P<house>{_KNOWN}|{_PUBLISHERS})|"
    rf"(?:יצא לאור )?(?:בהוצאת(?: ספרים)?|הוצאת ספרים|(?:מו\"ל|המוציא לאור|הוצאה לאור):) "
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})"
)
_SMALL = r"of|for|on|the|and|in|&|at"
_CAPITAL = r"[A-Z][\w'.&-]*"
_KIND = (
    "Institute|University|Center|Centre|Foundation|Federation|Department|Ministry|Press|Publishers|Publishing|Alliance|"
    "Organi[sz]ation|College|Academy|Association|Authority|Movement"
)
_ENGLISH = re.compile(
    rf"(?:The )?(?:(?:{_CAPITAL}|{_SMALL}) ){{0,6}}(?:{_KIND})(?: (?:{_SMALL})(?: (?:{_CAPITAL}|{_SMALL})){{0,4}})?"
)
_PUBLISHED = re.compile(rf"Published by:? (?P<name>(?:(?:{_CAPITAL}|{_SMALL}) ){{0,6}}{_CAPITAL})", re.IGNORECASE)
_VERBS = frozenset(
    "הוקם הוקמה נוסד נוסדה החליט החליטה פרסם פרסמה קבע קבעה ממליץ ממליצה הוא היא היה הייתה אינו אינה חדש חדשה משתנה "
    "כספים מידע עומד עומדת נדרש נדרשת ותפקידו ותפקידה ועתידו ועתידה צריך צריכה בעידן בימי".split()
)
_SAYS_NOTHING = re.compile(rf"the|{_KIND}|{_SMALL}", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|,;•·]\s*|\s[–—-]\s")


def is_organisation(line: str) -> bool:
    """Whether a line names an organisation, perhaps with a date, and nothing else."""
    return _whole(" ".join(line.split())) is not None


def find_organisation(lines: Sequence[str], title: str = "", headings: Collection[str] = ()) -> str | None:
    """The organisation that one of the first lines names; None when none does for certain.

    Neither the title nor a heading is a name, and without a byline only what stands above the title, or is said to
    publish the document.
    """
    first = [" ".join(line.split()) for line in lines[:_LINES]]
    byline = next((i for i, line in enumerate(first) if is_byline(line)), None)
    if byline is not None:
        tail = tail_of(first[byline]) or ""
        if found := next(filter(None, map(_named, _PARTS.split(tail))), None):
            return found
    end = byline + 1 + _BELOW_BYLINE if byline is not None else _place_of(title, first)
    for i, line in enumerate(first):
        if line == title or line in headings:
            continue
        if found := _publisher(line) or (_whole(line) if i < end else None):
            return found
    return None


def _place_of(title: str, lines: Sequence[str]) -> int:
    return lines.index(title) if title in lines else 0


def _publisher(line: str) -> str | None:
    """Who published the document, if the line says that."""
    if len(line.split()) > _MOST_WORDS:
        return None
    parts = _undated(spelling(line))
    text = parts[0].rstrip(".") if len(parts) == 1 else ""
    if english := _PUBLISHED.fullmatch(text):
        return english["name"]
    hebrew = _PUBLISHER.fullmatch(text)
    if not hebrew:
        return None
    name = hebrew["house"] or hebrew["name"]
    return f"הוצאת {name}" if re.fullmatch(_PUBLISHERS, name) or not _has_grammar(name) else None


def _undated(line: str) -> list[str]:
    """The parts of a line but those that say when, or hold digits."""
    return [part for part in _PARTS.split(line) if part and not (find_date(part) or find_year(part))]


def _whole(line: str) -> str | None:
    """`line`, without a date, if each of its parts is the name of an organisation."""
    if len(line.split()) > _MOST_WORDS:
        return None
    parts = _undated(line)
    if not parts or not all(map(_named, parts)):
        return None
    return line[line.index(parts[0]) : line.rindex(parts[-1]) + len(parts[-1])]


def _named(part: str) -> str | None:
    """`part` if it is the name of an organisation and nothing else."""
    plain = spelling(part).replace("־", "-").strip()
    if _has_grammar(plain):
        return None
    if _HEBREW.fullmatch(plain):
        return part.strip()
    says = _ENGLISH.fullmatch(plain) and not all(map(_SAYS_NOTHING.fullmatch, plain.split()))
    return part.strip() if says and not re.search(rf" (?:{_SMALL})$", plain) else None


def _has_grammar(name: str) -> bool:
    """Whether `name` holds words that make it a sentence or a subject."""
    words = name.replace("על שם ", "").replace("-", " ").split()
    return any(word in STOP_WORDS or word in _VERBS for word in words)

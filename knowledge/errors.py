"""Failures a person can act on: each is one class whose message says what happened and what to do next.

Every message exists in English and in Hebrew. `str(error)` is the English one; the command line and the browser show
`error.message(language)`.
"""

from __future__ import annotations

from pathlib import Path

from knowledge.types import Language

_INDEX = "python -m knowledge index"
_VALUES = 30
"""Values that a message lists at most."""


class KnowledgeError(Exception):
    """Base of every failure that is told to a person. `en` and `he` are the whole message in either language."""

    def __init__(self, en: str, he: str) -> None:
        super().__init__(en)
        self.en = en
        self.he = he

    def message(self, language: Language = "en") -> str:
        """The message in the interface's language."""
        return self.he if language == "he" else self.en


def cause(error: BaseException) -> str:
    """A library's failure in one short line: the last line of its message, where the cause stands."""
    lines = [line.strip() for line in str(error).replace("\0", "").splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__)[:200]


# The model -----------------------------------------------------------------------------------------------------------


class ModelUnavailable(KnowledgeError):
    """An embedding model that cannot be loaded or prepared. `model` is its name or folder, `reason` the cause."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(
            f"The embedding model {model} cannot be loaded: {reason}. Give the name or the folder of a "
            "sentence-transformers model (--model or KNOWLEDGE_MODEL), or leave it out to use the embedded one.",
            f"לא ניתן לטעון את מודל ההטמעה {model}: {reason}. ציינו שם או תיקייה של מודל sentence-transformers "
            "(--model או KNOWLEDGE_MODEL), או השמיטו כדי להשתמש במודל המובנה.",
        )


class ModelDamaged(KnowledgeError):
    """A prepared model that cannot be opened."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The prepared embedding model in {folder} cannot be opened: {reason}. Delete that folder and run again; "
            "it is prepared anew.",
            f"לא ניתן לפתוח את מודל ההטמעה שבתיקייה {folder}: {reason}. מחקו את התיקייה והריצו שוב; המודל יוכן מחדש.",
        )


class ModelChanged(KnowledgeError):
    """The model that built the index is not prepared on this machine, or its name brings another one now."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"The embedding model {model} that built the index is not ready on this machine. "
            f"Prepare it and bring the index up to date with: {_INDEX}",
            f"מודל ההטמעה {model} שבנה את האינדקס אינו מוכן במחשב זה. הכינו אותו ועדכנו את האינדקס בפקודה: {_INDEX}",
        )


# Settings ------------------------------------------------------------------------------------------------------------


class SettingsInvalid(KnowledgeError):
    """A setting with a value that cannot be used."""

    def __init__(self, name: str, value: str, reason: str) -> None:
        super().__init__(
            f"The setting {name} has the value {value!r}, which cannot be used: {reason}. "
            f"Correct it in knowledge.toml or in the environment (KNOWLEDGE_{name.upper()}).",
            f"להגדרה {name} יש ערך שאי אפשר להשתמש בו, {value!r}: {reason}. "
            f"תקנו אותה ב־knowledge.toml או במשתני הסביבה (KNOWLEDGE_{name.upper()}).",
        )


class SettingsFileInvalid(KnowledgeError):
    """A file of settings that cannot be read."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The settings in {file} cannot be read: {reason}. Correct the file, or remove it to use the defaults.",
            f"לא ניתן לקרוא את ההגדרות שבקובץ {file}: {reason}. תקנו אותו, או הסירו אותו כדי להשתמש בברירות המחדל.",
        )


# The index -----------------------------------------------------------------------------------------------------------


class IndexMissing(KnowledgeError):
    """A folder in which nothing was built yet."""

    def __init__(self, index: Path) -> None:
        super().__init__(
            f"There is no index in {index} yet. Build it with: {_INDEX}",
            f"עדיין אין אינדקס בתיקייה {index}. בנו אותו בפקודה: {_INDEX}",
        )


class IndexDamaged(KnowledgeError):
    """A generation that does not match its manifest. `detail` is an (English, Hebrew) pair."""

    def __init__(self, index: Path, detail: tuple[str, str]) -> None:
        super().__init__(
            f"The index in {index} is damaged: {detail[0]}. Nothing in the corpus is lost; rebuild it with: {_INDEX}",
            f"האינדקס בתיקייה {index} פגום: {detail[1]}. דבר לא אבד מן המסמכים; בנו אותו מחדש בפקודה: {_INDEX}",
        )
        self.detail = detail


class IndexVersion(KnowledgeError):
    """A generation written by another version of this program."""

    def __init__(self, index: Path, found: object, expected: int) -> None:
        super().__init__(
            f"The index in {index} has format {found}; this version reads format {expected}. Rebuild it with: {_INDEX}",
            f"האינדקס בתיקייה {index} הוא במבנה {found}, וגרסה זו קוראת מבנה {expected}. "
            f"בנו אותו מחדש בפקודה: {_INDEX}",
        )


class IndexBusy(KnowledgeError):
    """Another run is building in the same folder."""

    def __init__(self, index: Path) -> None:
        super().__init__(
            f"Another run is indexing into {index} right now. Wait until it ends and run again.",
            f"הרצה אחרת בונה כעת את האינדקס בתיקייה {index}. המתינו לסיומה והריצו שוב.",
        )


class DiskFull(KnowledgeError):
    """No room for the new generation."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The disk that holds {folder} is full. Free some space and run again; "
            "the index that was there goes on serving.",
            f"הדיסק שבו התיקייה {folder} מלא. פנו מקום והריצו שוב; האינדקס הקודם ממשיך לשרת.",
        )


class IndexNotWritten(KnowledgeError):
    """The new generation could not be written for a reason of the system's."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The index could not be written to {folder}: {reason}. Check the folder and its permissions and run "
            "again; the index that was there goes on serving.",
            f"לא ניתן לכתוב את האינדקס לתיקייה {folder}: {reason}. בדקו את התיקייה ואת ההרשאות והריצו שוב; "
            "האינדקס הקודם ממשיך לשרת.",
        )


class CorpusMissing(KnowledgeError):
    """The folder of documents does not exist."""

    def __init__(self, corpus: Path) -> None:
        super().__init__(
            f"The folder of documents {corpus} does not exist. Create it or name another one with --corpus.",
            f"תיקיית המסמכים {corpus} אינה קיימת. צרו אותה או ציינו תיקייה אחרת באמצעות ‎--corpus.",
        )


class CorpusEmpty(KnowledgeError):
    """No document could be taken from the folder."""

    def __init__(self, corpus: Path) -> None:
        super().__init__(
            f"There is no readable document in {corpus}. Put PDF, DOCX, HTML, Markdown or TXT files there and run "
            "again; the index that was there, if any, goes on serving.",
            f"אין אף מסמך קריא בתיקייה {corpus}. שימו בה קובצי PDF, DOCX, HTML, Markdown או TXT והריצו שוב; "
            "אם היה אינדקס קודם הוא ממשיך לשרת.",
        )


# Searching -----------------------------------------------------------------------------------------------------------


class QueryEmpty(KnowledgeError):
    """A query without a single letter or digit."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing to search for: write a question or a few words.",
            "אין מה לחפש: כתבו שאלה או כמה מילים.",
        )


class QueryTooLong(KnowledgeError):
    """A query above the limit."""

    def __init__(self, length: int, longest: int) -> None:
        super().__init__(
            f"The query has {length:,} characters; the most is {longest:,}. Keep the sentence that says what you need.",
            f"בשאילתה {length:,} תווים, והמרב הוא {longest:,}. השאירו את המשפט שאומר מה נחוץ לכם.",
        )


class QueryOnlyExcludes(KnowledgeError):
    """A query that says what is not wanted, or of which documents, and nothing to look for in them."""

    def __init__(self) -> None:
        super().__init__(
            "The query only says what to leave out or where to look: add a word or a question to look for.",
            "השאילתה רק אומרת מה להשמיט או היכן לחפש: הוסיפו מילה או שאלה לחיפוש.",
        )


class DocumentUnknown(KnowledgeError):
    """A document's id that the library does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The library holds no document {name[:200]!r}. The id is its path below the corpus; search shows it.",
            f"אין במאגר מסמך {name[:200]!r}. המזהה הוא הנתיב של הקובץ בתוך תיקיית המסמכים, והחיפוש מציג אותו.",
        )


class FilterUnknown(KnowledgeError):
    """A filter's value that no document has. `known` are the values that documents have."""

    def __init__(self, field: str, value: str, known: list[str]) -> None:
        values = ", ".join(known[:_VALUES]) + (", …" if len(known) > _VALUES else "") or "-"
        names = {
            "topic": "הנושא",
            "type": "הסוג",
            "country": "המדינה",
            "language": "השפה",
            "author": "המחבר",
            "title": "הכותרת",
            "year": "השנה",
        }
        super().__init__(
            f"No document has the {field} {value!r}. There are: {values}. Choose one of these or leave the filter out.",
            f"אין אף מסמך עם {names[field]} {value!r}. הערכים הקיימים: {values}. בחרו אחד מהם או ותרו על הסינון.",
        )


class FilterYears(KnowledgeError):
    """A range of years that ends before it starts."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(
            f"The years {first} to {last} are no range: the first is after the last. Exchange them.",
            f"השנים {first} עד {last} אינן טווח: הראשונה מאוחרת מן האחרונה. החליפו ביניהן.",
        )


class LimitInvalid(KnowledgeError):
    """A number of results that cannot be asked for."""

    def __init__(self, limit: int, most: int) -> None:
        super().__init__(
            f"{limit} results cannot be shown; ask for 1 to {most}.",
            f"אי אפשר להציג {limit} תוצאות; בקשו בין 1 ל־{most}.",
        )


class YearInvalid(KnowledgeError):
    """A filter's year that no calendar has."""

    def __init__(self, year: int) -> None:
        shown = str(year)[:12]
        super().__init__(
            f"{shown} is no year that can be filtered by. Give a year between 0 and 9999.",
            f"{shown} אינה שנה שאפשר לסנן לפיה. ציינו שנה בין 0 ל־9999.",
        )


class EvaluationSetInvalid(KnowledgeError):
    """A folder that is not an evaluation set."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"{folder} is not an evaluation set: {reason}. It needs corpus.jsonl, queries.jsonl and qrels.tsv.",
            f"{folder} אינה ערכת הערכה: {reason}. נחוצים בה corpus.jsonl, queries.jsonl ו־qrels.tsv.",
        )

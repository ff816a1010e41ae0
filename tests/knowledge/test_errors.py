"""What a person is told: in both languages, and with what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import errors as read_errors
from ingest.errors import ReadError
from knowledge import errors
from knowledge.errors import KnowledgeError

FOLDER = Path("/library")
TOLD = (errors.__name__, read_errors.__name__)
REBUILD = ("Rebuild it with: python -m knowledge index", "בנו אותו מחדש בפקודה: python -m knowledge index")
SERVES = ("the index that was there goes on serving.", "האינדקס הקודם ממשיך לשרת.")

EXAMPLES: dict[type[KnowledgeError], tuple[KnowledgeError, str, str]] = {
    type(error): (error, en, he)
    for error, en, he in [
        (ReadError("a.pdf"), "check the file.", "בדקו את הקובץ."),
        (read_errors.FileMissing("a.pdf"), "check the name and the folder.", "בדקו את השם ואת התיקייה."),
        (read_errors.FileNotPermitted("a.pdf"), "give yourself permission to read it.", "תנו לעצמכם הרשאת קריאה."),
        (read_errors.FileEmpty("a.pdf"), "copy it again from where it came.", "העתיקו אותו שוב ממקורו."),
        (read_errors.FileNameInvalid("a.pdf"), "rename it.", "שנו את שמו."),
        (
            read_errors.FormatUnsupported("a.xls"),
            "save it as PDF, DOCX, HTML, Markdown or TXT.",
            "שמרו אותו כ־PDF, DOCX, HTML, Markdown או TXT.",
        ),
        (
            read_errors.FormatMismatch("a.pdf"),
            "give it the right ending or export it again.",
            "תנו לו את הסיומת הנכונה או ייצאו אותו שוב.",
        ),
        (
            read_errors.FileDamaged("a.pdf"),
            "copy or export it again from where it came.",
            "העתיקו או ייצאו אותו שוב ממקורו.",
        ),
        (read_errors.PasswordNeeded("a.pdf"), "save a copy without a password.", "שמרו עותק ללא סיסמה."),
        (
            read_errors.CopyProtected("a.epub"),
            "ask its publisher for a copy without protection.",
            "בקשו מן המוציא לאור עותק ללא הגנה.",
        ),
        (
            read_errors.ConverterMissing("a.doc"),
            "sudo apt-get install libreoffice-writer-nogui) and index again, or save it as DOCX.",
            "sudo apt-get install libreoffice-writer-nogui) ואנדקסו שוב, או שמרו אותו כ־DOCX.",
        ),
        (
            read_errors.ConversionFailed("a.doc", ("not within 60 seconds", "לא בתוך 60 שניות")),
            "open it in a word processor and save it as DOCX.",
            "פתחו אותו במעבד תמלילים ושמרו אותו כ־DOCX.",
        ),
        (
            read_errors.TextMissing("a.pdf"),
            "if it is a scan, run text recognition on it first.",
            "אם זו סריקה, הריצו עליה תחילה זיהוי תווים.",
        ),
        (
            read_errors.OcrNeeded("a.pdf"),
            "run make ocr, which installs tesseract, and index again.",
            "הריצו make ocr, שמתקין את tesseract, ואנדקסו שוב.",
        ),
        (read_errors.DescriptionInvalid("a.md"), "correct the description.", "תקנו את התיאור."),
        (
            read_errors.ReaderStopped("a.pdf", ("it took over 5 s", "ארכה יותר מ־5 שניות")),
            "export it again or split it; then run: python -m knowledge index --retry-failed.",
            "ייצאו אותו שוב או פצלו אותו, ואז הריצו: python -m knowledge index --retry-failed.",
        ),
        (read_errors.FileTooLarge("a.pdf"), "split it into smaller files.", "פצלו אותו לקבצים קטנים יותר."),
        (
            read_errors.MemberRefused("a.zip/a.pdf"),
            "put the file itself into the folder of documents.",
            "שימו את הקובץ עצמו בתיקיית המסמכים.",
        ),
        (
            errors.ModelUnavailable("e5", "no such folder"),
            "or leave it out to use the embedded one.",
            "או השמיטו כדי להשתמש במודל המובנה.",
        ),
        (
            errors.ModelDamaged(FOLDER, "no weights"),
            "Delete that folder and run again; it is prepared anew.",
            "מחקו את התיקייה והריצו שוב; המודל יוכן מחדש.",
        ),
        (
            errors.ModelChanged("e5"),
            "Prepare it and bring the index up to date with: python -m knowledge index",
            "הכינו אותו ועדכנו את האינדקס בפקודה: python -m knowledge index",
        ),
        (
            errors.SettingsInvalid("threads", "many", "not a number"),
            "Correct it in knowledge.toml or in the environment (KNOWLEDGE_THREADS).",
            "תקנו אותה ב־knowledge.toml או במשתני הסביבה (KNOWLEDGE_THREADS).",
        ),
        (
            errors.SettingsFileInvalid(FOLDER / "knowledge.toml", "line 1"),
            "Correct the file, or remove it to use the defaults.",
            "תקנו אותו, או הסירו אותו כדי להשתמש בברירות המחדל.",
        ),
        (
            errors.IndexMissing(FOLDER),
            "Build it with: python -m knowledge index",
            "בנו אותו בפקודה: python -m knowledge index",
        ),
        (
            errors.IndexDamaged(FOLDER, ("a file is missing", "חסר קובץ")),
            "Nothing in the corpus is lost; rebuild it with: python -m knowledge index",
            REBUILD[1],
        ),
        (errors.IndexVersion(FOLDER, 0, 1), *REBUILD),
        (errors.IndexBusy(FOLDER), "Wait until it ends and run again.", "המתינו לסיומה והריצו שוב."),
        (errors.DiskFull(FOLDER), "Free some space and run again; " + SERVES[0], "פנו מקום והריצו שוב; " + SERVES[1]),
        (
            errors.IndexNotWritten(FOLDER, "read-only"),
            "Check the folder and its permissions and run again; " + SERVES[0],
            "בדקו את התיקייה ואת ההרשאות והריצו שוב; " + SERVES[1],
        ),
        (
            errors.CorpusMissing(FOLDER),
            "Create it or name another one with --corpus.",
            "צרו אותה או ציינו תיקייה אחרת באמצעות ‎--corpus.",
        ),
        (
            errors.CorpusEmpty(FOLDER),
            "Put PDF, DOCX, HTML, Markdown or TXT files there and run again; "
            "the index that was there, if any, goes on serving.",
            "שימו בה קובצי PDF, DOCX, HTML, Markdown או TXT והריצו שוב; אם היה אינדקס קודם הוא ממשיך לשרת.",
        ),
        (
            errors.DocumentUnknown("a.md"),
            "The id is its path below the corpus; search shows it.",
            "המזהה הוא הנתיב של הקובץ בתוך תיקיית המסמכים, והחיפוש מציג אותו.",
        ),
        (
            errors.QueryOnlyExcludes(),
            "add a word or a question to look for.",
            "הוסיפו מילה או שאלה לחיפוש.",
        ),
        (errors.QueryEmpty(), "write a question or a few words.", "כתבו שאלה או כמה מילים."),
        (
            errors.QueryTooLong(12_345, 2_000),
            "Keep the sentence that says what you need.",
            "השאירו את המשפט שאומר מה נחוץ לכם.",
        ),
        (
            errors.FilterUnknown("topic", "x", ["a", "b"]),
            "There are: a, b. Choose one of these or leave the filter out.",
            "הערכים הקיימים: a, b. בחרו אחד מהם או ותרו על הסינון.",
        ),
        (errors.FilterYears(2010, 2000), "Exchange them.", "החליפו ביניהן."),
        (errors.LimitInvalid(0, 1000), "ask for 1 to 1000.", "בקשו בין 1 ל־1000."),
        (
            errors.YearInvalid(10**30),
            "Give a year between 0 and 9999.",
            "ציינו שנה בין 0 ל־9999.",
        ),
        (
            errors.EvaluationSetInvalid(FOLDER, "queries.jsonl is missing"),
            "It needs corpus.jsonl, queries.jsonl and qrels.tsv.",
            "נחוצים בה corpus.jsonl, queries.jsonl ו־qrels.tsv.",
        ),
    ]
}


def subclasses(parent: type[KnowledgeError]) -> Iterator[type[KnowledgeError]]:
    for child in parent.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_failure_has_an_example() -> None:
    assert {kind for kind in subclasses(KnowledgeError) if kind.__module__ in TOLD} == set(EXAMPLES)


@pytest.mark.parametrize(("error", "en", "he"), EXAMPLES.values(), ids=[kind.__name__ for kind in EXAMPLES])
def test_ends_with_what_to_do_in_both_languages(error: KnowledgeError, en: str, he: str) -> None:
    assert error.message("en").endswith(en)
    assert error.message("he").endswith(he)
    assert str(error) == error.en == error.message()
    assert len(error.en) > len(en) and len(error.he) > len(he)  # and says what happened before that


@pytest.mark.parametrize(
    "error", [error for error, _, _ in EXAMPLES.values()], ids=[kind.__name__ for kind in EXAMPLES]
)
def test_each_message_is_in_its_language(error: KnowledgeError) -> None:
    assert not re.search("[א-ת]", error.en)
    assert len(re.findall("[א-ת]{2,}", error.he)) >= 4
    assert "\n" not in error.en + error.he


def test_read_error_names_file_reason_and_detail() -> None:
    error = read_errors.FileDamaged(Path("papers/a.docx"), ("no word/document.xml", "חסר word/document.xml"))
    assert error.path == "papers/a.docx"
    assert error.why == ("the file is damaged (no word/document.xml)", "הקובץ פגום (חסר word/document.xml)")
    assert error.en == (
        "papers/a.docx: the file is damaged (no word/document.xml); copy or export it again from where it came."
    )
    assert error.he == "papers/a.docx: הקובץ פגום (חסר word/document.xml); העתיקו או ייצאו אותו שוב ממקורו."


def test_read_error_without_detail_has_no_brackets() -> None:
    error = read_errors.FileEmpty("a.txt")
    assert error.detail is None
    assert error.why == ("the file is empty", "הקובץ ריק")


@pytest.mark.parametrize("kind", list(subclasses(ReadError)), ids=lambda kind: kind.__name__)
def test_read_errors_differ_in_reason(kind: type[ReadError]) -> None:
    others = [other for other in subclasses(ReadError) if other is not kind]
    assert kind.reason not in [other.reason for other in others]


def test_query_too_long_groups_thousands() -> None:
    error = errors.QueryTooLong(12_345, 2_000)
    assert error.en.startswith("The query has 12,345 characters; the most is 2,000.")
    assert error.he.startswith("בשאילתה 12,345 תווים, והמרב הוא 2,000.")


def test_filter_unknown_in_a_library_without_values() -> None:
    assert errors.FilterUnknown("country", "IT", []).en == (
        "No document has the country 'IT'. There are: -. Choose one of these or leave the filter out."
    )

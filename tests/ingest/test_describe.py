"""Which source of a title, an author or a date wins."""

from pathlib import Path

import pytest

from ingest.describe import describe, main_language
from ingest.front_matter import Description
from ingest.readers.extract import Extract, Properties
from knowledge.types import Section

TEXT = (Section("some text", "A heading", 1),)
BYLINE = ("The title", "By Jane Doe, 2004-05-06")
OWN = Properties("Own title", ("Own Author",), "2003-01-01")


@pytest.mark.parametrize(
    ("description", "opening", "own", "title", "authors", "date"),
    [
        (Description(title="P", authors=("Q",), date="2001"), BYLINE, OWN,
         ("P", "person"), (("Q",), "person"), ("2001", "person")),
        (Description(), BYLINE, OWN, ("The title", "text"), (("Jane Doe",), "text"), ("2004-05-06", "text")),
        (Description(), ("words",), OWN, ("Own title", "file"), (("Own Author",), "file"), ("2003-01-01", "file")),
        (Description(), ("words",), Properties(), ("A heading", "text"), ((), None), (None, None)),
    ],
)  # fmt: skip
def test_precedence(
    description: Description,
    opening: tuple[str, ...],
    own: Properties,
    title: tuple[str, str],
    authors: tuple[tuple[str, ...], str | None],
    date: tuple[str | None, str | None],
) -> None:
    metadata = describe(Path("file-name.pdf"), Extract(TEXT, opening, own), description)
    assert (metadata.title, metadata.origins["title"]) == title
    assert (metadata.authors, metadata.origins.get("authors")) == authors
    assert (metadata.date, metadata.origins.get("date")) == date


@pytest.mark.parametrize(
    "junk",
    [
        "Microsoft Word - report.doc",
        "untitled",
        "Untitled-1",
        "Document1",
        "מסמך 3",
        "ללא שם",
        "report final.docx",
        "cols.html",
        "scan_0001",
        "PowerPoint Presentation",
        "file-name",
        "12345",
        "\ufffd\ufffd\ufffd title",
        "",
    ],
)
def test_titles_that_programs_invent(junk: str) -> None:
    metadata = describe(Path("file-name.pdf"), Extract(TEXT, (), Properties(junk)), Description())
    assert (metadata.title, metadata.origins["title"]) == ("A heading", "text")


@pytest.mark.parametrize(
    "junk", ["anonymous", "Administrator", "user", "משתמש", "me@example.org", "python-docx", "7", ""]
)
def test_authors_that_programs_invent(junk: str) -> None:
    metadata = describe(Path("a.pdf"), Extract(TEXT, (), Properties(authors=(junk, "Jane Doe"))), Description())
    assert metadata.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("own", "title"),
    [("úåëðéú ùéúåôéú", "תוכנית שיתופית"), ("םיצוביק לש תינכות", "תוכנית של קיבוצים"), ("  two\n words ", "two words")],
)
def test_titles_that_old_programs_wrote(own: str, title: str) -> None:
    assert describe(Path("a.pdf"), Extract(TEXT, (), Properties(own)), Description()).title == title


def test_first_line_and_file_name() -> None:
    sections = (Section("a first line and more"),)
    assert describe(Path("a.txt"), Extract(sections, ("a first line",)), Description()).title == "a first line"
    metadata = describe(Path("the_file-name.txt"), Extract(sections, ("long " * 40,)), Description())
    assert (metadata.title, metadata.origins["title"]) == ("the file name", "file")


@pytest.mark.parametrize(
    ("text", "language"),
    [("שלום עולם and", "he"), ("Hello world של", "en"), ("123", "he"), ("אב ab", "he"), ("Ünïcödé", "en")],
)
def test_language_is_the_majority_of_letters(text: str, language: str) -> None:
    assert main_language((Section(text),)) == language


def test_a_person_may_say_the_language() -> None:
    metadata = describe(Path("a.md"), Extract((Section("שלום"),)), Description(language="en"))
    assert (metadata.language, metadata.origins["language"]) == ("en", "person")


@pytest.mark.parametrize(
    ("description", "organisation", "countries", "origins"),
    [
        (Description(), "יד טבנקין", ("IT",), ("text", "suggested")),
        (Description(organisation="אחר", countries=("ES",)), "אחר", ("ES",), ("person", "person")),
    ],
)
def test_organisation_and_countries(
    description: Description, organisation: str, countries: tuple[str, ...], origins: tuple[str, str]
) -> None:
    extract = Extract((Section("בעיירה קטנה"),), ("יד טבנקין", "שיתוף באיטליה", "מאת דנה כהן, תשס״ד"))
    metadata = describe(Path("a.pdf"), extract, description)
    assert (metadata.title, metadata.authors, metadata.date) == ("שיתוף באיטליה", ("דנה כהן",), "2004")
    assert (metadata.organisation, metadata.countries) == (organisation, countries)
    assert (metadata.origins["organisation"], metadata.origins["countries"]) == origins


def test_a_letterhead_is_no_title() -> None:
    extract = Extract((Section("התנועה הקיבוצית, 2004\nקליטת צעירים"),), ("התנועה הקיבוצית, 2004", "קליטת צעירים"))
    metadata = describe(Path("a.pdf"), extract, Description())
    assert (metadata.title, metadata.organisation) == ("קליטת צעירים", "התנועה הקיבוצית")
    alone = describe(Path("a.pdf"), Extract((Section("התנועה הקיבוצית"),), ("התנועה הקיבוצית",)), Description())
    assert (alone.title, alone.organisation) == ("התנועה הקיבוצית", None)

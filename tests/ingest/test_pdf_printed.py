"""Pages that Chromium printed: every word in its place, in every kind of layout."""

import io

import pytest
from printed_samples import ENGLISH, FOLDER, HYPHENATED, LAST, LATIN, MANY, NUMBERS, SHORT, TABLE
from pypdf import PdfWriter
from sample_files import Read

from ingest.read import read_document
from knowledge.types import Section

PARTS = {
    "english_paragraphs": ("כותרת המסמך", [("", [MANY, ENGLISH, NUMBERS, SHORT, LATIN])]),
    "hebrew_from_the_left": ("כותרת המסמך", [("", [MANY, NUMBERS, LATIN, LAST])]),
    "two_columns_and_headings": (
        "כותרת ברוחב העמוד",
        [("", [LAST, MANY, NUMBERS]), ("כותרת שנייה ברוחב העמוד כולו", [LATIN, LAST])],
    ),
    "table": ("טבלה", [("", [MANY, TABLE, NUMBERS])]),
    "spaced_and_stretched": ("הקדמה והסבר", [("", [MANY, LATIN])]),
    "soft_hyphens_and_ligatures": ("כותרת", [("", [MANY, HYPHENATED])]),
    "writing_beside_the_text": ("כותרת", [("", [MANY, NUMBERS, LATIN]), ("", ["שוליים בכתב צדי"])]),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_very_text(name: str) -> None:
    document = read_document(FOLDER / f"{name}.pdf", name)
    title, parts = PARTS[name]
    assert document.metadata.title == title
    assert document.sections == tuple(
        Section("\n\n".join(paragraphs), heading, 2 if heading else 0, 1) for heading, paragraphs in parts
    )


def test_three_columns() -> None:
    """Where a paragraph ends at a column's end, with a full last line, it runs on."""
    document = read_document(FOLDER / "three_columns.pdf", "a")
    assert document.metadata.title == "שלוש עמודות בעמוד אחד"
    assert [section.text.split() for section in document.sections] == [
        " ".join([MANY, NUMBERS, LATIN, LAST, MANY, NUMBERS]).split()
    ]


@pytest.mark.parametrize("name", ["english_paragraphs", "three_columns", "table"])
@pytest.mark.parametrize("turn", [90, 180, 270])
@pytest.mark.parametrize("content", [False, True])
def test_turned_pages(read: Read, name: str, turn: int, content: bool) -> None:
    """Shown turned, and with the writing turned on the page."""
    straight = (FOLDER / f"{name}.pdf").read_bytes()
    writer = PdfWriter(clone_from=io.BytesIO(straight))
    for page in writer.pages:
        page.rotate(turn)
        if content:
            page.transfer_rotation_to_content()
    file = io.BytesIO()
    writer.write(file)
    assert read("a.pdf", file.getvalue()).sections == read("b.pdf", straight).sections

"""PDFs painted glyph by glyph, one question each. Every glyph is 0.6 em wide and `seen` is Hebrew from the left."""

import io

import pytest
from pypdf import PdfWriter
from sample_files import Ink, Read, pdf, right_aligned

from ingest.errors import FileDamaged, FormatMismatch, PasswordNeeded, TextMissing
from knowledge.types import Document, Section

TOP = 760
RIGHT = 560


def seen(text: str) -> str:
    """A line of Hebrew alone as the eye meets it from the left."""
    return text[::-1]


def hebrew(*lines: str, top: float = TOP, right: float = RIGHT, size: float = 10) -> list[Ink]:
    """Right-aligned lines of Hebrew alone."""
    return [right_aligned(right, top - 1.2 * size * i, seen(line), size) for i, line in enumerate(lines)]


def english(*lines: str, top: float = TOP, left: float = 40, size: float = 10, bold: bool = False) -> list[Ink]:
    """Left-aligned lines."""
    return [Ink(left, top - 1.2 * size * i, line, size, bold) for i, line in enumerate(lines)]


def texts(document: Document) -> list[str]:
    return [section.text for section in document.sections]


FILL = "מילים שממלאות שורה שלמה עד סופה ואינן נגמרות"
"""44 letters: as a line of a column, it has no room for another word."""


@pytest.mark.parametrize(
    ("painted", "text"),
    [
        ("2003-2004 םינשב ורגסנ", "נסגרו בשנים 2003-2004"),
        ("57%-ב לדג ןוהה", "ההון גדל ב-57%"),
        (".םתוא וניאר", "ראינו אותם."),
        ("םתוא וניאר ,17.11.2005", "17.11.2005, ראינו אותם"),
        ("Evergreen Cooperatives תשרה תא םיריכמ םיבר", "רבים מכירים את הרשת Evergreen Cooperatives"),
        ("(ב)7 ףיעס םיאור", "רואים סעיף 7(ב)"),
        ("80,000-כ םיקיסעמ", "מעסיקים כ-80,000"),
        ('"תומלש םילמ" םיבתוכ', 'כותבים "מלים שלמות"'),
    ],
)
def test_a_line_in_visual_order(read: Read, painted: str, text: str) -> None:
    assert texts(read("a.pdf", pdf([[right_aligned(RIGHT, TOP, painted)]]))) == [text]


def test_a_page_painted_in_logical_order(read: Read) -> None:
    page = [right_aligned(RIGHT, TOP, "שלום לכולם, ביום 28.9.2005 נפגשים")]
    assert texts(read("a.pdf", pdf([page]))) == ["שלום לכולם, ביום 28.9.2005 נפגשים"]


def test_the_order_of_painting_does_not_matter(read: Read) -> None:
    line = Ink(40, TOP, "one two")
    glyphs = [Ink(40 + 5 * i, TOP, char) for i, char in enumerate("one two") if char != " "]
    expected = texts(read("a.pdf", pdf([[line]])))
    assert expected == ["one two"]
    assert texts(read("b.pdf", pdf([glyphs[::-1]]))) == expected


def test_a_gap_is_a_space(read: Read) -> None:
    page = [Ink(40, TOP, "on"), Ink(51, TOP, "e"), Ink(59, TOP, "two")]
    assert texts(read("a.pdf", pdf([page]))) == ["one two"]


def test_a_point_belongs_to_the_letter_at_its_place(read: Read) -> None:
    letters = [Ink(100 - 5 * i, TOP, char) for i, char in enumerate("שלום")]
    points = [Ink(100, TOP, "ָ"), Ink(100, TOP, "ׁ"), Ink(91, TOP, "ֹ")]
    assert texts(read("a.pdf", pdf([[*letters, *points]]))) == ["שָׁלוֹם"]


def test_a_point_painted_by_itself_belongs_to_the_letter_below_it(read: Read) -> None:
    letters = [Ink(100 - 6 * i, TOP, char) for i, char in enumerate("שלום")]
    points = [Ink(100.5, TOP - 0.5, "ָ"), Ink(88.4, TOP + 0.5, "ֹ")]
    assert texts(read("a.pdf", pdf([[*letters, *points]]))) == ["שָלוֹם"]


def test_marks_of_footnotes_are_dropped(read: Read) -> None:
    page = [Ink(40, TOP, "as was shown"), Ink(112, TOP + 4, "12", 5), Ink(124, TOP, "in 2005")]
    assert texts(read("a.pdf", pdf([page]))) == ["as was shown in 2005"]


def test_columns_of_a_hebrew_page_begin_at_the_right(read: Read) -> None:
    right = hebrew(*[f"{FILL[:-8]}{letter}ימין" for letter in "אבגדהוזח"])
    left = hebrew(*[f"{FILL[:-8]}{letter}שמאל" for letter in "אבגדהוזח"], right=280)
    document = read("a.pdf", pdf([[*left, *right]]))
    assert texts(document) == [
        " ".join(f"{FILL[:-8]}{letter}{side}" for side in ("ימין", "שמאל") for letter in "אבגדהוזח")
    ]


def test_columns_of_an_english_page_begin_at_the_left(read: Read) -> None:
    words = "some words that fill the line of a column"
    left = english(*[f"{words} {i}L" for i in range(8)])
    right = english(*[f"{words} {i}R" for i in range(8)], left=330)
    document = read("a.pdf", pdf([[*right, *left]]))
    assert texts(document) == [" ".join(f"{words} {i}{side}" for side in "LR" for i in range(8))]


def test_running_lines_and_page_numbers(read: Read) -> None:
    pages = [
        [
            *english(f"Report of 2005, page {n}"),
            *english(f"Begins {'abc'[n - 1]}.", "The same words.", f"Page {n}.", f"Ends {'abc'[n - 1]}.", top=700),
            *english(str(n), top=40),
        ]
        for n in (1, 2, 3)
    ]
    text = " ".join(read("a.pdf", pdf(pages)).sections[0].text.split())
    assert text == " ".join(f"Begins {'abc'[n - 1]}. The same words. Page {n}. Ends {'abc'[n - 1]}." for n in (1, 2, 3))


def test_headings_by_size(read: Read) -> None:
    page = [
        *english("A long title that goes on", "in a second line", size=20),
        *english("Text of the opening, in the size of the body.", top=700),
        *english("First chapter", top=670, size=15),
        *english("Text of the first chapter, in the size of the body.", top=650),
        *english("Too long for a heading, and it ends like a sentence.", top=620, size=15),
        *english("More text, in the size of the body and longer than that.", top=600),
        *english("Second chapter", top=570, size=15),
        *english("Text of the second chapter, in the size of the body.", top=550),
    ]
    document = read("a.pdf", pdf([page]))
    assert document.metadata.title == "A long title that goes on in a second line"
    assert document.sections == (
        Section("Text of the opening, in the size of the body.", page=1),
        Section(
            "Text of the first chapter, in the size of the body.\n\n"
            "Too long for a heading, and it ends like a sentence.\n\n"
            "More text, in the size of the body and longer than that.",
            "First chapter",
            2,
            1,
        ),
        Section("Text of the second chapter, in the size of the body.", "Second chapter", 2, 1),
    )


def test_headings_in_bold(read: Read) -> None:
    page = [
        *english("Some text that stands above it.", top=700),
        *english("In bold", top=680, bold=True),
        *english("Some text that stands below it.", top=660),
    ]
    assert read("a.pdf", pdf([page])).sections == (
        Section("Some text that stands above it.", page=1),
        Section("Some text that stands below it.", "In bold", 1, 1),
    )


def test_a_paragraph_in_bold_is_no_heading(read: Read) -> None:
    page = [
        *english(
            "This whole paragraph is set in bold, from its first word on",
            "and ends like a sentence.",
            top=700,
            bold=True,
        ),
        *english("Some text that stands below it, longer than what is bold above.", top=660),
        *english("And some more of it.", top=640),
    ]
    assert texts(read("a.pdf", pdf([page]))) == [
        "This whole paragraph is set in bold, from its first word on and ends like a sentence.\n\n"
        "Some text that stands below it, longer than what is bold above.\n\nAnd some more of it."
    ]


def test_headings_by_the_outline(read: Read) -> None:
    page = [*english("Opening text.", top=700), *english("Plain chapter", top=660), *english("Its text.", top=640)]
    writer = PdfWriter(clone_from=io.BytesIO(pdf([page])))
    parent = writer.add_outline_item(title="Part one", page_number=0)
    writer.add_outline_item(title=" Plain  chapter ", page_number=0, parent=parent)
    file = io.BytesIO()
    writer.write(file)
    assert read("a.pdf", file.getvalue()).sections == (
        Section("Opening text.", page=1),
        Section("Its text.", "Plain chapter", 2, 1),
    )


def test_paragraphs_by_distance_and_by_room(read: Read) -> None:
    full = "this line is as long as the column is wide, so that"
    page = english(full, full, "it ends here.", full, "and here.", top=700) + english(full, "last.", top=620)
    assert texts(read("a.pdf", pdf([page]))) == [f"{full} {full} it ends here.\n\n{full} and here.\n\n{full} last."]


def test_a_paragraph_over_two_pages(read: Read) -> None:
    full = "this line is as long as the column is wide, so that"
    other = "that line is as long as the column is wide, so that"
    document = read("a.pdf", pdf([english("Start.", full), english(other, "it ends.", "Next.")]))
    text = f"Start.\n\n{full} {other} it ends.\n\nNext."
    at = text.index(other)
    assert document.sections == (Section(text, page=1, page_breaks=((at, 2),)),)
    assert [document.sections[0].page_at(offset) for offset in (0, at - 1, at, len(text))] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["they were very co-", "operative at that"], "they were very cooperative at that"),
        (["they wrote to all@co-", "op.example on that"], "they wrote to all@co-op.example on that"),
        (["the telephone 04-555-", "0137 is their line"], "the telephone 04-555-0137 is their line"),
        (["they looked - as if -", "they did not notice"], "they looked - as if - they did not notice"),
    ],
)
def test_hyphens_at_the_end_of_a_line(read: Read, lines: list[str], text: str) -> None:
    assert texts(read("a.pdf", pdf([english(*lines)]))) == [text]


def test_lists(read: Read) -> None:
    full = "this point is as long as the column is wide, and so"
    page = english("• one", f"• {full}", "goes on", "2. two", "(3) three", "the end")
    assert texts(read("a.pdf", pdf([page]))) == [f"one\n{full} goes on\n2. two\n(3) three\n\nthe end"]


def test_table_rows(read: Read) -> None:
    page = [
        Ink(x, TOP - 15 * i, cell)
        for i, row in enumerate(
            [("name", "place", "members"), ("Valley Bakery", "North", "23"), ("Print shop", "", "61")]
        )
        for x, cell in zip((40, 200, 300), row, strict=True)
        if cell
    ]
    assert texts(read("a.pdf", pdf([page]))) == [
        "name | place | members\nValley Bakery | North | 23\nPrint shop | | 61"
    ]


def test_cells_of_a_hebrew_table_run_from_the_right(read: Read) -> None:
    page = [
        right_aligned(x, TOP - 15 * i, seen(cell) if not cell.isdigit() else cell)
        for i, row in enumerate([("ארגון", "מקום", "חברים"), ("מאפיית השחר", "צפון", "23")])
        for x, cell in zip((560, 400, 300), row, strict=True)
    ]
    assert texts(read("a.pdf", pdf([page]))) == ["ארגון | מקום | חברים\nמאפיית השחר | צפון | 23"]


def test_an_invisible_text_layer_is_read_in_its_own_order(read: Read) -> None:
    page = [
        Ink(x, y, text, hidden=True, mirrored=mirrored)
        for x, y, text, mirrored in [
            (560, 700, "שלום ", True),
            (530, 700, "לכולם ", True),
            (495, 700.5, "2003-2004 ", True),
            (400, 700, "Green ", False),
            (430, 700, "Wheels", False),
            (560, 688, "ועוד", True),
            (560, 660, "פסקה שנייה", True),
        ]
    ]
    assert texts(read("a.pdf", pdf([page]))) == ["שלום לכולם 2003-2004 Green Wheels ועוד\n\nפסקה שנייה"]


def test_a_text_without_a_map_to_characters_is_no_text(read: Read) -> None:
    with pytest.raises(TextMissing):
        read("a.pdf", pdf([english("these words cannot be read")], mapped=False))


def test_title_and_authors_of_the_file(read: Read) -> None:
    page = english(*["text that goes on and on without a byline or a heading of any sort, for longer than a title"] * 3)
    described = read("a.pdf", pdf([page], {"Title": "כותרת הקובץ", "Author": "דנה לוי; Jane Doe"})).metadata
    assert (described.title, described.authors) == ("כותרת הקובץ", ("דנה לוי", "Jane Doe"))
    assert described.origins == {"title": "file", "authors": "file", "language": "text"}
    invented = read("b_c.pdf", pdf([page], {"Title": "Microsoft Word - x.doc", "Author": "Administrator"})).metadata
    assert (invented.title, invented.authors) == ("b c", ())


def test_pages_without_text_keep_their_number(read: Read) -> None:
    document = read("a.pdf", pdf([[], english("words"), []]))
    assert document.sections == (Section("words", page=2),)


GOOD = pdf([english("words")])


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"%PDF-1.4\n" + b"nonsense " * 50, FileDamaged),
        (GOOD[: len(GOOD) // 3], FileDamaged),
        (b"words", FormatMismatch),
        (b"\0" * 1100 + GOOD, FormatMismatch),
        (pdf([[]]), TextMissing),
    ],
)
def test_broken_files(read: Read, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read("a.pdf", data)


def test_bytes_before_the_header(read: Read) -> None:
    assert texts(read("a.pdf", b"\r\n\r\n" + GOOD)) == ["words"]


@pytest.mark.parametrize(("password", "opens"), [("", True), ("secret", False)])
def test_passwords(read: Read, password: str, opens: bool) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(GOOD))
    writer.encrypt(password, "owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    if opens:
        assert texts(read("a.pdf", file.getvalue())) == ["words"]
    else:
        with pytest.raises(PasswordNeeded):
            read("a.pdf", file.getvalue())

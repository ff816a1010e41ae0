"""Pages that are laid out in more than one way: columns, footnotes, turned writing, running lines, labels, outlines.

Every glyph is 0.6 em wide, and `seen` is Hebrew from the left, as in the tests of the reader.
"""

import io

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.constants import PageLabelStyle
from sample_files import GLYPH, Ink, Read, pdf, right_aligned

from ingest.readers.pdf_text import page_text
from knowledge.types import Document, Section

TOP = 700
RIGHT = 560


def seen(text: str) -> str:
    """A line of Hebrew alone as the eye meets it from the left."""
    return text[::-1]


def hebrew(*lines: str, top: float = TOP, right: float = RIGHT, size: float = 10) -> list[Ink]:
    return [right_aligned(right, top - 1.2 * size * i, seen(line), size) for i, line in enumerate(lines)]


def english(*lines: str, top: float = TOP, left: float = 40, size: float = 10) -> list[Ink]:
    return [Ink(left, top - 1.2 * size * i, line, size) for i, line in enumerate(lines)]


def texts(document: Document) -> list[str]:
    return [section.text for section in document.sections]


LETTERS = "אבגדהוזח"
FILL = "מילים שממלאות את כל רוחבה"
"""25 letters: as a line of a narrow column it has no room for another word."""


def test_three_columns_from_the_right(read: Read) -> None:
    page = [
        ink
        for right, side in ((200, "שמאל"), (380, "אמצע"), (560, "ימין"))
        for ink in hebrew(*[f"{FILL[:-6]}{letter}{side}" for letter in LETTERS], right=right)
    ]
    assert texts(read("a.pdf", pdf([page]))) == [
        " ".join(f"{FILL[:-6]}{letter}{side}" for side in ("ימין", "אמצע", "שמאל") for letter in LETTERS)
    ]


def test_columns_whose_lines_are_not_level(read: Read) -> None:
    page = [
        ink
        for right, side, lower in ((250, "שמאל", 5), (560, "ימין", 0))
        for ink in hebrew(*[f"{FILL} {letter}{side}" for letter in LETTERS], right=right, top=TOP - lower)
    ]
    assert texts(read("a.pdf", pdf([page]))) == [
        " ".join(f"{FILL} {letter}{side}" for side in ("ימין", "שמאל") for letter in LETTERS)
    ]


def columns(top: float, name: str, lines: int = 5) -> list[Ink]:
    """Two columns of `lines` lines each."""
    return [
        ink
        for right, side in ((290, "שמאל"), (560, "ימין"))
        for ink in hebrew(*[f"{FILL} {name} {letter}{side}" for letter in LETTERS[:lines]], right=right, top=top)
    ]


def column_text(name: str, lines: int = 5) -> str:
    return " ".join(f"{FILL} {name} {letter}{side}" for side in ("ימין", "שמאל") for letter in LETTERS[:lines])


@pytest.mark.parametrize("heading", ["כותרת קצרה", "כותרת ארוכה שעומדת מעל לשתי העמודות"])
def test_a_heading_over_two_columns_divides_them(read: Read, heading: str) -> None:
    """Whether or not it reaches over both."""
    page = [*columns(700, "ראשון"), *hebrew(heading, top=620, size=14), *columns(590, "שני")]
    assert [(section.heading, section.text) for section in read("a.pdf", pdf([page])).sections] == [
        ("", column_text("ראשון")),
        (heading, column_text("שני")),
    ]


def test_a_heading_in_one_column_stays_there(read: Read) -> None:
    right = hebrew(*[f"{FILL} {letter}" for letter in "אבגד"]) + hebrew("כותרת", top=640, size=14)
    right += hebrew(*[f"{FILL} {letter}" for letter in "הוזח"], top=620)
    left = hebrew(*[f"{FILL} {letter}שמאל" for letter in "אבגדהוזחט"], right=280)
    assert [(section.heading, section.text) for section in read("a.pdf", pdf([[*left, *right]])).sections] == [
        ("", " ".join(f"{FILL} {letter}" for letter in "אבגד")),
        ("כותרת", " ".join([f"{FILL} {letter}" for letter in "הוזח"] + [f"{FILL} {n}שמאל" for n in "אבגדהוזחט"])),
    ]


LINE = "this line is as long as the column is wide, so that"


def stretched(y: float, line: str, gap: float) -> list[Ink]:
    """A line whose words stand `gap` em apart."""
    inks, x = [], 40.0
    for word in line.split():
        inks.append(Ink(x, y, word))
        x += 10 * (GLYPH * len(word) + gap)
    return inks


def test_wide_gaps_of_a_stretched_line_part_no_cells(read: Read) -> None:
    lines = ["four words stand here", "some more stand below", "then they come to end"]
    page = [ink for i, line in enumerate(lines) for ink in stretched(TOP - 12 * i, line, 1.5)]
    assert texts(read("a.pdf", pdf([page]))) == [" ".join(lines)]


def test_letter_spacing(read: Read) -> None:
    def spaced(y: float, text: str, size: float) -> list[Ink]:
        return [Ink(40 + i * size, y, char, size) for i, char in enumerate(text) if char != " "]

    page = [*spaced(TOP, seen("מבוא קצר"), 14), *hebrew("שורה של טקסט רגיל.", top=660)]
    assert read("a.pdf", pdf([page])).metadata.title == "מבוא קצר"


@pytest.mark.parametrize("turn", [90, 180, 270, 12])
def test_turned_writing(read: Read, turn: int) -> None:
    """A page whose writing is turned, as on one that is shown turned back, reads like any other."""
    rows = [("בשנים 2003-2004 נסגרו", "2003-2004"), ("שבעה מפעלים.", ""), ("The kibbutz", "")]
    visual = ["ורגסנ 2003-2004 םינשב", ".םילעפמ העבש", "The kibbutz"]
    straight = [right_aligned(400, TOP - 200 - 12 * i, line) for i, line in enumerate(visual)]
    turning = Transformation().translate(-300, -400).rotate(turn).translate(300, 400)
    turned = [
        Ink(*(round(value, 3) for value in turning.apply_on((ink.x, ink.y))), ink.text, turn=turn)  # type: ignore[misc]
        for ink in straight
    ]
    expected = texts(read("a.pdf", pdf([straight])))
    assert expected == ["\n\n".join([f"{rows[0][0]} {rows[1][0]}", rows[2][0]])]
    assert texts(read("b.pdf", pdf([turned], rotate=turn if turn % 90 == 0 else 0))) == expected


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_pages_that_are_shown_turned(read: Read, rotate: int) -> None:
    page = hebrew("שורה אחת של עברית", "ועוד שורה אחת.")
    assert texts(read("a.pdf", pdf([page], rotate=rotate))) == texts(read("b.pdf", pdf([page])))


def test_writing_beside_the_text_stands_apart(read: Read) -> None:
    page = [*english(*[f"{LINE} {i}" for i in range(8)]), Ink(20, 300, "written upwards", turn=90)]
    assert texts(read("a.pdf", pdf([page]))) == [" ".join(f"{LINE} {i}" for i in range(8)), "written upwards"]


BODY = [f"{LINE} {i}" for i in range(6)]


@pytest.mark.parametrize(
    "notes",
    [
        # small, with marks as large as the text
        [*english("1 Small and first,", "going on here.", "2 The second.", top=100, size=8)],
        # as large as the text, with raised marks
        [
            *[Ink(40, 104, "1", 5), Ink(48, 100, "Small and first,"), *english("going on here.", top=88)],
            *[Ink(40, 80, "2", 5), Ink(48, 76, "The second.")],
        ],
        # below a rule
        [Ink(40, 115, "", rule=100), *english("1 Small and first,", "going on here.", "2 The second.", top=100)],
    ],
)
def test_footnotes_stand_apart(read: Read, notes: list[Ink]) -> None:
    following = [f"another {line[5:]} to the end" for line in BODY]
    document = read("a.pdf", pdf([[*english(*BODY), *notes], english(*following)]))
    body = " ".join(BODY)
    assert document.sections == (
        Section(f"{body} {' '.join(following)}", page=1, page_breaks=((len(body) + 1, 2),)),
        Section("Small and first, going on here.\n\nThe second.", page=1),
    )


def test_a_hebrew_footnote(read: Read) -> None:
    page = [
        *hebrew(*[f"{FILL} {letter}" for letter in LETTERS]),
        Ink(100, 115, "", rule=460),
        *[right_aligned(RIGHT, 100, f"{seen('הנתונים נאספו בשנת')} 1", 8)],
        *hebrew("אלפיים וארבע.", top=90, size=8),
    ]
    assert texts(read("a.pdf", pdf([page])))[1:] == ["הנתונים נאספו בשנת אלפיים וארבע."]


def test_a_numbered_list_at_the_end_is_no_footnote(read: Read) -> None:
    page = [*english(*BODY), *english("1. one", "2. two", top=100)]
    assert texts(read("a.pdf", pdf([page]))) == [" ".join(BODY) + "\n\n1. one\n2. two"]


def test_lines_in_the_margins_stand_apart(read: Read) -> None:
    page = [*english("A header", top=770), *english(*BODY), *english("A footer", top=20)]
    assert texts(read("a.pdf", pdf([page]))) == [" ".join(BODY), "A header\n\nA footer"]


def test_different_running_lines_on_left_and_right_pages(read: Read) -> None:
    pages = [
        [*english(f"Left {n}" if n % 2 else f"{n} Right", top=770), *english(f"Page {name} of text.")]
        for n, name in enumerate("abcdef", 1)
    ]
    assert texts(read("a.pdf", pdf(pages))) == [" ".join(f"Page {name} of text." for name in "abcdef")]


def test_running_lines_of_a_chapter(read: Read) -> None:
    pages = [
        [*english(f"Chapter {'one' if n < 4 else 'two'}", top=770), *english(f"Page {name} of text.")]
        for n, name in enumerate("abcdefg", 1)
    ]
    assert texts(read("a.pdf", pdf(pages))) == [" ".join(f"Page {name} of text." for name in "abcdefg")]


def labelled() -> bytes:
    pages = [
        [*english(f"Page {name} of text."), *english(number, top=40)]
        for name, number in zip("abcd", ["i", "ii", "1", "2"], strict=True)
    ]
    writer = PdfWriter(clone_from=io.BytesIO(pdf(pages)))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, 3, style=PageLabelStyle.DECIMAL)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_page_labels(read: Read) -> None:
    """The page that opens is counted from the file's first; the number that is printed is kept beside it."""
    assert PdfReader(io.BytesIO(labelled())).page_labels == ["i", "ii", "1", "2"]
    document = read("a.pdf", labelled())
    text = " ".join(f"Page {name} of text." for name in "abcd")
    assert document.sections == (Section(text, page=1, page_breaks=((16, 2), (32, 3), (48, 4))),)
    assert [(note.page, note.label) for note in document.pages] == [(1, "i"), (2, "ii"), (3, "1"), (4, "2")]


def test_an_entry_of_the_outline_names_the_lines_of_its_page(read: Read) -> None:
    pages = [
        [*english("Contents"), *english("A plain chapter that is long", top=660), *english("Opening text.", top=600)],
        [*english("A plain chapter", "that is long"), *english("Its text.", top=600)],
    ]
    writer = PdfWriter(clone_from=io.BytesIO(pdf(pages)))
    writer.add_outline_item(title="A plain chapter that is long", page_number=1)
    file = io.BytesIO()
    writer.write(file)
    assert read("a.pdf", file.getvalue()).sections == (
        Section("Contents\n\nA plain chapter that is long\n\nOpening text.", page=1),
        Section("Its text.", "A plain chapter that is long", 1, 2),
    )


def test_a_table_painted_from_its_left_column_on_a_right_to_left_page(read: Read) -> None:
    """Where the words of lines are painted from the right, so are the cells, unless the table begins at the left."""
    rows = [("ארגון", "מקום", "חברים"), ("מאפיית השחר", "צפון", "23"), ("דפוס", "דרום", "61")]
    lines = [
        ink
        for i in range(4)
        for ink in (right_aligned(560, TOP - 12 * i, seen("מילים ראשונות")), Ink(452, TOP - 12 * i, "2003"))
    ]
    for places in ((560, 400, 300), (150, 300, 460)):
        cells = [
            right_aligned(x, 600 - 15 * i, cell if cell.isdigit() else seen(cell))
            for i, row in enumerate(rows)
            for x, cell in zip(places, row, strict=True)
        ]
        table = "\n".join(" | ".join(row) for row in rows)
        assert texts(read("a.pdf", pdf([[*lines, *cells]])))[-1].endswith(table)


WORDS = st.text("אבגדהוזחטילמנסעפצקרשת", min_size=2, max_size=5) | st.text("abcdefghijklmno", min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(cells=st.dictionaries(st.tuples(st.integers(0, 8), st.integers(2, 50)), WORDS, min_size=1, max_size=60))
def test_no_word_is_lost(cells: dict[tuple[int, int], str]) -> None:
    """Wherever the words of a page stand; which way round they are is another question."""
    page = [Ink(30 + 60 * column, 15 * row, word) for (column, row), word in cells.items()]
    with pdfium.PdfDocument(pdf([page])) as document:
        lines = page_text(document[0], 1).lines
    found = " ".join(line.text for line in lines).split()
    assert sorted("".join(sorted(word)) for word in found) == sorted("".join(sorted(word)) for word in cells.values())

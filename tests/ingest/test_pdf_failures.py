"""What goes wrong when Hebrew is read from PDFs, one test a failure. `read_line` reads a line as the eye sees it."""

from collections.abc import Callable

import pytest
from sample_files import GLYPH, SAMPLES, Ink, Read, pdf, right_aligned

from ingest.errors import OcrNeeded, TextMissing
from ingest.read import read_document

TOP = 700
RIGHT = 560

ReadLine = Callable[[str], str]


@pytest.fixture
def read_line(read: Read) -> ReadLine:
    """A reader of a page with one right-aligned line."""
    return lambda visual: read("a.pdf", pdf([[right_aligned(RIGHT, TOP, visual)]])).sections[0].text


def test_numbers_stay_in_their_place(read_line: ReadLine) -> None:
    assert read_line("םילעפמ ורגסנ 2003-2004 םינשב") == "בשנים 2003-2004 נסגרו מפעלים"
    assert read_line("57%-ב לדג ןוהה") == "ההון גדל ב-57%"
    assert read_line("18:30 העשב ,17.11.2005 םויב") == "ביום 17.11.2005, בשעה 18:30"


def test_a_range_of_years_over_two_lines(read: Read) -> None:
    page = [
        right_aligned(RIGHT, TOP, "2003- םינשב ןופצב םילעפמ העבש ורגסנ"),
        right_aligned(RIGHT, TOP - 12, ".םתיא ונרביד 2004"),
    ]
    assert read("a.pdf", pdf([page])).sections[0].text == "נסגרו שבעה מפעלים בצפון בשנים 2003-2004 דיברנו איתם."


@pytest.mark.parametrize("visual", [".תומלש תורוש", "תומלש תורוש."])
def test_a_full_stop_stands_at_the_end(read_line: ReadLine, visual: str) -> None:
    """Whether the paragraph was set right to left or left to right."""
    assert read_line(visual) == "שורות שלמות."


@pytest.mark.parametrize(
    ("visual", "text"),
    [
        ("םשב ((ב)7 ףיעס) הז", "זה (סעיף 7(ב)) בשם"),
        ("םשב ))ב(7 ףיעס( הז", "זה (סעיף 7(ב)) בשם"),
        ("םש ['ב חפסנ] הז", "זה [נספח ב'] שם"),
        ("םש ]'ב חפסנ[ הז", "זה [נספח ב'] שם"),
        ('הנטק ("ברא ,דנלבילק) תשר', 'רשת (קליבלנד, ארב") קטנה'),
    ],
)
def test_brackets_open_and_close(read_line: ReadLine, visual: str, text: str) -> None:
    """Whether or not the producer mirrored them."""
    assert read_line(visual) == text


def test_latin_phrases_keep_their_order(read_line: ReadLine) -> None:
    assert read_line("םינש ךשמב הדבע Evergreen Cooperatives תשר") == "רשת Evergreen Cooperatives עבדה במשך שנים"
    assert read_line("רויס ובו ,Co-op 101 סרוק") == "קורס Co-op 101, ובו סיור"


def test_words_are_not_reversed(read_line: ReadLine) -> None:
    assert read_line("םירבח םה םידבועה לכ") == "כל העובדים הם חברים"


def test_words_without_space_glyphs(read: Read) -> None:
    """A gap parts words."""
    page = [Ink(300, TOP, "םידבוע"), Ink(300 + 10 * (6 * GLYPH + 0.25), TOP, "לכ")]
    assert read("a.pdf", pdf([page])).sections[0].text == "כל עובדים"


def test_a_page_that_shows_its_text_reversed(read_line: ReadLine) -> None:
    """Painted in logical order from the left, by a program without the bidirectional algorithm."""
    assert read_line("שלום לכולם, ביום 28.9.2005 נפגשים") == "שלום לכולם, ביום 28.9.2005 נפגשים"


@pytest.mark.parametrize("step", [1, -1])
def test_one_word_a_drawing_operation(read: Read, step: int) -> None:
    words = ["םילעפמ", "ורגסנ", "2003-2004", "םינשב"]
    places = [300.0]
    for word in words[:-1]:
        places.append(places[-1] + 10 * (GLYPH * len(word) + 0.3))
    page = [Ink(x, TOP, word) for x, word in zip(places, words, strict=True)][::step]
    assert read("a.pdf", pdf([page])).sections[0].text == "בשנים 2003-2004 נסגרו מפעלים"


def test_hebrew_on_latin_code_points(read_line: ReadLine) -> None:
    text = "כל העובדים הם גם חברים באגודה"
    masked = text[::-1].encode("cp1255").decode("latin-1")
    assert read_line(masked) == text


def test_presentation_forms(read_line: ReadLine) -> None:
    """U+FB2A and its like are letters with their points, U+FB21 and its like wide letters."""
    assert read_line("םולש".replace("ש", "\ufb2a")) == "שׁלום"
    assert read_line("בר\ufb21ה") == "הארב"


def test_points_keep_to_their_letters(read: Read) -> None:
    letters = [Ink(100 - 6 * i, TOP, char) for i, char in enumerate("שלום")]
    points = [Ink(100, TOP, "ָ"), Ink(100, TOP, "ׁ"), Ink(88, TOP, "ֹ")]
    assert read("a.pdf", pdf([[*points, *letters]])).sections[0].text == "שָׁלוֹם"


@pytest.mark.parametrize("damaged", ["\ub8c1", "\uc1c1", "ǁ"])
def test_points_whose_high_byte_is_damaged(read: Read, damaged: str) -> None:
    """The low byte tells the point; a character that tells none and stands on a letter is dropped."""
    letters = [Ink(100 - 6 * i, TOP, char) for i, char in enumerate("שלום")]
    points = [Ink(100, TOP, "ָ"), Ink(100, TOP, damaged), Ink(88, TOP, "䀀")]
    assert read("a.pdf", pdf([[*letters, *points]])).sections[0].text == "שָׁלום"


@pytest.mark.parametrize("unseen", ["\u200b", "\u200d", "\u200f", "\u00ad", "\ufeff"])
def test_unseen_characters_leave_no_trace(read: Read, unseen: str) -> None:
    page = [right_aligned(RIGHT, TOP, "םולש ,דחא"), Ink(RIGHT - 12, TOP, unseen), Ink(RIGHT - 40, TOP, unseen)]
    assert read("a.pdf", pdf([page])).sections[0].text == "אחד, שלום"


def test_a_garbage_layer_is_no_text(read: Read) -> None:
    with pytest.raises((TextMissing, OcrNeeded)):
        read("a.pdf", pdf([[Ink(40, TOP, "these words have no text")]], mapped=False))


def test_english_is_untouched(read: Read) -> None:
    lines = ["The law (1985), sec. 7(b)(4), is “good”;", "see [Annex B], pp. 12-19: 57% of it.", "Write to a.b@c.org."]
    page = [Ink(40, TOP - 12 * i, line) for i, line in enumerate(lines)]
    assert read("a.pdf", pdf([page])).sections[0].text == " ".join(lines)


def test_an_english_paragraph_in_a_hebrew_file(read: Read) -> None:
    """It runs from the left, with the Hebrew in it."""
    hebrew = ["שורה ראשונה של עברית שממלאת כמעט את כל רוחב העמוד עד סופו", "ועוד שורה, שמסיימת את הפסקה."]
    english = ["The kibbutz (ץוביק) is a village of 320 members, and the moshav is", "(1921 ,בשומ) smaller."]
    page = [right_aligned(RIGHT, TOP - 12 * i, line[::-1]) for i, line in enumerate(hebrew)]
    page += [Ink(160, TOP - 50 - 12 * i, line) for i, line in enumerate(english)]
    assert read("a.pdf", pdf([page])).sections[0].text == (
        f"{hebrew[0]} {hebrew[1]}\n\n"
        "The kibbutz (קיבוץ) is a village of 320 members, and the moshav is (מושב, 1921) smaller."
    )


def test_hebrew_that_was_set_from_the_left(read: Read) -> None:
    lines = [
        "איהש תצובק Mondragón Corporation תמייק האר",
        "ןוילימ 80,000-כ הב םידבועו דחאכ לודגו ןטק",
        "57%-ב הלדג םינשה ךשמב הפוקתהו.",
    ]
    page = [Ink(40, TOP - 12 * i, line) for i, line in enumerate(lines)]
    assert read("a.pdf", pdf([page])).sections[0].text == (
        "קבוצת שהיא Mondragón Corporation ראה קיימת קטן וגדול כאחד ועובדים בה כ-80,000 מיליון"
        " והתקופה במשך השנים גדלה ב-57%."
    )


def test_a_recognised_layer_keeps_its_numbers() -> None:
    """Text recognition paints the digits of right-to-left words mirrored."""
    text = "\n".join(
        section.text for section in read_document(SAMPLES / "pdf" / "scan_200dpi_ocrmypdf.pdf", "a").sections
    )
    assert "2003-2004" in text
    assert "28/9/2005" in text

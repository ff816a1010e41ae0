"""What holds for every file: a document or a ReadError, never anything else; and words that were written are found."""

import io
import tempfile
import zipfile
from html import escape
from pathlib import Path

import pytest
from bidi.algorithm import get_display
from hypothesis import given, settings
from hypothesis import strategies as st
from package_files import rtf
from sample_files import SAMPLES, docx, paragraph, pdf, right_aligned

from ingest.characters import clean, one_line
from ingest.errors import ReadError
from ingest.read import read_document
from ingest.readers.encoding import decode
from knowledge.types import Document

many = settings(derandomize=True, deadline=None, max_examples=150)
some = settings(derandomize=True, deadline=None, max_examples=40)

HEBREW = ["שלום", "לכולם", "קיבוצים", "של", "ערבות", "הדדית", "בין", "החברים", "נדרשת", "מאוד", "כלכלן", "שותף"]
ENGLISH = ["mutual", "aid", "among", "members", "Co-op", "Mondragón", "naïve", "don't"]
NUMBERS = ["28.9.2005", "57%", "1,200", "18:30", "3.5"]

hebrew_line = st.lists(st.sampled_from(HEBREW), min_size=3, max_size=8, unique=True).map(" ".join)
sentence = st.lists(st.sampled_from(HEBREW + ENGLISH + NUMBERS), min_size=1, max_size=8).map(" ".join)
characters = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def document_of(name: str, data: bytes) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_document(path, name)


def words_of(document: Document) -> list[str]:
    parts = [part for section in document.sections for part in (section.heading, section.text)]
    return " ".join(parts).split()


def assert_read_or_refused(name: str, data: bytes) -> None:
    try:
        document = document_of(name, data)
    except ReadError as error:
        assert error.message("en")
        assert error.message("he")
        return
    assert document.metadata.title
    for section in document.sections:
        assert section.text == clean(section.text)
        assert section.text or section.heading
        assert all(0 < offset < len(section.text) for offset, _ in section.page_breaks)


@many
@given(st.sampled_from(["a.txt", "a.md", "a.html"]), characters)
def test_any_text(name: str, text: str) -> None:
    assert_read_or_refused(name, text.encode())


@many
@given(
    st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a.rtf", "a.odt", "a.epub"]),
    st.binary(min_size=1, max_size=300),
)
def test_any_bytes(name: str, data: bytes) -> None:
    assert_read_or_refused(name, data)


@many
@given(characters)
def test_any_front_matter(text: str) -> None:
    assert_read_or_refused("a.md", f"---\n{text}\n---\ntext".encode())


@some
@given(st.text(st.sampled_from("#-*_>`|[]()!<>&\n\t 1.אa\\~"), max_size=120))
def test_any_markup(text: str) -> None:
    assert_read_or_refused("a.md", text.encode())


@some
@given(
    st.sampled_from(
        [
            "pdf/fpdf2_logical_noshaping.pdf",
            "office/rich.docx",
            "text/noisy_table_cp1255.html",
            "office/rich.rtf",
            "office/pandoc.odt",
            "office/pandoc.pptx",
            "office/pandoc.epub",
        ]
    ),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=20),
)
def test_changed_bytes(name: str, changes: list[tuple[float, bytes]]) -> None:
    data = bytearray((SAMPLES / name).read_bytes())
    for place, piece in changes:
        at = int(place * len(data))
        data[at : at + len(piece)] = piece
    assert_read_or_refused(Path(name).name, bytes(data))


@many
@given(characters)
def test_any_markup_in_a_word_document(text: str) -> None:
    assert_read_or_refused("a.docx", docx(text))


@many
@given(st.text(st.sampled_from("\\{}*';\n 12אa"), max_size=120))
def test_any_controls_in_rich_text(text: str) -> None:
    assert_read_or_refused("a.rtf", rtf(text).encode())


RTF_WORDS = (
    "\\par \\cell \\row \\intbl \\pard \\u1513? \\'f9 \\deleted \\v0 {\\footnote {\\*\\shpinst {\\shptxt {\\*\\ud"
    " {\\upr {\\stylesheet {\\fonttbl {\\info {\\title \\s1 \\ls1 \\f1 \\bin3 \\uc2 \\outlinelevel0 } } } a;"
).split()


@many
@given(st.lists(st.sampled_from(RTF_WORDS), max_size=40))
def test_any_order_of_rich_text(words: list[str]) -> None:
    open_groups = sum(word.startswith("{") for word in words) - words.count("}")
    assert_read_or_refused("a.rtf", rtf(" ".join(words) + "}" * open_groups).encode())


@many
@given(st.lists(sentence, min_size=1, max_size=6))
def test_words_of_plain_text(sentences: list[str]) -> None:
    document = document_of("a.txt", "\n\n".join(sentences).encode())
    assert [section.text for section in document.sections] == ["\n\n".join(sentences)]


@many
@given(
    st.lists(st.tuples(st.sampled_from(["", "# ", "### ", "- ", "> ", "**"]), sentence), min_size=1, max_size=8),
    st.sampled_from(["\n\n", "\r\n\r\n"]),
)
def test_words_of_markdown(parts: list[tuple[str, str]], gap: str) -> None:
    text = gap.join(["start", *(f"{mark}{words}{mark if mark == '**' else ''}" for mark, words in parts)])
    assert words_of(document_of("a.md", text.encode())) == ["start", *" ".join(words for _, words in parts).split()]


@many
@given(st.lists(sentence, min_size=1, max_size=6))
def test_words_of_a_page(sentences: list[str]) -> None:
    page = "".join(f"<p>{escape(words)}</p>" for words in sentences)
    assert words_of(document_of("a.html", page.encode())) == " ".join(sentences).split()


xml_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=60)


@many
@given(st.lists(xml_text.filter(one_line), min_size=1, max_size=6))
def test_text_of_a_word_document(paragraphs: list[str]) -> None:
    data = docx("".join(paragraph(escape(text)) for text in paragraphs))
    assert zipfile.is_zipfile(io.BytesIO(data))
    assert document_of("a.docx", data).sections[0].text == "\n\n".join(map(one_line, paragraphs))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1255", "iso8859-8", "cp862"])
@some
@given(lines=st.lists(hebrew_line, min_size=1, max_size=4))
def test_hebrew_in_every_encoding(encoding: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "iso8859-8", "cp862"])
@some
@given(words=hebrew_line, number=st.sampled_from(NUMBERS))
def test_visual_hebrew_in_every_encoding(encoding: str, words: str, number: str) -> None:
    text = f"שלום {words} {number} {words}"  # a final letter shows the direction
    assert decode(get_display(text, base_dir="R").encode(encoding)) == text


@some
@given(words=hebrew_line, number=st.sampled_from(NUMBERS), latin=st.sampled_from(["Co-op", "Evergreen Cooperatives"]))
def test_lines_of_a_pdf(words: str, number: str, latin: str) -> None:
    text = f"קואופרטיב {words} {number} הוא {latin} ועוד"
    page = [right_aligned(590, 700, get_display(text, base_dir="R"), 8)]
    assert document_of("a.pdf", pdf([page])).sections[0].text == text


@many
@given(characters)
def test_clean_is_final(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)

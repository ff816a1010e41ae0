import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from package_files import rtf
from sample_files import SAMPLES, Read

from ingest.characters import one_line
from ingest.errors import FileDamaged, FormatMismatch, TextMissing
from ingest.read import read_document
from ingest.readers.rtf_tokens import tokens
from knowledge.types import Metadata, Section

OFFICE = SAMPLES / "office"


@pytest.mark.parametrize("name", ["cp1255_ansicpg1255.rtf", "cp1255_fcharset177_only.rtf"])
def test_hebrew_in_the_old_code_page(name: str) -> None:
    truth = (SAMPLES / "truth_legacy_charset.txt").read_text(encoding="utf-8")
    document = read_document(OFFICE / name, name)
    assert document.sections == (Section("\n\n".join(map(one_line, truth.splitlines()))),)
    assert document.metadata == Metadata(
        title="שותפות שמחזיקה מעמד: קואופרטיבים של עובדים כתשתית אזורית",
        authors=("נועה ברקאי",),
        date="2005-09-28",
        origins=dict.fromkeys(("title", "authors", "date", "language"), "text"),
    )


@pytest.mark.parametrize(
    ("name", "first", "missing"),
    [
        # what LibreOffice leaves out of its RTF files: the text box
        ("rich.rtf", "", "\n\nתוכןתיבתטקסט"),
        # its title is only large
        ("pandoc.rtf", "שותפות שמחזיקה מעמד: קואופרטיבים של עובדים כתשתית אזורית\n\n",
         "\n\nלפני התיקון נוסףבמעקב אחרי התיקון\n\nראו קישורלמסמך\n\nתוכןתיבתטקסט"),
    ],
)  # fmt: skip
def test_samples_read_as_the_same_document_in_word(name: str, first: str, missing: str) -> None:
    word = read_document(OFFICE / "rich.docx", "rich")
    document = read_document(OFFICE / name, "rich")
    opening, *same, last, notes = word.sections
    assert last.text.endswith(missing)
    assert document.metadata == word.metadata
    assert document.sections == (
        Section(first + opening.text),
        *same,
        Section(last.text.removesuffix(missing), last.heading, last.level),
        notes,
    )


FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fnil\fcharset177{\*\falt x}David;}{\f2\fcharset204 Cyr;}{\f3\cpg1253 G;}}"
SHALOM = r"\'f9\'ec\'e5\'ed"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"a\tab b\line c\_d\~e\-f\emdash g", "a b c\u2011d ef\u2014g"),
        (r"\{a\}\\b", r"{a}\b"),
        ("a\r\nb\nc\\\nd\\par e", "abc\n\nd\n\ne"),
        (r"\u1513?\u1500\'3f\u1493 ?\u-3?", "שלו\ufffd"),
        (r"\uc2\u1513ab\uc0\u1500\u1493\uc1{\u1501?}", "שלום"),
        (r"\u1513\u1500\u1493{a}", "שלוa"),
        (r"\u8211\endash a", "\u2013a"),
        (r"\u-10179?\u-8704?", "\U0001f600"),
        (rf"{FONTS}\f1 {SHALOM}\f2 \'cc\f3 \'c1\f0 \'e9", "שלוםМΑé"),
        (rf"{FONTS}\rtlch\af1 \ltrch\f0 \'e9 \ltrch\f0 \rtlch\af1 {SHALOM}", "é שלום"),
        (rf"{FONTS}\deff1{{\f0 \'e9 \plain {SHALOM}}}", "é שלום"),
        (rf"{FONTS}\f0 {SHALOM} {SHALOM} {SHALOM}", "שלום שלום שלום"),
        (r"a{\deleted x}b{\deleted0 c}\deleted x\plain d", "abcd"),
        (r"a{\deleted x{\*\footnote x}{\*\shpinst{\shptxt x}}}", "a"),
        (r"a{\mvf x}{\mvt b}", "ab"),
        (r"a{\v x}\v x\v0 b", "ab"),
        (r"a{\field{\*\fldinst HYPERLINK x}{\fldrslt b}}{\field{\fldinst PAGE}{\fldrslt 1}}", "ab1"),
        (r"{\header x\par}{\footerf x}{\info{\subject x}{\creatim\yr2001}}{\*\generator x;}{\*\new x}a", "a"),
        (r"{\pict\wmetafile8 00ff}{\*\shppict{\pict 00}}a{\xe x}{\*\annotation x}{\*\atnauthor x}", "a"),
        (r"{\object{\*\objdata 00ff}{\result{b}}}a", "ba"),
        (r"{\upr{a}{\*\ud{b}}}c", "bc"),
        (r"{\colortbl;\red0;}a", "a"),
        (r"{\pard\bullet\tab a\par}{\pntext\'b7\tab}b\par\pard\ls1{\listtext 1.\tab}c\par\pard d", "a\nb\nc\n\nd"),
        (r"a{\*\shpinst{\sp{\sn x}{\sv x}}{\shptxt box\par more}}b\par c", "ab\n\nbox\n\nmore\n\nc"),
        (r"a{\shp{\*\shpinst{\shptxt box}}{\shprslt{\*\do{\dptxbxtext box}}}}", "a\n\nbox"),
        (r"a{\*\do{\dptxbxtext box}}", "a\n\nbox"),
        (r"\trowd\intbl a\par b\cell c\cell\row\intbl{\deleted x}d\cell\cell\row\pard e", "a b | c\nd |\n\ne"),
        (r"\intbl a\cell b{\*\nesttableprops x}{\nonesttables x\par}\nestcell c\cell\row", "a | b c"),
        (r"\intbl a\cell b\par\pard c", "a | b\n\nc"),
        (r"a{\sect}b\page c", "a\n\nb c"),
    ],
)  # fmt: skip
def test_what_is_text(read: Read, body: str, text: str) -> None:
    assert read("a.rtf", rtf(body)).sections == (Section(text),)


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (r"\ansi\ansicpg1255", SHALOM, "שלום"),
        (r"\ansi\ansicpg65001", r"\'d7\'a9", "ש"),
        (r"\mac", r"\'8e", "é"),
        (r"\pca", r"\'82", "é"),
        (r"\ansi\ansicpg99999", r"\'e9", "é"),
        (r"\ansi", r"\'e9", "é"),
    ],
)
def test_the_encoding_of_the_file(read: Read, head: str, body: str, text: str) -> None:
    assert read("a.rtf", rtf(body, head)).sections == (Section(text),)


def test_bytes_that_stand_as_they_are(read: Read) -> None:
    data = rtf("", r"\ansi\ansicpg1255").encode()[:-1] + "שלום".encode("cp1255") + b"}\0"
    assert read("a.rtf", data).sections == (Section("שלום"),)


def test_binary_data_is_passed_over(read: Read) -> None:
    assert read("a.rtf", rb"{\rtf1 a{\pict\bin5 }}{{x}b\bin3 }}}c}").sections == (Section("abc"),)


def test_headings_by_style_and_outline(read: Read) -> None:
    styles = (
        r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\s2\sbasedon1 Mine;}{\*\cs9 heading 5;}{\s3\outlinelevel2 Own;}"
        r"{\s4\sbasedon4 Ring;}{\s5 Title;}{\s6 heading 9;}}"
    )
    levels = [(1, "One"), (2, "Two"), (3, "Three"), (5, "Five"), (6, "Six")]
    body = r"first\par" + "".join(rf"\pard\s{style} {name}\par\pard\s4 a\par" for style, name in levels)
    body += r"{\pard\s1\outlinelevel9 b\par}{\pard\outlinelevel1 Seven\par}c"
    assert read("a.rtf", rtf(styles + body)).sections == (
        Section("first"),
        Section("a", "One", 1),
        Section("a", "Two", 1),
        Section("a", "Three", 3),
        Section("a", "Five", 1),
        Section("a\n\nb", "Six", 6),
        Section("c", "Seven", 2),
    )


def test_notes_stand_at_the_end(read: Read) -> None:
    body = r"{\pard\outlinelevel0 Head\par}a{\super\chftn}{\footnote\pard\intbl\chftn  one\par more}b\par c"
    body += r"{\*\footnote\ftnalt\chftn{\*\footnote two}}"
    assert read("a.rtf", rtf(r"first\par" + body)).sections == (
        Section("first"),
        Section("ab\n\nc", "Head", 1),
        Section("one more\n\ntwo"),
    )


def test_properties_but_not_the_dates(read: Read) -> None:
    info = r"{\info{\title A ti{\b tle}}{\upr{\author x}{\*\ud{\author Jane Doe; \u1513?}}}{\operator y}"
    document = read("a.rtf", rtf(info + r"{\creatim\yr2001\mo1\dy1}}" + "text " * 50))
    assert document.metadata == Metadata(
        title="A title",
        authors=("Jane Doe", "ש"),
        language="en",
        origins={"title": "file", "authors": "file", "language": "text"},
    )


WHOLE = (OFFICE / "rich.rtf").read_bytes()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (WHOLE[: len(WHOLE) // 2], FileDamaged),
        (WHOLE[:-4], FileDamaged),
        (b"{\\rtf", FileDamaged),
        (b"{\\rtf1 a\\", FileDamaged),
        (b"{\\rtf1 a\\bin99999999 }", FileDamaged),
        (b"{\\rtf1" + b"{" * 5000 + b"a" + b"}" * 5001, FileDamaged),
        (b"{\\rtf1}", TextMissing),
        (b"{\\rtf1 \\par \\u8207? \\par{\\deleted a}}", TextMissing),
        (b"{a}", FormatMismatch),
        (b"\\rtf1 a", FormatMismatch),
    ],
)
def test_broken_files(read: Read, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read("a.rtf", data)


def test_what_follows_the_end_is_not_read(read: Read) -> None:
    assert read("a.rtf", b"{\\rtf1 a}}b{c}").sections == (Section("a"),)


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=40).filter(one_line)


def escaped(text: str) -> str:
    units = text.encode("utf-16-le")
    numbers = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return "".join(rf"\u{number}?" for number in numbers)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.lists(words, min_size=1, max_size=5))
def test_any_text_is_read_back(tmp_path_factory: pytest.TempPathFactory, paragraphs: list[str]) -> None:
    path = tmp_path_factory.mktemp("rtf") / "a.rtf"
    path.write_text(rtf(r"\par ".join(map(escaped, paragraphs))), encoding="ascii")
    assert read_document(path, "a.rtf").sections == (Section("\n\n".join(map(one_line, paragraphs))),)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.binary(max_size=60))
def test_tokens_hold_every_byte_of_plain_text(data: bytes) -> None:
    plain = bytes(byte for byte in data if byte not in b"\\{}\r\n\0")
    assert b"".join(text for _, _, text in tokens(plain)) == plain
    assert all(word or text for word, _, text in tokens(data))

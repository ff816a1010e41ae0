import pytest
from sample_files import SAMPLES, Read, W, docx, paragraph, zipped

from ingest.errors import FileDamaged, FileTooLarge, FormatMismatch, PasswordNeeded, TextMissing
from ingest.read import read_document
from ingest.readers import package
from knowledge.types import Metadata, Section

STYLES = f"""<?xml version="1.0"?><w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="K1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="K2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Mine"/><w:basedOn w:val="K2"/></w:style>
<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="Outlined"/>
  <w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/></w:style>
</w:styles>"""


def test_the_rich_sample() -> None:
    document = read_document(SAMPLES / "office" / "rich.docx", "rich.docx")
    assert document.metadata == Metadata(
        title="שותפות שמחזיקה מעמד: קואופרטיבים של עובדים כתשתית אזורית",
        authors=("נועה ברקאי",),
        date="2005-09-28",
        origins=dict.fromkeys(("title", "authors", "date", "language"), "text"),
    )
    headings = [(section.level, section.heading) for section in document.sections]
    assert headings == [
        (0, ""),
        (2, "א. רקע"),
        (2, "ב. מה אפשר ללמוד מן העולם"),
        (2, "ג. המלצות"),
        (2, "ד. נתונים נבחרים"),
        (2, "ה. סיכום"),
        (0, ""),
    ]
    texts = [section.text for section in document.sections]
    assert texts[0] == "נועה ברקאי\n\n2005-09-28\n\nמאת נועה ברקאי, 28/9/2005"
    assert texts[3].split("\n")[1] == "לתקן את פקודת האגודות השיתופיות (סעיף 7(ב)) כך שתכיר בקואופרטיב עובדים זעיר."
    assert texts[4] == (
        "ארגון | מקום | חברים | שנת ייסוד\nמאפיית השחר | כפר תבור | 23 | 1998\n"
        "דפוס הגליל | כרמיאל | 61 | 1974\nGreen Wheels | חיפה | 9 | 2002"
    )
    assert texts[5].split("\n\n")[-3:] == ["לפני התיקון נוסףבמעקב אחרי התיקון", "ראו קישורלמסמך", "תוכןתיבתטקסט"]
    assert texts[6] == "הנתונים נאספו בין 1.3.2004 ל-30.6.2005 ואינם כוללים עמותות."


def test_headings_by_style(read: Read) -> None:
    named = [("Doc", "T"), ("a", ""), ("One", "K1"), ("b", "Ring"), ("Two", "Own"), ("c", "none"), ("Three", "Out")]
    body = "".join(paragraph(text, style) for text, style in [*named, ("d", "")])
    body += paragraph("Four", properties='<w:outlineLvl w:val="3"/>')
    body += paragraph("e", "K1", '<w:outlineLvl w:val="9"/>')
    assert read("a.docx", docx(body, {"word/styles.xml": STYLES})).sections == (
        Section("a"),
        Section("b", "One", 1),
        Section("c", "Two", 2),
        Section("d", "Three", 3),
        Section("e", "Four", 4),
    )


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p>{run('a')}<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>",
         "a b c-d"),
        (f"<w:p>{run('a')}<w:ins>{run('b')}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>", "ab"),
        (f"<w:p>{run('a')}<w:moveFrom>{run('x')}</w:moveFrom><w:moveTo>{run('b')}</w:moveTo></w:p>", "ab"),
        (f"<w:p>{run('a')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>", "a"),
        (f"<w:p>{run('a')}<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>b</w:t></w:r></w:p>", "ab"),
        (f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple>{run('1')}</w:fldSimple></w:p>", "1"),
        (f"<w:p><w:hyperlink>{run('a')}</w:hyperlink><w:smartTag>{run('b')}</w:smartTag></w:p>", "ab"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{run('a')}</w:p></w:sdtContent></w:sdt>", "a"),
        (f"<w:p><w:pPr><w:numPr/></w:pPr>{run('a')}</w:p>" * 2, "a\na"),
        (f"<w:tbl><w:tr><w:tc><w:p>{run('a')}</w:p><w:p>{run('b')}</w:p></w:tc><w:tc/></w:tr></w:tbl>", "a b |"),
        (f"<w:tbl><w:tr><w:tc><w:p>{run('a')}</w:p><w:p>{run('b')}</w:p></w:tc></w:tr></w:tbl>", "a\n\nb"),
        (f"<w:tbl><w:ins><w:tr><w:tc><w:p>{run('a')}</w:p></w:tc></w:tr></w:ins>"
         f"<w:del><w:tr><w:tc><w:p>{run('x')}</w:p></w:tc></w:tr></w:del></w:tbl>", "a"),
        (f"<w:p>{run('a')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
         f"<w:p>{run('box')}</w:p></w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent><w:p>{run('box')}</w:p>"
         "</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>", "a\n\nbox"),
        (f"<w:p>{run('a')}<w:r><mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><w:t>b</w:t></mc:Fallback>"
         "</mc:AlternateContent></w:r></w:p>", "ab"),
        (f"<!-- c --><w:p><?pi x?>{run('a')}</w:p>", "a"),
    ],
)  # fmt: skip
def test_what_is_text(read: Read, body: str, text: str) -> None:
    assert read("a.docx", docx(body)).sections == (Section(text),)


def test_notes_stand_at_the_end(read: Read) -> None:
    note = "<w:{0} w:id='2'><w:p>{1}</w:p><w:p>{1}</w:p></w:{0}>"
    separator = "<w:{0} w:type='separator' w:id='0'><w:p>" + run("x") + "</w:p></w:{0}>"
    parts = {
        f"word/{name}s.xml": (
            f"<w:{name}s xmlns:w='{W}'>{separator.format(name)}{note.format(name, run(name))}</w:{name}s>"
        )
        for name in ("footnote", "endnote")
    }
    body = paragraph("Head", properties='<w:outlineLvl w:val="0"/>') + paragraph("text")
    document = read("a.docx", docx(paragraph("first") + body, parts))
    assert document.sections[1:] == (Section("text", "Head", 1), Section("footnote footnote\n\nendnote endnote"))


def test_core_properties_but_not_the_date_of_creation(read: Read) -> None:
    core = (
        '<c:coreProperties xmlns:c="c" xmlns:dc="dc" xmlns:t="t"><dc:title>A title</dc:title>'
        "<dc:creator>Jane Doe; John Roe</dc:creator><t:created>2001-01-01T00:00:00Z</t:created></c:coreProperties>"
    )
    document = read("a.docx", docx(paragraph("text " * 50), {"docProps/core.xml": core}))
    assert document.metadata == Metadata(
        title="A title",
        authors=("Jane Doe", "John Roe"),
        language="en",
        origins={"title": "file", "authors": "file", "language": "text"},
    )


def test_strict_documents(read: Read) -> None:
    body = paragraph("strict")
    other = docx(
        "",
        {
            "word/document.xml": f'<d xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{body}</w:body></d>'
        },
    )
    assert read("b.docx", other).sections == (Section("strict"),)


def test_the_main_part_may_have_another_name(read: Read) -> None:
    relations = (
        '<Relationships xmlns="r"><Relationship Target="/word/document2.xml"'
        ' Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"/></Relationships>'
    )
    document = f'<w:document xmlns:w="{W}"><w:body>{paragraph("two")}</w:body></w:document>'
    data = docx(paragraph("one"), {"_rels/.rels": relations, "word/document2.xml": document})
    assert read("a.docx", data).sections == (Section("two"),)


BOMB = "<!DOCTYPE d [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def test_entities_are_not_expanded(read: Read) -> None:
    prolog = '<!DOCTYPE d [<!ENTITY e "entity">]>'
    body = f"<w:p>{run('text&amp;')}{run('&e;')}</w:p>"
    assert read("a.docx", docx(body, prolog=prolog)).sections == (Section("text&"),)


def test_an_entity_bomb(read: Read) -> None:
    with pytest.raises(FileDamaged):
        read("a.docx", docx(f"<w:p>{run('text')}{run('&i;')}</w:p>", prolog=BOMB))


def test_files_are_not_fetched(read: Read) -> None:
    prolog = '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    assert read("a.docx", docx(f"<w:p>{run('text')}{run('&f;')}</w:p>", prolog=prolog)).sections == (Section("text"),)


def test_a_bomb_is_not_unpacked(read: Read) -> None:
    with pytest.raises(FileTooLarge, match="unpacks to 8 MB"):
        read("a.docx", docx(" " * 2**23))


def test_too_many_parts(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_ENTRIES", 3)
    with pytest.raises(FileTooLarge, match="4 parts"):
        read("a.docx", docx(paragraph("a"), {"more.xml": ""}))


def test_a_part_above_the_limit(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_READ", 100)
    with pytest.raises(FileTooLarge):
        read("a.docx", docx(paragraph("a")))


GOOD = docx(paragraph("a" * 500))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (GOOD[: len(GOOD) // 2], FileDamaged),
        (GOOD.replace(b"word/document.xml", b"word/documenX.xml"), FormatMismatch),
        (docx("<w:p>"), FileDamaged),
        (docx("", prolog="<"), FileDamaged),
        (docx(""), TextMissing),
        (docx(paragraph("\u200f \u200b")), TextMissing),
        (docx("", {"word/document.xml": "<a/>"}), FormatMismatch),
        (zipped({"mimetype": b"application/epub+zip"}), FormatMismatch),
        (zipped({}), FormatMismatch),
        (OLE, FormatMismatch),
        (OLE + "EncryptedPackage\0".encode("utf-16-le"), PasswordNeeded),
        (b"plain text", FormatMismatch),
        ((SAMPLES / "office" / "rich.doc").read_bytes(), FormatMismatch),
        ((SAMPLES / "office" / "pandoc.pptx").read_bytes(), FormatMismatch),
    ],
)
def test_broken_files(read: Read, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read("a.docx", data)


def test_a_member_whose_bytes_were_changed(read: Read) -> None:
    at = GOOD.index(b"word/document.xml") + 40
    with pytest.raises(FileDamaged):
        read("a.docx", GOOD[:at] + bytes(20) + GOOD[at + 20 :])

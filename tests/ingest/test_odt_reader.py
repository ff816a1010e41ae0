import pytest
from package_files import odt, odt_meta
from sample_files import SAMPLES, Read

from ingest.errors import PasswordNeeded
from ingest.read import read_document
from knowledge.types import Metadata, Section

OFFICE = SAMPLES / "office"


def test_the_rich_sample_reads_as_the_same_document_in_word() -> None:
    word = read_document(OFFICE / "rich.docx", "rich")
    assert read_document(OFFICE / "rich.odt", "rich") == word
    assert word.sections[5].text.split("\n\n")[-3:] == [
        "לפני התיקון נוסףבמעקב אחרי התיקון",
        "ראו קישורלמסמך",
        "תוכןתיבתטקסט",
    ]


def test_the_sample_of_pandoc() -> None:
    word = read_document(OFFICE / "rich.docx", "rich")
    document = read_document(OFFICE / "pandoc.odt", "rich")
    *same, last, notes = word.sections
    shorter = last.text.removesuffix("\n\nלפני התיקון נוסףבמעקב אחרי התיקון\n\nראו קישורלמסמך\n\nתוכןתיבתטקסט")
    assert document.metadata == word.metadata
    assert document.sections == (*same, Section(shorter, last.heading, last.level), notes)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<text:p>a<text:s text:c='9'/>b<text:tab/>c<text:line-break/>d</text:p>", "a b c d"),
        ("<text:p>a<text:span>b<text:span>c</text:span></text:span><text:a>d</text:a>e</text:p>", "abcde"),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>x</text:p></text:deletion>"
         "</text:changed-region></text:tracked-changes><text:p>a<text:change/>b</text:p>", "ab"),
        ("<text:section><text:tracked-changes><text:p>x</text:p></text:tracked-changes><text:p>a</text:p>"
         "</text:section>", "a"),
        ("<text:p>a<text:change-start/>b<text:change-end/></text:p>", "ab"),
        ("<text:p>a<office:annotation><dc:creator>x</dc:creator><text:p>x</text:p></office:annotation>b"
         "<office:annotation-end/></text:p>", "ab"),
        ("<text:p>a<text:ruby><text:ruby-base>b</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby></text:p>",
         "ab"),
        ("<text:p>a<text:span text:style-name='Gone'>x</text:span>b</text:p><text:p text:style-name='Gone'>x</text:p>",
         "ab"),
        ("<text:p>a<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>b</text:p>",
         "ab\n\nbox"),
        ("<text:p>a</text:p><draw:frame><svg:title xmlns:svg='s'>x</svg:title><draw:image/></draw:frame>", "a"),
        ("<text:table-of-content><text:index-body><text:p>x</text:p></text:index-body></text:table-of-content>"
         "<text:p>a</text:p>", "a"),
        ("<text:list><text:list-header><text:p>h</text:p></text:list-header><text:list-item><text:p>a</text:p>"
         "<text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item></text:list>",
         "h\n\na\nb"),
        ("<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p>"
         "</table:table-cell><table:table-cell/></table:table-row></table:table-header-rows><table:table-row>"
         "<table:table-cell table:number-columns-spanned='2'><text:p>c</text:p></table:table-cell>"
         "<table:covered-table-cell><text:p>x</text:p></table:covered-table-cell></table:table-row></table:table>",
         "a b |\nc"),
        ("<table:table><table:table-row><table:table-cell><text:p>a</text:p><text:p>b</text:p></table:table-cell>"
         "</table:table-row></table:table>", "a\n\nb"),
        ("<table:table><table:table-row><table:table-cell table:number-columns-repeated='1000000000'><text:p>a</text:p>"
         "</table:table-cell><table:table-cell/></table:table-row></table:table>", "a |"),
        ("<!-- c --><text:p><?pi x?>a</text:p>", "a"),
    ],
)  # fmt: skip
def test_what_is_text(read: Read, body: str, text: str) -> None:
    hidden = "<style:style style:name='Gone'><style:text-properties text:display='none'/></style:style>"
    assert read("a.odt", odt(body, hidden)).sections == (Section(text),)


def test_headings_by_outline_level_and_the_title_by_style(read: Read) -> None:
    styles = (
        "<style:style style:name='P1' style:parent-style-name='P2'/>"
        "<style:style style:name='P2' style:parent-style-name='Title'/>"
        "<style:style style:name='Ring' style:parent-style-name='Ring'/>"
    )
    body = (
        "<text:p>first</text:p><text:p text:style-name='P1'>One</text:p><text:p text:style-name='Ring'>a</text:p>"
        "<text:h text:outline-level='3'>Two</text:h><text:p>b</text:p>"
        "<text:h text:outline-level='10'>Three</text:h><text:p>c</text:p>"
        "<text:list><text:list-item><text:h>Four</text:h></text:list-item></text:list><text:p>d</text:p>"
    )
    assert read("a.odt", odt(body, styles)).sections == (
        Section("first"),
        Section("a", "One", 1),
        Section("b", "Two", 3),
        Section("c", "Three", 6),
        Section("d", "Four", 1),
    )


def test_notes_stand_at_the_end(read: Read) -> None:
    note = (
        "<text:note text:note-class='{0}'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>{0}</text:p><text:p>more</text:p></text:note-body></text:note>"
    )
    body = f"<text:h>Head</text:h><text:p>a{note.format('footnote')}b{note.format('endnote')}.</text:p>"
    document = read("a.odt", odt("<text:p>first</text:p>" + body))
    assert document.sections[1:] == (Section("ab.", "Head", 1), Section("footnote more\n\nendnote more"))


def test_properties_but_not_the_dates(read: Read) -> None:
    meta = odt_meta(
        "<dc:title>A title</dc:title><dc:creator>Last Editor</dc:creator><dc:date>2001-01-01</dc:date>"
        "<meta:initial-creator>Jane Doe; John Roe</meta:initial-creator>"
        "<meta:creation-date>2001-01-01</meta:creation-date>"
    )
    document = read("a.odt", odt(f"<text:p>{'text ' * 50}</text:p>", parts={"meta.xml": meta}))
    assert document.metadata == Metadata(
        title="A title",
        authors=("Jane Doe", "John Roe"),
        language="en",
        origins={"title": "file", "authors": "file", "language": "text"},
    )


def test_a_password(read: Read) -> None:
    manifest = "<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"
    with pytest.raises(PasswordNeeded):
        read("a.odt", odt("<text:p>a</text:p>", parts={"META-INF/manifest.xml": manifest, "content.xml": "\0\1"}))

import pytest
from package_files import epub
from sample_files import SAMPLES, Read, zipped

from ingest.errors import CopyProtected, FileDamaged
from ingest.read import read_document
from knowledge.types import Metadata, Section


def test_the_sample_of_pandoc() -> None:
    word = read_document(SAMPLES / "office" / "rich.docx", "rich")
    document = read_document(SAMPLES / "office" / "pandoc.epub", "rich")
    assert document.metadata == word.metadata
    last = word.sections[5]
    shorter = last.text.removesuffix("\n\nלפני התיקון נוסףבמעקב אחרי התיקון\n\nראו קישורלמסמך\n\nתוכןתיבתטקסט")
    assert document.sections == (
        Section("נועה ברקאי\n\n2005-09-28"),
        Section("מאת נועה ברקאי, 28/9/2005", word.metadata.title, 1),
        *word.sections[1:5],
        Section(shorter, last.heading, last.level),
        Section("הנתונים נאספו בין 1.3.2004 ל-30.6.2005 ואינם כוללים עמותות."),
    )


def test_chapters_in_the_order_of_the_spine_without_the_contents(read: Read) -> None:
    chapters = {
        "nav.xhtml": "<nav><ol><li>x</li></ol></nav>",
        "two.xhtml": "<h1>Two</h1><p>a<br/>b</p><ul><li>c</li><li>d</li></ul><nav>x</nav>",
        "toc.xhtml": "<p>x</p>",
        "one%20more.xhtml": "<h2>One</h2><table><tr><td>e</td><td>f</td></tr></table><script>x</script>",
    }
    guide = '<reference type="toc" href="toc.xhtml#top"/><reference type="text" href="two.xhtml"/>'
    one = "<html><body><h2>One</h2><table><tr><td>e</td><td>f</td></tr></table><script>x</script></body></html>"
    document = read("a.epub", epub(chapters, guide=guide, parts={"OPS/one more.xhtml": one}))
    assert document.sections == (Section("a b\n\nc\nd"), Section("e | f", "One", 2))
    assert document.metadata.title == "Two"


@pytest.mark.parametrize(
    ("body", "sections"),
    [
        ('<p>a<a epub:type="noteref" href="#n">1</a>.</p><aside epub:type="footnote"><p>note</p></aside><p>b</p>',
         (Section("a.\n\nb"), Section("note"))),
        ('<p>a<sup><a role="doc-noteref">1</a></sup></p><section role="doc-endnotes"><ol><li role="doc-endnote">note '
         '<a role="doc-backlink">back</a></li></ol></section>', (Section("a"), Section("note"))),
        ('<p>a</p><section epub:type="bodymatter chapter"><p>b</p></section>', (Section("a\n\nb"),)),
        ("<p>&nbsp;a&shy;b &mdash; c<i/>d</p><p/>", (Section("ab — cd"),)),
    ],
)  # fmt: skip
def test_notes_stand_at_the_end(read: Read, body: str, sections: tuple[Section, ...]) -> None:
    assert read("a.epub", epub({"one.xhtml": body})).sections == sections


@pytest.mark.parametrize(
    ("metadata", "title", "authors", "date"),
    [
        ("<dc:title>A title</dc:title><dc:title>Another</dc:title><dc:creator>Jane Doe</dc:creator>"
         "<dc:creator>John Roe</dc:creator><dc:date>2004-05-06</dc:date>", "A title", ("Jane Doe", "John Roe"),
         "2004-05-06"),
        ('<dc:title>A title</dc:title><dc:creator opf:role="edt">x</dc:creator><dc:creator opf:role="aut">Jane Doe'
         '</dc:creator><dc:date opf:event="creation">2001</dc:date><dc:date opf:event="publication">2004-05</dc:date>',
         "A title", ("Jane Doe",), "2004-05"),
        ('<dc:title>A title</dc:title><dc:creator id="c1">x</dc:creator><meta refines="#c1" property="role">ill</meta>'
         '<dc:creator id="c2">Jane Doe</dc:creator><meta refines="#c2" property="role">aut</meta>'
         '<meta property="dcterms:modified">2001-01-01T00:00:00Z</meta>', "A title", ("Jane Doe",), None),
    ],
)  # fmt: skip
def test_the_description_of_the_book(
    read: Read, metadata: str, title: str, authors: tuple[str, ...], date: str | None
) -> None:
    document = read("a.epub", epub({"one.xhtml": f"<p>{'text ' * 50}</p>"}, metadata))
    origins = {"title": "file", "authors": "file", "language": "text", **({"date": "file"} if date else {})}
    assert document.metadata == Metadata(title=title, authors=authors, date=date, language="en", origins=origins)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1255"])
def test_encodings_of_pages(read: Read, encoding: str) -> None:
    book = zipped(
        {
            "META-INF/container.xml": b'<c><rootfile full-path="book.opf"/></c>',
            "book.opf": b'<package><manifest><item id="a" href="a.html" media-type="text/html"/></manifest>'
            b'<spine><itemref idref="a"/></spine></package>',
            "a.html": "<html><body><p>שלום לכולם, הישיבה ביום שני.</p></body></html>".encode(encoding),
        }
    )
    assert read("a.epub", book).sections == (Section("שלום לכולם, הישיבה ביום שני."),)


def encryption(*parts: str) -> dict[str, str]:
    listed = "".join(f"<e:EncryptedData><e:CipherReference URI='{part}'/></e:EncryptedData>" for part in parts)
    return {"META-INF/encryption.xml": f"<encryption xmlns:e='e'>{listed}</encryption>"}


def test_protection_against_copying(read: Read) -> None:
    with pytest.raises(CopyProtected):
        read("a.epub", epub({"one 1.xhtml": "<p>a</p>"}, parts=encryption("OPS/font.otf", "OPS/one%201.xhtml")))


def test_fonts_that_are_disguised_are_no_protection(read: Read) -> None:
    data = epub({"one.xhtml": "<p>a</p>"}, parts=encryption("OPS/font.otf"))
    assert read("a.epub", data).sections == (Section("a"),)


@pytest.mark.parametrize("target", ["../../etc/hostname", "/etc/hostname", "none.opf"])
def test_a_description_that_is_not_in_the_package(read: Read, target: str) -> None:
    container = f'<container><rootfile full-path="{target}"/></container>'
    with pytest.raises(FileDamaged, match="no list of contents"):
        read("a.epub", epub({"one.xhtml": "<p>a</p>"}, parts={"META-INF/container.xml": container}))


def test_a_page_that_is_no_text(read: Read) -> None:
    with pytest.raises(FileDamaged, match=r"OPS/one\.xhtml is not text"):
        read("a.epub", epub({"one.xhtml": ""}, parts={"OPS/one.xhtml": "\0\1\2" * 50}))


def test_a_page_nested_too_deeply(read: Read) -> None:
    with pytest.raises(FileDamaged, match="nested too deeply"):
        read("a.epub", epub({"one.xhtml": "<div>" * 5000}))

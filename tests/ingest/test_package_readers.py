"""What holds for every format that is a zip package: hostile and broken files, each with its failure."""

from collections.abc import Callable
from pathlib import Path

import pytest
from package_files import XML, epub, odt, pptx, shape
from sample_files import SAMPLES, Read, docx, paragraph, zipped
from test_docx_reader import BOMB, OLE

from ingest.errors import FileDamaged, FileTooLarge, FormatMismatch, PasswordNeeded, TextMissing
from ingest.readers import package
from ingest.readers.package import kind_of

Make = Callable[[str, str], bytes]
"""Makes a package of one paragraph, whose XML part begins with the given prolog."""

MAKERS: dict[str, Make] = {
    "a.odt": lambda text, prolog: odt(f"<text:p>{text}</text:p>", prolog=prolog),
    "a.pptx": lambda text, prolog: pptx([shape(text)], prolog=prolog),
    "a.docx": lambda text, prolog: docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>", prolog=prolog),
}
ALL: dict[str, Make] = {**MAKERS, "a.epub": lambda text, prolog: epub({"one.xhtml": f"<p>{text}</p>"}, prolog=prolog)}
MAIN_PARTS = {
    "a.odt": b"content.xml",
    "a.pptx": b"ppt/presentation.xml",
    "a.docx": b"word/document.xml",
    "a.epub": b"META-INF/container.xml",
}


@pytest.mark.parametrize("name", ALL)
def test_one_paragraph(read: Read, name: str) -> None:
    (section,) = read(name, ALL[name]("text&amp;", XML)).sections
    assert (section.text, section.heading) == ("text&", "")


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize(
    "prolog",
    ['<!DOCTYPE d [<!ENTITY e "entity">]>', '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'],
)
def test_entities_are_not_expanded(read: Read, name: str, prolog: str) -> None:
    (section,) = read(name, MAKERS[name]("text&e;", prolog)).sections
    assert section.text == "text"


@pytest.mark.parametrize("name", MAKERS)
def test_an_entity_bomb(read: Read, name: str) -> None:
    with pytest.raises(FileDamaged):
        read(name, MAKERS[name]("text&i;", BOMB))


def test_an_entity_bomb_in_the_description_of_a_book(read: Read) -> None:
    with pytest.raises(FileDamaged):
        read("a.epub", epub({"one.xhtml": "<p>text</p>"}, "<dc:title>&i;</dc:title>", prolog=BOMB))


def test_entities_of_a_page_of_a_book(read: Read) -> None:
    page = f"{BOMB}<html><body><p>text&nbsp;&i;</p></body></html>"
    (section,) = read("a.epub", epub({"one.xhtml": ""}, parts={"OPS/one.xhtml": page})).sections
    assert section.text == "text &i;"


@pytest.mark.parametrize("name", ALL)
def test_a_bomb_is_not_unpacked(read: Read, name: str) -> None:
    with pytest.raises(FileTooLarge, match="unpacks to 8 MB"):
        read(name, ALL[name](" " * 2**23, XML))


@pytest.mark.parametrize("name", ALL)
def test_parts_above_the_limit_together(read: Read, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_READ", 2**20)
    data = ALL[name]("".join(f"{i} " for i in range(200_000)), XML)
    with pytest.raises(FileTooLarge, match="its text unpacks to over 1 MB"):
        read(name, data)


@pytest.mark.parametrize("name", ALL)
def test_too_many_parts(read: Read, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_ENTRIES", 1)
    with pytest.raises(FileTooLarge, match=r"\d parts"):
        read(name, ALL[name]("text", XML))


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_was_cut(read: Read, name: str) -> None:
    data = ALL[name]("text", XML)
    for share in (0.3, 0.6, 0.95):
        with pytest.raises(FileDamaged):
            read(name, data[: int(share * len(data))])


@pytest.mark.parametrize("name", ALL)
def test_a_part_whose_bytes_were_changed(read: Read, name: str) -> None:
    data = ALL[name]("text", XML)
    at = data.index(MAIN_PARTS[name]) + len(MAIN_PARTS[name]) + 10
    with pytest.raises(FileDamaged):
        read(name, data[:at] + bytes(20) + data[at + 20 :])


@pytest.mark.parametrize("name", MAKERS)
def test_markup_that_is_not_well_formed(read: Read, name: str) -> None:
    with pytest.raises(FileDamaged):
        read(name, MAKERS[name]("<b>", XML))


@pytest.mark.parametrize("name", ALL)
def test_the_main_part_is_missing(read: Read, name: str) -> None:
    part = MAIN_PARTS[name]
    with pytest.raises(FormatMismatch):
        read(name, ALL[name]("text", XML).replace(part, part[:-1] + b"X"))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("text", ["", "\u200f \u200b"])
def test_no_text(read: Read, name: str, text: str) -> None:
    with pytest.raises(TextMissing):
        read(name, ALL[name](text, XML))


@pytest.mark.parametrize("name", ALL)
def test_parts_with_a_password(read: Read, name: str) -> None:
    data = bytearray(ALL[name]("text", XML))
    at = -1
    while (at := data.find(b"PK\1\2", at + 1)) >= 0:
        data[at + 8] |= 1  # the directory's flag of an encrypted member
    with pytest.raises(PasswordNeeded):
        read(name, bytes(data))


@pytest.mark.parametrize("name", ["a.docx", "a.pptx", "a.doc"])
def test_an_office_file_with_a_password(read: Read, name: str) -> None:
    with pytest.raises(PasswordNeeded):
        read(name, OLE + "EncryptedPackage\0".encode("utf-16-le"))


@pytest.mark.parametrize("name", [*ALL, "a.doc", "a.rtf"])
@pytest.mark.parametrize(
    "data", [b"plain text", zipped({}), zipped({"a.txt": b"text"}), OLE], ids=["text", "empty zip", "zip", "ole"]
)
def test_something_else(read: Read, name: str, data: bytes) -> None:
    with pytest.raises(FormatMismatch):
        read(name, data)


def ole(stream: str) -> bytes:
    return OLE + f"{stream}\0".encode("utf-16-le")


KINDS = {
    "DOCX": docx(paragraph("text")),
    "PPTX": (SAMPLES / "office" / "pandoc.pptx").read_bytes(),
    "ODT": odt("<text:p>text</text:p>"),
    "EPUB": (SAMPLES / "office" / "pandoc.epub").read_bytes(),
    "DOC": (SAMPLES / "office" / "rich.doc").read_bytes(),
    "RTF": rb"{\rtf1 text}",
    "XLSX": zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
    "ODP": zipped({"mimetype": b"application/vnd.oasis.opendocument.presentation"}),
    "PPT": ole("PowerPoint Document"),
    "XLS": ole("Workbook"),
    "PDF": b"%PDF-1.4 ...",
}
NAMES = {
    "a.docx": "DOCX", "a.pptx": "PPTX", "a.odt": "ODT", "a.epub": "EPUB", "a.doc": "DOC", "a.rtf": "RTF",
    "a.txt": "", "a.html": "", "a.pdf": "PDF",
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name in NAMES for kind in KINDS if NAMES[name] != kind])
def test_a_wrong_name_is_told_what_the_file_is(read: Read, name: str, kind: str) -> None:
    with pytest.raises(FormatMismatch, match=rf"\(it is {kind}\)") as caught:
        read(name, KINDS[kind])
    assert f"(זהו {kind})" in caught.value.he


def test_an_archive_of_other_things_is_told(read: Read) -> None:
    with pytest.raises(FormatMismatch, match="it is ZIP"):
        read("a.txt", zipped({"a.txt": b"text"}))
    with pytest.raises(FormatMismatch, match="it is OLE"):
        read("a.html", OLE)


def test_kinds_that_are_not_clear(tmp_path: Path) -> None:
    for data in (zipped({}), zipped({"mimetype": b"image/png"}), KINDS["DOCX"][:200], ole("EncryptedPackage")):
        path = tmp_path / "a"
        path.write_bytes(data)
        assert kind_of(path) == ""

"""Pages saved as one file: the page, and nothing of what came with it."""

import base64
import quopri

import pytest
from sample_files import Read

from ingest.errors import FormatMismatch, TextMissing
from knowledge.types import Document, Metadata, Section

TITLE = "קואופרטיב האוניברסיטה"
PAGE = f"<html><head><title>{TITLE}</title></head><body><p>פסקה של הדף</p></body></html>"
OTHER = "<html><body><p>a frame with an advertisement</p></body></html>"
ADDRESS = "https://coop.example/page"


def page(text: str, *headers: str, charset: str = "utf-8", transfer: str = "quoted-printable") -> bytes:
    encode = quopri.encodestring if transfer == "quoted-printable" else base64.encodebytes
    lines = [f"Content-Type: text/html; charset={charset}", f"Content-Transfer-Encoding: {transfer}", *headers, "", ""]
    return "\r\n".join(lines).encode() + encode(text.encode(charset))


def archive(*parts: bytes, parameters: str = "", headers: str = "Subject: s\r\n") -> bytes:
    top = f'From: <Saved by Blink>\r\n{headers}Content-Type: multipart/related; boundary="=_b"{parameters}\r\n\r\n'
    return top.encode() + b"".join(b"--=_b\r\n" + part + b"\r\n" for part in parts) + b"--=_b--\r\n"


PICTURE = b"Content-Type: image/png\r\nContent-Location: https://coop.example/a.png\r\n\r\nAAAA"
SHEET = b"Content-Type: text/css\r\n\r\np {color: red}"
ARCHIVES = {
    "the first page": archive(page(PAGE), PICTURE, SHEET, page(OTHER)),
    "by the address, Chromium's": archive(
        page(OTHER, "Content-Location: https://ads.example/"),
        page(PAGE, f"Content-Location: {ADDRESS}"),
        headers=f"Snapshot-Content-Location: {ADDRESS}\r\nSubject: s\r\n",
    ),
    "by the address": archive(
        page(OTHER, "Content-Location: https://ads.example/"),
        page(PAGE, f"Content-Location: {ADDRESS}"),
        headers=f"Content-Location: {ADDRESS}\r\n",
    ),
    "by the start parameter": archive(
        page(OTHER, "Content-ID: <other@x>"),
        page(PAGE, "Content-ID: <page@x>"),
        parameters='; start="<page@x>"; type="text/html"',
    ),
    "a start that is not there": archive(page(PAGE), page(OTHER), parameters="; start=none"),
    "in base64": archive(page(PAGE, transfer="base64")),
    "in windows-1255": archive(page(PAGE, charset="windows-1255")),
    "with the wrong charset": archive(page(PAGE, charset="cp1255").replace(b"=cp1255", b"=utf-8", 1)),
    "in UTF-16": archive(page(PAGE, charset="utf-16", transfer="base64").replace(b"=utf-16", b'="unicode"', 1)),
    "without parts": b"MIME-Version: 1.0\r\n" + page(PAGE),
    "in parts of a part": archive(
        b"Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n" + page(PAGE) + b"\r\n--c--", PICTURE
    ),
}


@pytest.mark.parametrize("suffix", [".mht", ".mhtml", ".MHT"])
@pytest.mark.parametrize("name", ARCHIVES)
def test_the_page_of_an_archive(read: Read, name: str, suffix: str) -> None:
    file = f"a{suffix}"
    metadata = Metadata(title=TITLE, origins={"title": "file", "language": "text"})
    document = read(file, ARCHIVES[name])
    assert (document.id, document.metadata, document.sections) == (file, metadata, (Section("פסקה של הדף"),))


def test_the_title_of_a_page_without_one_is_its_subject(read: Read) -> None:
    subject = "=?utf-8?B?" + base64.b64encode(TITLE.encode()).decode() + "?="
    data = archive(page(OTHER), headers=f"Subject: {subject}\r\nDate: Wed, 28 Sep 2005 23:30:00 -0500\r\n")
    document: Document = read("a.mhtml", data)
    assert (document.metadata.title, document.metadata.date) == (TITLE, None)  # the day of saving is not the page's


def test_scripts_and_styles_are_left_out(read: Read) -> None:
    hostile = '<p>text</p><script src="https://x.example/a.js">alert(1)</script><iframe src="cid:frame"></iframe>'
    assert read("a.mht", archive(page(hostile), PICTURE)).sections == (Section("text"),)


@pytest.mark.parametrize("data", [archive(PICTURE), archive(), b"Subject: s\n\ntext"])
def test_archives_without_a_page(read: Read, data: bytes) -> None:
    with pytest.raises(FormatMismatch, match="no web page in it"):
        read("a.mht", data)


def test_what_is_no_archive(read: Read) -> None:
    with pytest.raises(FormatMismatch, match="not a mail message"):
        read("a.mht", PAGE)


def test_a_page_without_text(read: Read) -> None:
    with pytest.raises(TextMissing):
        read("a.mht", archive(page("<html><head><title>t</title></head></html>")))

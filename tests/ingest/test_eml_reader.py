"""Mail: the letter that a person would read, whatever the program that sent it made of it."""

import base64
import quopri
import tempfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from bidi.algorithm import get_display
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_files import SAMPLES, Read, Write

from ingest.characters import clean, one_line
from ingest.errors import FileDamaged, FileEmpty, FileTooLarge, FormatMismatch, TextMissing
from ingest.readers import eml, mime
from ingest.readers.extract import Extract
from knowledge.types import Document, Section

LEGACY = (SAMPLES / "truth_legacy_charset.txt").read_text(encoding="utf-8")
HEBREW = "שלום לכולם,\nהפגישה עם חברי הקואופרטיב נדחתה."
PAGE = "<html><body><h2>סיכום</h2><p>שלום <b>לכולם</b></p></body></html>"


def message(
    body: bytes, charset: str, encoding: str = "8bit", subject: bytes = b"a subject", kind: str = "plain"
) -> bytes:
    """A message of one part, with the headers that mail programs write."""
    return (
        b"Received: from relay.example by mx.example; Sun, 29 Sep 2005 01:10:00 +0300\r\n"
        b"From: =?utf-8?B?" + base64.b64encode("נועה ברקאי".encode()) + b"?= <noa@coop.example>\r\n"
        b"To: all@coop.example\r\nDate: Wed, 28 Sep 2005 23:30:00 -0500\r\nSubject: " + subject + b"\r\n"
        b"MIME-Version: 1.0\r\n"
        + f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + body
    )


def parts(kind: str, *children: bytes) -> bytes:
    """A multipart message."""
    whole = b"".join(b"--=_b\r\n" + child + b"\r\n" for child in children)
    return f"Subject: s\r\nContent-Type: multipart/{kind}; boundary==_b\r\n\r\n".encode() + whole + b"--=_b--\r\n"


def part(kind: str, text: str, more: str = "") -> bytes:
    return f"Content-Type: {kind}; charset=utf-8\r\n{more}\r\n{text}".encode()


def texts(document: Document) -> list[str]:
    return [section.text for section in document.sections]


def test_what_the_headers_say(read: Read) -> None:
    document = read("a.eml", message(HEBREW.encode(), "utf-8"))
    assert document.sections == (Section("שלום לכולם, הפגישה עם חברי הקואופרטיב נדחתה."),)
    metadata = document.metadata
    assert (metadata.title, metadata.authors, metadata.date) == ("a subject", ("נועה ברקאי",), "2005-09-28")
    assert metadata.origins == {"title": "file", "authors": "file", "date": "file", "language": "text"}


def test_what_a_letter_says_of_others_is_not_said_of_it(read: Read) -> None:
    metadata = read("a.eml", message("מאמר חדש\n\nמאת דגי חבויניק, 1.2.1999\n\nהמאמר".encode(), "utf-8")).metadata
    assert (metadata.title, metadata.authors, metadata.date) == ("a subject", ("נועה ברקאי",), "2005-09-28")


def test_a_file_named_by_its_subject(read: Read) -> None:
    document = read("a subject.eml", message(PAGE.encode(), "utf-8", kind="html"))
    assert document.metadata.title == "a subject"
    assert document.sections == (Section("שלום לכולם", "סיכום", 2),)


def test_without_a_subject_the_first_line_is_the_title(read: Read) -> None:
    assert read("a.eml", b"From: a@b.example\n\nFirst line\nsecond line\n").metadata.title == "First line"


@pytest.mark.parametrize(
    ("sender", "authors"),
    [
        ("Jane Doe <jane@coop.example>", ("Jane Doe",)),
        ('"Doe, Jane" <jane@coop.example>', ("Doe, Jane",)),
        ("jane@coop.example (Jane Doe)", ("Jane Doe",)),
        ("'Jane Doe' <jane@coop.example>", ("Jane Doe",)),
        ("=?windows-1255?Q?=F0=E5=F2=E4?= =?windows-1255?Q?_=E1=F8=F7=E0=E9?= <n@coop.example>", ("נועה ברקאי",)),
        ("jane@coop.example", ()),
        ("<jane@coop.example>", ()),
        ("jane@coop.example <jane@coop.example>", ()),
        ("", ()),
        ("(" * 5000, ()),
    ],
)
def test_the_sender_without_the_address(read: Read, sender: str, authors: tuple[str, ...]) -> None:
    assert read("a.eml", f"From: {sender}\nSubject: s\n\ntext").metadata.authors == authors


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Wed, 28 Sep 2005 23:30:00 -0500", "2005-09-28"),
        ("28 Sep 05 10:00 GMT", "2005-09-28"),
        ("Wed, 28 Sep 2005 23:30:00 +0300 (IDT)", "2005-09-28"),
        ("31 Feb 2005 10:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_day_of_sending(read: Read, written: str, date: str | None) -> None:
    assert read("a.eml", f"Date: {written}\nSubject: s\n\ntext").metadata.date == date


SUBJECTS = {
    "=?windows-1255?B?" + base64.b64encode("שלום לכולם".encode("cp1255")).decode() + "?=": "שלום לכולם",
    "=?iso-8859-8-i?Q?=F9=EC=E5=ED_=EC=EB=E5=EC=ED?=": "שלום לכולם",
    "=?iso-8859-8?B?" + base64.b64encode(get_display("שלום לכולם", base_dir="R").encode("iso8859-8")).decode() + "?=": (
        "שלום לכולם"
    ),
    "=?us-ascii?Q?=F9=EC=E5=ED_=EC=EB=E5=EC=ED?=": "שלום לכולם",
    "=?utf-8?Q?=D7=A9=D7=9C=D7?= =?utf-8?Q?=95=D7=9D?=": "שלום",  # a letter cut between two words
    "=?utf-8?Q?=D7=A9?=\r\n =?UTF-8?B?15zXlded?=": "שלום",
    "Re: =?utf-8*he?B?16nXnNeV150=?= (2)": "Re: שלום (2)",
    "=?utf-8?B?16nXnNeV150?=": "שלום",  # without its padding
    "=?windows-1251?B?z/Do4uXy?=": "Привет",
    "=?nonsense?Q?a=3Db?=": "a=b",
    "=?utf-8?B?!!!?=x": "x",
    "plain  words\r\n folded": "plain words folded",
    "a =? b ?= c": "a =? b ?= c",
    "one\u202e two": "one two",
}


@pytest.mark.parametrize("written", SUBJECTS)
def test_subjects(read: Read, written: str) -> None:
    assert read("a.eml", message(b"text", "utf-8", subject=written.encode())).metadata.title == SUBJECTS[written]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1255", "iso8859-8"])
def test_a_subject_that_is_not_encoded(read: Read, encoding: str) -> None:
    subject = "שלום לכולם".encode(encoding)
    assert read("a.eml", message(b"text", "utf-8", subject=subject)).metadata.title == "שלום לכולם"


CHARSETS = [
    ("utf-8", "utf-8"),
    ("windows-1255", "cp1255"),
    ("iso-8859-8", "iso8859-8"),
    ("iso-8859-8-i", "iso8859-8"),
    ('"iso-8859-8-e"', "iso8859-8"),
    ("us-ascii", "cp1255"),
    ("iso-8859-1", "cp1255"),
    ("utf-8", "cp1255"),
    ("windows-1255", "utf-8"),
    ("no-such-charset", "cp1255"),
    ("", "cp1255"),
]


@pytest.mark.parametrize("transfer", ["8bit", "base64", "quoted-printable", "no-such-encoding"])
@pytest.mark.parametrize(("charset", "encoding"), CHARSETS)
def test_declared_encodings_are_not_believed(read: Read, charset: str, encoding: str, transfer: str) -> None:
    body = LEGACY.replace("\n", "\r\n\r\n").encode(encoding)
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(transfer, bytes)(body)
    assert texts(read("a.eml", message(packed, charset, transfer))) == ["\n\n".join(LEGACY.split("\n"))]


@pytest.mark.parametrize("charset", ["iso-8859-8", "iso-8859-8-i"])
def test_visual_hebrew(read: Read, charset: str) -> None:
    visual = "\n".join(get_display(line, base_dir="R") for line in HEBREW.split("\n"))
    assert texts(read("a.eml", message(visual.encode("iso8859-8"), charset))) == [" ".join(HEBREW.split("\n"))]


def test_a_foreign_encoding_is_believed(read: Read) -> None:
    assert texts(read("a.eml", message("Привет всем".encode("koi8-r"), "koi8-r"))) == ["Привет всем"]


def test_html_is_read_as_a_page(read: Read) -> None:
    page = f'<meta charset="utf-8">{PAGE}<script>alert(1)</script><img src="cid:a">'.encode("cp1255")
    document = read("a.eml", message(quopri.encodestring(page), "windows-1255", "quoted-printable", kind="html"))
    assert document.sections == (Section("שלום לכולם", "סיכום", 2),)


PLAIN, RICH = part("text/plain", "the plain text"), part("text/html", "<p>the page</p>")
PICTURE = part("image/png", "AAAA", "Content-ID: <a>\r\nContent-Disposition: inline; filename=logo.png\r\n")
REPORT = part("application/pdf", "%PDF", "Content-Disposition: attachment; filename=report.pdf\r\n")
NESTED = parts("related", parts("alternative", PLAIN, RICH).replace(b"=_b", b"=_c"), PICTURE).replace(b"=_b", b"=_d")
BODIES = {
    "plain before html": (parts("alternative", PLAIN, RICH), ["the plain text"]),
    "whichever comes first": (parts("alternative", RICH, PLAIN), ["the plain text"]),
    "html alone": (parts("alternative", RICH), ["the page"]),
    "an empty plain text": (parts("alternative", part("text/plain", " \r\n"), RICH), ["the page"]),
    "html with its pictures": (parts("related", RICH, PICTURE), ["the page"]),
    "text with an attachment": (parts("mixed", PLAIN, REPORT), ["the plain text", "Attachments: report.pdf"]),
    "nested": (parts("mixed", NESTED, REPORT), ["the plain text", "Attachments: report.pdf"]),
    "text after an attachment": (
        parts("mixed", PLAIN, REPORT, part("text/plain", "after it")),
        ["the plain text", "after it", "Attachments: report.pdf"],
    ),
    "an attachment among the pictures": (
        parts("related", RICH, PICTURE, REPORT),
        ["the page", "Attachments: report.pdf"],
    ),
    "an attached text is not the letter's": (
        parts("mixed", PLAIN, part("text/plain", "x", "Content-Disposition: attachment; filename=notes.txt\r\n")),
        ["the plain text", "Attachments: notes.txt"],
    ),
    "an attached message": (
        parts("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\nSubject: old letter\r\n\r\nold"),
        ["the plain text", "Attachments: old letter"],
    ),
    "a signed letter": (
        parts("signed", PLAIN, part("application/pgp-signature", "x", "Content-Disposition: attachment\r\n")),
        ["the plain text"],
    ),
    "nothing but attachments": (parts("mixed", REPORT, REPORT), ["Attachments: report.pdf, report.pdf"]),
    "an attachment without a name": (
        parts("mixed", PLAIN, part("image/png", "x", "Content-Disposition: attachment\r\n")),
        ["the plain text", "Attachments: image/png"],
    ),
    "parts without their boundary": (b"Subject: s\nContent-Type: multipart/mixed\n\njust text", ["just text"]),
    "a boundary that never comes": (
        b"Subject: s\nContent-Type: multipart/mixed; boundary=x\n\njust text",
        ["just text"],
    ),
    "cut off in a part": (parts("mixed", PLAIN, RICH)[:-12], ["the plain text", "the page"]),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_text_of_a_message_of_parts(read: Read, name: str) -> None:
    data, expected = BODIES[name]
    assert texts(read("a.eml", data)) == expected


NAMES = [
    "filename*=windows-1255''%E3%E5%E7.pdf",
    "filename*0*=utf-8''%D7%93%D7%95; filename*1*=%D7%97.pdf",
    'filename="=?windows-1255?B?4+XnLnBkZg==?="',
    'filename="=?utf-8?Q?=D7=93=D7=95=D7=97.pdf?="',
    "filename=דוח.pdf",
    "filename*=iso-8859-8-i''%E3%E5%E7.pdf",
]


@pytest.mark.parametrize("parameter", NAMES)
def test_names_of_attachments(read: Read, parameter: str) -> None:
    attached = part("application/pdf", "x", f"Content-Disposition: attachment; {parameter}\r\n")
    assert texts(read("a.eml", parts("mixed", PLAIN, attached))) == ["the plain text", "קבצים מצורפים: דוח.pdf"]


def test_a_name_of_an_attachment_in_its_type(read: Read) -> None:
    assert texts(read("a.eml", parts("mixed", PLAIN, part('image/png; name="a.png"', "x"))))[1] == "Attachments: a.png"


def test_quoted_lines_stay_lines(read: Read) -> None:
    body = "I agree\nwith this.\n\nOn Monday Jane wrote:\n> first line\n>\n> second line\n>> older\nend\n"
    assert texts(read("a.eml", message(body.encode(), "utf-8"))) == [
        "I agree with this.\n\nOn Monday Jane wrote:\n\n> first line\n> second line\n>> older\n\nend"
    ]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\r\n\r\n", b"From jane@coop.example Wed Sep 28 10:00:00 2005\n"])
def test_what_may_stand_before_the_first_header(read: Read, start: bytes) -> None:
    document = read("a.eml", start + b"Subject: s\n\ntext")
    assert (document.metadata.title, texts(document)) == ("s", ["text"])


@pytest.mark.parametrize(
    "data", [b"just a text\nof two lines\n", b"a: b\n\ntext", b"\0\1\2" * 99, b"<html><p>x</html>"]
)
def test_what_is_no_message(read: Read, data: bytes) -> None:
    with pytest.raises(FormatMismatch, match="not a mail message"):
        read("a.eml", data)


@pytest.mark.parametrize("data", [b"Subject: s\n\n", b"Subject: s\n\n\xe2\x80\x8f\n", parts("mixed"), b"Subject: s"])
def test_messages_without_text(read: Read, data: bytes) -> None:
    with pytest.raises(TextMissing):
        read("a.eml", data)


def test_an_empty_file(read: Read) -> None:
    with pytest.raises(FileEmpty):
        read("a.eml", b"")


def test_messages_beyond_the_limits(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileTooLarge, match="20,001 parts"):
        read("a.eml", parts("mixed") + b"\n--=_b" * 20_000)
    monkeypatch.setattr(mime, "MAX_LINES", 100)
    with pytest.raises(FileTooLarge, match="over 100 lines"):
        read("a.eml", b"Subject: s\n\n" + b"\n" * 100)


NESTS = {
    "parts": "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(5000)),
    "messages": "Content-Type: message/rfc822\n\n" * 5000,
}


@pytest.mark.parametrize("name", NESTS)
def test_parts_in_parts_without_end(read: Read, name: str) -> None:
    with pytest.raises(FileDamaged, match="nested too deeply"):
        read("a.eml", NESTS[name])


HOSTILE = {
    "quotation marks": b"Content-Type: text/plain; " + b'a="' * 300_000,
    "parameters": b"Content-Type: text/plain; " + b"a=b; " * 300_000,
    "encoded words": b"Subject: " + b"=?utf-8?b?" * 300_000,
    "pieces of a name": b"Content-Disposition: inline; " + b"".join(b"filename*%d*=%%d7; " % i for i in range(50_000)),
    "a codec that is no charset": b"Content-Type: text/plain; charset=punycode; x=" + b"a" * 300_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_long_headers_cost_nothing(read: Read, name: str) -> None:
    assert texts(read("a.eml", b"From: a@b.example\n" + HOSTILE[name] + b"\n\nthe text")) == ["the text"]


many = settings(derandomize=True, deadline=None, max_examples=150)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn"]), min_size=1, max_size=40
)


@many
@given(words.filter(one_line), st.sampled_from(["utf-8", "utf-7"]))
def test_any_subject_survives_its_encoding(text: str, charset: str) -> None:
    encoded = base64.b64encode(text.encode(charset)).decode()
    assert mime.decoded_words(f"=?{charset}?B?{encoded}?=") == one_line(mime.text_of(text.encode(), ""))


def extract_of(data: bytes) -> Extract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.eml")
        path.write_bytes(data)
        return eml.read(path)


sentence = st.lists(st.sampled_from(["שלום", "לכולם", "חברים", "members", "naïve", "57%", "3.5"]), min_size=1).map(
    " ".join
)


@many
@given(
    st.lists(sentence, min_size=1, max_size=5),
    st.sampled_from(["utf-8", "cp1255"]),
    st.sampled_from(["quoted-printable", "base64", "8bit"]),
)
def test_any_letter_that_python_writes(sentences: list[str], charset: str, transfer: str) -> None:
    text = "\n\n".join(sentences).replace("ï", "i")
    letter = EmailMessage()
    letter["Subject"] = sentences[0]
    letter.set_content(text, charset=charset, cte=transfer)
    letter.add_alternative(f"<p>{text}</p>", subtype="html")
    letter.add_attachment(b"x", maintype="application", subtype="pdf", filename="דוח.pdf")
    extract = extract_of(letter.as_bytes())
    assert extract.properties.title == one_line(sentences[0])
    assert [section.text for section in extract.sections] == [text, "קבצים מצורפים: דוח.pdf"]


@many
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_headers_and_body(headers: bytes, body: bytes) -> None:
    try:
        extract = extract_of(b"Subject: s\n" + headers + b"\n\n" + body)
    except FileDamaged:
        return
    assert all(section.text == clean(section.text) for section in extract.sections)


def test_nothing_is_kept_of_a_byte_that_is_no_text(write: Write) -> None:
    assert eml.read(write("a.eml", message(b"\0\1\2\3" * 50, "utf-8"))).sections == ()

import pytest
from sample_files import SAMPLES, Read

from ingest.errors import FileDamaged, FormatMismatch, TextMissing
from ingest.read import read_document
from knowledge.types import Metadata, Section

TITLE = "שותפות שמחזיקה מעמד: קואופרטיבים של עובדים כתשתית אזורית"
FULL = (SAMPLES / "truth_full.txt").read_text(encoding="utf-8")
LEGACY = (SAMPLES / "truth_legacy_charset.txt").read_text(encoding="utf-8")

PAGE = """<!DOCTYPE html>
<html lang="he" dir="rtl"><head><meta charset="utf-8"><title>קואופרטיב האוניברסיטה</title>
<meta name="author" content="צוות המאגר"><meta name="date" content="2024-05"><style>p {color: red}</style></head>
<body>
<h1>קואופרטיב האוניברסיטה</h1>
<p>פסקה <b>ראשונה</b> של
הדף &amp; עוד.<br>אחרי שבירה</p>
<h2>נתונים</h2>
<ul><li>אחד</li><li><p>שניים</p></li></ul>
<table><caption>טבלה</caption><tr><th>א</th><th>ב</th></tr><tr><td>1</td><td>2<br>3</td></tr></table>
<h3>קוד</h3>
<pre>x = 1
  y = 2</pre>
<blockquote>ציטוט</blockquote>
<h2>מקורות</h2>
<p>ויטה, <a href="http://example.org">ספר</a>, 1988.</p>
</body></html>
"""


def test_a_plain_page_comes_out_whole(read: Read) -> None:
    document = read("a.html", PAGE)
    assert document.metadata == Metadata(
        title="קואופרטיב האוניברסיטה",
        authors=("צוות המאגר",),
        date="2024-05",
        origins={"title": "file", "authors": "file", "date": "file", "language": "text"},
    )
    assert document.sections == (
        Section("פסקה ראשונה של הדף & עוד. אחרי שבירה"),
        Section("אחד\nשניים\n\nטבלה\n\nא | ב\n1 | 2 3", "נתונים", 2),
        Section("x = 1\ny = 2\n\nציטוט", "קוד", 3),
        Section("ויטה, ספר, 1988.", "מקורות", 2),
    )


ENCODED = [
    "utf8_nometa.html",
    "cp1255_meta.html",
    "cp1255_nometa.html",
    "cp1255_meta_says_utf8.html",
    "cp1255_wrongmeta_8859_1.html",
    "iso8859_8_i_meta.html",
]


@pytest.mark.parametrize("name", ENCODED)
def test_declared_encodings_are_not_believed(name: str) -> None:
    document = read_document(SAMPLES / "text" / name, name)
    truth = FULL if name.startswith("utf8") else LEGACY
    assert document.sections == (Section("\n\n".join(truth.split("\n"))),)
    assert (document.metadata.title, document.metadata.date) == (TITLE, "2005-09-28")


def test_visual_hebrew() -> None:
    document = read_document(SAMPLES / "text" / "iso8859_8_visual_meta.html", "a")
    assert " ".join(document.sections[0].text.split()) == " ".join(LEGACY.split())


@pytest.mark.parametrize("name", ["noisy_modern.html", "noisy_divs.html"])
def test_the_site_around_the_article_is_left_out(name: str) -> None:
    document = read_document(SAMPLES / "text" / name, name)
    assert document.metadata == Metadata(
        title=TITLE,
        authors=("נועה ברקאי",),
        date="2005-09-28",
        origins=dict.fromkeys(("title", "authors", "date", "language"), "text"),
    )
    assert document.sections == (Section("\n\n".join(FULL.split("\n")[1:])),)


def test_a_page_laid_out_by_tables() -> None:
    document = read_document(SAMPLES / "text" / "noisy_table_cp1255.html", "a")
    assert document.sections == (Section("\n\n".join(LEGACY.split("\n")) + "\n\nהדפס מאמר שלח לחבר"),)
    assert (document.metadata.title, document.metadata.authors) == (TITLE, ("נועה ברקאי",))


def test_a_table_of_the_page_itself_is_not_its_layout(read: Read) -> None:
    page = f"<p>before</p><table><tr><td>a</td><td>{'long cell ' * 20}</td></tr></table><p>after</p>"
    assert read("a.html", page).sections == (Section(f"before\n\na | {'long cell ' * 19}long cell\n\nafter"),)


HOSTILE = """<html><head><title>T</title><script>var a = "בראש";</script></head><body onload="alert(0)">
<p>text <script>alert("script")</script>after<style>x{}</style></p><!-- comment -->
<noscript>noscript</noscript><svg><text>drawn</text></svg><template><p>template</p></template>
<textarea>area</textarea><iframe src="file:///etc/passwd">frame</iframe><p onclick="x()">end</p></body></html>"""


def test_scripts_and_what_is_not_seen_are_left_out(read: Read) -> None:
    document = read("a.html", HOSTILE)
    assert " ".join(section.text for section in document.sections).split() == ["text", "after", "end"]


@pytest.mark.parametrize(
    "page",
    ["<p>a", "a<b>b", "<html><body><div><div>a</div></div>", "<?xml version='1.0' encoding='utf-16'?><p>a</p>", "plain",
     "<body>" + "<div>" * 200 + "a" + "</div>" * 200],
)  # fmt: skip
def test_broken_pages(read: Read, page: str) -> None:
    letters = "".join(char for section in read("a.html", page).sections for char in section.text if char.isalpha())
    assert letters in ("a", "ab", "plain")


def test_markup_beyond_the_limits(read: Read) -> None:
    with pytest.raises(FileDamaged, match="nested too deeply"):
        read("a.html", "<body>" + "<div>" * 100_000 + "a")


@pytest.mark.parametrize("page", ["<html></html>", "<!-- a -->", "<script>a</script>", "  \n ", "<p>\u200f</p>"])
def test_pages_without_text(read: Read, page: str) -> None:
    with pytest.raises(TextMissing):
        read("a.html", page)


def test_bytes_that_are_no_page(read: Read) -> None:
    with pytest.raises(FormatMismatch):
        read("a.htm", b"\0\1\2\3" * 100)


@pytest.mark.parametrize(
    ("head", "title", "authors", "date"),
    [
        ('<meta property="og:title" content="OG"><title>OG | site</title>', "OG", (), None),
        ("<title>Heading – The Site</title>", "Heading", (), None),
        ("<title>Another</title>", "Another", (), None),
        ("<title>untitled</title>", "Heading", (), None),
        ('<meta name="citation_author" content="A B"><meta name="citation_author" content="C D">', "Heading",
         ("A B", "C D"), None),
        ('<meta property="article:published_time" content="2005-09-28T10:00:00+03:00">', "Heading", (), "2005-09-28"),
        ('<meta name="author" content="https://example.org/me">', "Heading", (), None),
    ],
)  # fmt: skip
def test_meta_tags(read: Read, head: str, title: str, authors: tuple[str, ...], date: str | None) -> None:
    metadata = read("a.html", f"<head>{head}</head><body><h1>Heading</h1><p>text</p></body>").metadata
    assert (metadata.title, metadata.authors, metadata.date) == (title, authors, date)

"""PDFs of many producers, each with what it is known for: the words, their order, and the structure around them."""

import json
import re
import unicodedata
from collections import Counter

import pytest
from sample_files import SAMPLES

from ingest.read import read_document
from knowledge.types import Document, Metadata, Section

TITLE = "שותפות שמחזיקה מעמד: קואופרטיבים של עובדים כתשתית אזורית"
PROBES: dict[str, str] = json.loads((SAMPLES / "probes.json").read_text(encoding="utf-8"))
POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]")
QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "־": "-", "|": " "})
EDGES = ".,;:!?\"'()[]•–-·"


def plain(text: str) -> str:
    """Without points, with plain quotation marks: producers differ in these."""
    return " ".join(POINTS.sub("", unicodedata.normalize("NFKC", text)).translate(QUOTES).split())


def words(text: str) -> list[str]:
    return [word for word in (piece.strip(EDGES) for piece in plain(text).split()) if word]


def whole(document: Document) -> str:
    parts = [document.metadata.title]
    for section in document.sections:
        parts += [section.heading, section.text]
    return "\n".join(dict.fromkeys(parts))


FULL, PANDOC = "truth_full.txt", "truth_pandoc_titleblock.txt"

# sample -> its truth, the truth's words that the producer lost, the probes that it displaced
PRODUCERS = {
    "chromium": (FULL, [], set()),
    "lo_docx_headerfooter": (PANDOC, [], set()),
    "lo_docx_2col": (PANDOC, ["חברים", "שנת", "ייסוד", "23", "1998", "61", "1974", "9", "2002"], set()),
    "encrypted_emptyuserpw_rc4": (PANDOC, [], set()),
    "weasyprint_headerfooter": (FULL, [], set()),
    "lualatex_babel": (FULL, [], set()),
    "xelatex_bidi": (FULL, [], {"latin2", "accent"}),
    "wkhtmltopdf_qt": (FULL, [], set()),
    "pango_cairo": (FULL, [], set()),
    "fpdf2_logical_noshaping": (FULL, [], set()),
    "fpdf2_shaping": (FULL, [], set()),
    "presentation_forms_visual": (FULL, [], set()),
    "reportlab_visual_words_ltr": (FULL, [], set()),
    "gs_redistilled": (PANDOC, [], set()),
}


@pytest.mark.parametrize("name", PRODUCERS)
def test_words_and_probes(name: str) -> None:
    truth, lost, displaced = PRODUCERS[name]
    text = whole(read_document(SAMPLES / "pdf" / f"{name}.pdf", name))
    missing = Counter(words((SAMPLES / truth).read_text(encoding="utf-8"))) - Counter(words(text))
    assert missing == Counter(lost)
    assert {key for key, probe in PROBES.items() if plain(probe) not in plain(text)} == displaced


IN_ORDER = ["fpdf2_logical_noshaping", "presentation_forms_visual", "reportlab_visual_words_ltr"]


@pytest.mark.parametrize("name", IN_ORDER)
def test_the_very_text(name: str) -> None:
    document = read_document(SAMPLES / "pdf" / f"{name}.pdf", name)
    assert plain(whole(document)).removeprefix(TITLE).strip() == plain((SAMPLES / FULL).read_text(encoding="utf-8"))


def test_hebrew_on_latin_code_points() -> None:
    document = read_document(SAMPLES / "pdf" / "legacyfont_latin1_visual.pdf", "a")
    truth = (SAMPLES / "truth_legacy_charset.txt").read_text(encoding="utf-8")
    assert plain(document.sections[0].text).replace("–", "-") == plain(truth)


@pytest.mark.parametrize("name", [name for name in PRODUCERS if name != "gs_redistilled"])
def test_title_author_and_date(name: str) -> None:
    metadata = read_document(SAMPLES / "pdf" / f"{name}.pdf", name).metadata
    assert (plain(metadata.title), [plain(author) for author in metadata.authors]) == (TITLE, ["נועה ברקאי"])
    assert (metadata.date, metadata.language) == ("2005-09-28", "he")
    assert metadata.origins == dict.fromkeys(("title", "authors", "date", "language"), "text")


HEADINGS = ["א. רקע", "ב. מה אפשר ללמוד מן העולם", "ג. המלצות", "ד. נתונים נבחרים", "ה. סיכום"]


@pytest.mark.parametrize(
    ("name", "level", "pages"),
    [
        ("chromium", 2, [1, 1, 1, 1, 1]),
        ("lo_docx_headerfooter", 1, [1, 1, 1, 1, 2]),
        ("weasyprint_headerfooter", 2, [1, 1, 1, 1, 1]),
        ("lualatex_babel", 1, [1, 1, 1, 2, 2]),
        ("xelatex_bidi", 1, [1, 1, 1, 2, 2]),
        ("wkhtmltopdf_qt", 2, [1, 1, 1, 1, 1]),
        ("gs_redistilled", 1, [1, 1, 1, 1, 2]),
    ],
)
def test_headings_and_their_pages(name: str, level: int, pages: list[int]) -> None:
    sections = [section for section in read_document(SAMPLES / "pdf" / f"{name}.pdf", name).sections if section.heading]
    assert [(section.heading, section.level, section.page) for section in sections] == [
        (heading, level, page) for heading, page in zip(HEADINGS, pages, strict=True)
    ]


def test_a_whole_document() -> None:
    document = read_document(SAMPLES / "pdf" / "weasyprint_headerfooter.pdf", "a.pdf")
    truth = (SAMPLES / FULL).read_text(encoding="utf-8").split("\n")
    assert document.metadata == Metadata(
        title=TITLE,
        authors=("נועה ברקאי",),
        date="2005-09-28",
        origins=dict.fromkeys(("title", "authors", "date", "language"), "text"),
    )
    ending = document.sections[5].text.split("\n\n")
    assert document.sections[:5] == (
        Section(truth[1], page=1),
        Section("\n\n".join(truth[3:5]), HEADINGS[0], 2, 1),
        Section("\n\n".join(truth[6:8]), HEADINGS[1], 2, 1),
        Section("\n".join(truth[9:13]), HEADINGS[2], 2, 1),
        Section(
            "ארגון מקום חברים שנת ייסוד\n\nמאפיית השחר כפר תבור 23 | 1998\nדפוס הגליל כרמיאל 61 | 1974\n"
            "Green Wheels חיפה 9 | 2002",
            HEADINGS[3],
            2,
            1,
        ),
    )
    assert ending == truth[19:]
    assert document.sections[5].page_at(0) == 1
    assert document.sections[5].page_at(len(document.sections[5].text)) == 2


def test_running_lines_are_dropped() -> None:
    for name in ("lo_docx_headerfooter", "weasyprint_headerfooter"):
        text = whole(read_document(SAMPLES / "pdf" / f"{name}.pdf", name))
        assert "נייר עמדה מס" not in text
        assert "אין להפיץ" not in text


def test_tables_and_lists() -> None:
    sections = read_document(SAMPLES / "pdf" / "lo_docx_headerfooter.pdf", "a").sections
    truth = (SAMPLES / PANDOC).read_text(encoding="utf-8").split("\n")
    assert sections[3].text == "\n".join(truth[11:15])
    assert sections[4].text == (
        "ארגון | מקום | חברים | שנת ייסוד\nמאפיית השחר | כפר תבור | 23 | 1998\n"
        "דפוס הגליל | כרמיאל | 61 | 1974\nGreen Wheels | חיפה | 9 | 2002"
    )


@pytest.mark.parametrize("name", ["lo_docx_headerfooter", "lualatex_babel", "xelatex_bidi", "gs_redistilled"])
def test_footnotes_stand_at_the_end(name: str) -> None:
    document = read_document(SAMPLES / "pdf" / f"{name}.pdf", "a")
    truth = (SAMPLES / FULL).read_text(encoding="utf-8").split("\n")
    assert document.sections[-1] == Section(truth[-1], page=1)


def test_english_columns() -> None:
    document = read_document(SAMPLES / "pdf" / "english_2col_chromium.pdf", "a.pdf")
    truth = (SAMPLES / "truth_english.txt").read_text(encoding="utf-8").split("\n")
    assert document.sections == (Section("\n\n".join(truth), page=1),)
    assert document.metadata == Metadata(
        title="Worker Buyouts in Rural Regions: Three Cases",
        language="en",
        origins={"title": "text", "language": "text"},
    )

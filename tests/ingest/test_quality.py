"""Reading quality: what tells sound text from text that was read wrong."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_files import SAMPLES

from ingest import document_cache
from ingest.quality import count_words, quality
from ingest.read import read_document
from knowledge.blob_cache import BlobCache
from knowledge.types import FEWEST_JUDGED, PageNote, quality_of

FULL = (SAMPLES / "truth_full.txt").read_text(encoding="utf-8")
ENGLISH = (SAMPLES / "truth_english.txt").read_text(encoding="utf-8")
EXCHANGED = str.maketrans(
    "אבגדהוזחטיכלמנסעפצקרשתabcdefghijklmnopqrstuvwxyz", "קטבתגנזלרדשאהצפוחסעמיכnopqrstuvwxyzabcdefghijklm"
)


def backwards(text: str) -> str:
    return " ".join(word[::-1] for word in text.split())


def masked(text: str) -> str:
    """Hebrew on the code points of accented Latin letters, as old fonts have it."""
    return re.sub("[א-ת]", lambda found: chr(ord(found.group()) - 0x5D0 + 0xE0), text)


@pytest.mark.parametrize(
    ("text", "known", "words"),
    [
        ("הקואופרטיב שייך לחבריו", 3, 3),
        ("ושבחברה, כשהעובדים וכשמהעיר", 3, 3),  # up to three prefix letters
        ("שָׁלוֹם לַחֲבֵרִים", 2, 2),
        ('ארה"ב ארה״ב צה”ל', 3, 3),
        ("ביתרפואוק ךייש", 0, 2),
        ("של כל זה the of an", 1, 1),  # two letters tell nothing
        ("The cooperative's members, the members’ vote", 6, 6),
        ("eht srebmem", 0, 2),
        ("ùìåí ìëì äçáøéí", 0, 3),
        ("1998 | 23 | 57% (7.5)", 0, 0),
        ("кооператив التعاونية", 0, 0),  # other scripts are not judged
        ("", 0, 0),
    ],
)
def test_known_words(text: str, known: int, words: int) -> None:
    assert count_words(text) == (known, words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FULL, 0.97),
        (ENGLISH, 1.0),
        (backwards(FULL), 0.14),
        (backwards(ENGLISH), 0.11),
        (FULL.translate(EXCHANGED), 0.11),
        (ENGLISH.translate(EXCHANGED), 0.04),
        (masked(re.sub("[A-Za-z]", "", FULL)), 0.0),
    ],
)
def test_sound_text_and_garbage(text: str, expected: float) -> None:
    measured = quality(text)
    assert measured is not None
    assert round(measured, 2) == expected


def test_too_few_words_are_not_judged() -> None:
    assert quality("מים " * (FEWEST_JUDGED - 1)) is None
    assert quality("מים " * FEWEST_JUDGED) == 1.0
    assert quality("מים " * 10 + "קקקק " * 10) == 0.5


@given(st.text(st.sampled_from("אבגדהושם \"'׳.-abcz\u05b8\u05c1\u05be1"), max_size=60))
def test_points_change_nothing(text: str) -> None:
    known, words = count_words(text)
    assert 0 <= known <= words
    assert count_words(re.sub("[\u05b8\u05c1]", "", text)) == (known, words)
    assert count_words(f"{text}\n{text}") == (2 * known, 2 * words)


def test_a_document_is_judged_by_the_words_of_all_its_pages() -> None:
    pages = (PageNote(1, 19, 19), PageNote(2, 0, 1), PageNote(3))
    assert [page.quality for page in pages] == [None, None, None]
    assert quality_of(pages) == 0.95
    assert quality_of(pages[:1]) is None
    assert quality_of(()) is None


def test_documents_with_and_without_pages() -> None:
    pages = read_document(SAMPLES / "pdf" / "lo_docx_headerfooter.pdf", "a").pages
    assert [(page.page, page.ocr, page.needs_ocr) for page in pages] == [(1, False, False), (2, False, False)]
    assert [round(page.quality or 0, 2) for page in pages] == [0.98, 0.95]
    (whole,) = read_document(SAMPLES / "text" / "cp1255.txt", "a").pages
    assert (whole.page, round(whole.quality or 0, 2), whole.ocr, whole.needs_ocr) == (0, 0.97, False, False)
    short = read_document(SAMPLES / "text" / "cp1255_short.txt", "a")
    assert (short.quality, short.pages) == (None, (PageNote(0, 5, 5),))


def test_what_a_page_was_read_like_is_kept_between_runs(tmp_path: Path) -> None:
    document = read_document(SAMPLES / "pdf" / "scan_200dpi_ocrmypdf.pdf", "a")
    kept = BlobCache(tmp_path / "documents.db")
    document_cache.store(kept, "00", document)
    assert document_cache.load(kept, "00", "a") == document
    assert [note.ocr for note in document.pages] == [True, True]

import codecs
import re
from pathlib import Path

import pytest
from sample_files import SAMPLES

from ingest.readers.encoding import NotText, decode, decode_as_stored, unmask

FULL = (SAMPLES / "truth_full.txt").read_text(encoding="utf-8")
LEGACY = (SAMPLES / "truth_legacy_charset.txt").read_text(encoding="utf-8")
POINTS = re.compile("[\u05b0-\u05c2]")

LOGICAL = {
    "utf8.txt": FULL,
    "utf8_bom.txt": FULL,
    "utf16le_bom.txt": FULL,
    "utf16be_bom.txt": FULL,
    "utf16le_nobom.txt": FULL,
    "cp1255.txt": LEGACY,
    "iso8859_8_logical.txt": LEGACY,
    "cp862_logical.txt": LEGACY,
    "cp1255_double_mojibake_utf8.txt": LEGACY,
    "cp1255_short.txt": "שלום לכולם, הישיבה ביום שני.",
    "cp1255_mixed_en.txt": "Worker co-operatives in Israel and abroad. " * 6 + "\nקואופרטיבים של עובדים בישראל",
}


@pytest.mark.parametrize("name", LOGICAL)
def test_files_in_logical_order_come_out_letter_for_letter(name: str) -> None:
    assert decode((SAMPLES / "text" / name).read_bytes()) == LOGICAL[name]


def test_points_in_cp1255() -> None:
    text = decode((SAMPLES / "text" / "cp1255_niqqud.txt").read_bytes())
    assert "שָׁלוֹם" in text
    assert POINTS.sub("", text).replace("–", "-") == LEGACY


@pytest.mark.parametrize("name", ["cp862_visual.txt", "iso8859_8_visual.txt"])
def test_visual_files_come_out_in_logical_order(name: str) -> None:
    text = decode((SAMPLES / "text" / name).read_bytes())
    assert " ".join(text.split()) == " ".join(LEGACY.split())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"plain", "plain"),
        (codecs.BOM_UTF8 + "א".encode(), "א"),
        (codecs.BOM_UTF16_LE + "אב".encode("utf-16-le"), "אב"),
        (codecs.BOM_UTF32_BE + "אב".encode("utf-32-be"), "אב"),
        ("Hello, wide world".encode("utf-16-be"), "Hello, wide world"),
        ("café déjà vu".encode("cp1252"), "café déjà vu"),
        ("élève à Orléans – “oui”".encode("cp1252"), "élève à Orléans – “oui”"),
        ("שלום עולם".encode().decode("cp1252", errors="replace").encode(), None),
        ("קיבוץ וגליל".encode().decode("latin-1").encode(), "קיבוץ וגליל"),
    ],
)
def test_decode(data: bytes, text: str | None) -> None:
    assert decode(data) == (data.decode() if text is None else text)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(NotText):
        decode_as_stored(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0\\r\xa8f")


@pytest.mark.parametrize("text", ["été à Paris, où l’élève naïf dîne", "Ça và", "אבג àéê", "plain"])
def test_unmask_leaves_european_text(text: str) -> None:
    assert unmask(text) == text


def test_unmask() -> None:
    assert unmask("ùìåí ìëåìí, äéùéáä") == "שלום לכולם, הישיבה"


def test_samples_are_complete() -> None:
    others = {"cp1255_niqqud.txt", "cp862_visual.txt", "iso8859_8_visual.txt"}
    assert {path.name for path in Path(SAMPLES / "text").glob("*.txt")} == LOGICAL.keys() | others

"""The table: what a spreadsheet reads, and what it must not compute."""

import csv
import io
from dataclasses import replace

import pytest

from knowledge.citing.excerpt import Excerpt
from knowledge.citing.table import csv_table, guarded
from knowledge.types import Metadata

from .samples import EXCERPTS


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_a_row_for_each_excerpt() -> None:
    content = csv_table(EXCERPTS, "", "he", "apa")
    head, first, second, third, _ = rows(content)
    assert head[:5] == ["מס׳", "ציטוט", "הערה", "מראה מקום", "רישום ברשימת המקורות"]
    assert first == [
        "1",
        'הקרן מעבירה 14% לפי "מפתח".\n\nהאסיפה מחליטה.',
        "לבדוק מול GDP.",
        "(צוות המאגר, 2026, עמ׳ 7)",
        "צוות המאגר (2026, נובמבר). קרנות ואיזון [סקירת רקע]. יד טבנקין. "
        "https://kb.example.org/document?doc=briefs%2Ffunds.pdf\u200f",
        "קרנות ואיזון",
        "צוות המאגר",
        "יד טבנקין",
        "2026-11",
        "סקירת רקע",
        "מנגנון האיזון",
        "7",
        "עברית",
        "https://kb.example.org/document?doc=briefs%2Ffunds.pdf&at=1-0-40&q=x",
        "briefs/funds.pdf",
    ]
    assert second[6] == "Restakis, John; van der Berg, Maria"
    assert (third[0], third[11], third[13]) == ("3", "3", "")
    assert rows(csv_table(EXCERPTS, "", "en", "apa"))[0][:3] == ["No.", "Quotation", "Note"]


def test_records_end_with_crlf() -> None:
    content = csv_table(EXCERPTS, "", "he", "israeli")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 1 + len(EXCERPTS)
    assert b"\r" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\n=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("\x00=1", "'=1"),
        ("\u202e=1", "'=1"),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("", ""),
        ("א\ud800", "א"),
    ],
)
def test_no_cell_is_a_formula(cell: str, shown: str) -> None:
    assert guarded(cell) == shown


def test_every_column_is_guarded() -> None:
    metadata = Metadata("=T", "en", ("=A", "B"), "=D", "=O")
    excerpt = Excerpt("=doc", metadata, "=q", "en", "=h", "=p", "=n", "=l")
    (_, row) = rows(
        csv_table(
            [
                excerpt,
            ],
            "",
            "en",
            "apa",
        )
    )
    assert not any(cell.startswith("=") for cell in row)
    assert row[1] == "'=q"
    again = replace(excerpt, quote='a","b"\n=c')
    assert rows(csv_table([again], "", "en", "apa"))[1][1] == 'a","b"\n=c'

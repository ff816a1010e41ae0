"""Hebrew in visual order: the left column is what is seen from left to right, the right one what was written."""

import pytest

from ingest.readers.direction import is_reversed, orient_brackets, to_logical, visual_to_logical

LINES = [
    ("םולש", "שלום"),
    ("םלוע םולש", "שלום עולם"),
    ("2003-2004 םינשב", "בשנים 2003-2004"),
    ("57%-ב לדג", "גדל ב-57%"),
    ("Evergreen Cooperatives תשר", "רשת Evergreen Cooperatives"),
    ("Co-op 101 סרוק", "קורס Co-op 101"),
    (".תומלש תורוש", "שורות שלמות."),
    ("18:30 העשב ,17.11.2005", "17.11.2005, בשעה 18:30"),
    ("info@telem-coop.example :םיטרפל", "לפרטים: info@telem-coop.example"),
    ("info@telem- :םיטרפל", "לפרטים: info@telem-"),
    ("04-555- ןופלט", "טלפון 04-555-"),
    ("CC BY 4.0 · 2026 רבמבונ · תווצ", "צוות · נובמבר 2026 · CC BY 4.0"),
    ("Green Wheels ,2005 תנשב", "בשנת 2005, Green Wheels"),
    ("םבתכש Debt Trap (2011) םרפסב", "בספרם Debt Trap (2011) שכתבם"),
    ("םבתכש Debt Trap )2011( םרפסב", "בספרם Debt Trap (2011) שכתבם"),
]


@pytest.mark.parametrize(("visual", "logical"), LINES)
def test_to_logical(visual: str, logical: str) -> None:
    assert to_logical(visual) == logical


def test_a_full_stop_first_means_a_left_to_right_paragraph() -> None:
    assert to_logical("הנורחאה הרושה.") == "השורה האחרונה."


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ("סעיף )ב(", "סעיף (ב)"),
        (")סעיף 7)ב(( כך", "(סעיף 7(ב)) כך"),
        ("(סעיף 7(ב)) כך", "(סעיף 7(ב)) כך"),
        ("סעיף 7)ב()4( כאן", "סעיף 7(ב)(4) כאן"),
        ("]נספח ב'[ כאן", "[נספח ב'] כאן"),
        (')קליבלנד, ארה"ב( קטנה', '(קליבלנד, ארה"ב) קטנה'),
        ("English (stays) as [it] is", "English (stays) as [it] is"),
    ],
)
def test_orient_brackets(found: str, right: str) -> None:
    assert orient_brackets(found) == right


@pytest.mark.parametrize(
    ("text", "backwards"),
    [
        ("שלום לכולם, הישיבה ביום שני", False),
        ("ינש םויב הבישיה ,םלוכל םולש", True),
        ("לש תורבחה לכ", True),
        ("של כל החברות", False),
        ("English only", False),
        ("", False),
    ],
)
def test_is_reversed(text: str, backwards: bool) -> None:
    assert is_reversed(text) is backwards


def test_lines_without_hebrew_stay() -> None:
    assert visual_to_logical("English (one)\nםולש") == "English (one)\nשלום"

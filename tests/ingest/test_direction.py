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


FROM_THE_LEFT = [
    ("איהש תצובק Mondragón Corporation תמייק האר", "קבוצת שהיא Mondragón Corporation ראה קיימת"),
    ("3.5%-כב דרי רוזחמה.", "המחזור ירד בכ-3.5%."),
    ("The moshav (1921 ,םידבוע בשומ) is old.", "The moshav (מושב עובדים, 1921) is old."),
    ("תשר Green .תירלוס היגרנאב תקסוע", "רשת Green עוסקת באנרגיה סולרית."),
    ("In 2005 the law", "In 2005 the law"),
]


@pytest.mark.parametrize(("visual", "logical"), FROM_THE_LEFT)
def test_to_logical_from_the_left(visual: str, logical: str) -> None:
    assert to_logical(visual, "L") == logical


def test_what_begins_a_line_that_goes_on() -> None:
    """A number, or Hebrew in brackets, at the left end of Hebrew that began on the line above ends the line."""
    assert to_logical("2 דומעב הלבטה תאו.", "L", continued=True) == "ואת הטבלה בעמוד 2."
    bracketed = to_logical("(הלועפ-ףותיש) ליגר ףקמב.", "L", continued=True)
    assert orient_brackets(bracketed) == "במקף רגיל (שיתוף-פעולה)."
    assert to_logical("2 דומעב הלבטה תאו.", "L") == "2 ואת הטבלה בעמוד."


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

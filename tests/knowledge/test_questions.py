"""The questions that documents ask."""

from __future__ import annotations

import pytest

from knowledge.questions import LONGEST, questions, related


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("מי מחליט על גובה ההעברה? האסיפה מחליטה.", ["מי מחליט על גובה ההעברה?"]),
        ("First. 2. Who decides\nhow much is given?", ["how much is given?"]),
        (
            "1. מי מחליט על גובה ההעברה?\n2) מי משלם את כולה עכשיו?",
            ["מי מחליט על גובה ההעברה?", "מי משלם את כולה עכשיו?"],
        ),
        ("עיקרון | קול אחד לחבר | על מה החברים מחליטים באמת?", ["על מה החברים מחליטים באמת?"]),
        ('"מי עובד אם כולם מקבלים אותו דבר?" כך שאלו.', ["מי עובד אם כולם מקבלים אותו דבר?"]),
        ('"מי" עובד אם כולם מקבלים אותו דבר?', ['"מי" עובד אם כולם מקבלים אותו דבר?']),
        ("מכאן השאלה של כל אסיפה: למה לעבוד קשה יותר?", ["למה לעבוד קשה יותר?"]),
        ("The question is: why should anyone work harder?", ["why should anyone work harder?"]),
        ("מי עובד בלי הגנה: עצמאים או שכירים?", ["מי עובד בלי הגנה: עצמאים או שכירים?"]),
        ("– מי   מחליט על גובה ההעברה?", ["מי מחליט על גובה ההעברה?"]),
        ("האם לסבסד?", []),
        ('??? "? :? ', []),
        ("", []),
        ("מי " + "א" * LONGEST + " ב ג?", []),
    ],
)
def test_questions_that_can_stand_alone(text: str, found: list[str]) -> None:
    assert list(questions(text)) == found


TEXTS = (
    "מי משלם על החינוך בקיבוץ? מי מחליט על ערבות הדדית?",
    "Who pays for the mutual guarantee? מי מחליט על הערבות ההדדית?",
    "מה הקיבוץ עושה למען ערבות הדדית?",
)


def test_those_that_share_most_stand_first_and_each_once() -> None:
    assert related("ערבות הדדית בקיבוץ", TEXTS, 4) == (
        "מה הקיבוץ עושה למען ערבות הדדית?",
        "מי מחליט על ערבות הדדית?",
        "מי משלם על החינוך בקיבוץ?",
    )
    assert related("ערבות הדדית בקיבוץ", TEXTS, 1) == ("מה הקיבוץ עושה למען ערבות הדדית?",)


def test_what_was_asked_is_not_offered_again() -> None:
    assert related("מי מחליט על ערבות הדדית?", TEXTS[1:2], 4) == ()
    assert related("מים", TEXTS, 4) == ()
    assert related("", TEXTS, 4) == ()

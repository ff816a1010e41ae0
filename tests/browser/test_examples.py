"""The questions that the first page offers are answered by the library that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.browser.messages import EXAMPLES
from knowledge.library import Library
from knowledge.settings import load
from knowledge.types import Query
from tests.conftest import SHIPPED

pytestmark = [pytest.mark.model, SHIPPED]

ANSWERS = {
    "איך שומרים על מוטיבציה לעבודה כשהשכר שווה לכולם?": "briefs/work-motivation.md",
    "מה הדין דורש מקיבוץ מתחדש בערבות הדדית?": "briefs/personal-security.md",
    "איך מנהלים אסיפה שמחליטה היטב?": "briefs/participatory-management.md",
    "עובדים שרכשו את המפעל שעמד להיסגר": "cases/marcora-law.md",
    "How do strong cooperatives help weak ones?": "cases/emilia-romagna.html",
    "How can employees take over a factory that went bankrupt?": "cases/marcora-law.md",
    "Village producers who own their dairy": "cases/amul.docx",
    "What do employees gain when a trust owns the company?": "cases/john-lewis.md",
}


@pytest.fixture(scope="module")
def library(shipped_index: Path) -> Library:
    return Library.open(load(index=shipped_index))


def test_every_example_has_its_answer() -> None:
    assert set(ANSWERS) == {question for questions in EXAMPLES.values() for question in questions}


@pytest.mark.parametrize("question", ANSWERS)
def test_an_example_is_answered_among_the_first_three_documents(library: Library, question: str) -> None:
    groups = library.search(Query(question)).by_document()
    assert ANSWERS[question] in [group[0].document for group in groups[:3]]

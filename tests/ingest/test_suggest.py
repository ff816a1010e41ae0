"""Topics and types that are suggested, from words and from neighbours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ingest import suggest as module
from ingest.suggest import Labelled, Suggestion, Terms, completed, suggest, terms_of
from knowledge.taxonomy import TOPICS, TYPES
from knowledge.types import Document, Metadata, Section

NOTHING = Terms({}, {})


def document(title: str, text: str, heading: str = "") -> Document:
    return Document("a", Metadata(title), (Section(text, heading),))


def axis(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def test_every_topic_and_type_has_terms_in_both_languages() -> None:
    lines = module.FILE.read_text("utf-8").splitlines()[1:]
    rows = {tuple(line.split("\t")[:3]): line.split("\t")[3].split("; ") for line in lines}
    wanted = [*(("topic", id) for id in TOPICS), *(("type", id) for id in TYPES)]
    assert sorted(rows) == sorted((*row, language) for row in wanted for language in ("he", "en"))
    assert {key: len(terms) for key, terms in rows.items() if len(terms) < 12 or len(set(terms)) < len(terms)} == {}


@pytest.mark.parametrize(
    ("title", "text", "topics"),
    [
        ("ערבות הדדית", "קרן עזרה הדדית, פנסיה, ביטוח סיעודי וקצבאות לחברים במצוקה. " * 2, ["personal-security"]),
        ("Mutual guarantee", "A mutual aid fund, pensions, long-term care and welfare.", ["personal-security"]),
        ("בתי הילדים", "חינוך משותף, לינה משותפת, מורים, תלמידים ובית ספר.", ["education"]),
        ("שיוך הדירות", "חכירה, מגרשים, קרקע ורשות מקרקעי ישראל. היתר בנייה.", ["housing-land"]),
        ("Housing", "Leasehold, building plots, dwellings, the land authority and cohousing.", ["housing-land"]),
        ("מסע הסברה", "שדולה, דעת הקהל, יחסי ציבור, עלון ותקשורת.", ["advocacy"]),
        ("קליטת צעירים", "דור המשך, צמיחה דמוגרפית, מועמדים לחברות ובני קיבוץ.", ["young-people"]),
        ("מתכון לעוגה", "קמח, ביצים, סוכר ושוקולד; לאפות חצי שעה.", []),
        ("", "", []),
    ],
)  # fmt: skip
def test_topics_by_words(title: str, text: str, topics: list[str]) -> None:
    assert [id for id, _ in suggest(terms_of(document(title, text))).topics] == topics


@pytest.mark.parametrize(
    ("title", "text", "type"),
    [
        ("פרוטוקול ישיבת המזכירות", "נוכחים: דנה, יואב. על סדר היום: תקציב.", "minutes"),
        ("Minutes of the meeting", "Present: Jane, John. Agenda: the budget. Resolved to go on.", "minutes"),
        ("נייר עמדה: דמי עזיבה", "הצעה לדיון במועצה.", "position-paper"),
        ("תקנון האגודה", "הגדרות בתקנון זה. תחולה. הוראות מעבר.", "law-bylaws"),
        ("מדריך מעשי לאסיפה", "שלב אחר שלב, עם רשימת תיוג.", "guide"),
        ("חוק מרקורה באיטליה", "עובדים רוכשים את מקום עבודתם.", None),
        ("מילים אחרות", "עוד מילים. " * 60 + "פרוטוקול ישיבה, נוכחים, על סדר היום", None),
    ],
)
def test_types_by_words(title: str, text: str, type: str | None) -> None:
    found = suggest(terms_of(document(title, text))).type
    assert (found[0] if found else None) == type


LABELLED = (
    *(Labelled(axis(1, 0.1 * i, 0), ("education", "advocacy")[: 1 + i % 2], "guide") for i in range(20)),
    *(Labelled(axis(0, 0.1 * i, 1), ("housing-land",), "minutes") for i in range(20)),
)


@pytest.mark.parametrize(
    ("vector", "topics", "type"),
    [
        (axis(1, 0, 0), ["education"], "guide"),
        (axis(0, 0, 2), ["housing-land"], "minutes"),
        (axis(0, -1, 0), [], None),
        (axis(0, 0, 0), [], None),
        (None, [], None),
    ],
)
def test_neighbours(vector: NDArray[np.float32] | None, topics: list[str], type: str | None) -> None:
    found = suggest(NOTHING, vector, LABELLED)
    assert [id for id, _ in found.topics] == topics
    assert (found.type[0] if found.type else None) == type


def test_few_neighbours_weigh_little() -> None:
    vector = axis(1, 0, 0)
    assert suggest(NOTHING, vector, LABELLED[:3]) == Suggestion()
    assert suggest(NOTHING, vector, ()) == Suggestion()
    words = Terms({"education": 0.8}, {"guide": 0.8})
    assert suggest(words, vector, ()) == Suggestion((("education", 0.8),), ("guide", 0.8))
    assert suggest(words, vector, LABELLED[20:]) == suggest(words)  # they are far


def test_a_person_is_never_overridden() -> None:
    suggestion = Suggestion((("education", 0.7), ("advocacy", 0.6)), ("guide", 0.9))
    written = Metadata("t", type="brief", topics=("housing-land",), origins={"type": "person", "topics": "person"})
    assert completed(written, suggestion) == written
    assert completed(Metadata("t", origins={"title": "file"}), suggestion) == Metadata(
        "t",
        type="guide",
        topics=("education", "advocacy"),
        origins={"title": "file", "topics": "suggested", "type": "suggested"},
        confidence={"education": 0.7, "advocacy": 0.6, "guide": 0.9},
    )
    assert completed(Metadata("t"), Suggestion()) == Metadata("t")


def test_a_damaged_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "topic_terms.tsv"
    file.write_text("kind\tid\tlanguage\tterms\ntopic\tgardening\the\tגן\n", "utf-8")
    monkeypatch.setattr(module, "FILE", file)
    with pytest.raises(ValueError, match=r"topic_terms.tsv, line 2: .*gardening"):
        list(module._rows("topic"))


IDS = st.sampled_from(sorted(TOPICS))
VECTORS = st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3).map(lambda values: axis(*values))


@given(
    st.dictionaries(IDS, st.floats(0, 1)),
    VECTORS,
    st.lists(st.builds(Labelled, VECTORS, st.lists(IDS, unique=True).map(tuple), st.sampled_from([None, *TYPES]))),
)
def test_confidence_is_a_share(words: dict[str, float], vector: NDArray[np.float32], labelled: list[Labelled]) -> None:
    found = suggest(Terms(words, {}), vector, labelled)
    confidences = [confidence for _, confidence in found.topics]
    assert confidences == sorted(confidences, reverse=True)
    assert all(module.LEAST_TOPIC <= confidence <= 1.001 for confidence in confidences)
    assert len({id for id, _ in found.topics}) == len(found.topics) <= module.MOST_TOPICS
    assert found.type is None or (found.type[0] in TYPES and module.LEAST_TYPE <= found.type[1] <= 1.001)

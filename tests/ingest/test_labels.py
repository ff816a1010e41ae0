"""Documents that nobody labelled get topics like those of their nearest labelled neighbours, and are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.labels import is_labelled, labelled, mean_of_windows
from knowledge.types import Document, Metadata, Passage, Section

HOUSING = "שיוך דירות, רשות מקרקעי ישראל, חכירה, משבצת ושכונת הרחבה. "
NEUTRAL = "משפט רגיל לגמרי. "


def document(name: str, text: str, topics: tuple[str, ...] = (), type: str | None = None) -> Document:
    return Document(name, Metadata(name, topics=topics, type=type), (Section(text),))


def run(*documents: Document, direction: dict[str, tuple[float, float]]) -> list[Document]:
    """`direction` is the mean vector of a document, by its id."""
    by_id = {each.id: each for each in documents}
    asked: list[str] = []

    def vector(each: Document, passages: Sequence[Passage]) -> NDArray[np.float32]:
        assert passages
        asked.append(each.id)
        return np.array(direction[each.id], np.float32)

    found = [each for each, _ in labelled(iter(documents), by_id.get, vector)]
    assert len(asked) == len(set(asked))
    return found


def test_the_labelled_go_first_and_are_left_alone() -> None:
    one = document("b", NEUTRAL, ("education",), "brief")
    two = document("a", NEUTRAL)
    three = document("c", HOUSING, ("housing-land",), "case-study")
    found = run(two, one, three, direction={"a": (0, 1), "b": (1, 0), "c": (0, 1)})
    assert [each.id for each in found] == ["b", "c", "a"]
    assert found[:2] == [one, three]


def test_nothing_is_embedded_where_everything_is_labelled() -> None:
    one = document("b", NEUTRAL, ("education",), "brief")
    assert run(one, direction={}) == [one]


def test_words_alone_suggest_where_nobody_labelled_anything() -> None:
    (found,) = run(document("a", HOUSING * 10), direction={"a": (0, 0)})
    assert found.metadata.topics == ("housing-land",)
    assert found.metadata.origins["topics"] == "suggested"
    assert 0.5 <= found.metadata.confidence["housing-land"] <= 1
    assert found.metadata.type is None


def test_neighbours_suggest_where_words_do_not() -> None:
    near = [document(f"n{number}", NEUTRAL, ("young-people",), "minutes") for number in range(20)]
    far = [document(f"f{number}", NEUTRAL, ("education",), "brief") for number in range(20)]
    direction = {each.id: (1.0, 0.02 * number) for number, each in enumerate(near)}
    direction |= {each.id: (-1.0, 0.02 * number) for number, each in enumerate(far)}
    found = run(*near, *far, document("x", NEUTRAL), direction=direction | {"x": (1.0, 0.0)})[-1]
    assert (found.id, found.metadata.topics, found.metadata.type) == ("x", ("young-people",), "minutes")
    assert found.metadata.origins == {"topics": "suggested", "type": "suggested"}


def test_what_a_person_wrote_stays() -> None:
    (found,) = run(document("a", HOUSING * 10, topics=("education",)), direction={"a": (0, 0)})
    assert found.metadata.topics == ("education",)
    assert "topics" not in found.metadata.origins


@pytest.mark.parametrize(
    ("topics", "type", "expected"),
    [((), None, False), (("x",), None, False), ((), "brief", False), (("x",), "brief", True)],
)
def test_labelled_is_who_has_both(topics: tuple[str, ...], type: str | None, expected: bool) -> None:
    assert is_labelled(Metadata("", topics=topics, type=type)) is expected


def test_the_mean_is_of_centred_windows_by_their_language() -> None:
    text = "עברית\nEnglish"
    passage = Passage(0, 0, len(text), None, "he", ((0, 5), (6, 13)))
    raw = {"עברית": (3.0, 0.0), "English": (0.0, 5.0)}

    def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([raw[each] for each in texts], np.float32)

    means = {"he": np.array([1, 0], np.float32), "en": np.array([0, 2], np.float32)}
    found = mean_of_windows(document("a", text), [passage], vectors, means)  # type: ignore[arg-type]
    assert found.tolist() == [0.5, 0.5]
    assert mean_of_windows(document("a", text), [], vectors, means).tolist() == [0, 0]  # type: ignore[arg-type]


def test_documents_are_taken_one_at_a_time() -> None:
    taken: list[str] = []

    def source() -> Iterator[Document]:
        for name in ("a", "b"):
            taken.append(name)
            yield document(name, NEUTRAL, ("education",), "brief")

    found = labelled(source(), {}.get, lambda *_: np.zeros(2, np.float32))
    assert next(found)[0].id == "a"
    assert taken == ["a"]

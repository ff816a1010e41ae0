"""The measures, and the sets they are taken on."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from knowledge.errors import EvaluationSetInvalid
from knowledge.evaluate import (
    MEASURES,
    Empty,
    EvaluationSet,
    Outcome,
    interval_of,
    load_set,
    mean_of,
    measure,
    measure_empty,
    measures_of,
)
from knowledge.library import Library
from knowledge.types import Document, Metadata, Mode, Section
from tests.knowledge.shelf import document, library

CORPUS = '{"_id": "d1", "title": "כלב", "text": "הכלב ישן"}\n{"_id": "d2", "text": "The cat sleeps"}\n'
QUERIES = '{"_id": "q1", "text": "כלב"}\n{"_id": "q2", "text": "cat"}\n{"_id": "q3", "text": "unjudged"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0.5\nq2\td2\t1\nq2\td1\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("corpus.jsonl", CORPUS), ("queries.jsonl", QUERIES), ("qrels.tsv", QRELS)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def reason(folder: Path) -> str:
    with pytest.raises(EvaluationSetInvalid) as failure:
        load_set(folder)
    start, end = f"{folder} is not an evaluation set: ", ". It needs corpus.jsonl, queries.jsonl and qrels.tsv."
    assert failure.value.en.startswith(start) and failure.value.en.endswith(end)
    return failure.value.en.removeprefix(start).removesuffix(end)


def log2(place: int) -> float:
    return math.log2(1 + place)


@pytest.mark.parametrize(
    ("order", "grades", "expected"),
    [
        # one relevant document: nDCG is 1 / log2(1 + place)
        (["a", "b", "c"], {"a": 1}, (1, 1, 1, 1)),
        (["b", "a", "c"], {"a": 1}, (1 / math.log2(3), 0, 1, 1 / 2)),
        (["b", "c", "a"], {"a": 1}, (1 / 2, 0, 1, 1 / 3)),
        (["b", "c"], {"a": 1}, (0, 0, 0, 0)),
        ([], {"a": 1}, (0, 0, 0, 0)),
        # two of three found, at places 1 and 3
        (["a", "x", "b"], {"a": 1, "b": 1, "c": 1}, (1.5 / (1 + 1 / math.log2(3) + 1 / 2), 1 / 3, 2 / 3, 1)),
        # graded: gains 1, 0, 3 against the ideal 3, 1
        (["b", "x", "a"], {"a": 3, "b": 1}, ((1 + 3 / 2) / (3 + 1 / math.log2(3)), 1 / 2, 1, 1)),
        # the same grades doubled measure the same
        (["b", "x", "a"], {"a": 6, "b": 2}, ((1 + 3 / 2) / (3 + 1 / math.log2(3)), 1 / 2, 1, 1)),
        # the tenth place counts, the eleventh does not
        ([*"123456789", "a"], {"a": 1}, (1 / math.log2(11), 0, 1, 1 / 10)),
        ([*"123456789", "x", "a"], {"a": 1}, (0, 0, 0, 0)),
    ],
)
def test_measures_by_hand(
    order: list[str], grades: dict[str, float], expected: tuple[float, float, float, float]
) -> None:
    assert measures_of(order, grades) == pytest.approx(expected, abs=1e-12)


def test_more_relevant_documents_than_places() -> None:
    grades = {str(number): 1.0 for number in range(20)}
    assert measures_of([str(number) for number in range(20)], grades) == pytest.approx((1, 1 / 20, 10 / 20, 1))


def test_load(folder: Path) -> None:
    assert load_set(folder) == EvaluationSet(
        (
            Document("d1", Metadata("כלב", "he"), (Section("הכלב ישן"),)),
            Document("d2", Metadata("", "en"), (Section("The cat sleeps"),)),
        ),
        {"q1": "כלב", "q2": "cat", "q3": "unjudged"},
        {"q1": {"d1": 2.0, "d2": 0.5}, "q2": {"d2": 1.0}},
    )


def test_other_line_breaks_inside_a_text_are_no_lines(folder: Path) -> None:
    text = "one\u2028two\u0085three\u000bfour"
    (folder / "corpus.jsonl").write_text(
        CORPUS + f'{{"_id": "d3", "text": "{text}"}}\n'.replace("\u000b", "\\u000b"), "utf-8"
    )
    assert load_set(folder).documents[2].sections[0].text == text


def test_lines_may_end_as_on_windows_and_the_last_need_not(folder: Path) -> None:
    expected = load_set(folder)
    (folder / "corpus.jsonl").write_bytes(CORPUS.replace("\n", "\r\n").encode())
    (folder / "qrels.tsv").write_bytes(QRELS.rstrip("\n").encode())
    assert load_set(folder) == expected


def test_a_set_without_a_corpus_asks_about_the_library(folder: Path) -> None:
    expected = load_set(folder)
    (folder / "corpus.jsonl").unlink()
    own = (document("d1", "one"), document("d2", "two"), document("d3", "three"))
    assert load_set(folder, lambda: iter(own)) == EvaluationSet(own, expected.queries, expected.relevant)
    with pytest.raises(EvaluationSetInvalid, match=r"qrels\.tsv, line 3: unknown query or document"):
        load_set(folder, lambda: own[:1])
    assert reason(folder) == "qrels.tsv, line 2: unknown query or document"  # no library, no documents


def test_a_set_with_a_corpus_asks_no_library(folder: Path) -> None:
    def library_is_not_read() -> tuple[Document, ...]:
        raise AssertionError

    assert load_set(folder, library_is_not_read) == load_set(folder)


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels.tsv"])
def test_missing_file(name: str, folder: Path) -> None:
    (folder / name).unlink()
    assert reason(folder) == f"{name} is missing"


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_file_that_is_not_text(name: str, folder: Path) -> None:
    (folder / name).write_bytes("כלב".encode("cp1255"))
    assert reason(folder) == f"{name} cannot be read"


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"_id": "x"}', "_id and text are to be strings"),
        ('{"text": "x"}', "_id and text are to be strings"),
        ('{"_id": 3, "text": "x"}', "_id and text are to be strings"),
        ('{"_id": "x", "text": null}', "_id and text are to be strings"),
        ('["_id", "text"]', "_id and text are to be strings"),
        ("3", "_id and text are to be strings"),
        ('{"_id": "x", "text": "x", "title": null}', "title is to be a string"),
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{'_id'", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_bad_line_is_named(name: str, line: str, expected: str, folder: Path) -> None:
    with (folder / name).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    number = {"corpus.jsonl": 3, "queries.jsonl": 4}[name]
    assert reason(folder) == f"{name}, line {number}: {expected}"


@pytest.mark.parametrize(("name", "id"), [("corpus.jsonl", "d2"), ("queries.jsonl", "q1")])
def test_the_same_id_twice(name: str, id: str, folder: Path) -> None:
    with (folder / name).open("a", encoding="utf-8") as stream:
        stream.write(f'{{"_id": "{id}", "text": "x"}}\n')
    number = {"corpus.jsonl": 3, "queries.jsonl": 4}[name]
    assert reason(folder) == f"{name}, line {number}: the _id '{id}' stands twice"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("q1\td1", "line 6: 'q1\\td1'"),
        ("q1\td1\tgood", "line 6: 'q1\\td1\\tgood'"),
        ("q1 d1 1", "line 6: 'q1 d1 1'"),
        ("q9\td1\t1", "line 6: unknown query or document"),
        ("q1\td9\t0", "line 6: unknown query or document"),
    ],
)
def test_bad_judgement_is_named(line: str, expected: str, folder: Path) -> None:
    (folder / "qrels.tsv").write_text(QRELS + line + "\n", "utf-8")
    assert reason(folder) == f"qrels.tsv, {expected}"


@pytest.mark.parametrize("text", ["", "query-id\tcorpus-id\tscore\n", "query-id\tcorpus-id\tscore\nq1\td1\t0\n"])
def test_no_judgement(text: str, folder: Path) -> None:
    (folder / "qrels.tsv").write_text(text, "utf-8")
    assert reason(folder) == "qrels.tsv holds no judgement"


JUDGED = (
    document("d1", "dog", "dog", "dog"),  # a document's place is that of its best passage
    document("d2", "dog bread"),
    document("d3", "cat water"),
    document("d4", "מים"),
)
ALL, NONE = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.0)
SECOND = (1 / log2(2), 0.0, 1.0, 1 / 2)


@pytest.fixture
def judged_shelf(tmp_path: Path) -> Library:
    return library(tmp_path / "g", *JUDGED)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # "hound" stands in no text and "כלב" in none either: only their meaning is found
        ("words", {"q1": ALL, "q2": NONE, "q3": SECOND, "q4": NONE, "q5": (1 / (1 + 1 / log2(2)), 1 / 2, 1 / 2, 1.0)}),
        ("meaning", {"q1": ALL, "q2": ALL, "q3": SECOND, "q4": ALL, "q5": (1.0, 1 / 2, 1.0, 1.0)}),
    ],
)
def test_measure(mode: Mode, expected: dict[str, tuple[float, ...]], judged_shelf: Library) -> None:
    queries = {"q1": "bread", "q2": "hound", "q3": "dog", "q4": "כלב", "q5": "water", "q6": "unjudged"}
    relevant = {
        "q1": {"d2": 1.0},
        "q2": {"d1": 1.0},
        "q3": {"d2": 1.0},
        "q4": {"d1": 1.0},
        "q5": {"d3": 1.0, "d4": 1.0},
    }
    outcomes = measure(judged_shelf, EvaluationSet(JUDGED, queries, relevant), mode)
    assert [(each.query, each.direction) for each in outcomes] == [
        ("q1", "en-en"),
        ("q2", "en-en"),
        ("q3", "en-en"),
        ("q4", "he-en"),
        ("q5", "en-both"),
    ]
    for each in outcomes:
        found = (each.ndcg, each.recall_1, each.recall_10, each.mrr)
        assert found == pytest.approx(expected[each.query]), each.query
        assert each.ms > 0


def test_measure_what_cannot_be_answered(judged_shelf: Library) -> None:
    # "dog" is answered as it should be, "school" is not; of those without an answer, "bread" seems to have one
    queries = {"q1": "dog", "q2": "school", "q3": "bread", "q4": "school", "q5": "ביתספר"}
    judged = EvaluationSet(JUDGED, queries, {"q1": {"d1": 1.0}, "q2": {"d2": 1.0}})
    assert measure_empty(judged_shelf, judged) == Empty(2, 1, 3, 2)


def outcome(ndcg: float = 0, recall_1: float = 0, recall_10: float = 0, mrr: float = 0) -> Outcome:
    return Outcome("q", "he-he", ndcg, recall_1, recall_10, mrr, 1.0)


def test_means() -> None:
    outcomes = [outcome(1.0, 1.0, 0.5, 0.25), outcome(0.5, 0.0, 0.0, 0.0), outcome(0.0, 0.0, 0.25, 0.125)]
    assert list(MEASURES) == ["ndcg@10", "r@1", "r@10", "mrr@10"]
    assert [mean_of(outcomes, name) for name in MEASURES] == pytest.approx([0.5, 1 / 3, 0.25, 0.125])


def test_interval_of_values() -> None:
    values = [0.0] * 50 + [1.0] * 50
    low, high = interval_of(values)
    # the normal approximation of a share of a half: 1.96 standard errors of 0.05 on either side
    assert (low, high) == pytest.approx((0.402, 0.598), abs=0.015)
    assert interval_of(values) == (low, high)
    assert interval_of([0.25] * 7) == (0.25, 0.25)
    assert interval_of([0.75]) == (0.75, 0.75)

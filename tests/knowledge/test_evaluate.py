"""The measures, and the sets they are taken on."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from knowledge.errors import EvaluationSetInvalid
from knowledge.evaluate import EvaluationSet, load_set, measure, measures_of
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


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
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


@pytest.mark.parametrize(
    ("mode", "ndcg", "recall_1", "recall_10", "mrr"),
    [
        ("words", (1 + 0 + 1 / log2(2)) / 3, 1 / 3, 2 / 3, (1 + 0 + 1 / 2) / 3),
        ("meaning", (1 + 1 + 1 / log2(2)) / 3, 2 / 3, 1, (1 + 1 + 1 / 2) / 3),
    ],
)
def test_measure(mode: Mode, ndcg: float, recall_1: float, recall_10: float, mrr: float, tmp_path: Path) -> None:
    shelf = library(
        tmp_path / "g",
        document("d1", "dog", "dog", "dog"),  # a document's place is that of its best passage
        document("d2", "dog bread"),
        document("d3", "cat water"),
    )
    judged = EvaluationSet((), {"q1": "water", "q2": "hound", "q3": "dog"}, {})
    # "hound" stands in no text: only its meaning is found
    relevant = {"q1": {"d3": 1.0}, "q2": {"d1": 1.0}, "q3": {"d2": 1.0}}
    measures = measure(shelf, EvaluationSet((), judged.queries, relevant), mode)
    assert measures.queries == 3
    assert (measures.ndcg, measures.recall_1) == pytest.approx((ndcg, recall_1))
    assert (measures.recall_10, measures.mrr) == pytest.approx((recall_10, mrr))
    assert 0 < measures.query_ms_p50 <= measures.query_ms_p95

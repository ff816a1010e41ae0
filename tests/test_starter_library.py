"""The starter library: no document has a fault that the check can see, and people find what they need in it."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import Run

ROOT = Path(__file__).parents[1]
SET = ROOT / "benchmarks" / "library"
FLOOR = 0.84
RECOGNISED, REFUSED = 22, 12
"""Of the questions that nothing answers at least, and of those that something answers at most."""
LEAST_OF_A_KIND = {"he-he": 120, "he-en": 60, "en-he": 30, "none": 30}


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = importlib.util.spec_from_file_location("library_check", ROOT / "docs" / "library" / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_library_has_no_fault(
    check: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["check.py"])
    code = check.main()
    said = capsys.readouterr().out
    assert code == 0, said
    assert said.endswith("documents, no fault\n")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("שלום לכולם, ולצ'רצ'יל (1940) [ראו שם].", []),
        ("שלוםים", ["a final letter inside a word"]),
        ("בתים שלמימ יש", ["no final letter at the end of a word"]),
        ('רמטכ"ל, ארה"ב, מנכ"ל', []),
        ("מ-Mondragon ו-SEWA", []),
        ("קיבוcים", ["letters of two scripts in a word"]),
        ("קיбוץ", ["letters of two scripts in a word"]),
        ("(פתוח", ["unbalanced ("]),
        ("סגור)", ["unbalanced )"]),
        ("([)]", ["unbalanced )"]),
        ("סימן\u200fנסתר", ["an invisible character"]),
    ],
)
def test_slips_of_typing(check: ModuleType, text: str, faults: list[str]) -> None:
    assert [fault.split(":")[0] for fault in check.text_faults(text)] == faults


def test_the_questions_are_enough_and_each_has_its_documents() -> None:
    queries = [json.loads(line) for line in (SET / "queries.jsonl").read_text("utf-8").splitlines()]
    rows = [line.split("\t") for line in (SET / "qrels.tsv").read_text("utf-8").splitlines()[1:]]
    kinds = [query["kind"] for query in queries]
    assert {kind: kinds.count(kind) >= least for kind, least in LEAST_OF_A_KIND.items()} == dict.fromkeys(
        LEAST_OF_A_KIND, True
    )
    assert len({query["text"] for query in queries}) == len(queries)
    judged = {query["_id"]: [row for row in rows if row[0] == query["_id"]] for query in queries}
    assert sum(map(len, judged.values())) == len(rows), "no judgement without a question"
    for query in queries:
        assert bool(judged[query["_id"]]) == (query["kind"] != "none"), query
        assert all((ROOT / "corpus" / document).is_file() for _, document, _ in judged[query["_id"]]), query
        assert {score for _, _, score in judged[query["_id"]]} <= {"1", "2"}


@pytest.mark.model
@pytest.mark.slow
def test_people_find_what_they_need(run: Run, prepared_model: Path) -> None:
    """Floors; what is measured stands in benchmarks/README.md."""
    found = json.loads(run("evaluate", SET, "--mode", "hybrid", "--json").stdout)
    assert found["ndcg@10"] >= FLOOR
    empty = found["empty"]
    assert (empty["unanswerable"], empty["refused_unanswerable"] >= RECOGNISED) == (30, True)
    assert empty["refused_answerable"] <= REFUSED

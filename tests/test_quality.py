"""What people must find. Where the folder `shared` with the benchmarks and the founding paper is absent, these are
skipped; the shipped library's own questions are tested with the browser's examples."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from knowledge.library import Library
from knowledge.settings import load
from knowledge.types import Query
from tests.conftest import ROOT, SHIPPED, Run

SHARED = ROOT.parent / "shared"
BENCH, PAPER = SHARED / "bench", SHARED / "seed" / "havivnik_2005.txt"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, shipped_index: Path) -> Callable[[str], Library]:
    """The founding paper among the shipped documents, or among forty on other subjects."""
    from ingest.pipeline import index_corpus  # noqa: PLC0415

    @cache
    def among(others: str) -> Library:
        if not PAPER.is_file():
            pytest.skip(f"{PAPER} is not there")
        folder = tmp_path_factory.mktemp("paper")
        if others == "the library":
            shutil.copytree(ROOT / "corpus", folder / "corpus")
            shutil.copytree(shipped_index, folder / "index")  # with what was embedded already
        else:
            (folder / "corpus").mkdir()
            lines = (BENCH / "heq-val" / "corpus.jsonl").read_text("utf-8").splitlines()
            for row in map(json.loads, lines[:200:5]):
                (folder / "corpus" / f"{row['_id']}.txt").write_text(f"{row['title']}\n\n{row['text']}\n", "utf-8")
        shutil.copy(PAPER, folder / "corpus")
        settings = load(corpus=folder / "corpus", index=folder / "index")
        assert index_corpus(settings).manifest.failures == ()
        return Library.open(settings)

    return among


@SHIPPED
@pytest.mark.parametrize(
    ("question", "others", "place", "needed"),
    [
        ("how can strong kibbutzim help weak ones", "other subjects", 1, "רתימת קיבוצים חזקים לסיוע לחלשים"),
        ("איך דואגים שחברים לא יישארו בלי פרנסה", "other subjects", 1, "מוטיבציה לעבודה ופרנסה"),
        ("מי מייצג את הקיבוצים מול הממשלה", "the library", 1, "להוביל ולייצג כלפי הגורמים והרשויות החיצוניות"),
        # Documents of the question's own language on what it asks come before it.
        ("what should the circle publish on the internet", "the library", 3, "הפצת חומר באינטרנט"),
        ("how can strong kibbutzim help weak ones", "the library", 5, "רתימת קיבוצים חזקים לסיוע לחלשים"),
    ],
)
def test_the_founding_paper_is_found_by_meaning(
    shelf: Callable[[str], Library], question: str, others: str, place: int, needed: str
) -> None:
    hits = shelf(others).search(Query(question)).hits
    first = list(dict.fromkeys(hit.document for hit in hits))
    assert PAPER.name in first[:place]
    mine = [" ".join(hit.text.split()) for hit in hits if hit.document == PAPER.name]
    assert any(needed in text for text in mine)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least"), [("heq-val", {"ndcg@10": 0.975, "r@1": 0.95}), ("heb-eng-dev", {"ndcg@10": 0.90, "r@10": 0.965})]
)
def test_measures(name: str, least: dict[str, float], run: Run, prepared_model: Path) -> None:
    if not (BENCH / name).is_dir():
        pytest.skip(f"{BENCH / name} is not there")
    found = json.loads(run("evaluate", BENCH / name, "--mode", "hybrid", "--json").stdout)
    assert {measure: value for measure, value in least.items() if found[measure] < value} == {}

"""A small library built by the program itself, with its own model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.pipeline import index_corpus
from knowledge.settings import load

CORPUS = {
    "security.md": """---
title: ביטחון הפרט
date: 2004
type: brief
topics: [personal-security]
countries: [IL]
---
# ביטחון הפרט

הקהילה מתחייבת לדאוג לחבריה בזקנה ובמחלה.

## הקרן

קרן הסיוע מחזיקה עתודה של שלוש שנים. הוועדה מחליטה על כל בקשה.
""",
    "buyout.md": """---
title: How workers buy a firm
date: 1985
type: case-study
topics: [world-cooperatives]
countries: [IT]
language: en
---
# How workers buy a firm

When a factory closes, its employees may form a cooperative and take it over with a public loan.
""",
}


@dataclass(frozen=True)
class Place:
    """Folders of a library that a test may change."""

    corpus: Path
    index: Path


def fill(folder: Path) -> Place:
    place = Place(folder / "corpus", folder / "index")
    place.corpus.mkdir(parents=True)
    for name, text in CORPUS.items():
        (place.corpus / name).write_text(text, "utf-8")
    return place


@pytest.fixture
def place(tmp_path: Path, prepared_model: Path) -> Place:
    """Documents that are not indexed yet."""
    return fill(tmp_path)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, prepared_model: Path) -> Place:
    """Documents and their index, only to be read."""
    place = fill(tmp_path_factory.mktemp("library"))
    index_corpus(load(corpus=place.corpus, index=place.index))
    return place

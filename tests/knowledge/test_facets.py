"""What results are counted by."""

from __future__ import annotations

from pathlib import Path

from knowledge.facets import counted
from knowledge.library import Facets
from knowledge.search import MOST_HITS
from knowledge.types import Metadata, Query

from .shelf import document, library

DESCRIBED = Metadata("א", "he", date="2005-09", type="brief", topics=("education", "advocacy"), countries=("IL", "ES"))
WORDS = ("לחם", "לחם לחם מים", "bread and water", "מים", "עבודה לחם", "water for bread", "school bread", "לחם חתול")


def test_documents_are_counted_once_each_by_what_they_are() -> None:
    english = Metadata("b", "en", topics=("education", "education"))
    assert counted((DESCRIBED, english)) == Facets(
        documents=2,
        topics={"advocacy": 1, "education": 2},
        types={"brief": 1},
        countries={"ES": 1, "IL": 1},
        languages={"en": 1, "he": 1},
        years={"2005": 1},
    )
    assert counted(()) == Facets(0, {}, {}, {}, {}, {})


def test_all_that_is_ranked_is_found_whatever_the_limit(tmp_path: Path) -> None:
    shelf = library(tmp_path / "g", *(document(f"{number}.md", text) for number, text in enumerate(WORDS)))
    every = shelf.search(Query("לחם bread", "words", MOST_HITS))
    fewer = shelf.search(Query("לחם bread", "words", 1))
    assert [name for name, _ in fewer.found] == list(dict.fromkeys(hit.document for hit in every.hits))
    assert fewer.found == every.found
    assert len(fewer.hits) == 1

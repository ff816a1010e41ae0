"""A small corpus on disk, indexed with the predictable encoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.pipeline import Report, index_corpus
from knowledge.library import Library
from knowledge.settings import Settings, load
from knowledge.types import Query
from tests.encoder import ConceptEncoder

CORPUS = {
    "bread.md": "---\ntitle: על הלחם\ndate: 2005\ntopics: [education]\n---\n# על הלחם\n\nהלחם נאפה בבוקר. הכלב ישן.\n",
    "water.txt": "מים זורמים בנחל. חתול יושב ליד המים.\n",
    "notes/work.md": "---\ntitle: On work\nlanguage: en\n---\nWork begins early. The dog waits for bread.\n",
}


@dataclass
class Shelf:
    """A corpus, its settings, and an encoder that remembers what it embedded."""

    settings: Settings
    encoder: ConceptEncoder

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.settings.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def index(self, force: bool = False, retry_failed: bool = False) -> Report:
        self.encoder.encoded.clear()
        self.encoder.read.clear()
        return index_corpus(self.settings, force, encoder=self.encoder, retry_failed=retry_failed)

    def found(self, query: str) -> list[str]:
        """Documents that hold a word of `query`, best first."""
        results = Library.open(self.settings, self.encoder).search(Query(query, "words"))
        return list(dict.fromkeys(hit.document for hit in results.hits))


@pytest.fixture
def empty_shelf(tmp_path: Path) -> Shelf:
    settings = load(corpus=tmp_path / "corpus", index=tmp_path / "index")
    return Shelf(settings, ConceptEncoder())


@pytest.fixture
def shelf(empty_shelf: Shelf) -> Shelf:
    for name, text in CORPUS.items():
        empty_shelf.write(name, text)
    return empty_shelf


@pytest.fixture
def make_shelf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Shelf]:
    def make() -> Shelf:
        folder = tmp_path_factory.mktemp("shelf")
        new = Shelf(load(corpus=folder / "corpus", index=folder / "index"), ConceptEncoder())
        for name, text in CORPUS.items():
            new.write(name, text)
        return new

    return make

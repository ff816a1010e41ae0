"""The opened library is shared, and replaced when a new generation is published; trouble is told by its class."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from ingest.pipeline import index_corpus
from knowledge import generations
from knowledge.browser.opening import open_library
from knowledge.errors import IndexDamaged, IndexMissing
from knowledge.settings import Settings, load
from tests.encoder import ConceptEncoder

from .corpus import write_corpus


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    st.cache_resource.clear()
    write_corpus(tmp_path / "corpus")
    settings = load(corpus=tmp_path / "corpus", index=tmp_path / "index")
    index_corpus(settings, encoder=ConceptEncoder())
    return settings


def test_a_library_is_opened_once(settings: Settings) -> None:
    assert open_library(settings) is open_library(settings)


def test_a_new_generation_is_noticed_without_a_restart(settings: Settings) -> None:
    before = open_library(settings)
    assert before.document("new.txt") is None
    (settings.corpus / "new.txt").write_text("מסמך חדש הגיע אל הספרייה.", "utf-8")
    report = index_corpus(settings, encoder=ConceptEncoder())
    after = open_library(settings)
    assert after.generation == report.manifest.generation != before.generation
    assert after.document("new.txt") is not None
    assert before.document("minutes.txt") is not None, "a reader in flight keeps the generation it began with"


def test_an_index_that_is_not_there_yet(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        open_library(load(index=tmp_path / "none"))
    index_corpus(load(corpus=settings.corpus, index=tmp_path / "none"), encoder=ConceptEncoder())
    assert open_library(load(index=tmp_path / "none")).document("minutes.txt") is not None


def test_a_damaged_index_is_told_and_serves_again_once_mended(settings: Settings) -> None:
    generation = generations.current(settings.index)
    assert generation is not None
    (generations.folder_of(settings.index, generation) / "catalogue.db").write_bytes(b"x")
    with pytest.raises(IndexDamaged):
        open_library(settings)
    index_corpus(settings, force=True, encoder=ConceptEncoder())
    assert open_library(settings).document("minutes.txt") is not None

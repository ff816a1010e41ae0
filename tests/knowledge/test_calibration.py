"""The texts that calibrate a model."""

from __future__ import annotations

import json

import pytest

from knowledge import calibration
from knowledge.analysis import language_of
from knowledge.types import Language


def test_file_and_load_agree() -> None:
    texts = json.loads(calibration.FILE.read_text("utf-8"))
    loaded = calibration.load()
    assert list(texts) == ["he", "en"]
    assert loaded.queries == {"he": tuple(texts["he"]["queries"]), "en": tuple(texts["en"]["queries"])}
    assert loaded.passages == {"he": tuple(texts["he"]["passages"]), "en": tuple(texts["en"]["passages"])}


def test_loaded_once() -> None:
    assert calibration.load() is calibration.load()


@pytest.mark.parametrize("language", ["he", "en"])
def test_texts_are_of_their_language_and_stand_once(language: Language) -> None:
    for texts in (calibration.load().queries[language], calibration.load().passages[language]):
        assert len(set(texts)) == len(texts)
        assert {language_of(text, "en" if language == "he" else "he") for text in texts} == {language}
        assert all(text == text.strip() for text in texts)


def test_languages_have_as_many_texts() -> None:
    loaded = calibration.load()
    assert len(loaded.queries["he"]) == len(loaded.queries["en"])
    assert len(loaded.passages["he"]) == len(loaded.passages["en"])

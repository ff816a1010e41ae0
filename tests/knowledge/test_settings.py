"""Settings: defaults, the environment, the file, and what is told about a value that cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.errors import SettingsFileInvalid, SettingsInvalid
from knowledge.settings import EMBEDDED, PROJECT, load


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder without knowledge.toml and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("KNOWLEDGE_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    return tmp_path


def test_defaults() -> None:
    settings = load()
    assert (settings.corpus, settings.index) == (PROJECT / "corpus", PROJECT / "index")
    assert (PROJECT / "knowledge" / "settings.py").is_file()
    assert (settings.model, settings.language) == (EMBEDDED, "en")
    assert (settings.threads, settings.generations_kept) == (0, 2)
    assert settings.cache.is_absolute() and settings.cache.name == "cooperative-knowledge-base"


def test_environment(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    values = {
        "CORPUS": "papers",
        "INDEX": "~/index",
        "MODEL": "some/model",
        "CACHE": str(folder / "cache"),
        "LANGUAGE": "he",
        "THREADS": "3",
        "GENERATIONS_KEPT": "5",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"KNOWLEDGE_{name}", value)
    settings = load()
    assert settings.corpus == folder / "papers"
    assert settings.index == Path.home() / "index"
    assert settings.cache == folder / "cache"
    assert (settings.model, settings.language) == ("some/model", "he")
    assert (settings.threads, settings.generations_kept) == (3, 5)


def test_file_in_the_current_folder(folder: Path) -> None:
    (folder / "knowledge.toml").write_text('corpus = "מסמכים"\nlanguage = "he"\nthreads = 4\n', "utf-8")
    settings = load()
    assert (settings.corpus, settings.language, settings.threads) == (folder / "מסמכים", "he", 4)


def test_given_wins_over_environment_and_environment_over_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "knowledge.toml").write_text('corpus = "a"\nindex = "a"\nmodel = "a"\n', "utf-8")
    monkeypatch.setenv("KNOWLEDGE_INDEX", "b")
    monkeypatch.setenv("KNOWLEDGE_MODEL", "b")
    settings = load(model="c")
    assert (settings.corpus, settings.index, settings.model) == (folder / "a", folder / "b", "c")


def test_everything_can_be_given() -> None:
    settings = load(Path("/a"), Path("/b"), "c", "he")
    assert (settings.corpus, settings.index, settings.model, settings.language) == (Path("/a"), Path("/b"), "c", "he")


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CORPUS", "INDEX", "MODEL", "LANGUAGE", "THREADS"):
        monkeypatch.setenv(f"KNOWLEDGE_{name}", "")
    assert load() == load(PROJECT / "corpus", PROJECT / "index", EMBEDDED, "en")


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LANG": "he_IL.UTF-8"}, "he"),
        ({"LANG": "iw_IL"}, "he"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "he_IL.UTF-8"}, "he"),
        ({"LANG": "he_IL.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "he_IL.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "he_IL.UTF-8", "LC_ALL": ""}, "he"),
        ({"LANG": "he_IL.UTF-8", "KNOWLEDGE_LANGUAGE": "en"}, "en"),
    ],
)
def test_language_is_the_systems(variables: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert load().language == language


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("threads", "many", "Input should be a valid integer, unable to parse string as an integer"),
        ("threads", "-1", "Input should be greater than or equal to 0"),
        ("threads", "257", "Input should be less than or equal to 256"),
        ("generations_kept", "0", "Input should be greater than or equal to 1"),
        ("generations_kept", "101", "Input should be less than or equal to 100"),
        ("language", "fr", "Input should be 'he' or 'en'"),
        ("corpus", "~nobody-of-that-name/x", "Could not determine home directory."),
    ],
)
def test_bad_value_in_the_environment(name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"KNOWLEDGE_{name.upper()}", value)
    with pytest.raises(SettingsInvalid) as failure:
        load()
    assert failure.value.en == (
        f"The setting {name} has the value {value!r}, which cannot be used: {reason}. "
        f"Correct it in knowledge.toml or in the environment (KNOWLEDGE_{name.upper()})."
    )


@pytest.mark.parametrize(
    ("line", "name", "value", "reason"),
    [
        ("threads = 300", "threads", "300", "Input should be less than or equal to 256"),
        ("model = 3", "model", "3", "Input should be a valid string"),
        ('modle = "e5"', "modle", "e5", "Extra inputs are not permitted"),
    ],
)
def test_bad_value_in_the_file(line: str, name: str, value: str, reason: str, folder: Path) -> None:
    (folder / "knowledge.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsInvalid) as failure:
        load()
    assert failure.value.en.startswith(
        f"The setting {name} has the value {value!r}, which cannot be used: {reason}. Correct it in knowledge.toml"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"threads = ", "Invalid value (at end of document)"),
        (b"threads : 3", "Expected '=' after a key in a key/value pair (at line 1, column 9)"),
        ("model = 'מודל'".encode("cp1255"), "'utf-8' codec can't decode byte 0xee in position 9"),
    ],
)
def test_file_that_is_not_toml(content: bytes, reason: str, folder: Path) -> None:
    (folder / "knowledge.toml").write_bytes(content)
    with pytest.raises(SettingsFileInvalid) as failure:
        load()
    assert failure.value.en.startswith(f"The settings in {folder / 'knowledge.toml'} cannot be read: {reason}")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load().threads = 2  # type: ignore[misc]

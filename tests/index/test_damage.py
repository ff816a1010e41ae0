"""Every file of a generation is removed, cut short and altered in turn."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import generations
from knowledge.errors import IndexDamaged, IndexMissing, IndexVersion, KnowledgeError
from knowledge.library import Library
from tests.index.conftest import Shelf

Damage = Callable[[Path], None]
TOKENS = ("tokens.bin", "token-ends.npy", "token-passages.npy")


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def generation_files(shelf: Shelf) -> tuple[Path, list[Path]]:
    folder = generations.folder_of(shelf.settings.index, generations.current(shelf.settings.index) or "")
    return folder, sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_generation_consists_of_what_the_readme_says(shelf: Shelf) -> None:
    shelf.index()
    folder, files = generation_files(shelf)
    names = {path.relative_to(folder).parts[0] for path in files}
    assert names == {
        "manifest.json",
        "catalogue.db",
        "words",
        "vectors.faiss",
        "contexts.faiss",
        "means.npy",
        "map.npy",
        *TOKENS,
    }
    manifest = generations.verify(shelf.settings.index)
    assert manifest.format == generations.FORMAT == 7
    assert set(manifest.files) == {path.relative_to(folder).as_posix() for path in files} - {"manifest.json"}


@pytest.mark.parametrize("damage", [remove, empty, halve, lengthen], ids=lambda damage: damage.__name__)
def test_damage_to_any_file_is_refused_and_mended(shelf: Shelf, damage: Damage) -> None:
    shelf.index()
    folder, files = generation_files(shelf)
    original = shelf.settings.index.with_name("original")
    shutil.copytree(shelf.settings.index, original)
    for file in (path.relative_to(shelf.settings.index) for path in files):
        shutil.rmtree(shelf.settings.index)
        shutil.copytree(original, shelf.settings.index)
        if file.name == "manifest.json" and damage is lengthen:
            continue  # a byte after the closing bracket is covered by `flip` below
        damage(shelf.settings.index / file)
        with pytest.raises(IndexDamaged) as failure:
            Library.open(shelf.settings, shelf.encoder)
        assert file.name in str(failure.value) or folder.name in str(failure.value)
        assert "python -m knowledge index" in str(failure.value)
        report = shelf.index()
        assert report.published
        assert shelf.encoder.encoded == shelf.encoder.read == []  # mended from the cache
        assert shelf.found("לחם") == ["bread.md"]


def test_verify_finds_a_flipped_byte_in_any_file_and_a_run_mends_it(shelf: Shelf) -> None:
    shelf.settings = shelf.settings.model_copy(update={"generations_kept": 100})
    shelf.index()
    folder, files = generation_files(shelf)
    for file in files:
        content = file.read_bytes()
        flip(file)
        with pytest.raises(IndexDamaged) as failure:
            generations.verify(shelf.settings.index)
        assert file.relative_to(folder).as_posix() in str(failure.value)
        assert shelf.index().published  # what the message says to do mends it, though no size has changed
        assert generations.verify(shelf.settings.index).generation != folder.name
        file.write_bytes(content)
        (shelf.settings.index / "CURRENT").write_text(folder.name)
    assert generations.verify(shelf.settings.index).generation == folder.name


@pytest.mark.parametrize("content", ["", "../outside", "a/b", ".hidden", "20000101-000000-00000000", "\0"], ids=repr)
def test_a_pointer_to_nothing_is_refused_and_mended(shelf: Shelf, content: str) -> None:
    shelf.index()
    (shelf.settings.index / "CURRENT").write_text(content)
    with pytest.raises(IndexDamaged):
        Library.open(shelf.settings, shelf.encoder)
    assert shelf.index().published
    assert shelf.found("לחם") == ["bread.md"]


def test_no_index_says_how_to_build_one(empty_shelf: Shelf) -> None:
    with pytest.raises(IndexMissing, match="python -m knowledge index"):
        Library.open(empty_shelf.settings)


@pytest.mark.parametrize("format", [1, 99])
def test_an_index_of_another_version_is_refused_and_rebuilt(format: int, shelf: Shelf) -> None:
    shelf.index()
    folder, _ = generation_files(shelf)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["format"] = format
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(IndexVersion, match=f"format {format}"):
        Library.open(shelf.settings, shelf.encoder)
    assert shelf.index().published
    assert shelf.found("לחם") == ["bread.md"]


def test_stores_of_two_generations_do_not_mix(shelf: Shelf) -> None:
    first = shelf.index().manifest
    shelf.write("new.txt", "חדש")
    second = shelf.index().manifest
    before = generations.folder_of(shelf.settings.index, first.generation)
    now = generations.folder_of(shelf.settings.index, second.generation)
    shutil.copy(before / "catalogue.db", now / "catalogue.db")
    with pytest.raises(KnowledgeError):
        Library.open(shelf.settings, shelf.encoder)

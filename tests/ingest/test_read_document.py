"""The one way in: what is refused before any reader sees it, and that every failure is a message."""

import os
from pathlib import Path

import pytest
from sample_files import SAMPLES, Read, Write

from ingest import read as reading
from ingest.errors import (
    FileDamaged,
    FileEmpty,
    FileMissing,
    FileNotPermitted,
    FileTooLarge,
    FormatMismatch,
    FormatUnsupported,
    PasswordNeeded,
    ReadError,
    TextMissing,
)
from ingest.read import SUFFIXES, read_document


def test_suffixes() -> None:
    texts = {".md", ".markdown", ".txt", ".html", ".htm", ".eml", ".mht", ".mhtml"}
    assert texts | {".pdf", ".docx", ".doc", ".rtf", ".odt", ".pptx", ".epub"} == SUFFIXES


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_file(read: Read, suffix: str) -> None:
    with pytest.raises(FileEmpty):
        read(f"a{suffix}", b"")


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_no_such_file(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FileMissing):
        read_document(tmp_path / f"a{suffix}", "a")


@pytest.mark.parametrize("name", ["a.xls", "a.yaml", "a", ".txt", "a.txt~"])
def test_other_endings(read: Read, name: str) -> None:
    with pytest.raises(FormatUnsupported):
        read(name, "text")


def test_endings_in_capitals(read: Read) -> None:
    assert read("A.TXT", "text").sections[0].text == "text"


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(FormatUnsupported, match="a folder"):
        read_document(tmp_path / "a.pdf", "a.pdf")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission(write: Write) -> None:
    path = write("a.txt", "text")
    path.chmod(0)
    with pytest.raises(FileNotPermitted):
        read_document(path, "a.txt")


def test_permission_errors_become_messages(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("a.txt", "text")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileNotPermitted):
        read_document(path, "a.txt")


def test_other_system_errors_become_messages(tmp_path: Path) -> None:
    with pytest.raises(FileDamaged, match="too long"):
        read_document(tmp_path / ("a" * 300 + ".txt"), "a.txt")


def test_a_file_beyond_the_limit(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 2**20)
    with pytest.raises(FileTooLarge, match="2 MB; the limit is 1 MB"):
        read("a.txt", b"a" * 2**21)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", b"%PDF-1.4 ..."), ("a.docx", b"%PDF-1.4 ..."), ("a.html", b"PK\3\4..."), ("a.pdf", b"PK\3\4...")],
)
def test_a_name_that_does_not_fit_the_content(read: Read, name: str, data: bytes) -> None:
    with pytest.raises(FormatMismatch):
        read(name, data)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
@pytest.mark.parametrize("text", [" \n\t\n", "\u200f\u200b", "\r\n"])
def test_no_text(read: Read, name: str, text: str) -> None:
    with pytest.raises(TextMissing):
        read(name, text)


BROKEN = {
    "blank_page.pdf": TextMissing,
    "encrypted_userpw_aes256.pdf": PasswordNeeded,
    "truncated_60pct.pdf": FileDamaged,
    "truncated_chromium_60pct.pdf": FileDamaged,
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_samples(name: str) -> None:
    path = SAMPLES / "pdf" / name
    with pytest.raises(BROKEN[name]) as caught:
        read_document(path, name)
    assert isinstance(caught.value, ReadError)
    assert caught.value.message("en").startswith(f"{path}: ")
    assert caught.value.message("he").startswith(f"{path}: ")

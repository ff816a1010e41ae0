"""Generations: what was built, immutable once published, and the pointer that says which one serves.

    index/
      CURRENT                     the name of the generation that serves
      generations/NAME/           manifest.json, catalogue.db, words/, vectors.faiss, contexts.faiss, means.npy,
                                  tokens.bin, token-*.npy, map.npy
      generations/.building-PID/  one that is being built
      cache/                      what later builds need not do again

A generation is built aside, moved into place, and only then named in CURRENT, by a rename each. So whatever is killed
whenever, CURRENT names a whole generation; readers in flight keep the one they opened.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from knowledge.errors import IndexBusy, IndexDamaged, IndexMissing, IndexVersion

FORMAT = 7
"""Raised whenever a generation of an older program could be misread."""

_POINTER = "CURRENT"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Failure:
    """A source file that stayed out of the library, and why, in both languages."""

    id: str
    reason_en: str
    reason_he: str
    remedy_en: str
    remedy_he: str


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and SHA-256 of one of a generation's files."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from and consists of. `sources` maps a document's id to the digest of its file and
    sidecar; `inputs` is the digest of everything that decides the outcome."""

    generation: str
    created: str
    corpus: str
    model: str
    fingerprint: str
    dimension: int
    documents: int
    passages: int
    windows: int
    inputs: str
    sources: Mapping[str, str]
    failures: tuple[Failure, ...]
    files: Mapping[str, FileRecord]
    format: int = FORMAT


def current(index: Path) -> str | None:
    """The name of the generation that serves; None where nothing was built."""
    try:
        name = (index / _POINTER).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(index, (f"{_POINTER} cannot be read", f"אי אפשר לקרוא את {_POINTER}")) from error
    if not name or "/" in name or "\\" in name or name.startswith("."):
        raise IndexDamaged(index, (f"{_POINTER} names no generation", f"הקובץ {_POINTER} אינו מציין דור"))
    return name


def folder_of(index: Path, generation: str) -> Path:
    """Where a generation's files are."""
    return index / "generations" / generation


def open_current(index: Path) -> tuple[Path, Manifest]:
    """The folder and manifest of the generation that serves, its files checked by size.

    Raises IndexMissing, IndexVersion, IndexDamaged.
    """
    name = current(index)
    if name is None:
        raise IndexMissing(index)
    folder = folder_of(index, name)
    manifest = _read_manifest(index, folder)
    for file, record in manifest.files.items():
        _check_size(index, folder / file, file, record)
    return folder, manifest


def verify(index: Path) -> Manifest:
    """Every byte of the serving generation against its manifest. Raises as `open_current` does."""
    folder, manifest = open_current(index)
    for file, record in manifest.files.items():
        try:
            digest = _sha256(folder / file)
        except OSError as error:
            raise IndexDamaged(index, (f"{file} cannot be read", f"אי אפשר לקרוא את {file}")) from error
        if digest != record.sha256:
            raise IndexDamaged(index, (f"{file} has changed", f"הקובץ {file} השתנה"))
    return manifest


def _read_manifest(index: Path, folder: Path) -> Manifest:
    try:
        fields: dict[str, Any] = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if fields["format"] != FORMAT:
            raise IndexVersion(index, fields["format"], FORMAT)
        fields["failures"] = tuple(Failure(**entry) for entry in fields["failures"])
        fields["files"] = {name: FileRecord(**entry) for name, entry in fields["files"].items()}
        return Manifest(**fields)
    except FileNotFoundError as error:
        detail = (f"{_MANIFEST} of {folder.name} is missing", f"חסר {_MANIFEST} של {folder.name}")
        raise IndexDamaged(index, detail) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        detail = (f"{_MANIFEST} of {folder.name} cannot be read", f"אי אפשר לקרוא את {_MANIFEST} של {folder.name}")
        raise IndexDamaged(index, detail) from error


def _check_size(index: Path, path: Path, file: str, record: FileRecord) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise IndexDamaged(index, (f"{file} is missing", f"הקובץ {file} חסר")) from error
    if size != record.size:
        en = f"{file} has {size:,} bytes instead of {record.size:,}"
        raise IndexDamaged(index, (en, f"בקובץ {file} יש {size:,} בתים במקום {record.size:,}"))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# Building ------------------------------------------------------------------------------------------------------------


@contextmanager
def building(index: Path) -> Iterator[Path]:
    """An empty folder to build a generation in, for one builder at a time; what is left in it at the end is removed.

    Raises IndexBusy when another process builds.
    """
    folder = index / "generations"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / ".lock", timeout=0):
            for abandoned in folder.glob(".building-*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            aside = folder / f".building-{os.getpid()}"
            aside.mkdir()
            try:
                yield aside
            finally:
                _remove(aside)
    except Timeout as error:
        raise IndexBusy(index) from error


def _remove(aside: Path) -> None:
    """Gone even if a store's thread is still finishing a file in it."""
    for _ in range(20):
        shutil.rmtree(aside, ignore_errors=True)
        if not aside.exists():
            return
        time.sleep(0.1)


def new_name() -> str:
    """A name that sorts by time and is never used twice."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def file_records(folder: Path) -> dict[str, FileRecord]:
    """Every file below `folder` with its size and digest."""
    return {
        path.relative_to(folder).as_posix(): FileRecord(path.stat().st_size, _sha256(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def publish(index: Path, aside: Path, manifest: Manifest, keep: int) -> None:
    """Make what stands in `aside` the generation that serves, and remove all but the `keep` newest earlier ones."""
    _write_through(aside / _MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    for path in aside.rglob("*"):
        if path.is_file():
            _flush(path)
    aside.replace(folder_of(index, manifest.generation))
    pointer = index / f".{_POINTER}.{os.getpid()}"
    _write_through(pointer, manifest.generation + "\n")
    pointer.replace(index / _POINTER)
    _collect(index, manifest.generation, keep)


def _collect(index: Path, serving: str, keep: int) -> None:
    earlier = sorted(
        path for path in (index / "generations").iterdir() if path.name[:1] != "." and path.name != serving
    )
    for path in earlier[: max(0, len(earlier) - keep)]:
        shutil.rmtree(path, ignore_errors=True)  # a reader may still hold it open on Windows; the next run removes it


def _write_through(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    _flush(path)


def _flush(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())

"""What stands in the corpus folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import knowledge
from ingest.archive import Member, is_archive, members
from ingest.errors import FileDamaged, FileNameInvalid, FileNotPermitted, FormatUnsupported, ReadError
from ingest.front_matter import sidecar_of
from ingest.member_names import is_hidden
from ingest.read import SUFFIXES
from knowledge.errors import CorpusMissing

_SIDECAR = ".yaml"
_BESIDE = frozenset("adding adding_worker draft_reader drafts findings jobs sidecar upload_names".split())
"""Modules that bring files into the corpus and decide nothing of what an index holds."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus, or of an archive there, through which `path` leads. `digest` covers its name, its bytes,
    its sidecar's bytes and the code that reads them; `content` covers its bytes alone. `failure` is set, and `path` not
    to be used, when the file cannot be opened."""

    id: str
    path: Path
    digest: str
    failure: ReadError | None = None
    content: str = ""


def discover(corpus: Path) -> list[Source]:
    """Every file below `corpus` and in the archives there, by name. Hidden files, office lock files and sidecars of
    files are not documents.

    Raises CorpusMissing.
    """
    if not corpus.is_dir():
        raise CorpusMissing(corpus)
    sources = (source for found in _files(corpus) for source in _sources(corpus, found))
    return sorted(sources, key=lambda source: source.id)


def _files(corpus: Path) -> Iterator[Path | ReadError]:
    """Every file that may be a document, and a failure for every folder that cannot be gone into."""
    refused: list[OSError] = []
    for folder, folders, names in os.walk(corpus, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if Path(folder, name).is_symlink():  # may lead in a circle
                yield FormatUnsupported(Path(folder, name), ("a link to a folder", "קישור לתיקייה"))
        for name in names:
            path = Path(folder, name)
            if is_hidden(name):
                continue
            if path.suffix == _SIDECAR and path.with_suffix("").is_file() and not is_archive(path.stem):
                continue
            yield path
    for error in refused:
        yield FileNotPermitted(Path(error.filename))


def _sources(corpus: Path, found: Path | ReadError) -> list[Source]:
    """The file, or what stands in it if it is an archive."""
    source = _source(corpus, found)
    if source.failure is not None or not is_archive(source.path.name):
        return [source]
    try:
        return [_packed(source, member) for member in members(source.path, SUFFIXES)]
    except ReadError as failure:
        return [replace(source, failure=failure)]
    except OSError as error:
        why = error.strerror or type(error).__name__
        return [replace(source, failure=FileDamaged(source.path, (why, why)))]


def _packed(archive: Source, member: Member) -> Source:
    id = f"{archive.id}/{member.name}"
    if member.failure is not None:  # its name may not be fit for a path
        return Source(id, archive.path, archive.digest, member.failure)
    path = archive.path / member.name
    return Source(id, path, _digest(path.name, member.hashes), content=member.hashes[0].hex())


def _source(corpus: Path, found: Path | ReadError) -> Source:
    path = found if isinstance(found, Path) else Path(found.path)
    id = path.relative_to(corpus).as_posix()
    try:
        id.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(id).decode("utf-8", "replace")
        return Source(shown, path, "", FileNameInvalid(shown))
    if isinstance(found, ReadError):
        return Source(id, path, "", found)
    try:
        hashes = list(_hashes(path))
        return Source(id, path, _digest(path.name, hashes), content=hashes[0].hex() if hashes else "")
    except OSError:
        return Source(id, path, "", FileNotPermitted(path))


def _hashes(path: Path) -> Iterator[bytes]:
    for file in (path, sidecar_of(path)):
        if file.is_file():
            with file.open("rb") as stream:
                yield hashlib.file_digest(stream, "sha256").digest()


def _digest(name: str, hashes: Iterable[bytes]) -> str:
    digest = hashlib.sha256(f"{code_digest()}\n{name}\n".encode())
    for part in hashes:
        digest.update(part)
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """Digest of this program's code that decides what an index holds: after an update everything is read again."""
    digest = hashlib.sha256()
    ours = Path(__file__).parent
    theirs = Path(knowledge.__file__).parent
    names = ("types", "taxonomy", "hebrew", "analysis", "catalogue", "words", "vectors", "build", "generations")
    data = [*sorted(ours.rglob("*.tsv")), theirs / "data" / "glossary.tsv"]
    reading = [path for path in sorted(ours.rglob("*.py")) if path.stem not in _BESIDE]
    for file in [*reading, *data, *(theirs / f"{name}.py" for name in names)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()

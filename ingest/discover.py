"""What stands in the corpus folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import knowledge
from ingest.read import sidecar_of
from knowledge.errors import CorpusMissing, FileNameInvalid, FileNotPermitted, FormatUnsupported, ReadError

_IGNORED = frozenset({"thumbs.db", "desktop.ini"})
_SIDECAR = ".yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the corpus. `digest` covers its name, its bytes, its sidecar's bytes and the code that reads them; it
    is empty and `failure` set when the file cannot be opened."""

    id: str
    path: Path
    digest: str
    failure: ReadError | None = None


def discover(corpus: Path) -> list[Source]:
    """Every file below `corpus`, by name. Hidden files, office lock files and sidecars of files are not documents.

    Raises CorpusMissing.
    """
    if not corpus.is_dir():
        raise CorpusMissing(corpus)
    return sorted((_source(corpus, found) for found in _files(corpus)), key=lambda source: source.id)


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
            if name.startswith((".", "~$")) or name.lower() in _IGNORED:
                continue
            if path.suffix == _SIDECAR and path.with_suffix("").is_file():
                continue
            yield path
    for error in refused:
        yield FileNotPermitted(Path(error.filename))


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
        return Source(id, path, _digest(path))
    except OSError:
        return Source(id, path, "", FileNotPermitted(path))


def _digest(path: Path) -> str:
    digest = hashlib.sha256(f"{code_digest()}\n{path.name}\n".encode())
    for file in (path, sidecar_of(path)):
        if file.is_file():
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """Digest of this program's code that decides what an index holds: after an update everything is read again."""
    digest = hashlib.sha256()
    ours = Path(__file__).parent
    theirs = Path(knowledge.__file__).parent
    names = ("types", "taxonomy", "hebrew", "analysis", "catalogue", "words", "vectors", "build", "generations")
    for file in [*sorted(ours.rglob("*.py")), *(theirs / f"{name}.py" for name in names)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()

"""Zip archives as folders of documents: what is in them, and one member at a time as a file.

An archive may be hostile. What it says of itself is not believed: bytes are counted as they are unpacked, names that
lead anywhere but further in are refused, and whatever is wrong with a member costs that member only.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from ingest.errors import (
    FileDamaged,
    FileEmpty,
    FileMissing,
    FileTooLarge,
    FormatMismatch,
    FormatUnsupported,
    MemberRefused,
    PasswordNeeded,
    ReadError,
)
from ingest.member_names import decoded_name, is_hidden_path, printable, problem

MAX_MEMBERS = 1_000
"""Files in an archive, those of archives in it included."""
MAX_MEMBER = 200 * 2**20
"""Bytes of an unpacked member."""
MAX_TOTAL = 2 * 2**30
"""Bytes that an archive may unpack to, with the archives in it."""
MAX_RATIO = 200
"""Unpacked to packed bytes of a member above one megabyte. Text packs 3 to 30 times."""
MAX_DIRECTORY = 4 * 2**20
"""Bytes of an archive's table of contents, which is read as a whole."""

_SUFFIX = ".zip"
_SIDECAR = ".yaml"
_CHUNK = 2**16
_ENCRYPTED = 0x1
_UNICODE = 0x800
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The others that zipfile knows cannot be unpacked in bounded pieces; no system's archiver writes them."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""The ways in which zipfile reports damage."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. `name` is its path there, which for a file of an inner archive begins with that one's name.
    `hashes` are the SHA-256 of its bytes and of its sidecar's; there are none where `failure` says why it stays out."""

    name: str
    hashes: tuple[bytes, ...] = ()
    failure: ReadError | None = None


@dataclass(slots=True)
class _Room:
    """What an archive may still hold."""

    members: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Archive:
    """An open archive. `shown` is its name in messages; `files` are those in it that are not hidden, by name, and may
    have the same name or one that is not to be used. `inner`: it stands in another archive."""

    zip: ZipFile
    shown: str
    files: tuple[tuple[str, ZipInfo], ...]
    room: _Room
    inner: bool


class _Bounded(io.BufferedReader):
    """A file of which no more than a table of contents is read at once: zipfile believes the size that it finds."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_DIRECTORY:
            raise zipfile.BadZipFile("its table of contents is too large")
        return super().read(size)


def is_archive(name: str) -> bool:
    """Whether a file of this name is an archive of documents."""
    return name.lower().endswith(_SUFFIX)


def split_path(path: Path) -> tuple[Path, str] | None:
    """The archive that `path` leads through and the name of the member there; None where it leads through none."""
    for parent in reversed(path.parents):
        if is_archive(parent.name) and parent.is_file():
            return parent, path.relative_to(parent).as_posix()
    return None


@contextmanager
def as_file(path: Path) -> Iterator[Path]:
    """The file at `path`; one that stands in an archive is unpacked while the context lasts.

    Raises what `unpacked` does.
    """
    packed = None if path.exists() else split_path(path)
    if packed is None:
        yield path
        return
    with unpacked(*packed) as file:
        yield file


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Path]:
    """The member `name` of the archive at `path` as a file of its name, with its sidecar beside it.

    They stand alone in a temporary folder, which is removed at the end. Raises FileMissing where there is no such
    member, PasswordNeeded, FileDamaged, FileTooLarge, MemberRefused, and FormatMismatch for what is no archive.
    """
    with TemporaryDirectory(prefix="knowledge-", ignore_cleanup_errors=True) as folder:
        with _open(path, str(path), _Room(MAX_MEMBERS, MAX_TOTAL)) as archive:
            file = _unpack(archive, name, Path(folder))
        changed = path.stat().st_mtime
        os.utime(file, (changed, changed))  # unpacked twice it is the same file
        yield file


def members(path: Path, readable: Container[str]) -> list[Member]:
    """What stands in the archive at `path`, by name: a document or a failure each. `readable` are the endings of the
    files that can be read, in lower case. Hidden files and sidecars of members are left out.

    Raises FormatMismatch, FileDamaged, FileEmpty and FileTooLarge for the archive as a whole, and OSError.
    """
    with _open(path, str(path), _Room(MAX_MEMBERS, MAX_TOTAL)) as archive:
        found = _members(archive, readable)
    times = Counter(member.name for member in found)
    once = {member.name: member for member in found}
    twice = ("its name stands there twice", "שמו מופיע שם פעמיים")
    return [
        once[name] if times[name] == 1 else Member(name, failure=MemberRefused(f"{path}/{name}", twice))
        for name in sorted(once)
    ]


def _members(archive: _Archive, readable: Container[str]) -> list[Member]:
    """As `members`, with names that may occur twice."""
    if not archive.files:
        raise FileEmpty(archive.shown, ("no document in it", "אין בו מסמך"))
    archive.room.members -= len(archive.files)
    if archive.room.members < 0:
        most = f"{MAX_MEMBERS:,}"
        raise FileTooLarge(archive.shown, (f"over {most} files in an archive", f"יותר מ־{most} קבצים בארכיון"))
    names = dict(archive.files)
    found: list[Member] = []
    for name, info in archive.files:
        described = name.removesuffix(_SIDECAR)
        if described != name and described in names and not is_archive(described):
            continue
        try:
            found += _member(archive, name, info, names.get(name + _SIDECAR), readable)
        except ReadError as failure:
            found.append(Member(printable(name), failure=failure))
    return found


def _member(
    archive: _Archive, name: str, info: ZipInfo, sidecar: ZipInfo | None, readable: Container[str]
) -> list[Member]:
    """The document, or those of the inner archive. Raises ReadError."""
    refused = problem(name)
    shown = f"{archive.shown}/{printable(name)}"
    if refused is not None:
        raise MemberRefused(shown, refused)
    if is_archive(name):
        with _inner(archive, name, info) as inner:
            within = _members(inner, readable)
        return [Member(f"{name}/{member.name}", member.hashes, member.failure) for member in within]
    suffix = PurePosixPath(name).suffix
    if suffix.lower() not in readable:
        raise FormatUnsupported(shown, (suffix, suffix) if suffix else None)
    return [Member(name, tuple(_hash(archive, shown, file) for file in (info, sidecar) if file is not None))]


def _unpack(archive: _Archive, name: str, folder: Path) -> Path:
    """The file that the member became, in `folder`."""
    files = {name: info for name, info in archive.files if problem(name) is None}
    if name in files:
        file = folder / PurePosixPath(name).name
        for suffix in ("", _SIDECAR):
            if name + suffix in files:
                path = file.with_name(file.name + suffix)
                _write(archive, f"{archive.shown}/{name}", files[name + suffix], path)
        return file
    outer = next((other for other in files if is_archive(other) and name.startswith(f"{other}/")), None)
    if outer is None:
        raise FileMissing(f"{archive.shown}/{printable(name)}")
    with _inner(archive, outer, files[outer]) as inner:
        return _unpack(inner, name.removeprefix(f"{outer}/"), folder)


@contextmanager
def _inner(archive: _Archive, name: str, info: ZipInfo) -> Iterator[_Archive]:
    """An archive in the archive, opened. Raises MemberRefused for a third level."""
    shown = f"{archive.shown}/{name}"
    if archive.inner:
        raise MemberRefused(shown, ("an archive in an archive in an archive", "ארכיון בתוך ארכיון בתוך ארכיון"))
    with TemporaryDirectory(prefix="knowledge-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "inner")
        _write(archive, shown, info, path)
        with _open(path, shown, archive.room, inner=True) as inner:
            yield inner


@contextmanager
def _open(path: Path, shown: str, room: _Room, inner: bool = False) -> Iterator[_Archive]:
    """Raises FileEmpty, FormatMismatch, FileDamaged."""
    with _Bounded(io.FileIO(path)) as file:
        try:
            archive = ZipFile(file)
        except _BROKEN as error:
            file.seek(0)
            head = file.read(2)
            if not head:
                raise FileEmpty(shown) from error
            if head != b"PK":
                raise FormatMismatch(shown, ("not a ZIP archive", "אינו ארכיון ZIP")) from error
            raise FileDamaged(shown) from error
        with archive:
            yield _Archive(archive, shown, tuple(_files(archive)), room, inner)


def _files(archive: ZipFile) -> list[tuple[str, ZipInfo]]:
    """The files that are not hidden, by name."""
    named = [
        (decoded_name(info.orig_filename, bool(info.flag_bits & _UNICODE), info.extra), info)
        for info in archive.infolist()
    ]
    shown = [
        (name, info)
        for name, info in named
        if not name.endswith("/") and (problem(name) is not None or not is_hidden_path(name))
    ]
    return sorted(shown, key=lambda entry: entry[0])


def _hash(archive: _Archive, shown: str, info: ZipInfo) -> bytes:
    digest = hashlib.sha256()
    for chunk in _chunks(archive, shown, info):
        digest.update(chunk)
    return digest.digest()


def _write(archive: _Archive, shown: str, info: ZipInfo, path: Path) -> None:
    with path.open("xb") as file:
        for chunk in _chunks(archive, shown, info):
            file.write(chunk)


def _chunks(archive: _Archive, shown: str, info: ZipInfo) -> Iterator[bytes]:
    """A member's bytes, counted as they come. Raises MemberRefused, PasswordNeeded, FileDamaged, FileTooLarge."""
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise MemberRefused(shown, ("a link", "קישור"))
    if info.flag_bits & _ENCRYPTED:
        raise PasswordNeeded(shown)
    if info.compress_type not in _METHODS:
        raise MemberRefused(shown, ("packed in an unusual way", "דחוס בשיטה לא מקובלת"))
    size = 0
    try:
        with archive.zip.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                archive.room.bytes -= len(chunk)
                _check_size(shown, size, info.compress_size, archive.room)
                yield chunk
    except _BROKEN as error:
        raise FileDamaged(shown) from error


def _check_size(shown: str, size: int, packed: int, room: _Room) -> None:
    """Raises FileTooLarge."""
    if size > MAX_MEMBER:
        mb = MAX_MEMBER // 2**20
        raise FileTooLarge(shown, (f"it unpacks to over {mb} MB", f"נפרס ליותר מ־{mb} MB"))
    if size > 2**20 and size > MAX_RATIO * packed:
        raise FileTooLarge(
            shown, (f"it unpacks to over {MAX_RATIO} times its size", f"נפרס ליותר מפי {MAX_RATIO} מגודלו")
        )
    if room.bytes < 0:
        gb = f"{MAX_TOTAL / 2**30:g}"
        raise FileTooLarge(shown, (f"the archive unpacks to over {gb} GB", f"הארכיון נפרס ליותר מ־{gb} GB"))
